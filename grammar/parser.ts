import nearley from 'nearley';
import type { Statement } from '../datalog/ast.ts';
import { cover, textOf } from '../datalog/source.ts';
import compiled from './dedalus.generated.ts';
import { TokenCursor, type Token } from './lexer.ts';

/** What parsing one statement comes to. */
export type Outcome = { readonly kind: 'parsed'; readonly statements: readonly Statement[] } | Failed;

/** Where parsing a statement stopped, an index into its tokens. */
export interface Failed {
  readonly kind: 'failed';
  readonly at: number;
  readonly expected: Expected;
}

/** What could have come where parsing stopped. */
export interface Expected {
  /** Nonterminals of the grammar that could begin there. */
  readonly rules: ReadonlySet<string>;
  /** Tokens that could go on what was begun before, each with the nonterminal it is part of. */
  readonly tokens: readonly ExpectedToken[];
}

/** A token by its type or by its text. */
export interface ExpectedToken {
  readonly rule: string;
  readonly type: string | null;
  readonly text: string | null;
}

/** What is used here of nearley's chart: an Earley item set per token, and the items that await one. */
interface ChartColumn {
  readonly wants: Readonly<Record<string, unknown>>;
  readonly scannable: readonly {
    readonly dot: number;
    readonly rule: { readonly name: string; readonly symbols: readonly { type?: string; literal?: string }[] };
  }[];
}

const grammar = nearley.Grammar.fromCompiled(compiled);

class StatementParser extends nearley.Parser {
  declare readonly table: readonly ChartColumn[];

  constructor(tokens: readonly Token[], from: number) {
    super(grammar, { lexer: new TokenCursor(tokens, from) });
  }

  /** nearley would describe its whole chart, at a cost, in words for whoever writes the grammar. */
  reportError(): string {
    return '';
  }

  /** What could follow the tokens read so far. */
  expected(): Expected {
    const column = this.table[this.current];
    if (column === undefined) throw new Error('the parser has lost its last column');
    const tokens = column.scannable.flatMap(({ dot, rule }) => {
      const symbol = rule.symbols[dot];
      if (dot === 0 || symbol === undefined) return [];
      return [{ rule: rule.name, type: symbol.type ?? null, text: symbol.literal ?? null }];
    });
    return { rules: new Set(Object.keys(column.wants)), tokens };
  }
}

/** Parses the tokens from one on as one statement; `at` of a failure is an index into `tokens`. */
export function parseStatement(tokens: readonly Token[], from: number): Outcome {
  const parser = new StatementParser(tokens, from);
  try {
    parser.feed('');
  } catch (failure) {
    if (!(failure instanceof Error && 'token' in failure)) throw failure;
    return { kind: 'failed', at: from + parser.current, expected: parser.expected() };
  }
  const results: readonly (readonly Statement[])[] = parser.results;
  const [statements] = results;
  if (statements === undefined) return { kind: 'failed', at: tokens.length, expected: parser.expected() };
  if (results.length > 1) throw new Error(`the grammar is ambiguous: ${statementText(tokens, from)}`);
  return { kind: 'parsed', statements };
}

function statementText(tokens: readonly Token[], from: number): string {
  const [first, last] = [tokens[from], tokens.at(-1)];
  return first && last ? textOf(cover(first, last)) : '';
}
