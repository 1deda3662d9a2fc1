import { table, type Table } from '../table.ts';

/** What a contender derived for one relation: how many rows at once, and the rows when they are asked for. */
export interface Derived {
  readonly rows: number;
  readonly table: () => Table;
}

export type Results = Readonly<Record<string, Derived>>;

/** Rows that are made into words only when they are asked for: that is no part of a run. */
export function derived(rows: number, arity: number, words: () => Int32Array): Derived {
  return { rows, table: () => table(arity, words()) };
}
