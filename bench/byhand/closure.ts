import type { Tables } from '../table.ts';
import { AdaptiveRows } from './adaptive-rows.ts';
import { derived, type Results } from './derived.ts';
import { grouped, limitOf } from './grouped.ts';
import { doubled, hashPair, PairSet } from './pair-set.ts';

/** `path(x, z) :- path(x, y), edge(y, z)` over the generic layout: the delta is a range of the log. */
export function closureOfWords({ edge }: Tables): Results {
  const { starts, columns } = grouped(edge, 0, limitOf(edge));
  const targets = columns[0];
  const path = new PairSet();
  for (let at = 0; at < edge.words.length; at += 2) path.add(edge.words[at], edge.words[at + 1]);
  for (let row = 0; row < path.size; row++) {
    const x = path.log[row * 2];
    const y = path.log[row * 2 + 1];
    const end = starts[y + 1];
    for (let i = starts[y]; i < end; i++) path.add(x, targets[i]);
  }
  return { path: derived(path.size, 2, () => path.words()) };
}

/** The same with everything inlined into one loop; the table grows between rows. */
export function closureInlined({ edge }: Tables): Results {
  const { starts, columns } = grouped(edge, 0, limitOf(edge));
  const targets = columns[0];
  const seed = new PairSet();
  for (let at = 0; at < edge.words.length; at += 2) seed.add(edge.words[at], edge.words[at + 1]);
  let state: Log = { log: seed.log, size: seed.size, slots: new Int32Array(0), next: 0 };
  while (state.next < state.size) state = closeUntilFull(regrown(state), starts, targets);
  return { path: derived(state.size, 2, () => state.log.subarray(0, state.size * 2)) };
}

interface Log {
  readonly log: Int32Array;
  readonly size: number;
  /** Pairs in a table of open addressing. */
  readonly slots: Int32Array;
  /** The first row that has not been joined. */
  readonly next: number;
}

function regrown({ log, size, next }: Log): Log {
  const mask = (1 << (34 - Math.clz32(size))) - 1;
  const slots = new Int32Array((mask + 1) * 2).fill(-1);
  for (let row = 0; row < size; row++) {
    let slot = hashPair(log[row * 2], log[row * 2 + 1]) & mask;
    while (slots[slot * 2] !== -1) slot = (slot + 1) & mask;
    slots[slot * 2] = log[row * 2];
    slots[slot * 2 + 1] = log[row * 2 + 1];
  }
  let longer = log;
  while (longer.length < mask + 1) longer = doubled(longer);
  return { log: longer, size, slots, next };
}

/** Joins rows until none is left or the next one might overfill the table. */
function closeUntilFull({ log, size, slots, next }: Log, starts: Int32Array, targets: Int32Array): Log {
  const mask = slots.length / 2 - 1;
  const room = (mask + 1) / 2;
  for (; next < size; next++) {
    const x = log[next * 2];
    const y = log[next * 2 + 1];
    const end = starts[y + 1];
    if (size + end - starts[y] > room) break;
    for (let i = starts[y]; i < end; i++) {
      const z = targets[i];
      const h = Math.imul(x, 0x9e3779b1) ^ Math.imul(z, 0x85ebca6b);
      const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
      let slot = (mixed ^ (mixed >>> 13)) & mask;
      while (slots[slot * 2] !== -1 && (slots[slot * 2] !== x || slots[slot * 2 + 1] !== z)) slot = (slot + 1) & mask;
      if (slots[slot * 2] !== -1) continue;
      slots[slot * 2] = x;
      slots[slot * 2 + 1] = z;
      log[size * 2] = x;
      log[size * 2 + 1] = z;
      size++;
    }
  }
  return { log, size, slots, next };
}

/** Adaptive rows by the first column; the delta is a list of its own, and no log is kept. */
export function closureOfRows({ edge }: Tables): Results {
  const limit = limitOf(edge);
  const { starts, columns } = grouped(edge, 0, limit);
  const targets = columns[0];
  const path = new AdaptiveRows(limit, limit);
  let delta = new Int32Array(Math.max(1 << 12, edge.words.length));
  let gained = new Int32Array(1 << 12);
  let length = 0;
  for (let at = 0; at < edge.words.length; at += 2) {
    if (!path.add(edge.words[at], edge.words[at + 1])) continue;
    delta[length++] = edge.words[at];
    delta[length++] = edge.words[at + 1];
  }
  while (length > 0) {
    let next = 0;
    for (let at = 0; at < length; at += 2) {
      const x = delta[at];
      const y = delta[at + 1];
      const end = starts[y + 1];
      while (next + 2 * (end - starts[y]) > gained.length) gained = doubled(gained);
      for (let i = starts[y]; i < end; i++) {
        const z = targets[i];
        if (!path.add(x, z)) continue;
        gained[next++] = x;
        gained[next++] = z;
      }
    }
    [delta, gained, length] = [gained, delta, next];
  }
  return { path: derived(path.size, 2, () => path.words()) };
}
