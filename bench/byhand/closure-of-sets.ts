import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { grouped, limitOf, type Grouped } from './grouped.ts';
import { doubled } from './pair-set.ts';

/** Bits a matrix of all pairs may have, before one source after another is cheaper. */
const mostBits = 1 << 29;

/** What `x` goes through unchanged is done for many `x` at once: whole rows of a bit matrix, or one source after another. */
export function closureOfSets({ edge }: Tables): Results {
  const limit = limitOf(edge);
  const graph = grouped(edge, 0, limit);
  return limit * limit <= mostBits ? closureOfBits(graph, limit) : closureBySource(graph, limit);
}

/** For each node the set of those that reach it, as bits; what is new in a set goes along the node's edges. */
function closureOfBits({ starts, columns }: Grouped, limit: number): Results {
  const targets = columns[0];
  const width = (limit + 31) >>> 5;
  const all = new Int32Array(limit * width);
  const fresh = new Int32Array(limit * width);
  const waiting = new Uint8Array(limit);
  const order = reversePostorder(starts, targets, limit);
  for (let x = 0; x < limit; x++) {
    for (let i = starts[x]; i < starts[x + 1]; i++) {
      const z = targets[i];
      all[z * width + (x >>> 5)] |= 1 << x;
      fresh[z * width + (x >>> 5)] |= 1 << x;
      waiting[z] = 1;
    }
  }
  const taken = new Int32Array(width);
  for (let again = true; again; ) {
    again = false;
    for (const y of order) {
      if (waiting[y] === 0) continue;
      waiting[y] = 0;
      again = true;
      taken.set(fresh.subarray(y * width, y * width + width));
      fresh.fill(0, y * width, y * width + width);
      for (let i = starts[y]; i < starts[y + 1]; i++) {
        if (passOn(taken, all, fresh, targets[i] * width)) waiting[targets[i]] = 1;
      }
    }
  }
  const rows = countBits(all);
  return { path: derived(rows, 2, () => pairsOfBits(all, width, rows)) };
}

/** Adds a set to the row at an offset; whether any of it is new. */
function passOn(set: Int32Array, all: Int32Array, fresh: Int32Array, offset: number): boolean {
  let some = 0;
  for (let i = 0; i < set.length; i++) {
    const gained = set[i] & ~all[offset + i];
    all[offset + i] |= gained;
    fresh[offset + i] |= gained;
    some |= gained;
  }
  return some !== 0;
}

/** Nodes so that, but for cycles, each comes before those that it has edges to. */
function reversePostorder(starts: Int32Array, targets: Int32Array, limit: number): Int32Array {
  const order = new Int32Array(limit);
  const next = starts.slice(0, limit);
  const seen = new Uint8Array(limit);
  const stack: number[] = [];
  let place = limit;
  for (let root = 0; root < limit; root++) {
    if (seen[root] !== 0) continue;
    seen[root] = 1;
    stack.push(root);
    while (stack.length > 0) {
      const node = stack[stack.length - 1];
      if (next[node] === starts[node + 1]) {
        order[--place] = node;
        stack.pop();
      } else {
        const target = targets[next[node]++];
        if (seen[target] === 0) stack.push(target);
        seen[target] = 1;
      }
    }
  }
  return order;
}

function countBits(words: Int32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    let bits = words[i];
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

function pairsOfBits(all: Int32Array, width: number, rows: number): Int32Array {
  const words = new Int32Array(rows * 2);
  let next = 0;
  for (let at = 0; at < all.length; at++) {
    for (let bits = all[at]; bits !== 0; bits &= bits - 1) {
      words[next++] = (at % width) * 32 + 31 - Math.clz32(bits & -bits);
      words[next++] = Math.floor(at / width);
    }
  }
  return words;
}

/** A search from each node; a node is marked with the source that has seen it last. */
function closureBySource({ starts, columns }: Grouped, limit: number): Results {
  const targets = columns[0];
  const marks = new Int32Array(limit).fill(-1);
  const ends = new Int32Array(limit);
  let log = new Int32Array(1 << 12);
  let size = 0;
  for (let x = 0; x < limit; x++) {
    const from = size;
    ends[x] = size;
    for (let next = from - 1; next < size; next++) {
      const y = next < from ? x : log[next];
      const end = starts[y + 1];
      while (size + end - starts[y] > log.length) log = doubled(log);
      for (let i = starts[y]; i < end; i++) {
        const z = targets[i];
        if (marks[z] === x) continue;
        marks[z] = x;
        log[size++] = z;
      }
    }
    ends[x] = size;
  }
  return { path: derived(size, 2, () => pairsOfRuns(log, ends, size)) };
}

function pairsOfRuns(log: Int32Array, ends: Int32Array, size: number): Int32Array {
  const words = new Int32Array(size * 2);
  for (let i = 0, x = 0; i < size; i++) {
    while (i >= ends[x]) x++;
    words[i * 2] = x;
    words[i * 2 + 1] = log[i];
  }
  return words;
}
