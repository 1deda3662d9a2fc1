import type { Statement } from '../datalog/ast.ts';
import { error, warning, type Diagnostics } from '../datalog/diagnostic.ts';
import { nearest } from '../datalog/nearest.ts';
import { cover, type Source } from '../datalog/source.ts';
import { directives, type DirectiveUse } from './directives.ts';
import { isName, tokenize, type Token } from './lexer.ts';
import { parseStatement } from './parser.ts';
import { checkQualifiers } from './qualifiers.ts';
import { namesComponents, split, terminates, type Piece } from './split.ts';
import { needlessEnd, resumption, syntaxError } from './syntax.ts';

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
        for (const statement of outcome.statements) this.statements.push(statement);
        if (outcome.statements[0]?.kind === 'declaration') checkQualifiers(piece.tokens, this.#diagnostics);
        return;
      }
      const failure = { piece, from, at: outcome.at, expected: outcome.expected };
      if (from === 0 && this.#withoutEnd(piece, outcome.at)) return;
      this.#diagnostics.add(syntaxError(failure));
      const next = resumption(failure);
      this.#collect(piece.tokens, from, next ?? piece.tokens.length);
      from = next;
    }
  }

  /** A directive that would parse but for the terminator behind it is kept, with a diagnostic. */
  #withoutEnd({ tokens }: Piece, failed: number): boolean {
    const end = tokens[failed];
    if (tokens[0]?.type !== 'directive' || end === undefined || !terminates(end)) return false;
    const outcome = failed === tokens.length - 1 ? parseStatement(tokens.slice(0, failed), 0) : null;
    if (outcome?.kind !== 'parsed') return false;
    this.#diagnostics.add(needlessEnd(end));
    this.statements.push(...outcome.statements);
    return true;
  }

  #unknown(keyword: Token, piece: Piece): void {
    const known = nearest(keyword.value, directives.keys());
    const message = `there is no directive \`${keyword.value}\`${known === null ? '' : `; did you mean \`${known}\`?`}`;
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
    const directive = tokens[from]?.type === 'directive';
    for (let index = from; index < to; index++) {
      const token = tokens[index];
      if (token !== undefined && isName(token) && (directive || tokens[index + 1]?.value === '(')) {
        this.broken.add(token.value);
      }
    }
  }
}
