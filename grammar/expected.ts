import type { Token } from './lexer.ts';
import type { Expected, ExpectedToken } from './parser.ts';

/** What begins with each nonterminal, in words; one that can begin with another stands before it. */
const beginnings: readonly (readonly [rule: string, ...words: string[]])[] = [
  ['statement', 'a statement'],
  ['scope', '`{`'],
  ['literal', 'an atom'],
  ['head', 'an atom'],
  ['expression', 'a term'],
  ['factor', 'a term'],
  ['column', 'a column'],
  ['parameter', 'a parameter'],
  ['when', '`next`', '`async`', 'a tick'],
  ['value', 'a value'],
  ['union', 'a type'],
  ['type', 'a type'],
  ['branch', 'a branch'],
  ['name', 'a name'],
];

const order = ['(', '{', ':', '=', '<:', ',', ')', ']', '}', '>', ':-'];

const kinds: ReadonlyMap<string, string> = new Map([
  ['ident', 'a name'],
  ['number', 'a number'],
  ['string', 'a string'],
  ['compare', 'a comparison'],
]);

/** What was expected, in few words: what could begin, then what could go on. */
export function expectation(expected: Expected, terminator: string): string {
  const all = words(expected, terminator);
  return enumerate(all.length > 0 ? all : ['an operator']);
}

/** What was expected of a directive that could also have ended. */
export function expectationAfter(expected: Expected, terminator: string): string {
  return enumerate([...words(expected, terminator), 'a statement']);
}

function words(expected: Expected, terminator: string): readonly string[] {
  const [, ...begins] = beginnings.find(([rule]) => expected.rules.has(rule)) ?? [];
  const tokens = expected.tokens.filter((token) => worthNaming(token, expected));
  const marks = order.filter((text) => tokens.some((token) => token.text === text)).map((text) => `\`${text}\``);
  const others = tokens.flatMap(({ type }) => {
    const words = type === null ? undefined : kinds.get(type);
    return words === undefined ? [] : [words];
  });
  const end = tokens.some(({ type }) => type === 'end') ? [`\`${terminator}\``] : [];
  return [...new Set([...begins, ...marks, ...others, ...end])];
}

/** Leaves out what nobody who is told of it would have meant. */
function worthNaming({ rule, type, text }: ExpectedToken, expected: Expected): boolean {
  // A qualifier, where a declaration could also have ended.
  if (rule === 'declaration' && type === 'ident') return false;
  if (rule === 'qualified' || type === 'operator' || type === 'or') return false;
  // A term that could end here could also be the name of a call.
  if (text === '(' && rule !== 'declaration') return !expected.rules.has('expression') && !canEnd(expected);
  // A literal that could end here could also be the left side of a comparison.
  if (type === 'compare') return !canEnd(expected);
  return rule !== 'type' || text !== '<';
}

/** Whether a list that is begun could end or go on with another element. */
function canEnd({ tokens }: Expected): boolean {
  return tokens.some(({ type, text }) => type === 'end' || text === ',' || text === ')');
}

/** `a`, `a or b`, `a, b or c` */
function enumerate(all: readonly string[]): string {
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} or ${last}`;
}

/** A token as a message names it. */
export function describe({ value }: Token): string {
  const [line = ''] = value.split('\n', 1);
  return line.length < value.length || line.length > 30 ? `\`${line.slice(0, 30)}...\`` : `\`${value}\``;
}
