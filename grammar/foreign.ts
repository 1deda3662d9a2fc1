import type { Diagnostic } from '../datalog/diagnostic.ts';
import { groupBy } from '../datalog/group.ts';
import type { Dialect } from '../datalog/source.ts';
import { couldEnd, previousOf, wrong, type Failure } from './failure.ts';
import type { Token } from './lexer.ts';

/** What somebody means by a sign or a word of another language. */
type Meaning = 'rule' | 'equality' | 'inequality' | 'most' | 'least' | 'negation' | 'conjunction' | 'disjunction';

const spellings: readonly (readonly [meaning: Meaning, texts: string])[] = [
  ['rule', '<- <-- : := ::= -> --> => ==> -: \u2190 \u21d0 if IF'],
  ['equality', ':= == === =:= is eq'],
  ['inequality', '<> ~= \\= \\== =\\= =!= /= !== \u2260'],
  ['most', '=< \u2264 \u2a7d'],
  ['least', '=> \u2265 \u2a7e'],
  ['negation', '\\+ ~ \u00ac'],
  ['conjunction', '&& & /\\ \u2227 and AND'],
  ['disjunction', '|| | \\/ \u2228 or OR'],
];

const foreign = spellings.flatMap(([meaning, texts]) => texts.split(' ').map((text) => ({ text, meaning })));
const meaningsOf = groupBy(foreign, ({ text }) => text);
const words: ReadonlySet<string> = new Set([...meaningsOf.keys()].filter((text) => /^\w/.test(text)));
const signs = [...meaningsOf.keys()].filter((text) => !words.has(text)).sort((a, b) => b.length - a.length);

/** The diagnostic for a sign or a word of another language at which parsing stopped; null for anything else. */
export function foreignSpelling(token: Token, failure: Failure): Diagnostic | null {
  const found = words.has(token.value) ? token : signAt(token, previousOf(failure));
  if (found === null) return null;
  const { source, start, end } = found;
  const text = source.text.slice(start, end);
  const meant = (meaningsOf.get(text) ?? []).find(({ meaning }) => fits(meaning, failure));
  if (meant === undefined) return null;
  return wrong({ source, start, end }, `${rightly(meant.meaning, source.dialect)}, not \`${text}\``);
}

/** The longest sign that begins with a token or, without a space, with the one before it. */
function signAt(token: Token, previous: Token | undefined): Pick<Token, 'source' | 'start' | 'end'> | null {
  const { source } = token;
  const starts = previous?.end === token.start ? [previous.start, token.start] : [token.start];
  for (const start of starts) {
    const sign = signs.find((text) => start + text.length > token.start && source.text.startsWith(text, start));
    if (sign !== undefined) return { source, start, end: start + sign.length };
  }
  return null;
}

/** Whether a meaning makes sense where parsing stopped. */
function fits(meaning: Meaning, failure: Failure): boolean {
  const { rules, tokens } = failure.expected;
  switch (meaning) {
    case 'rule':
      return tokens.some(({ text }) => text === ':-');
    case 'negation':
      return rules.has('literal');
    case 'conjunction':
    case 'disjunction':
      return couldEnd(failure) || tokens.some(({ rule }) => rule === 'body');
    default:
      return tokens.some(({ type }) => type === 'compare') || previousOf(failure)?.type === 'compare';
  }
}

function rightly(meaning: Meaning, dialect: Dialect): string {
  switch (meaning) {
    case 'rule':
      return 'a rule is written with `:-`';
    case 'equality':
      return `equality is written \`${dialect === 'dl' ? '=' : '=='}\``;
    case 'inequality':
      return 'inequality is written `!=`';
    case 'most':
      return 'less or equal is written `<=`';
    case 'least':
      return 'greater or equal is written `>=`';
    case 'negation':
      return `negation is written \`${negationOf(dialect)}\``;
    case 'conjunction':
      return 'literals are joined by `,`';
    case 'disjunction':
      return dialect === 'dl' ? 'alternatives are separated by `;`' : 'alternatives are rules of their own';
  }
}

/** How a negation is written. */
export function negationOf(dialect: Dialect): string {
  return dialect === 'dl' ? '!' : 'notin';
}
