import type { Sample } from '../sample.ts';

/** What several processes did together: how long a transaction took is in microseconds. */
export interface NetSample extends Sample {
  readonly net: {
    /** Transactions, or rows, a second. */
    readonly rate: number;
    readonly mean: number;
    /** Every hundredth part of the transactions took no longer than this. */
    readonly percentiles: readonly number[];
    /** Memory of the sender in megabytes, twice a second, where that is what is measured. */
    readonly memory?: readonly number[];
  };
}

/** Whether a sample is of several processes. */
export function isNetSample(sample: Sample): sample is NetSample {
  return 'net' in sample;
}
