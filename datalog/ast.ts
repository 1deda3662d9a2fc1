import type { Span } from './source.ts';

/**
 * The program as written: readonly nodes with a `kind` and a span, the same for both spellings.
 * Every node's span covers exactly the text it was parsed from.
 */
export type Statement =
  | Declaration
  | TypeDeclaration
  | IoDirective
  | Include
  | Persist
  | SpecMark
  | FunctorDeclaration
  | Clause
  | Unsupported;

/** An identifier and its place. */
export interface Name {
  readonly kind: 'name';
  readonly text: string;
  readonly span: Span;
}

/** `.decl p(@at: addr, x: number)` or `.channel p(...) reliable`; `.decl p, q(...)` is two of these. */
export interface Declaration {
  readonly kind: 'declaration';
  readonly name: Name;
  readonly channel: boolean;
  readonly reliable: boolean;
  readonly columns: readonly Column[];
  readonly span: Span;
}

export interface Column {
  readonly kind: 'column';
  /** Marked `@`: the relation's location. */
  readonly location: boolean;
  readonly name: Name;
  readonly type: Name;
  readonly span: Span;
}

/** `.type City <: symbol` (subtype, one base) or `.type Place = City | Town` (union; one base: an alias). */
export interface TypeDeclaration {
  readonly kind: 'type';
  readonly form: 'subtype' | 'union';
  readonly name: Name;
  readonly bases: readonly Name[];
  readonly span: Span;
}

/** `.input p(IO=file, filename="x")`; one per relation named. */
export interface IoDirective {
  readonly kind: 'io';
  readonly directive: 'input' | 'output' | 'printsize' | 'limitsize';
  readonly relation: Name;
  readonly parameters: readonly Parameter[];
  readonly span: Span;
}

export interface Parameter {
  readonly kind: 'parameter';
  readonly name: Name;
  /** The value as text, whether it was written as a string, a word or a number. */
  readonly value: string;
  readonly span: Span;
}

export interface Include {
  readonly kind: 'include';
  readonly path: StringLiteral;
  readonly span: Span;
}

/** `.persist p` */
export interface Persist {
  readonly kind: 'persist';
  readonly relation: Name;
  readonly span: Span;
}

/** `.spec p`: p is a specification relation. */
export interface SpecMark {
  readonly kind: 'spec';
  readonly relation: Name;
  readonly span: Span;
}

/** `.functor hash(x: symbol): number`: a functor that the program's host implements, called as `@hash(x)`. */
export interface FunctorDeclaration {
  readonly kind: 'functor';
  readonly name: Name;
  readonly params: readonly Column[];
  readonly result: Name;
  readonly span: Span;
}

/** Something dlc knows of and does not have yet: the check that reports it needs only its name. */
export interface Unsupported {
  readonly kind: 'unsupported';
  /** What it is, as a plural noun phrase: `components`, `record types`. */
  readonly feature: string;
  readonly span: Span;
}

/** A fact (`body` is null) or a rule. A clause with several heads is several of these. */
export interface Clause {
  readonly kind: 'clause';
  readonly head: Atom;
  readonly body: readonly Literal[] | null;
  /** The whole clause, its terminator included. */
  readonly span: Span;
}

/** `p(x, 1)@next`; the time annotation belongs to the head's rule, or asks about a tick in a body. */
export interface Atom {
  readonly kind: 'atom';
  readonly relation: Name;
  readonly terms: readonly Term[];
  readonly time: Time | null;
  readonly span: Span;
}

export interface Time {
  readonly kind: 'time';
  /** A number is an absolute tick. */
  readonly when: 'next' | 'async' | number;
  readonly span: Span;
}

export type Literal = Atom | Negation | Comparison | Test | Truth | Disjunction;

/** `!p(x)`, `!(x = y)`, `!(p(x) ; q(x))`, `notin p(x)` */
export interface Negation {
  readonly kind: 'negation';
  readonly operand: Literal;
  readonly span: Span;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Comparison {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Term;
  readonly right: Term;
  readonly span: Span;
}

/** A built-in constraint: `match("a.*", x)`, `contains("a", x)`. */
export interface Test {
  readonly kind: 'test';
  readonly name: Name;
  readonly terms: readonly Term[];
  readonly span: Span;
}

/** `true` or `false` as a literal of a body. */
export interface Truth {
  readonly kind: 'truth';
  readonly value: boolean;
  readonly span: Span;
}

/** `(a, b ; c)`; one alternative is a plain group. */
export interface Disjunction {
  readonly kind: 'disjunction';
  readonly alternatives: readonly (readonly Literal[])[];
  readonly span: Span;
}

export type Term =
  | Variable
  | Wildcard
  | NumberLiteral
  | FloatLiteral
  | StringLiteral
  | BooleanLiteral
  | Call
  | Aggregate
  | HeadAggregate
  | UnsupportedTerm;

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly span: Span;
}

export interface Wildcard {
  readonly kind: 'wildcard';
  readonly span: Span;
}

/** An integer literal: `12`, `0x1f`, `0b101`, `7u`. Its type is settled by its use unless it has a suffix. */
export interface NumberLiteral {
  readonly kind: 'number';
  /** Exact when it is a safe integer; checks refuse it otherwise. */
  readonly value: number;
  readonly unsigned: boolean;
  readonly span: Span;
}

export interface FloatLiteral {
  readonly kind: 'float';
  readonly value: number;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

export interface BooleanLiteral {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

/**
 * A functor applied to terms: `cat(x, y)`, the operators, spelled as functors (`+ - * / % ^ band bor bxor bshl
 * bshr bshru land lor lxor` of two terms, `neg bnot lnot` of one), and those of the host, `@` included.
 */
export interface Call {
  readonly kind: 'call';
  readonly functor: Name;
  readonly terms: readonly Term[];
  readonly span: Span;
}

export type AggregateFunction = 'count' | (typeof folds)[number];

/** The aggregates of a body that have a target. */
export const folds = ['sum', 'min', 'max', 'mean'] as const;

/** `sum x : { p(x) }`; `target` is null for count. */
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly function: AggregateFunction;
  readonly target: Term | null;
  readonly body: readonly Literal[];
  readonly span: Span;
}

export type HeadAggregateFunction = 'count' | 'sum' | 'min' | 'max' | 'avg' | 'choose';

/** `count<x>` as a whole column of a head. `function` is as written; checks refuse unknown ones. */
export interface HeadAggregate {
  readonly kind: 'headaggregate';
  readonly function: Name;
  readonly variable: Variable;
  readonly span: Span;
}

/** A term dlc knows of and does not have yet: records `[a, b]`, `nil`, branches `$A(x)`, `$`, `as(x, t)`. */
export interface UnsupportedTerm {
  readonly kind: 'unsupportedterm';
  readonly feature: string;
  readonly span: Span;
}

/** Proof that a switch covers every kind. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
