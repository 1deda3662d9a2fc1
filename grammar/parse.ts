import type { Statement } from '../datalog/ast.ts';
import { error, warning, type Diagnostics } from '../datalog/diagnostic.ts';
import { nearest, offerOf } from '../datalog/nearest.ts';
import { cover, type Source } from '../datalog/source.ts';
import { directives, type DirectiveUse } from './directives.ts';
import { isName, tokenize, type Token } from './lexer.ts';
import { parseStatement, type Failed } from './parser.ts';
import { checkQualifiers } from './qualifiers.ts';
import { isBareDirective } from './slips.ts';
import { namesComponents, split, terminates, type Piece } from './split.ts';
import { afterDirective, resumption, syntaxError } from './syntax.ts';

/** One file, parsed as far as it could be. */
export interface ParsedFile {
  readonly source: Source;
  readonly statements: readonly Statement[];
  /**
   * Names before `(` or as operands of directives in statements that did not parse: relations that
   * may well be stated or declared there, which checks must not call unknown.
   */
  readonly broken: readonly string[];
}

/** Parses one file; each statement that does not parse is one diagnostic. */
export function parse(source: Source, diagnostics: Diagnostics): ParsedFile {
  const parser = new FileParser(diagnostics);
  for (const piece of split(tokenize(source, diagnostics))) parser.statement(piece);
  return { source, statements: parser.statements, broken: [...parser.broken] };
}

class FileParser {
  readonly statements: Statement[] = [];
  readonly broken = new Set<string>();
  readonly #diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  statement(piece: Piece): void {
    const [keyword] = piece.tokens;
    if (keyword === undefined) return;
    if (keyword.type !== 'directive') {
      if (namesComponents(piece)) this.#skip(keyword, piece, { kind: 'unsupported', feature: 'components' });
      else this.#parse(piece);
      return;
    }
    const use = directives.get(keyword.value);
    if (use === undefined) return this.#unknown(keyword, piece);
    if (use.kind === 'parsed') return this.#parse(piece);
    this.#skip(keyword, piece, use);
  }

  /**
   * Parses a statement, and after a failure what stands behind it in the piece. Every turn begins
   * behind the one before, so a file in which every clause lacks its end takes linear time too.
   */
  #parse(piece: Piece): void {
    for (let from: number | null = 0; from !== null; ) {
      const outcome = parseStatement(piece.tokens, from);
      if (outcome.kind === 'parsed') {
        this.#keep(outcome.statements, piece.tokens);
        return;
      }
      const failure = { piece, from, at: outcome.at, expected: outcome.expected };
      if (from === 0 && this.#directiveBefore(piece, outcome)) return;
      this.#diagnostics.add(syntaxError(failure));
      const next = resumption(failure);
      this.#collect(piece.tokens, from, next ?? piece.tokens.length);
      from = next;
    }
  }

  /** A directive that would parse but for what stands behind it is kept, with a diagnostic. */
  #directiveBefore({ tokens }: Piece, { at, expected }: Failed): boolean {
    if (tokens[0]?.type !== 'directive') return false;
    // The dot of `.output p.` might have been that of a qualified name.
    const end = at === tokens.length ? at - 1 : at;
    const token = tokens[end];
    if (token === undefined || (end < at && !terminates(token))) return false;
    const outcome = parseStatement(tokens.slice(0, end), 0);
    if (outcome.kind !== 'parsed') return false;
    this.#keep(outcome.statements, tokens.slice(0, end));
    this.#diagnostics.add(afterDirective(token, end === tokens.length - 1, expected));
    this.#collect(tokens, end, tokens.length);
    return true;
  }

  #keep(statements: readonly Statement[], tokens: readonly Token[]): void {
    for (const statement of statements) this.statements.push(statement);
    if (statements[0]?.kind === 'declaration') checkQualifiers(tokens, this.#diagnostics);
  }

  #unknown(keyword: Token, piece: Piece): void {
    const message = `there is no directive \`${keyword.value}\`${offerOf(nearest(keyword.value, directives.keys()))}`;
    this.#diagnostics.add(error('unknown-directive', cover(keyword, keyword), message));
    this.#collect(piece.tokens, 0, piece.tokens.length);
  }

  #skip(keyword: Token, { tokens }: Piece, use: Exclude<DirectiveUse, { kind: 'parsed' }>): void {
    const span = cover(keyword, tokens.at(-1) ?? keyword);
    const bad = tokens.find((token) => token.problem !== null);
    if (bad !== undefined) {
      this.#diagnostics.add(error('syntax', cover(bad, bad), bad.problem ?? ''));
    }
    this.#collect(tokens, 0, tokens.length);
    if (use.kind === 'unsupported') {
      this.statements.push({ kind: 'unsupported', feature: use.feature, span });
    } else {
      const message = `\`${keyword.value}\` has no effect here: dlc plans for itself`;
      this.#diagnostics.add(warning('ignored-directive', span, message));
    }
  }

  /** Remembers the relations that a part of a piece, which is lost, may have been about. */
  #collect(tokens: readonly Token[], from: number, to: number): void {
    const directive = tokens[from]?.type === 'directive' || isBareDirective(tokens, from);
    for (let index = from; index < to; index++) {
      const token = tokens[index];
      if (token !== undefined && isName(token) && (directive || index === from || tokens[index + 1]?.value === '(')) {
        this.broken.add(token.value);
      }
    }
  }
}
