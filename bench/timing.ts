import { existsSync, readFileSync } from 'node:fs';
import type { Latencies } from './sample.ts';
import { quantile } from './statistics.ts';

/** Where Linux says for how many nanoseconds a thread has run. */
const schedule = '/proc/thread-self/schedstat';
const isKnown = existsSync(schedule);
/** What takes no longer, in milliseconds, has hardly been interrupted, and the clock is the better measure. */
const short = 2;
/** A tick that takes longer, in milliseconds, may have been interrupted. */
const long = 0.1;

/** How long ticks may take together, in milliseconds; those that are left are then not done. */
export const patience = 10_000;

/** What a stretch of work took, in milliseconds. */
export interface Duration {
  /** For which its thread was running: what others do on a busy machine is not in it. Elsewhere than on Linux, as `elapsed`. */
  readonly milliseconds: number;
  readonly elapsed: number;
}

/** Runs from when it is made. */
export class Stopwatch {
  readonly #ran = running();
  readonly #began = performance.now();

  read(): Duration {
    const elapsed = performance.now() - this.#began;
    return { milliseconds: elapsed < short ? elapsed : Math.min(elapsed, running() - this.#ran), elapsed };
  }
}

/** The microseconds of each tick, of those that there is time for, less what others ran in the middle of it. */
export function timed(tick: (index: number) => void, ticks: number): Float64Array {
  const micros = new Float64Array(ticks);
  const began = performance.now();
  let ran = running();
  /** What short ticks took since then. */
  let since = 0;
  let before = performance.now();
  for (let index = 0; index < ticks; index++) {
    tick(index);
    let now = performance.now();
    let took = now - before;
    if (took > long && isKnown) {
      const runs = running();
      took = Math.min(took, Math.max(runs - ran - since, 0));
      [ran, since, now] = [runs, 0, performance.now()];
    } else {
      since += took;
    }
    micros[index] = took * 1000;
    before = now;
    if (now - began > patience) return micros.subarray(0, index + 1);
  }
  return micros;
}

/** Of sorted times of ticks, in microseconds. */
export function latencies(sorted: Float64Array): Latencies {
  return { count: sorted.length, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), p999: quantile(sorted, 0.999), most: quantile(sorted, 1) };
}

const cell = new Int32Array(new SharedArrayBuffer(4));

function running(): number {
  if (!isKnown) return performance.now();
  // What a thread ran is added up when it is interrupted: a wait does that.
  Atomics.wait(cell, 0, 0, 0.01);
  return Number(readFileSync(schedule, 'latin1').split(' ')[0]) / 1e6;
}
