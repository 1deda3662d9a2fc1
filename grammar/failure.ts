import { error, type Diagnostic, type Note } from '../datalog/diagnostic.ts';
import type { Span } from '../datalog/source.ts';
import type { Token } from './lexer.ts';
import type { Expected } from './parser.ts';
import type { Piece } from './split.ts';

/** A failure to parse `piece.tokens` from the token `from` on; `at` is where it stopped. */
export interface Failure {
  readonly piece: Piece;
  readonly from: number;
  readonly at: number;
  readonly expected: Expected;
}

/** Whether a clause, not a directive, failed. */
export function isClause({ piece, from }: Failure): boolean {
  return piece.tokens[from]?.type !== 'directive';
}

/** Whether the statement could have ended where it failed. */
export function couldEnd({ expected }: Failure): boolean {
  return expected.tokens.some(({ type }) => type === 'end');
}

/** A syntax error at a place. */
export function wrong({ source, start, end }: Span, message: string, notes: readonly Note[] = []): Diagnostic {
  return error('syntax', { source, start, end }, message, notes);
}

/** What ends a clause in the spelling of a file. */
export function terminator({ source }: Span): string {
  return source.dialect === 'dl' ? '.' : ';';
}

/** The token before the one where parsing stopped, within the statement. */
export function previousOf({ piece, from, at }: Failure): Token | undefined {
  return at > from ? piece.tokens[at - 1] : undefined;
}
