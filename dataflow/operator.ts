import type { ComparisonOperator, HeadAggregateFunction } from '../datalog/ast.ts';
import type { BaseType, Expression } from '../datalog/program.ts';

/**
 * What each kind of operator is told. Rows inside a rule's pipeline are bindings of the rule's
 * variables; from a projecting `map` on they are positional.
 */
export interface Operations {
  /** The rows a relation starts a tick with: facts, inputs, what was carried. */
  readonly source: { readonly relation: string };
  /** The rows a network delivered to a relation in this tick. */
  readonly receive: { readonly relation: string };
  /**
   * Rows of a relation not yet taken by this scan, their columns bound to variables; of one that keeps
   * its rows, all of them (`whole`) at each tick that it is run.
   */
  readonly scan: {
    readonly relation: string;
    readonly bind: Binding;
    readonly whole: boolean;
    /** It begins a recursive rule that passes this column of its head's rows on. */
    readonly closes: { readonly relation: string; readonly column: number } | null;
    /** It is in no tree with what fills the relation, whose rows may be found many at once. */
    readonly apart: boolean;
    /** Scans of the same choice begin ways through a rule that give the same rows: one of them is taken at a time. */
    readonly choice: string | null;
  };
  /** For each row, the rows of a relation that agree on the key; by a shared index. */
  readonly join: {
    readonly relation: string;
    readonly key: Key;
    readonly bind: Binding;
    /** Only whether there is a match matters: at most one row comes out. */
    readonly exists: boolean;
    /**
     * Which of the relation's rows are seen: all, or only those that the rule's own scan of the same
     * body atom (the operator named) has taken; so that no pair of new rows is joined twice.
     */
    readonly takenBy: string | null;
    /** Rows that the relation lost in this tick are seen too. */
    readonly past: boolean;
  };
  /**
   * For each row, the values that a variable may have so that two relations have rows that agree on their keys: each
   * of the relations has one column that is not of its key.
   */
  readonly intersect: {
    readonly relation: string;
    readonly key: Key;
    /** The column that is not of the key. */
    readonly column: number;
    readonly variable: VariableRef;
    /** As of a join. */
    readonly takenBy: string | null;
    /** `value` is the variable. */
    readonly within: { readonly relation: string; readonly key: Key; readonly column: number; readonly value: Expression };
  };
  /** Rows for which the relation has no row that agrees on the key. */
  readonly antijoin: { readonly relation: string; readonly key: Key };
  /** Rows that pass a condition. */
  readonly filter: { readonly condition: Condition };
  /** A row with one more variable, or a positional row. */
  readonly map:
    /** `solved`: the value is that for which what the user wrote there is known. */
    | { readonly form: 'extend'; readonly variable: VariableRef; readonly value: Expression; readonly solved: boolean }
    | { readonly form: 'project'; readonly row: readonly Expression[] };
  /** A row for each value of a range. */
  readonly flatMap: { readonly variable: VariableRef; readonly args: readonly Expression[] };
  /**
   * For each row, an aggregate over the rows that its pipelines make of it; where that is none, `count`
   * and `sum` give 0 and the others no row.
   */
  readonly aggregate: {
    readonly fold: Fold;
    readonly result: VariableRef;
    /** Where several may match alike, `match` is the row by which a match is one. */
    readonly pipelines: readonly {
      readonly steps: readonly Operation[];
      readonly target: Expression;
      readonly match: readonly Expression[] | null;
    }[];
  };
  /**
   * Rows that a relation loses in this tick, bound to variables. `settled`: those that it has not got back,
   * when it is known which; otherwise all, as they are lost. `once`: one row of nothing if there are any.
   */
  readonly loss: { readonly relation: string; readonly bind: Binding; readonly settled: boolean; readonly once: boolean };
  /** Rows that left a relation when the tick began. */
  readonly leave: { readonly relation: string };
  /** Makes a relation lose rows; passes on those that it had. */
  readonly retract: { readonly relation: string };
  /** Rows that are not carried to the next tick. */
  readonly drop: { readonly relation: string };
  readonly union: { readonly relation: string };
  /** Into a relation; passes on the rows it did not have. `once`: no row comes a second time, so that nothing looks for it. */
  readonly distinct: { readonly relation: string; readonly once: boolean };
  readonly tee: { readonly relation: string };
  /** Positional rows `[group..., values...]` to one positional row per group. */
  readonly fold: {
    /** How long what it folds lives: `fixed` is the same at every tick, `growing` gains rows, `changing` loses some too. */
    readonly lifetime: 'fixed' | 'growing' | 'changing' | 'tick';
    /** Types of the group columns. */
    readonly group: readonly BaseType[];
    readonly folds: readonly Fold[];
    /** For each column that comes out, its position in `[group..., results...]`. */
    readonly order: readonly number[];
  };
  /** Rows that are taken out of the groups of a fold that lives on; passes on the results that do not hold any more. */
  readonly unfold: {
    /** The id of the fold. */
    readonly fold: string;
    readonly group: readonly BaseType[];
    /** As the fold's. */
    readonly order: readonly number[];
  };
  /** Into a relation at the next tick. */
  readonly next: { readonly relation: string };
  /** Into a relation at a later tick, at the location that the row's location column names. */
  readonly send: { readonly relation: string };
  /** To whoever watches the relation. */
  readonly sink: { readonly relation: string };
}

export type OperatorKind = keyof Operations;

export type Operation<K extends OperatorKind = OperatorKind> = {
  readonly [Each in K]: { readonly kind: Each } & Operations[Each];
}[K];

/** A variable of the rule an operator belongs to. */
export interface VariableRef {
  readonly id: number;
  readonly name: string;
  readonly type: BaseType;
}

/** For each column of a relation, the variable it binds, or null where nobody reads it. */
export type Binding = readonly (VariableRef | null)[];

/** Columns and the values they must equal, in ascending order of columns. */
export type Key = readonly { readonly column: number; readonly value: Expression }[];

export type Condition =
  | { readonly kind: 'comparison'; readonly operator: ComparisonOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'test'; readonly functor: 'match' | 'contains'; readonly args: readonly Expression[]; readonly negated: boolean }
  | { readonly kind: 'truth'; readonly value: boolean };

export interface Fold {
  readonly function: Exclude<HeadAggregateFunction, 'choose'>;
  /** Type of the value folded. */
  readonly type: BaseType;
}

/** Input must be complete: before this stratum starts, or only at the next tick. */
export type Barrier = 'stratum' | 'tick';

/** What partitioning and drawing need to know of a kind of operator. */
export interface OperatorTraits<K extends OperatorKind = OperatorKind> {
  /** Its input ports: first the one its rows come in by, then any that it looks rows up in. */
  readonly ports: readonly string[];
  /** Input ports that wait until their input is complete, by name. */
  readonly barriers: Readonly<Record<string, Barrier>>;
  /** The side of a tree it must be on whatever its degrees, if any. */
  readonly side: 'pull' | 'push' | null;
  /** How many rows come out for one that goes in. */
  readonly rows: 'fewer' | 'same' | 'more';
  /** Its rows are kept by the relation it names, so a handoff of them copies nothing. */
  readonly keeps: boolean;
  /** A short text for pictures. */
  readonly label: (operation: Operation<K>) => string;
}
