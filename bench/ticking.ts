import type { Results } from './byhand/derived.ts';
import type { Table, Tables } from './table.ts';
import type { Size } from './workload.ts';

/** Rows of one input that come tick by tick: those of tick t are rows `starts[t]` to `starts[t + 1]`. */
export interface Stream {
  readonly relation: string;
  readonly rows: Table;
  readonly starts: Int32Array;
}

/** Something that takes one tick after another. */
export interface Ticker {
  tick(index: number): void;
  results(): Results;
}

/** Rows that are stored, and then ticks that are timed one by one. */
export interface TickWorkload {
  readonly name: string;
  readonly title: string;
  /** A file of `bench/workloads`, without its ending. */
  readonly program: string;
  /** Relations whose gains are read at every tick. */
  readonly watched: readonly string[];
  /** How many rows are stored before the first timed tick. */
  readonly sizes: Readonly<Record<Size, readonly number[]>>;
  readonly ticks: Readonly<Record<Size, number>>;
  readonly stored: (rows: number) => Tables;
  readonly streams: (rows: number, ticks: number) => readonly Stream[];
  readonly byHand: (stored: Tables, streams: readonly Stream[]) => Ticker;
}
