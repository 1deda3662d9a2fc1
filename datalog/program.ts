import type { AggregateFunction, ComparisonOperator, HeadAggregateFunction } from './ast.ts';
import type { Span } from './source.ts';

/**
 * The program as checked: names resolved, types settled, variables numbered, aggregates and ranges
 * made literals of their own. What the planner plans and the reference evaluator evaluates.
 */
export interface Program {
  /** Every relation by name, in order of first mention. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** Facts stated in the program, in order. */
  readonly facts: readonly Fact[];
  /** Rules in order; `.persist` is already an inductive rule here. */
  readonly rules: readonly Rule[];
  /** Functors that the host implements. */
  readonly functors: readonly Functor[];
  /** Whether some relation has a location. */
  readonly located: boolean;
  /** Roles (proper subtypes of `addr`) by name, with their supertypes up to `addr`, nearest first. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
}

/** A functor that the program declares and its host implements; it is called as `@` and its name. */
export interface Functor {
  readonly name: string;
  readonly args: readonly { readonly name: string; readonly type: BaseType }[];
  readonly result: BaseType;
}

/** What a column holds at run time; subtypes and `addr` are `symbol` or number types here. */
export type BaseType = 'number' | 'unsigned' | 'float' | 'symbol' | 'bool';

/** A value at the borders; a number for `number`, `unsigned` and `float`. */
export type Value = string | number | boolean;

export interface ColumnType {
  readonly name: string;
  readonly type: BaseType;
  /** For a column of locations, the name of its type: `addr` or a role. Null for any other column. */
  readonly role: string | null;
}

export interface Relation {
  readonly name: string;
  readonly columns: readonly ColumnType[];
  /** Index of the location column, or null for a local relation. */
  readonly location: number | null;
  /** Holds only what a network delivered in this tick. */
  readonly channel: boolean;
  readonly reliable: boolean;
  /** Only a verifier derives it (and `run`, for all locations at once); never deployed. */
  readonly spec: boolean;
  /**
   * What holds of it holds for one tick only: it has no untimed facts, and every rule for it is
   * asynchronous or has a positive atom over an ephemeral relation.
   */
  readonly ephemeral: boolean;
  /** Derived by some rule. */
  readonly derived: boolean;
  readonly input: Io | null;
  /** One for each `.output`. */
  readonly outputs: readonly Io[];
  readonly printSize: boolean;
  /** `.limitsize p(n=...)`: evaluation of a tick stops deriving for p's component at this size. */
  readonly limitSize: number | null;
  /** Its declaration, or the first place that mentions it. */
  readonly span: Span;
}

export interface Io {
  /** Parameter values as text, by lower-case name: `io`, `filename`, `delimiter`, ... */
  readonly parameters: ReadonlyMap<string, string>;
  readonly span: Span;
}

/** Whether rows come one after another while a program runs, rather than from a file that is read before. */
export function isStream({ parameters }: Io): boolean {
  return ['stdin', 'timer'].includes(parameters.get('io')?.toLowerCase() ?? 'file');
}

export interface Fact {
  readonly relation: string;
  readonly row: readonly Value[];
  /** The one tick it holds at, or null for every tick. */
  readonly tick: number | null;
  readonly span: Span;
}

export interface Rule {
  /** Index in `Program.rules`. */
  readonly id: number;
  readonly head: string;
  readonly terms: readonly HeadTerm[];
  readonly time: 'now' | 'next' | 'async';
  readonly body: readonly Literal[];
  /** All variables, those local to aggregates included; a variable's id is its index here. */
  readonly variables: readonly Variable[];
  /** The location its body is at; null when no atom of the body has a location. */
  readonly location: Expression | null;
  /** Looks at several locations, at `crash`, or at an absolute tick, or serves only rules that do. */
  readonly spec: boolean;
  readonly span: Span;
}

export interface Variable {
  readonly name: string;
  readonly type: BaseType;
}

export type HeadTerm = Expression | HeadFold;

/** `count<x>` in a head: ranges over the distinct bindings of all named variables of the body. */
export interface HeadFold {
  readonly kind: 'fold';
  readonly function: HeadAggregateFunction;
  readonly variable: number;
  readonly type: BaseType;
  readonly span: Span;
}

/** A scalar expression. */
export type Expression = VariableExpression | ConstantExpression | CallExpression;

export interface VariableExpression {
  readonly kind: 'variable';
  readonly id: number;
  readonly type: BaseType;
  readonly span: Span;
}

export interface ConstantExpression {
  readonly kind: 'constant';
  readonly value: Value;
  readonly type: BaseType;
  readonly span: Span;
}

/** A functor of `datalog/functors.ts`, or with `@` before its name one of the host; `type` is the result's. */
export interface CallExpression {
  readonly kind: 'call';
  readonly functor: string;
  readonly args: readonly Expression[];
  readonly type: BaseType;
  readonly span: Span;
}

/** `_` in an atom. */
export interface WildcardArgument {
  readonly kind: 'wildcard';
  readonly span: Span;
}

export type Argument = Expression | WildcardArgument;

export type Literal =
  | AtomLiteral
  | ComparisonLiteral
  | TestLiteral
  | TruthLiteral
  | RangeLiteral
  | AggregateLiteral
  | DisjunctionLiteral;

export interface AtomLiteral {
  readonly kind: 'atom';
  readonly relation: string;
  readonly args: readonly Argument[];
  readonly negated: boolean;
  /** An absolute tick asked about (`p(x)@1`), only in specification rules. */
  readonly tick: number | null;
  readonly span: Span;
}

/** `=` with an unbound variable on one side binds it. Values compare by value; `=` on floats is identity. */
export interface ComparisonLiteral {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `match(pattern, text)` or `contains(part, text)`. */
export interface TestLiteral {
  readonly kind: 'test';
  readonly functor: 'match' | 'contains';
  readonly args: readonly Expression[];
  readonly negated: boolean;
  readonly span: Span;
}

export interface TruthLiteral {
  readonly kind: 'truth';
  readonly value: boolean;
  readonly span: Span;
}

/** `x = range(from, to[, step])`: a row for each value from `from` up to (or down to), not including, `to`. */
export interface RangeLiteral {
  readonly kind: 'range';
  readonly variable: number;
  readonly type: BaseType;
  /** `[from, to]` or `[from, to, step]` */
  readonly args: readonly Expression[];
  readonly span: Span;
}

/**
 * `result = sum target : { body }`. Variables of the body that occur outside it are `outer` and bound
 * there; the rest are local. Ranges over the distinct matches of the body, wildcards included.
 * `count` and `sum` of nothing are 0; `min`, `max` and `mean` of nothing do not match.
 */
export interface AggregateLiteral {
  readonly kind: 'aggregate';
  readonly function: AggregateFunction;
  readonly result: number;
  readonly type: BaseType;
  readonly target: Expression | null;
  readonly body: readonly Literal[];
  readonly outer: readonly number[];
  readonly span: Span;
}

export interface DisjunctionLiteral {
  readonly kind: 'disjunction';
  readonly alternatives: readonly (readonly Literal[])[];
  readonly span: Span;
}

/** Every variable id in an expression, with repeats. */
export function* variablesIn(expression: Expression): Generator<number> {
  if (expression.kind === 'variable') yield expression.id;
  else if (expression.kind === 'call') for (const arg of expression.args) yield* variablesIn(arg);
}

/** The positive and negative atoms of a body at any depth, with whether each is under an aggregate. */
export function* atomsOf(body: readonly Literal[], aggregated = false): Generator<{ atom: AtomLiteral; aggregated: boolean }> {
  for (const literal of body) {
    if (literal.kind === 'atom') yield { atom: literal, aggregated };
    else if (literal.kind === 'aggregate') yield* atomsOf(literal.body, true);
    else if (literal.kind === 'disjunction') for (const each of literal.alternatives) yield* atomsOf(each, aggregated);
  }
}
