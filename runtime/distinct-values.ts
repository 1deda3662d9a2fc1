import type { Relation } from './relation.ts';

/**
 * About how many values a column of a relation has, such that two of its rows have the same with the chance that two of as many would. What
 * is said of many rows is told from a sample of them, by the pairs in it that agree.
 */
export function distinctValues({ size, words, arity }: Relation, column: number, sample: number): number {
  const counts = new Map<number, number>();
  const isWhole = size <= sample;
  const looked = isWhole ? size : sample;
  let agreeing = 0;
  let seed = 1;
  for (let at = 0; at < looked; at++) {
    // In the order of the log neighbours agree more often than others.
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const row = isWhole ? at : Math.floor((seed / 4294967296) * size);
    const word = words[row * arity + column]!;
    const before = counts.get(word) ?? 0;
    agreeing += before;
    counts.set(word, before + 1);
  }
  if (isWhole) return counts.size;
  return agreeing === 0 ? size : Math.min(size, Math.max(counts.size, (looked * (looked - 1)) / 2 / agreeing));
}
