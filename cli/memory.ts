import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { defaultLimits, type Limits } from '../runtime/limits.ts';

/** The limits of a run on this machine: those of every run, or less where there is less memory. */
export function limitsHere(): Limits {
  // What a container may use; more than there is, where nothing constrains it.
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    ...defaultLimits,
    maxBytes: Math.min(defaultLimits.maxBytes, Math.floor(memory / 4)),
    maxHeap: Math.min(defaultLimits.maxHeap, Math.floor(getHeapStatistics().heap_size_limit / 2)),
  };
}
