/** What one run of one contender gives, as a line of JSON; `bench/peers` prints the same. */
export interface Sample {
  /**
   * Of the engine: from rows in memory to the fixpoint. Of ticks: all of them. For how long it was running, as far as
   * that is known (`timing.ts`), and how long it took on this machine with whatever else was at work there.
   */
  readonly milliseconds: number;
  readonly elapsed: number;
  /**
   * By output: how many rows, and their checksum (`table.ts`) or null where a peer has none. Null for ticks that
   * were stopped before the last one.
   */
  readonly outputs: Outputs | null;
  /** Most memory of the process, in megabytes, where it is known. */
  readonly megabytes: number | null;
  readonly ticks?: Latencies;
  /** Those of the second half, when what is compiled while it runs has been. */
  readonly later?: Latencies;
}

export type Outputs = Readonly<Record<string, { readonly rows: number; readonly checksum: number | null }>>;

/** Of one tick, in microseconds. */
export interface Latencies {
  /** How many ticks there were time for. */
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
}

/** Why two runs that should agree do not, or null. A checksum is compared where both have one. */
export function disagreement(a: Sample, b: Sample): string | null {
  if (a.outputs === null || b.outputs === null) return null;
  for (const [name, expected] of Object.entries(a.outputs)) {
    const found = b.outputs[name];
    if (found === undefined) return `${name} is missing`;
    if (found.rows !== expected.rows) return `${name} has ${found.rows} rows, not ${expected.rows}`;
    if (found.checksum !== null && expected.checksum !== null && found.checksum !== expected.checksum) return `${name} has other rows`;
  }
  return null;
}
