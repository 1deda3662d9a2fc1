import { at, hint, type Diagnostic, type Note } from '../datalog/diagnostic.ts';
import type { Span } from '../datalog/source.ts';
import { describe, expectation, expectationAfter } from './expected.ts';
import { couldEnd, isClause, terminator, wrong, type Failure } from './failure.ts';
import { isName, type Token } from './lexer.ts';
import type { Expected } from './parser.ts';
import { isBareDirective, slipOf, wrongEnd } from './slips.ts';
import { terminates } from './split.ts';

/** The diagnostic for a failure: what is wrong in the user's words, or else what was expected. */
export function syntaxError(failure: Failure): Diagnostic {
  const token = failure.piece.tokens[failure.at];
  if (token === undefined) return endedEarly(failure);
  const slip = slipOf(token, failure) ?? strayEnd(failure);
  if (slip !== null) return slip;
  if (token.problem !== null) return wrong(token, token.problem);
  const message = `expected ${expectation(failure.expected, terminator(token))}, not ${describe(token)}`;
  return wrong(token, message, [...missingEnd(token, failure), ...columnForm(failure)]);
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

/** What stands behind a directive that is complete and begins no statement. */
export function afterDirective(token: Token, isLast: boolean, expected: Expected): Diagnostic {
  if (token.problem !== null) return wrong(token, token.problem);
  if (isLast && isEnd(token)) return wrong(token, `a directive is not ended by \`${token.value}\``);
  return wrong(token, `expected ${expectationAfter(expected, terminator(token))}, not ${describe(token)}`);
}

/** Whether a token ends clauses, be it in the other dialect. */
export function isEnd(token: Token): boolean {
  return terminates(token) || token.value === ';';
}

/** The statement is over, and the grammar wants more. */
function endedEarly(failure: Failure): Diagnostic {
  const { piece, expected } = failure;
  const last = piece.tokens.at(-1);
  if (last === undefined) throw new Error('a statement without tokens');
  const end = terminator(last);
  if (isClause(failure) && last.type === 'or') return wrong(last, wrongEnd(last));
  if (isClause(failure) && couldEnd(failure)) return wrong(after(last), `the clause is not ended by \`${end}\``);
  const found = piece.next === null ? 'the end of the file' : describe(piece.next);
  return wrong(after(last), `expected ${expectation(expected, end)}, not ${found}`);
}

/** `p(x) :- q(x);` before a rule, which the `;` makes an alternative. */
function strayEnd(failure: Failure): Diagnostic | null {
  const begin = isClause(failure) ? resumption(failure) : null;
  const before = begin === null || begin > failure.at ? undefined : failure.piece.tokens[begin - 1];
  return before?.type === 'or' ? wrong(before, wrongEnd(before)) : null;
}

/** The hint what a column is, where its type is missing. */
function columnForm({ expected }: Failure): readonly Note[] {
  const isColumn = expected.tokens.some(({ rule, text }) => rule === 'column' && text === ':');
  return isColumn ? [hint('a column is written with its type: `x: number`')] : [];
}

/** The hint that the clause before may lack its end, where another seems to begin. */
function missingEnd(token: Token, failure: Failure): readonly Note[] {
  const { tokens } = failure.piece;
  if (!isClause(failure)) return [];
  const resumed = resumption(failure);
  const begin = resumed ?? (beginsLine(tokens, failure.at) ? failure.at : null);
  const before = begin === null || begin > failure.at ? undefined : tokens[begin - 1];
  if (before === undefined) return [];
  const end = resumed === null ? `\`,\` or \`${terminator(token)}\`` : `\`${terminator(token)}\``;
  return [at(after(before), `a ${end} may be missing here`)];
}

/** Whether a line begins with this token and it looks like an atom, or like a directive without its dot. */
function beginsLine(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.indent === 0 || !isName(token)) return false;
  return tokens[index + 1]?.value === '(' || isBareDirective(tokens, index);
}

function after({ source, end }: Span): Span {
  return { source, start: end, end };
}
