import type { Table, Tables } from '../table.ts';
import { AdaptiveRows } from './adaptive-rows.ts';
import { derived, type Results } from './derived.ts';
import { grouped, limitOf } from './grouped.ts';
import { doubled, PairSet } from './pair-set.ts';

/** Pairs of children of one parent, then of children of pairs, over the generic layout. */
export function sameGenerationOfWords({ parent }: Tables): Results {
  const { starts, columns } = grouped(parent, 1, limitOf(parent));
  const children = columns[0];
  const same = new PairSet();
  addSiblings(parent, starts, children, (x, y) => same.add(x, y));
  for (let row = 0; row < same.size; row++) {
    const p = same.log[row * 2];
    const q = same.log[row * 2 + 1];
    for (let i = starts[p]; i < starts[p + 1]; i++) {
      const x = children[i];
      for (let j = starts[q]; j < starts[q + 1]; j++) same.add(x, children[j]);
    }
  }
  return { same: derived(same.size, 2, () => same.words()) };
}

/** The same over adaptive rows, with the delta as a list. */
export function sameGenerationOfRows({ parent }: Tables): Results {
  const limit = limitOf(parent);
  const { starts, columns } = grouped(parent, 1, limit);
  const children = columns[0];
  const same = new AdaptiveRows(limit, limit);
  let delta = new Int32Array(1 << 12);
  let gained = new Int32Array(1 << 12);
  let length = 0;
  addSiblings(parent, starts, children, (x, y) => {
    if (!same.add(x, y)) return;
    if (length === delta.length) delta = doubled(delta);
    delta[length++] = x;
    delta[length++] = y;
  });
  while (length > 0) {
    let next = 0;
    for (let at = 0; at < length; at += 2) {
      const p = delta[at];
      const q = delta[at + 1];
      const pairs = (starts[p + 1] - starts[p]) * (starts[q + 1] - starts[q]);
      while (next + 2 * pairs > gained.length) gained = doubled(gained);
      for (let i = starts[p]; i < starts[p + 1]; i++) {
        const x = children[i];
        for (let j = starts[q]; j < starts[q + 1]; j++) {
          if (!same.add(x, children[j])) continue;
          gained[next++] = x;
          gained[next++] = children[j];
        }
      }
    }
    [delta, gained, length] = [gained, delta, next];
  }
  return { same: derived(same.size, 2, () => same.words()) };
}

function addSiblings(parent: Table, starts: Int32Array, children: Int32Array, add: (x: number, y: number) => void): void {
  for (let at = 0; at < parent.words.length; at += 2) {
    const p = parent.words[at + 1];
    for (let i = starts[p]; i < starts[p + 1]; i++) add(parent.words[at], children[i]);
  }
}
