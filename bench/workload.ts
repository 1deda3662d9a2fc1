import type { Results } from './byhand/derived.ts';
import type { Tables } from './table.ts';

/** `tiny` is for tests. */
export type Size = 'full' | 'tiny';

/** A batch: rows in, one fixpoint, rows out. */
export interface Workload {
  readonly name: string;
  /** What it is, for the page of results. */
  readonly title: string;
  /** A file of `bench/workloads`, without its ending. */
  readonly program: string;
  /** Whether rules are recursive: geometric means are of these. */
  readonly recursive: boolean;
  /** Runs again and again in one process, and what the later runs take counts. */
  readonly warm: boolean;
  readonly inputs: (size: Size) => Tables;
  /** Hand-written versions by the name of their layout. */
  readonly byHand: Readonly<Record<string, (inputs: Tables) => Results>>;
}
