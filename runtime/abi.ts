import type { Closing } from './closing.ts';
import type { Cluster } from './cluster.ts';
import type { Accumulator, Fold } from './fold.ts';
import type { Functors } from './functors.ts';
import type { Lookup } from './lookup.ts';
import type { LossScan } from './loss-scan.ts';
import type { Relation } from './relation.ts';
import type { Scan } from './scan.ts';
import type { Source } from './source.ts';
import type { Values } from './values.ts';

/**
 * Where compiled programs and the runtime meet: the shape of a compiled module and what it is linked
 * against. The compiler emits this shape; the runtime refuses a module of another version.
 */
export const abiVersion = 4;

/** What the values of a column are. */
export type ColumnType = 'number' | 'unsigned' | 'float' | 'symbol' | 'bool';

/** A value at the borders: input, output, functors, the wire. */
export type Value = string | number | boolean;

/** The values of a row, in the order of columns. */
export type Row = readonly Value[];

export interface Module {
  readonly abiVersion: number;
  readonly relations: readonly RelationShape[];
  readonly lookups: readonly LookupShape[];
  readonly scans: readonly ScanShape[];
  /** Readers of the rows that relations lose. */
  readonly losses: readonly ScanShape[];
  /** Where rows enter: what holds at every tick or is carried (`source`), and the inbox (`receive`); and rows to lose (`leave`). */
  readonly sources: readonly SourceShape[];
  readonly folds: readonly FoldShape[];
  readonly closings: readonly ClosingShape[];
  /** Where rows leave the tick. */
  readonly exits: readonly ExitShape[];
  readonly rules: readonly RuleShape[];
  readonly subgraphs: readonly SubgraphShape[];
  /** In the order to run them; a recursive one runs until nothing is left to take. */
  readonly stages: readonly StageShape[];
  /** Facts stated in the program. */
  readonly facts: readonly FactShape[];
  /** Of a module that was compiled to be profiled. */
  readonly profile?: ProfileShape;
  /** Binds the subgraphs' functions to a transducer's storage; one function per subgraph, in order. */
  readonly link: (linkage: Linkage) => readonly (() => void)[];
}

export interface RelationShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  /** Index of the column that holds a row's location, or -1. */
  readonly location: number;
  /** `.limitsize`, or -1. */
  readonly limit: number;
  /**
   * How long its rows live: `fixed` as in the first tick, `growing` and `kept` (by a persistence rule,
   * which is not executed) for good, `changing` until they are dropped or not derived any more, `tick`
   * until the tick that finds other rows to derive them from.
   */
  readonly lifetime: 'fixed' | 'growing' | 'kept' | 'changing' | 'tick';
  /** Made by the compiler, for instance for an aggregate; not the user's. */
  readonly auxiliary: boolean;
}

export interface LookupShape {
  readonly relation: number;
  readonly columns: readonly number[];
  /** It has the other columns of the rows of a key beside each other. */
  readonly clustered: boolean;
}

export interface ScanShape {
  readonly relation: number;
  /** Takes all rows again at each tick that it is run, though its relation keeps them. */
  readonly whole: boolean;
}

export interface SourceShape {
  readonly relation: number;
  readonly kind: 'source' | 'receive' | 'leave';
}

export interface FoldShape {
  /** How long what it folds lives: `fixed` is as in the first tick, `growing` gains rows, `changing` loses some too. */
  readonly lifetime: 'fixed' | 'growing' | 'changing' | 'tick';
  /** Types of the columns that make a group. */
  readonly groups: readonly ColumnType[];
  readonly folds: readonly FoldFunction[];
}

export interface FoldFunction {
  readonly function: 'count' | 'sum' | 'min' | 'max' | 'avg';
  readonly type: ColumnType;
  /** Index of the rule to name when the fold fails. */
  readonly rule: number;
}

/** Recursive rules of a relation of two columns that all pass one of them on. */
export interface ClosingShape {
  readonly relation: number;
  readonly column: number;
  /** What the rules begin with. */
  readonly scans: readonly number[];
  /** Index of the subgraph that they are in. */
  readonly subgraph: number;
}

