import type { BaseType } from '../datalog/program.ts';
import { js, type Code } from './js.ts';
import type { Binding, Operation, OperatorKind, OperatorTraits, VariableRef } from './operator.ts';

/** A variable in generated code: its word. */
export interface Cell {
  /** Where there is a run, its first. */
  readonly word: Code;
  readonly type: BaseType;
  /** It stands for many words, each of which makes a row. */
  readonly run: Run | null;
}

/** Words that are in an array, from one place to before another, `step` apart. */
export interface Run {
  readonly words: Code;
  readonly from: Code;
  readonly to: Code;
  readonly step: number;
}

/** By which columns a scan takes rows: all that there are when it brings them into an order, or those that it takes at once. */
export interface ScanOrder {
  readonly columns: readonly number[];
  readonly whole: boolean;
}

/** A row in generated code: the variables of a rule by id, or the words of its columns in order. */
export type RowCode =
  | { readonly kind: 'bindings'; readonly cells: ReadonlyMap<number, Cell> }
  | {
      readonly kind: 'tuple';
      readonly words: readonly Code[];
      /** What the last column stands for, where that is not one word. */
      readonly run?: Run | null;
    };

/** What an operator asks for when it emits code: names for storage, and what they stand for. */
export interface EmitContext {
  /** A relation's `Relation`; whether it can lose rows. */
  relation(name: string): { readonly object: Code; readonly arity: number; readonly changing: boolean };
  /** The log of a relation that this call only reads; hoisted out of every loop. */
  words(relation: string): Code;
  /** How many rows its log has when the call begins: those beyond are not in `words`, and whoever scans the relation takes them. */
  size(relation: string): Code;
  /** Whether a row of a relation that can lose rows is not there any more; where none is lost, no row is asked. */
  isGone(relation: string, row: Code): Code;
  /** The shared index of a relation on some columns, brought up to date when the call begins, if rows are then there that it is for. */
  lookup(relation: string, columns: readonly number[]): { readonly object: Code; readonly next: Code };
  /**
   * The same for an index that has the other columns of rows beside each other. `takenBy`: it has those rows only that this scan
   * has taken when the loops of the operator's nest begin, or a few more.
   */
  cluster(relation: string, columns: readonly number[], takenBy: string | null): { readonly object: Code; readonly arena: Code };
  /** Marks of the blocks of such an index, for one operator: made when the module is linked. */
  marks(cluster: Code): Code;
  /** The end of the rows that this call's scan takes, settled when the call begins. */
  readonly end: Code;
  /** The `Fold` of an operator. */
  fold(id: string): Code;
  /** How many rows of its relation a scan has taken. */
  taken(scan: string): Code;
  /** The handoff of this operator: its scan's `Scan`, its source's `Source`, its exit's `Relation`, its `Fold`. */
  readonly handoff: Code;
  /** The variable, of those that the operator binds, of which it is to give a run. */
  readonly run: VariableRef | null;
  /** The rows that this operator's scan takes, those together that agree on some columns. */
  groups(columns: readonly number[]): Code;
  /** The order in which a scan is to take rows, and these; null where it makes no difference. */
  readonly order: ScanOrder | null;
  ordered(order: ScanOrder): Code;
  /** Whether rows come from a handoff, so that the operator has to loop over them. */
  readonly leads: boolean;
  /** The word of a symbol or of another value that is not a small integer, made when the module is linked. */
  constant(type: BaseType, value: string | number | boolean): Code;
  /** Index of the rule to name when a functor fails. */
  readonly rule: number;
  /** The code of an operation within this one, which takes rows from it and gives them to `next`. */
  emit(operation: Operation, row: RowCode, next: Continue): Code;
  /** A name not used before in this function. */
  fresh(text: string): Code;
}

/** Wraps the code for what follows: given the row an operator yields, the code that uses it. */
export type Continue = (row: RowCode) => Code;

/** The cells of a row that has bindings. */
export function cellsOf(row: RowCode): ReadonlyMap<number, Cell> {
  if (row.kind !== 'bindings') throw new Error('a positional row where bindings are needed');
  return row.cells;
}

export function wordsOf(row: RowCode): readonly Code[] {
  if (row.kind !== 'tuple') throw new Error('bindings where a positional row is needed');
  return row.words;
}

export const noBindings: RowCode = { kind: 'bindings', cells: new Map() };

/** A row with more variables. */
export function extend(row: RowCode, added: Iterable<readonly [VariableRef, Code]>): RowCode {
  const cells = new Map(cellsOf(row));
  for (const [variable, word] of added) cells.set(variable.id, { word, type: variable.type, run: null });
  return { kind: 'bindings', cells };
}

/** A row with a variable that stands for many words. */
export function extendByRun(row: RowCode, variable: VariableRef, run: Run): RowCode {
  const cells = new Map(cellsOf(row));
  cells.set(variable.id, { word: js`${run.words}[${run.from}]`, type: variable.type, run });
  return { kind: 'bindings', cells };
}

/** The variables that a binding reads, with the column of each. */
export function boundColumns(bind: Binding): { readonly variable: VariableRef; readonly column: number }[] {
  return bind.flatMap((variable, column) => (variable === null ? [] : [{ variable, column }]));
}

/** All there is to say of a kind of operator: its traits, and the code it becomes. */
export interface OperatorDeclaration<K extends OperatorKind = OperatorKind> extends OperatorTraits<K> {
  /** Code that takes `row` (or, where it leads, loops over its handoff) and passes rows on to `next`. */
  readonly emit: (operation: Operation<K>, row: RowCode, next: Continue, context: EmitContext) => Code;
}
