import type { Name, StringLiteral, Term } from '../datalog/ast.ts';
import { cover, type Span } from '../datalog/source.ts';
import { toArray, type Chain } from './chain.ts';
import type { Token } from './lexer.ts';
import { unquote } from './strings.ts';

/** `name(terms)`: an atom, a test or a call, whichever its surroundings make it. */
export interface Application {
  readonly name: Name;
  readonly terms: readonly Term[];
  readonly span: Span;
}

/** The rest of an application, behind its opening parenthesis. */
export interface Arguments {
  readonly terms: readonly Term[];
  readonly close: Token;
}

/** `x`; in `.dl`, `nil` is the empty record. */
export function variable([token]: [Token]): Term {
  if (token.value === 'nil' && token.source.dialect === 'dl') return unsupported('records', token, token);
  return { kind: 'variable', name: token.value, span: place(token) };
}

/** `_` */
export function wildcard([token]: [Token]): Term {
  return { kind: 'wildcard', span: place(token) };
}

/** `12`, `0x1f`, `7u` */
export function number([token]: [Token]): Term {
  return { kind: 'number', value: integer(token), unsigned: token.value.endsWith('u'), span: place(token) };
}

/** The value of an integer literal; beyond all numbers, the largest, which checks refuse as well. */
export function integer({ value }: Token): number {
  return Math.min(Number(value.replace('u', '')), Number.MAX_VALUE);
}

/** `1.5` */
export function float([token]: [Token]): Term {
  return { kind: 'float', value: Number(token.value), span: place(token) };
}

/** `"a"` */
export function string([token]: [Token]): StringLiteral {
  return { kind: 'string', value: unquote(token.value), span: place(token) };
}

/** `true` as a term. */
export function boolean([token]: [Token]): Term {
  return { kind: 'boolean', value: token.value === 'true', span: place(token) };
}

/** `name(terms)` */
export function application([name, , { terms, close }]: [Name, Token, Arguments]): Application {
  return { name, terms, span: cover(name.span, close) };
}

/** Nothing between the parentheses. */
export function noTerms([close]: [Token]): Arguments {
  return { terms: [], close };
}

/** Terms and the closing parenthesis. */
export function someTerms([terms, close]: [Chain<Term>, Token]): Arguments {
  return { terms: toArray(terms), close };
}

/** `cat(x, y)`; casts and counters look like calls and are not there yet. */
export function call([{ name, terms, span }]: [Application]): Term {
  if (name.text === 'as' && terms.length === 2) return unsupported('type casts (as)', span, span);
  if (name.text === 'autoinc' && terms.length === 0) return unsupported('counters (autoinc)', span, span);
  return { kind: 'call', functor: name, terms, span };
}

/** `(x + y)`: the place includes the parentheses, so that what contains it covers them. */
export function parenthesized([open, term, close]: [Token, Term, Token]): Term {
  return { ...term, span: cover(open, close) };
}

/** `@hash(x)` */
export function userCall([at, { name, terms, span }]: [Token, Application]): Term {
  const functor = { ...name, text: `@${name.text}`, span: cover(at, name.span) };
  return { kind: 'call', functor, terms, span: cover(at, span) };
}

/** `[a, b]` */
export function record([open, close]: [Token, Span]): Term {
  return unsupported('records', open, close);
}

/** `$` */
export function counter([token]: [Token]): Term {
  return unsupported('counters ($)', token, token);
}

/** `$A(x)` */
export function branch([dollar, last]: [Token, Span]): Term {
  return unsupported('algebraic data types', dollar, last);
}

function unsupported(feature: string, from: Span, to: Span): Term {
  return { kind: 'unsupportedterm', feature, span: cover(from, to) };
}

/** A token's place without the token. */
export function place(token: Token): Span {
  return cover(token, token);
}
