import { folds, type Aggregate, type Atom, type Clause, type Literal, type Name, type Statement, type Term, type Time } from '../datalog/ast.ts';
import { tests } from '../datalog/functors.ts';
import { cover, type Span } from '../datalog/source.ts';
import { integer, place, string, type Application, type Arguments } from './build-term.ts';
import { toArray, type Chain } from './chain.ts';
import type { Token } from './lexer.ts';

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
  return [{ kind: 'unsupported', feature: 'subsumptive rules', span: cover(head.span, end) }];
}

/** `.include "f"`, and in the classic spelling `include "f";` */
export function include([keyword, path, end]: [Token, Token, Token?]): readonly Statement[] {
  return [{ kind: 'include', path: string([path]), span: cover(keyword, end ?? path) }];
}

/** `p(x, count<y>)` */
export function headAtom([relation, , { terms, close }]: [Name, Token, Arguments]): Atom {
  return { kind: 'atom', relation, terms, time: null, span: cover(relation.span, close) };
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
  const found = folds.find((name) => name === value);
  if (found === undefined) throw new Error(`${value} is not an aggregate`);
  return found;
}
