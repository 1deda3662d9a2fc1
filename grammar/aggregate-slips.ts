import { folds } from '../datalog/ast.ts';
import { error, hint, type Diagnostic } from '../datalog/diagnostic.ts';
import { nearest, offerOf } from '../datalog/nearest.ts';
import { cover } from '../datalog/source.ts';
import { previousOf, wrong, type Failure } from './failure.ts';
import { isName, type Token } from './lexer.ts';

/** What somebody writes for an aggregate who has not seen one here; null where it is none of that. */
export function aggregateSlip(token: Token, failure: Failure): Diagnostic | null {
  if (token.source.dialect !== 'dl') return null;
  return headAggregate(token, failure) ?? unknownAggregate(token, failure) ?? countOfAll(token, failure) ?? bareFold(token, failure);
}

const headAggregates: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max', 'avg', 'mean', 'choose']);

/** `count<x>` in a body. */
function headAggregate(token: Token, failure: Failure): Diagnostic | null {
  const previous = previousOf(failure);
  const isColumn = failure.expected.tokens.some(({ rule }) => rule === 'application');
  if (token.value !== '<' || previous === undefined || !headAggregates.has(previous.value) || !isColumn) return null;
  const message = `\`${previous.value}<x>\` is a column of a head; in a body it is ${bodyForm(previous.value)}`;
  return wrong(cover(previous, token), message);
}

function bodyForm(aggregate: string): string {
  return aggregate === 'count' ? '`n = count : { ... }`' : `\`n = ${aggregate === 'avg' ? 'mean' : aggregate} x : { ... }\``;
}

const bodyAggregates: readonly string[] = ['count', ...folds];

/** `cuont : { ... }`, `summ x : { ... }` */
function unknownAggregate(_: Token, failure: Failure): Diagnostic | null {
  const name = previousOf(failure)?.value === ')' ? calledBefore(failure) : previousOf(failure);
  if (name?.type !== 'ident' || !hasScope(failure)) return null;
  const near = name.value === 'avg' ? 'mean' : nearest(name.value, bodyAggregates);
  const advice = hint('the aggregates of a body are count, sum, min, max and mean');
  return error('unknown-aggregate', cover(name, name), `unknown aggregate \`${name.value}\`${offerOf(near)}`, [advice]);
}

/** Whether `: {` or `: p(` stands here, or behind one term. */
function hasScope({ piece: { tokens }, at }: Failure): boolean {
  for (let index = at; index < tokens.length; index++) {
    const [token, next] = [tokens[index], tokens[index + 1]];
    if (token?.value === ':') return next !== undefined && (next.value === '{' || isName(next));
    if (token === undefined || token.type === 'end' || token.type === 'or' || /^(,|:-|\{|\})$/.test(token.value)) return false;
  }
  return false;
}

/** The name before the parentheses that close where parsing stopped. */
function calledBefore({ piece: { tokens }, from, at }: Failure): Token | undefined {
  for (let index = at - 1, depth = 0; index > from; index--) {
    const value = tokens[index]?.value;
    depth += value === ')' ? 1 : value === '(' ? -1 : 0;
    if (depth === 0) return tokens[index - 1];
  }
  return undefined;
}

/** `count(*)`, `count<*>` */
function countOfAll(token: Token, { piece: { tokens }, at }: Failure): Diagnostic | null {
  const [name, open, close] = [tokens[at - 2], tokens[at - 1], tokens[at + 1]];
  if (token.value !== '*' || name?.value.toLowerCase() !== 'count' || open === undefined || close === undefined) return null;
  if (open.value !== '(' && open.value !== '<') return null;
  const message = 'rows are counted by `count<x>` in a head, and by `n = count : { ... }` in a body';
  return wrong(cover(name, close), message);
}

/** `p(sum x)` */
function bareFold(token: Token, { piece: { tokens }, from, at }: Failure): Diagnostic | null {
  const [name, target] = [tokens[at - 2], tokens[at - 1]];
  if (at - 2 <= from || name?.type !== 'fold' || target?.type !== 'ident') return null;
  if (token.type !== 'end' && token.value !== ')' && token.value !== ',') return null;
  const forms = `\`${headForm(name.value)}<${target.value}>\` in a head and \`n = ${name.value} ${target.value} : { ... }\` in a body`;
  return wrong(cover(name, target), `an aggregate is ${forms}`);
}

function headForm(aggregate: string): string {
  return aggregate === 'mean' ? 'avg' : aggregate;
}
