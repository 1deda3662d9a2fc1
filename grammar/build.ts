import type { Aggregate, Atom, Clause, Literal, Name, Statement, Term, Time } from '../datalog/ast.ts';
import { tests } from '../datalog/functors.ts';
import { cover, type Span } from '../datalog/source.ts';
import { toArray, type Chain } from './chain.ts';
import type { Token } from './lexer.ts';
import { unquote } from './strings.ts';

export * from './build-directive.ts';

/** `name(terms)`: an atom, a test or a call, whichever its surroundings make it. */
interface Application {
  readonly name: Name;
  readonly terms: readonly Term[];
  readonly span: Span;
}

/** The rest of an application, behind its opening parenthesis. */
interface Arguments {
  readonly terms: readonly Term[];
  readonly close: Token;
}

type Body = Chain<Chain<Literal>>;

/** `p(1), q(2).` */
export function facts([heads, end]: [Chain<Atom>, Token]): readonly Clause[] {
  return clauses(heads, null, end);
}

/** `p(x), q(x) :- r(x).` */
export function rules([heads, , body, end]: [Chain<Atom>, Token, Body, Token]): readonly Clause[] {
  return clauses(heads, literals(body), end);
}

function clauses(heads: Chain<Atom>, body: readonly Literal[] | null, end: Token): readonly Clause[] {
  const atoms = toArray(heads);
  const span = cover(atoms[0]?.span ?? end, end);
  return atoms.map((head) => ({ kind: 'clause', head, body, span }));
}

/** `p(x) <= p(y) :- x < y.` */
export function subsumption([head, , ...rest]: [Atom, Token, ...unknown[], Token]): readonly Statement[] {
  const end = rest.at(-1) as Token;
  return [{ kind: 'unsupported', feature: 'subsumption', span: cover(head.span, end) }];
}

/** `.include "f"`, and in the classic spelling `include "f";` */
export function include([keyword, path, end]: [Token, Token, Token?]): readonly Statement[] {
  return [{ kind: 'include', path: unquote(path.value), span: cover(keyword, end ?? path) }];
}

/** `p(x, count<y>)` */
export function headAtom(symbols: [Name, Token, Arguments]): Atom {
  const { name, terms, span } = application(symbols);
  return { kind: 'atom', relation: name, terms, time: null, span };
}

/** `p(x)@next` as a head. */
export function timed([atom, time]: [Atom, Time]): Atom {
  return { ...atom, time, span: cover(atom.span, time.span) };
}

/** `count<y>` */
export function headAggregate([functionName, , variable, close]: [Name, Token, Token, Token]): Term {
  return {
    kind: 'headaggregate',
    function: functionName,
    variable: { kind: 'variable', name: variable.value, span: place(variable) },
    span: cover(functionName.span, close),
  };
}

/** `@next`, `@async`, `@5` */
export function time([at, when]: [Token, Token]): Time {
  const span = cover(at, when);
  if (when.value === 'next' || when.value === 'async') return { kind: 'time', when: when.value, span };
  return { kind: 'time', when: integer(when), span };
}

function literals(body: Body): readonly Literal[] {
  const alternatives = toArray(body).map(toArray);
  const only = alternatives.length === 1 ? alternatives[0] : undefined;
  if (only !== undefined) return only;
  const spans = alternatives.flat().map((literal) => literal.span);
  const [start, end] = [spans[0], spans.at(-1)];
  if (start === undefined || end === undefined) throw new Error('a body without literals');
  return [{ kind: 'disjunction', alternatives, span: cover(start, end) }];
}

/** `p(x)` as a literal; `match` and `contains` are tests. */
export function atomOrTest([{ name, terms, span }]: [Application]): Literal {
  if (tests.has(name.text)) return { kind: 'test', name, terms, span };
  return { kind: 'atom', relation: name, terms, time: null, span };
}

/** `p(x)@5` */
export function timedAtom([{ name, terms, span }, time]: [Application, Time]): Literal {
  return { kind: 'atom', relation: name, terms, time, span: cover(span, time.span) };
}

/** `!p(x)`, `notin p(x)` */
export function negation([not, operand]: [Token, Literal]): Literal {
  return { kind: 'negation', operand, span: cover(not, operand.span) };
}

/** `x < y` */
export function comparison([left, operator, right]: [Term, Token, Term]): Literal {
  return { kind: 'comparison', operator: comparator(operator), left, right, span: cover(left.span, right.span) };
}

function comparator({ value }: Token) {
  switch (value) {
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return value;
    default:
      return '=';
  }
}

/** `true` as a literal. */
export function truth([token]: [Token]): Literal {
  return { kind: 'truth', value: token.value === 'true', span: place(token) };
}

/** `(a, b ; c)`; around one literal, parentheses mean nothing. */
export function disjunction([open, body, close]: [Token, Body, Token]): Literal {
  if (body.before === null && body.last.before === null) return body.last.last;
  return { kind: 'disjunction', alternatives: toArray(body).map(toArray), span: cover(open, close) };
}

export function variable([token]: [Token]): Term {
  if (token.value === 'nil' && token.source.dialect === 'dl') return unsupported('records', token, token);
  return { kind: 'variable', name: token.value, span: place(token) };
}

export function wildcard([token]: [Token]): Term {
  return { kind: 'wildcard', span: place(token) };
}

export function number([token]: [Token]): Term {
  return { kind: 'number', value: integer(token), unsigned: token.value.endsWith('u'), span: place(token) };
}

function integer({ value }: Token): number {
  return Math.min(Number(value.replace('u', '')), Number.MAX_VALUE);
}

export function float([token]: [Token]): Term {
  return { kind: 'float', value: Number(token.value), span: place(token) };
}

export function string([token]: [Token]): Term {
  return { kind: 'string', value: unquote(token.value), span: place(token) };
}

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
  return { kind: 'usercall', functor: name, terms, span: cover(at, span) };
}

/** The body of an aggregate and where it ends. */
interface Scope {
  readonly body: readonly Literal[];
  readonly span: Span;
}

/** `{ p(x), q(x) }` */
export function scope([open, body, close]: [Token, Body, Token]): Scope {
  return { body: literals(body), span: cover(open, close) };
}

/** An aggregate's body that is one atom needs no braces. */
export function scopeAtom([atom, time]: [Application, Time?]): Scope {
  const literal = time === undefined ? atomOrTest([atom]) : timedAtom([atom, time]);
  return { body: [literal], span: literal.span };
}

/** `count : { ... }` */
export function count([keyword, , { body, span }]: [Token, Token, Scope]): Aggregate {
  return { kind: 'aggregate', function: 'count', target: null, body, span: cover(keyword, span) };
}

/** `sum x : { ... }` */
export function fold([keyword, target, , { body, span }]: [Token, Term, Token, Scope]): Aggregate {
  return { kind: 'aggregate', function: aggregateFunction(keyword), target, body, span: cover(keyword, span) };
}

function aggregateFunction({ value }: Token) {
  switch (value) {
    case 'sum':
    case 'min':
    case 'max':
    case 'mean':
      return value;
    default:
      throw new Error(`${value} is not an aggregate`);
  }
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

function place(token: Token): Span {
  return cover(token, token);
}
