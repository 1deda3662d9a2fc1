import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { grouped, limitOf } from './grouped.ts';
import { WordNumbers } from './word-numbers.ts';

/** What can be got to from the start, with edges in chains that a hash table of their sources leads to. */
export function reachOfWords({ edge, start }: Tables): Results {
  const { words } = edge;
  const sources = new WordNumbers();
  const heads = new Int32Array(words.length / 2).fill(-1);
  const next = new Int32Array(words.length / 2);
  for (let row = 0; row < next.length; row++) {
    const source = sources.of(words[row * 2]);
    next[row] = heads[source];
    heads[source] = row;
  }
  const reached = new WordNumbers();
  for (const node of start.words) reached.of(node);
  for (let at = 0; at < reached.size; at++) {
    const source = sources.find(reached.words[at]);
    if (source < 0) continue;
    for (let row = heads[source]; row >= 0; row = next[row]) reached.of(words[row * 2 + 1]);
  }
  return { reach: derived(reached.size, 1, () => reached.words.subarray(0, reached.size)) };
}

/** The same with a sorted index and a byte for each node. */
export function reachOfSorted({ edge, start }: Tables): Results {
  const limit = limitOf(edge, start);
  const { starts, columns } = grouped(edge, 0, limit);
  const targets = columns[0];
  const reached = new Int32Array(limit);
  const seen = new Uint8Array(limit);
  let size = 0;
  for (const node of start.words) {
    if (seen[node] === 0) reached[size++] = node;
    seen[node] = 1;
  }
  for (let at = 0; at < size; at++) {
    const end = starts[reached[at] + 1];
    for (let i = starts[reached[at]]; i < end; i++) {
      const target = targets[i];
      if (seen[target] !== 0) continue;
      seen[target] = 1;
      reached[size++] = target;
    }
  }
  return { reach: derived(size, 1, () => reached.subarray(0, size)) };
}
