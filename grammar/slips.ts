import { hint, type Diagnostic } from '../datalog/diagnostic.ts';
import { cover } from '../datalog/source.ts';
import { aggregateSlip } from './aggregate-slips.ts';
import { directives } from './directives.ts';
import { couldEnd, isClause, previousOf, terminator, wrong, type Failure } from './failure.ts';
import { foreignSpelling, negationOf } from './foreign.ts';
import { isName, type Token } from './lexer.ts';

/** What somebody writes who thinks of another language, or of the other spelling; null where it is none of that. */
export function slipOf(token: Token, failure: Failure): Diagnostic | null {
  const slips = isClause(failure) ? clauseSlips : [dashedName];
  for (const slip of slips) {
    const found = slip(token, failure);
    if (found !== null) return found;
  }
  return null;
}

const clauseSlips: readonly ((token: Token, failure: Failure) => Diagnostic | null)[] = [
  bareDirective,
  dashedName,
  comment,
  query,
  cut,
  wordNegation,
  dialectSlip,
  aggregateSlip,
  reservedName,
  signNegation,
  foreignSpelling,
  proposition,
];

/** `decl p(x: number)` */
function bareDirective(_: Token, { piece: { tokens }, from, at }: Failure): Diagnostic | null {
  const first = tokens[from];
  if (first === undefined || at !== from + 1 || !isBareDirective(tokens, from)) return null;
  return wrong(first, `a directive begins with a dot: \`.${first.value}\``);
}

/** Whether a directive that lacks its dot seems to begin here. */
export function isBareDirective(tokens: readonly Token[], index: number): boolean {
  const [word, operand] = [tokens[index], tokens[index + 1]];
  if (word === undefined || operand === undefined || !directives.has(`.${word.value}`)) return false;
  return operand.indent === 0 && (isName(operand) || (word.value === 'include' && operand.type === 'string'));
}

/** `?- p(x).`, `:- p(x).` */
function query(token: Token, { piece: { tokens }, from, at }: Failure): Diagnostic | null {
  const asks = tokens[from]?.value === '?' && token.value === '-' && at === from + 1;
  if (!asks && !(token.value === ':-' && at === from)) return null;
  const mark = cover(tokens[from] ?? token, token);
  return wrong(mark, 'there are no queries', [hint('to see a relation, name it in an `.output`')]);
}

/** `% ...`, `-- ...`, `# ...` */
function comment(token: Token, { piece: { tokens }, from, at }: Failure): Diagnostic | null {
  const next = tokens[at + 1];
  const dashes = token.value === '-' && next?.value === '-' && next.start === token.end;
  if (at !== from || (token.value !== '%' && token.value !== '#' && !dashes)) return null;
  return wrong(dashes ? cover(token, next) : token, 'comments begin with `//`, or stand between `/*` and `*/`');
}

/** `my-relation(x)` */
function dashedName(token: Token, { piece: { tokens }, at, expected }: Failure): Diagnostic | null {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  if (token.value !== '-' || before?.end !== token.start || after?.start !== token.end) return null;
  if (!isName(before) || !isName(after) || !expected.tokens.some(({ text }) => text === '(')) return null;
  if (expected.tokens.some(({ type }) => type === 'operator')) return null;
  return wrong(token, `no name has a \`-\` in it: write \`${before.value}_${after.value}\``);
}

/** `p(x) :- q(x), !.` */
function cut(token: Token, failure: Failure): Diagnostic | null {
  const previous = previousOf(failure);
  if (previous?.type !== 'not' || (token.type !== 'end' && token.value !== ',')) return null;
  return wrong(previous, 'there is no cut: all that can be derived is');
}

/** `not p(x)` */
function wordNegation(token: Token, failure: Failure): Diagnostic | null {
  const previous = previousOf(failure);
  if (previous === undefined || !isName(token) || !/^not(in)?$/i.test(previous.value)) return null;
  return wrong(previous, `negation is written \`${negationOf(token.source.dialect)}\`, not \`${previous.value}\``);
}

/** `~p(x)`, of which nothing is wrong but that it is not compared. */
function signNegation(_: Token, { piece: { tokens }, from, at, expected }: Failure): Diagnostic | null {
  if (tokens[at - 1]?.value !== ')' || !expected.tokens.some(({ type }) => type === 'compare')) return null;
  let open = at - 1;
  for (let depth = 0; open > from; open--) {
    const { value } = tokens[open] ?? { value: '' };
    depth += value === ')' ? 1 : value === '(' ? -1 : 0;
    if (depth === 0) break;
  }
  const sign = tokens[open - 2];
  if (sign?.value !== '~' || open - 2 <= from) return null;
  return wrong(sign, `negation is written \`${negationOf(sign.source.dialect)}\`, not \`~\``);
}

/** What the other dialect writes. */
function dialectSlip(token: Token, failure: Failure): Diagnostic | null {
  if (token.source.dialect === 'ded') {
    if (token.type === 'assign') return wrong(token, 'equality is written `==`, not `=`');
    if (token.type !== 'foreign') return null;
    return wrong(token, token.value === '!' ? 'negation is written `notin`, not `!`' : wrongEnd(token));
  }
  return token.type === 'or' && couldEnd(failure) ? wrong(token, wrongEnd(token)) : null;
}

/** That a clause is ended by what ends it in the other dialect. */
export function wrongEnd(token: Token): string {
  return `clauses end in \`${terminator(token)}\`, not \`${token.value}\``;
}

/** `min` or `band` as a variable. */
function reservedName(token: Token, failure: Failure): Diagnostic | null {
  const advice = [hint('choose another name for the variable')];
  const isOperator = token.type === 'operator' || token.type === 'unary';
  if (isOperator && /^\w/.test(token.value) && failure.expected.rules.has('term')) {
    return wrong(token, `\`${token.value}\` is an operator, and no variable can be named so`, advice);
  }
  const previous = previousOf(failure);
  if (previous === undefined || (previous.type !== 'count' && previous.type !== 'fold')) return null;
  const ends = isOperator || token.type === 'compare' || token.type === 'end' || token.type === 'or';
  if (!ends && token.value !== ',' && token.value !== ')' && token.value !== '}') return null;
  return wrong(previous, `\`${previous.value}\` is an aggregate, and no variable can be named so`, advice);
}

/** `raining` where `raining()` is meant. */
function proposition(token: Token, failure: Failure): Diagnostic | null {
  const { piece, from, at, expected } = failure;
  const name = previousOf(failure);
  if (name === undefined || !isName(name) || !expected.tokens.some(({ text }) => text === '(')) return null;
  const [opener, before] = [piece.tokens[at - 3], piece.tokens[at - 2]];
  const isGroup = before?.value === '(' && (opener === undefined || !isName(opener));
  const isNext = before !== undefined && (before.type === 'not' || before.type === 'or' || /^(:-|,|\{)$/.test(before.value));
  const begins = at === from + 1 || isNext || isGroup;
  const ends = token.type === 'end' || token.type === 'or' || /^(:-|,|@|\}|\))$/.test(token.value);
  if (!begins || !ends) return null;
  const advice = hint(`a relation without columns is written \`${name.value}()\``);
  return wrong(name, `\`${name.value}\` is not an atom by itself`, [advice]);
}
