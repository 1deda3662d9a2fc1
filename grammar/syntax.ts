import { at, error, type Diagnostic, type Note } from '../datalog/diagnostic.ts';
import { cover, type Span } from '../datalog/source.ts';
import { describe, enumerate, words } from './expected.ts';
import { isName, type Token } from './lexer.ts';
import type { Expected } from './parser.ts';
import type { Piece } from './split.ts';

/** A failure to parse `piece.tokens` from the token `from` on; `at` is where it stopped. */
export interface Failure {
  readonly piece: Piece;
  readonly from: number;
  readonly at: number;
  readonly expected: Expected;
}

/** The diagnostic for a failure: what is wrong in the user's words, or else what was expected. */
export function syntaxError(failure: Failure): Diagnostic {
  const token = failure.piece.tokens[failure.at];
  if (token === undefined) return endedEarly(failure);
  if (token.problem !== null) return wrong(token, token.problem);
  const slip = slipOf(token, failure);
  if (slip !== null) return slip;
  const message = `expected ${enumerate(words(failure.expected, terminator(token)))}, not ${describe(token)}`;
  return wrong(token, message, missingEnd(token, failure));
}

/** Where the next clause begins, when a failure is that of a clause before it on other lines; or null. */
export function resumption({ piece: { tokens }, from, at: failed }: Failure): number | null {
  const margin = Math.max(1, tokens[from]?.indent ?? 1);
  const begins = (index: number) => {
    const token = tokens[index];
    return token !== undefined && index > from && beginsLine(tokens, index) && token.indent <= margin;
  };
  if (begins(failed)) return failed;
  const token = tokens[failed];
  if (token?.value === ':-') {
    for (let index = failed - 1; index > from; index--) if (begins(index)) return index;
  }
  for (let index = failed + 1; index < tokens.length; index++) {
    const before = tokens[index - 1];
    const ended = index - 1 === failed && before?.type === 'or';
    if (begins(index) && (ended || (before !== undefined && !continues(before)))) return index;
  }
  return null;
}

/** Whether a line that ends with this token goes on in the next. */
function continues({ type, value }: Token): boolean {
  if (type === 'symbol') return value !== ')' && value !== ']' && value !== '}';
  return type === 'or' || type === 'not' || type === 'compare' || type === 'operator' || type === 'unary';
}

/** A directive with a clause's terminator behind it. */
export function needlessEnd(token: Token): Diagnostic {
  return wrong(token, `a directive is not ended by \`${token.value}\``);
}

/** The statement is over, and the grammar wants more. */
function endedEarly({ piece, from, expected }: Failure): Diagnostic {
  const last = piece.tokens.at(-1);
  if (last === undefined) throw new Error('a statement without tokens');
  const end = terminator(last);
  if (piece.tokens[from]?.type !== 'directive' && expected.tokens.some(({ type }) => type === 'end')) {
    return wrong(after(last), `the clause is not ended by \`${end}\``);
  }
  const found = piece.next === null ? 'the end of the file' : describe(piece.next);
  return wrong(after(last), `expected ${enumerate(words(expected, end))}, not ${found}`);
}

/** What somebody writes who thinks of the other spelling. */
function slipOf(token: Token, failure: Failure): Diagnostic | null {
  const { piece, from, at: index } = failure;
  if (piece.tokens[from]?.type === 'directive') return null;
  const previous = index > from ? piece.tokens[index - 1] : undefined;
  return token.source.dialect === 'dl' ? slipInDl(token, previous, failure) : slipInDed(token);
}

const headAggregates: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max', 'avg', 'mean', 'choose']);

function slipInDl(token: Token, previous: Token | undefined, { expected }: Failure): Diagnostic | null {
  if (token.type === 'foreign') return wrong(token, 'equality is written `=`, not `==`');
  if (token.type === 'or' && expected.tokens.some(({ type }) => type === 'end')) {
    return wrong(token, 'clauses end in `.`, not `;`');
  }
  if (previous === undefined) return null;
  if (isName(token) && (previous.value === 'notin' || previous.value === 'not')) {
    return wrong(previous, `negation is written \`!\`, not \`${previous.value}\``);
  }
  const column = expected.tokens.some(({ rule }) => rule === 'application');
  if (token.value === '<' && headAggregates.has(previous.value) && column) {
    const message = `\`${previous.value}<x>\` is a column of a head; in a body it is ${bodyForm(previous)}`;
    return wrong(cover(previous, token), message);
  }
  return null;
}

function bodyForm({ value }: Token): string {
  return value === 'count' ? '`n = count : { ... }`' : `\`n = ${value === 'avg' ? 'mean' : value} x : { ... }\``;
}

function slipInDed(token: Token): Diagnostic | null {
  if (token.type === 'assign') return wrong(token, 'equality is written `==`, not `=`');
  if (token.type !== 'foreign') return null;
  return wrong(token, token.value === '!' ? 'negation is written `notin`, not `!`' : 'clauses end in `;`, not `.`');
}

/** The hint that the clause before may lack its end, where another seems to begin. */
function missingEnd(token: Token, failure: Failure): readonly Note[] {
  const { tokens } = failure.piece;
  if (tokens[failure.from]?.type === 'directive') return [];
  const resumed = resumption(failure);
  const begin = resumed ?? (beginsLine(tokens, failure.at) ? failure.at : null);
  const before = begin === null || begin > failure.at ? undefined : tokens[begin - 1];
  if (before === undefined) return [];
  const end = resumed === null ? `\`,\` or \`${terminator(token)}\`` : `\`${terminator(token)}\``;
  return [at(after(before), `a ${end} may be missing here`)];
}

/** Whether a line begins with this token and it looks like an atom. */
function beginsLine(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return token !== undefined && token.indent > 0 && isName(token) && tokens[index + 1]?.value === '(';
}

function wrong({ source, start, end }: Span, message: string, notes: readonly Note[] = []): Diagnostic {
  return error('syntax', { source, start, end }, message, notes);
}

function after({ source, end }: Span): Span {
  return { source, start: end, end };
}

function terminator({ source }: Span): string {
  return source.dialect === 'dl' ? '.' : ';';
}