export interface ExitShape {
  readonly relation: number;
  readonly kind: 'next' | 'send' | 'drop';
}

/** A rule as a message shows it. */
export interface RuleShape {
  readonly text: string;
  /** `file:line:column` */
  readonly place: string;
  readonly relation: number;
  /** Its head feeds its own body within a tick. */
  readonly recursive: boolean;
}

export interface SubgraphShape {
  readonly name: string;
  readonly relations: readonly number[];
  readonly scans: readonly number[];
  /** Readers of losses, and the relations that it makes lose rows. */
  readonly losses: readonly number[];
  readonly retracts: readonly number[];
  readonly sources: readonly number[];
  /** Folds it feeds, and folds it reads. */
  readonly fills: readonly number[];
  readonly folds: readonly number[];
  /** Folds whose outdated groups it reads. */
  readonly unfolds: readonly number[];
  readonly exits: readonly number[];
  /** Relations it looks up without scanning them. */
  readonly reads: readonly number[];
  readonly rules: readonly number[];
}

export interface StageShape {
  readonly subgraphs: readonly number[];
  readonly recursive: boolean;
  readonly stratum: number;
}

export interface FactShape {
  readonly relation: number;
  readonly row: Row;
  /** 0: at every tick. */
  readonly tick: number;
}

/** What the code of a profiled module counts. */
export interface ProfileShape {
  readonly passes: readonly PassShape[];
  /** How many counters there are. */
  readonly counters: number;
}

/** What becomes of the rows of a pass; `none` where nothing does. */
export type PassEffect = 'derive' | 'retract' | 'next' | 'send' | 'drop' | 'fold' | 'none';

/** A loop over the rows of one place, which go through the body of a rule to another. */
export interface PassShape {
  /** Index of the rule, or -1 where rows come from outside. */
  readonly rule: number;
  /** The operator that it begins with, as in pictures. */
  readonly reads: string;
  /** It begins with the groups of an aggregate. */
  readonly isOfGroups: boolean;
  /** Index of the relation that its rows go to, or -1. */
  readonly relation: number;
  readonly effect: PassEffect;
  /** Counts the rows that it begins with; the next one those at its end, and the one after that those of them that were new there. */
  readonly counter: number;
  readonly steps: readonly StepShape[];
}

export type StepKind = 'join' | 'antijoin' | 'aggregate' | 'filter' | 'range';

/** An operator that a pass goes through. */
export interface StepShape {
  readonly kind: StepKind;
  /** As in pictures. */
  readonly label: string;
  /** Index of the lookup that it finds rows by, or -1. */
  readonly lookup: number;
  /** Counts the rows that come in; the next one those that go on. */
  readonly counter: number;
}

/** What the code of a profiled module calls. */
export interface Meter {
  readonly counts: Float64Array;
  /** Time is spent on a pass from now on. */
  enter(pass: number): void;
  /** Time is spent on none from now on. */
  leave(): void;
  /** Brings the index at a place among the lookups up to date, or to a number of rows. */
  update(index: number, lookup: Lookup | Cluster, rows?: number): void;
}

/** A transducer's storage, indexed as in the module, and the helpers that generated code calls. */
export interface Linkage {
  readonly relations: readonly Relation[];
  readonly lookups: readonly (Lookup | Cluster)[];
  readonly scans: readonly Scan[];
  readonly losses: readonly LossScan[];
  readonly sources: readonly Source[];
  readonly folds: readonly Fold[];
  readonly closings: readonly Closing[];
  readonly exits: readonly Relation[];
  readonly values: Values;
  readonly functors: Functors;
  /** An aggregate over one group, for aggregates that are evaluated row by row. */
  readonly accumulate: (name: FoldFunction['function'], type: ColumnType, rule: number) => Accumulator;
  /** Of a module that is profiled. */
  readonly meter?: Meter;
}
