import { empty, initialReach, largestArray, PairLeaves, stride } from './pair-leaves.ts';
import type { RowLog } from './signed-rows.ts';

/**
 * A set of pairs of words, by their first word. Membership is one or two cache lines, and dense relations (closures, say) take a bit a pair.
 *
 * First words must be dense (interned symbols, small integers): `add` says when one is not, and the
 * relation then hashes instead. Measured beside hashing in `bench/README.md`.
 */
export class PairSet extends PairLeaves {
  /** How many words of a run have been new so far. */
  #found = 0;

  /** The pairs of a log, where first words are dense. */
  static of(words: Int32Array, size: number): PairSet | null {
    let largest = 0;
    for (let at = 0; at < size * 2; at += 2) {
      const first = words[at]!;
      if (first < 0 || first > initialReach + size * 4) return null;
      if (first > largest) largest = first;
    }
    const pairs = new PairSet();
    pairs.reserve(largest);
    for (let at = 0; at < size * 2; at += 2) pairs.add(words[at]!, words[at + 1]!);
    return pairs;
  }

  /** Forgets all pairs, which are those of a log, but for some that there was no room for in it any more, perhaps; costs what it holds, not what it has held. */
  clear(rows: RowLog | null = null): void {
    if (rows === null || rows.size < this.pairs || rows.size * 4 > this.leaves.length) return this.forget(null);
    this.forget((leaves) => {
      for (let row = 0; row < rows.size; row++) leaves.fill(0, rows.words[row * 2]! * stride, rows.words[row * 2]! * stride + stride);
    });
  }

  /** 1 when the pair is new, 0 when it was there, -1 when the first word is too large to address a leaf. */
  add(a: number, b: number): number {
    const at = a * stride;
    if (a < 0 || at >= this.leaves.length) return this.reach(a) ? this.add(a, b) : -1;
    const { leaves, arena } = this;
    const offset = leaves[at]!;
    const capacity = leaves[at + 1]!;
    if (capacity < 0) {
      const word = b >>> 5;
      if (word >= -capacity) return this.#addWider(a, b);
      const bits = arena[offset + word]!;
      const bit = 1 << b;
      if ((bits & bit) !== 0) return 0;
      arena[offset + word] = bits | bit;
      leaves[at + 2]!++;
      this.pairs++;
      return 1;
    }
    const count = leaves[at + 2]!;
    if (capacity > largestArray) {
      if (leaves[at + 3]! > 0) return this.#addToChunk(a, b);
      const mask = capacity - 1;
      let slot = Math.imul(b, 0x9e3779b1) >>> Math.clz32(mask);
      for (let found = arena[offset + slot]!; found !== empty; found = arena[offset + slot]!) {
        if (found === b) return 0;
        slot = (slot + 1) & mask;
      }
      if (count * 2 >= capacity) return this.#addGrown(a, b);
      arena[offset + slot] = b;
    } else {
      for (let i = offset, end = offset + count; i < end; i++) if (arena[i] === b) return 0;
      if (count === capacity) return this.#addGrown(a, b);
      arena[offset + count] = b;
    }
    return this.#count(at, b);
  }

