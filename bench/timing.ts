import { existsSync, readFileSync } from 'node:fs';
import type { Latencies } from './sample.ts';
import { quantile } from './statistics.ts';

/** Where Linux says for how many nanoseconds the first thread of a process has run. */
const schedule = '/proc/self/schedstat';
const isKnown = existsSync(schedule);

/** What a stretch of work took, in milliseconds. */
export interface Duration {
  /** For which its thread was running: what others do on a busy machine is not in it. Elsewhere than on Linux, as `elapsed`. */
  readonly milliseconds: number;
  readonly elapsed: number;
}

/** Runs from when it is made. */
export class Stopwatch {
  readonly #began = performance.now();
  readonly #ran = running();

  read(): Duration {
    return { milliseconds: running() - this.#ran, elapsed: performance.now() - this.#began };
  }
}

function running(): number {
  return isKnown ? Number(readFileSync(schedule, 'latin1').split(' ')[0]) / 1e6 : performance.now();
}

/** How long ticks may take together, in milliseconds; those that are left are then not done. */
export const patience = 10_000;

/** Of sorted times of ticks, in microseconds. */
export function latencies(sorted: Float64Array): Latencies {
  return { count: sorted.length, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), p999: quantile(sorted, 0.999), most: quantile(sorted, 1) };
}
