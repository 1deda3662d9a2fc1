import type { Latencies } from './sample.ts';
import { quantile } from './statistics.ts';

/** How long ticks may take together, in milliseconds; those that are left are then not done. */
export const patience = 10_000;

/** Of sorted times of ticks, in microseconds. */
export function latencies(sorted: Float64Array): Latencies {
  return { count: sorted.length, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), p999: quantile(sorted, 0.999), most: quantile(sorted, 1) };
}