  #addGrown(a: number, b: number): number {
    this.grow(a * stride, b);
    return this.add(a, b);
  }

  #addWider(a: number, b: number): number {
    this.widen(a * stride, b);
    return this.add(a, b);
  }

  /** The same where the leaf is a table of chunks. */
  #addToChunk(a: number, b: number): number {
    const { leaves, arena } = this;
    const at = a * stride;
    const offset = leaves[at]!;
    const capacity = leaves[at + 1]!;
    const chunk = b >>> 5;
    const bit = 1 << b;
    const mask = (capacity >> 1) - 1;
    let slot = Math.imul(chunk, 0x9e3779b1) >>> Math.clz32(mask);
    let to = offset + slot * 2;
    for (let bits = arena[to + 1]!; bits !== 0; bits = arena[to + 1]!) {
      if (arena[to] === chunk) {
        if ((bits & bit) !== 0) return 0;
        arena[to + 1] = bits | bit;
        return this.#count(at, b);
      }
      slot = (slot + 1) & mask;
      to = offset + slot * 2;
    }
    if (leaves[at + 3]! * 4 >= capacity) return this.#addGrown(a, b);
    leaves[at + 3]!++;
    arena[to] = chunk;
    arena[to + 1] = bit;
    return this.#count(at, b);
  }

  /**
   * Adds pairs of one first word, with every `step`th of some words; puts the second words of those that are new into `found`, and
   * gives how many these are; -1 as `add`.
   */
  addRun(a: number, words: Int32Array, from: number, to: number, step: number, found: Int32Array): number {
    const at = a * stride;
    if ((a < 0 || at >= this.leaves.length) && !this.reach(a)) return -1;
    this.#found = 0;
    for (let next = from; next < to; next += step) {
      const capacity = this.leaves[at + 1]!;
      if (capacity < 0) next = this.#addRunOfBits(at, words, next, to, step, found);
      else if (this.leaves[at + 3]! > 0) next = this.#addRunToChunks(at, words, next, to, step, found);
      if (next < to && this.add(a, words[next]!) > 0) found[this.#found++] = words[next]!;
    }
    return this.#found;
  }

  /** The same where the leaf is a bitmap, as far as it reaches: the place of the first word that is beyond it. */
  #addRunOfBits(at: number, words: Int32Array, from: number, to: number, step: number, found: Int32Array): number {
    const { leaves, arena } = this;
    const offset = leaves[at]!;
    const length = -leaves[at + 1]!;
    let size = this.#found;
    let next = from;
    for (; next < to; next += step) {
      const b = words[next]!;
      const word = b >>> 5;
      if (word >= length) break;
      const bits = arena[offset + word]!;
      const bit = 1 << b;
      if ((bits & bit) !== 0) continue;
      arena[offset + word] = bits | bit;
      found[size++] = b;
    }
    leaves[at + 2]! += size - this.#found;
    this.pairs += size - this.#found;
    this.#found = size;
    return next;
  }

  /** The same where it is a table of chunks: the place of the first word that is in none of them. */
  #addRunToChunks(at: number, words: Int32Array, from: number, to: number, step: number, found: Int32Array): number {
    const { leaves, arena } = this;
    const offset = leaves[at]!;
    const mask = (leaves[at + 1]! >> 1) - 1;
    const shift = Math.clz32(mask);
    let size = this.#found;
    let { largest } = this;
    let next = from;
    for (; next < to; next += step) {
      const b = words[next]!;
      const chunk = b >>> 5;
      let slot = Math.imul(chunk, 0x9e3779b1) >>> shift;
      while (arena[offset + slot * 2] !== chunk && arena[offset + slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      const bits = arena[offset + slot * 2 + 1]!;
      if (bits === 0) break;
      const bit = 1 << b;
      if ((bits & bit) !== 0) continue;
      arena[offset + slot * 2 + 1] = bits | bit;
      found[size++] = b;
      if (b > largest) largest = b;
    }
    this.largest = largest;
    leaves[at + 2]! += size - this.#found;
    this.pairs += size - this.#found;
    this.#found = size;
    return next;
  }

  /** A pair has been added to a leaf that is no bitmap. */
  #count(at: number, b: number): number {
    this.leaves[at + 2]!++;
    this.pairs++;
    if (b > this.largest) this.largest = b;
    else if (b < 0) this.largest = Infinity;
    return 1;
  }

  has(a: number, b: number): boolean {
    const at = a * stride;
    if (a < 0 || at >= this.leaves.length) return false;
    const { arena } = this;
    const offset = this.leaves[at]!;
    const capacity = this.leaves[at + 1]!;
    if (capacity < 0) return b >>> 5 < -capacity && (arena[offset + (b >>> 5)]! & (1 << b)) !== 0;
    if (capacity > largestArray) {
      if (this.leaves[at + 3]! > 0) return this.#hasInChunk(offset, capacity, b);
      const mask = capacity - 1;
      let slot = Math.imul(b, 0x9e3779b1) >>> Math.clz32(mask);
      for (let found = arena[offset + slot]!; found !== empty; found = arena[offset + slot]!) {
        if (found === b) return true;
        slot = (slot + 1) & mask;
      }
      return false;
    }
    for (let i = offset, end = offset + this.leaves[at + 2]!; i < end; i++) if (arena[i] === b) return true;
    return false;
  }

  #hasInChunk(offset: number, capacity: number, b: number): boolean {
    const { arena } = this;
    const chunk = b >>> 5;
    const mask = (capacity >> 1) - 1;
    let slot = Math.imul(chunk, 0x9e3779b1) >>> Math.clz32(mask);
    for (let bits = arena[offset + slot * 2 + 1]!; bits !== 0; bits = arena[offset + slot * 2 + 1]!) {
      if (arena[offset + slot * 2] === chunk) return (bits & (1 << b)) !== 0;
      slot = (slot + 1) & mask;
    }
    return false;
  }
}
