import { Overgrowth } from './error.ts';

/** When a run is stopped as a runaway: a tick that goes beyond is a `RunError` with the code `runaway`. */
export interface Limits {
  /** Rows that the relations of one stage (those that depend on each other) may hold. Default: 50 million. */
  readonly maxRows: number;
  /** Calls of the functions of one stage in one tick. Default: 10 million. */
  readonly maxRounds: number;
  /** Memory for the rows and indexes of one transducer, in bytes. Default: 4 GB. */
  readonly maxBytes: number;
  /**
   * Memory for symbols and for the groups of aggregates, in bytes, estimated; of one node, or of all transducers of
   * `dlc run` together. Default: 2 GB.
   */
  readonly maxHeap: number;
}

const gigabyte = 1 << 30;

/** `maxHeap` is sixteen million short symbols. */
export const defaultLimits: Limits = { maxRows: 50_000_000, maxRounds: 10_000_000, maxBytes: 4 * gigabyte, maxHeap: 2 * gigabyte };

/** What has been taken of the memory that JavaScript's objects share; an estimate. */
export class Heap {
  readonly #most: number;
  #used = 0;

  constructor(most = defaultLimits.maxHeap) {
    this.#most = most;
  }

  /** Accounts for some bytes, for a rule if that is known; throws when there are not so many left. */
  take(bytes: number, rule: number | null = null): void {
    if (this.#used + bytes > this.#most) throw new Overgrowth(`more than ${bytesText(this.#most)} of symbols and groups`, rule);
    this.#used += bytes;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}

/** A size in the unit that suits it. */
export function bytesText(bytes: number): string {
  const megabytes = Math.floor(bytes / (1 << 20));
  return megabytes < 1024 ? `${megabytes} MB` : `${Math.floor(megabytes / 102.4) / 10} GB`;
}
