import type {
  AtomLiteral,
  BaseType,
  ComparisonLiteral,
  Expression,
  RangeLiteral,
  TestLiteral,
  TruthLiteral,
  Value,
  Variable,
} from '../datalog/program.ts';
import type { Span } from '../datalog/source.ts';
import type { Fold, Operation } from '../dataflow/operator.ts';

/**
 * The program as it is planned: rules are conjunctions of atoms, comparisons, tests and ranges, and
 * aggregates are rules of their own that fold into auxiliary relations.
 */
export interface CoreProgram {
  readonly relations: ReadonlyMap<string, CoreRelation>;
  readonly rules: readonly CoreRule[];
  readonly facts: readonly CoreFact[];
}

export interface CoreRelation {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: BaseType }[];
  readonly location: number | null;
  readonly limit: number | null;
  /** Rows may hold at every tick (facts, an input file) or come from the tick before. */
  readonly fed: boolean;
  /** Rows may come in for one tick: from a network, from outside, or stated for it. */
  readonly delivered: boolean;
  /** Somebody outside watches it. */
  readonly watched: boolean;
  readonly auxiliary: boolean;
  readonly lifetime: Lifetime;
  /** All its rows are carried on but those dropped. */
  readonly leaving: boolean;
}

/** How long rows of a relation live (`planner/lifetimes.ts`). */
export type Lifetime = 'fixed' | 'growing' | 'kept' | 'changing' | 'tick';

export interface CoreFact {
  readonly relation: string;
  readonly row: readonly Value[];
  readonly tick: number | null;
}

export type CoreLiteral = AtomLiteral | ComparisonLiteral | TestLiteral | TruthLiteral | RangeLiteral | CoreAggregate;

/**
 * An aggregate that is evaluated anew for each row of its rule, because what it ranges over depends on
 * outer variables that its own body does not bind.
 */
export interface CoreAggregate {
  readonly kind: 'correlated';
  readonly function: Fold['function'];
  readonly result: number;
  readonly outer: readonly number[];
  readonly target: Expression;
  /** It sums the one row of its group, or none, of the one atom that finds it; the row's last column is what is summed. */
  readonly grouped: boolean;
  /** What it ranges over; where several may match alike, with the row that a match is. */
  readonly pipelines: readonly { readonly body: readonly CoreLiteral[]; readonly match: readonly Expression[] | null }[];
  readonly span: Span;
}

export interface CoreRule {
  /** Says what the rule is by its text, whatever the order of the program's clauses. */
  readonly id: string;
  readonly head: string;
  /** `drop`: the rows of its head that the next tick starts without. */
  readonly time: 'now' | 'next' | 'async' | 'drop';
  readonly body: readonly CoreLiteral[];
  /** The head's columns, or what its fold takes: groups, then a value for each aggregate. */
  readonly row: readonly Expression[];
  readonly fold: CoreFold | null;
  /** Every match of the body counts, so none may be skipped as giving nothing new. */
  readonly everyMatch: boolean;
  readonly variables: readonly Variable[];
  readonly span: Span;
}

export interface CoreFold {
  /** Rules with the same one fold together. */
  readonly id: string;
  readonly group: readonly BaseType[];
  readonly folds: readonly Fold[];
  /** For each column of the head, its position in `[group..., results...]`. */
  readonly order: readonly number[];
}

/** A step of a rule's pipeline. */
export type Step = Operation<'scan' | 'loss' | 'join' | 'intersect' | 'antijoin' | 'aggregate' | 'filter' | 'map' | 'flatMap'>;

/** The relation that holds one row without columns: what a rule without positive atoms scans. */
export const unit = '+unit';
