import { GrowingWords } from './growing-words.ts';
import type { RowLog } from './signed-rows.ts';

/** No word of a relation: the least, which `Values` never makes. */
const empty = -0x80000000;
/** Words of a leaf's description: where it is, its capacity (negative for a bitmap), how many it holds. */
const stride = 4;
const initialLeaves = 16;
/** First words up to which there are leaves, however few pairs. */
const initialReach = 4096;
/** Words of the first arena. */
const initialWords = 128;
/** Words of leaves up to which they are kept, however few are used: what a relation holds in one tick it is likely to hold in the next. */
const mostKept = 1 << 15;
const smallest = 4;
const largestArray = 16;

/**
 * A set of pairs of words, by their first word: each first word has a leaf of second words, which is a
 * short array, then a hash table, then a bitmap once that is as small. Membership is one or two cache
 * lines, and dense relations (closures, say) take a bit a pair. All leaves are in one arena.
 *
 * First words must be dense (interned symbols, small integers): `add` says when one is not, and the
 * relation then hashes instead. Measured beside hashing in `bench/README.md`.
 */
export class PairSet {
  #leaves: Int32Array = new Int32Array(initialLeaves * stride);
  readonly #leafGrowth = new GrowingWords();
  #arena: Int32Array = new Int32Array(initialWords);
  readonly #arenaGrowth = new GrowingWords();
  #top = 0;
  /** Freed blocks by the logarithm of their size. */
  #free: number[][] = [];
  #pairs = 0;
  /** The largest second word so far, which a bitmap must reach; Infinity once one is negative, for none then can. */
  #largest = 0;

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

  /** Forgets all pairs, which are those of a log, but for one that there was no room for in it any more, perhaps; costs what it holds, not what it has held. */
  clear(rows: RowLog | null = null): void {
    const leaves = this.#leaves;
    if (leaves.length > mostKept && this.#pairs * 16 < leaves.length / stride) {
      this.#leafGrowth.clear();
      this.#leaves = new Int32Array(initialLeaves * stride);
    } else if (rows === null || rows.size < this.#pairs || rows.size * 4 > leaves.length) {
      leaves.fill(0);
    } else {
      for (let row = 0; row < rows.size; row++) leaves.fill(0, rows.words[row * 2]! * stride, rows.words[row * 2]! * stride + stride);
    }
    if (this.#arena.length > initialWords && this.#top * 16 < this.#arena.length) {
      this.#arenaGrowth.clear();
      this.#arena = new Int32Array(initialWords);
    }
    this.#top = 0;
    this.#free = [];
    this.#pairs = 0;
    this.#largest = 0;
  }

  get bytes(): number {
    return this.#leaves.byteLength + this.#arena.byteLength;
  }

  /** 1 when the pair is new, 0 when it was there, -1 when the first word is too large to address a leaf. */
  add(a: number, b: number): number {
    const at = a * stride;
    if (a < 0 || at >= this.#leaves.length) return this.#reach(a) ? this.add(a, b) : -1;
    const leaves = this.#leaves;
    const arena = this.#arena;
    const offset = leaves[at]!;
    const capacity = leaves[at + 1]!;
    if (capacity < 0) {
      const word = b >>> 5;
      if (word >= -capacity) return this.#widen(at, b);
      const bits = arena[offset + word]!;
      const bit = 1 << b;
      if ((bits & bit) !== 0) return 0;
      arena[offset + word] = bits | bit;
      leaves[at + 2]!++;
      this.#pairs++;
      return 1;
    }
    const count = leaves[at + 2]!;
    if (capacity > largestArray) {
      const mask = capacity - 1;
      let slot = Math.imul(b, 0x9e3779b1) >>> Math.clz32(mask);
      for (let found = arena[offset + slot]!; found !== empty; found = arena[offset + slot]!) {
        if (found === b) return 0;
        slot = (slot + 1) & mask;
      }
      if (count * 2 >= capacity) return this.#grow(at, b);
      arena[offset + slot] = b;
    } else {
      for (let i = offset, end = offset + count; i < end; i++) if (arena[i] === b) return 0;
      if (count === capacity) return this.#grow(at, b);
      arena[offset + count] = b;
    }
    leaves[at + 2] = count + 1;
    this.#pairs++;
    if (b > this.#largest) this.#largest = b;
    else if (b < 0) this.#largest = Infinity;
    return 1;
  }

  has(a: number, b: number): boolean {
    const at = a * stride;
    if (a < 0 || at >= this.#leaves.length) return false;
    const arena = this.#arena;
    const offset = this.#leaves[at]!;
    const capacity = this.#leaves[at + 1]!;
    if (capacity < 0) return b >>> 5 < -capacity && (arena[offset + (b >>> 5)]! & (1 << b)) !== 0;
    if (capacity > largestArray) {
      const mask = capacity - 1;
      let slot = Math.imul(b, 0x9e3779b1) >>> Math.clz32(mask);
      for (let found = arena[offset + slot]!; found !== empty; found = arena[offset + slot]!) {
        if (found === b) return true;
        slot = (slot + 1) & mask;
      }
      return false;
    }
    for (let i = offset, end = offset + this.#leaves[at + 2]!; i < end; i++) if (arena[i] === b) return true;
    return false;
  }

  /** Makes room for the leaf of a first word. */
  reserve(a: number): void {
    if ((a + 1) * stride <= this.#leaves.length) return;
    this.#leaves = this.#leafGrowth.grow(this.#leaves, Math.max(this.#leaves.length * 2, (a + 1) * stride));
  }

  /** The same, unless most leaves would then be empty. */
  #reach(a: number): boolean {
    if (a < 0 || a > initialReach + 8 * this.#pairs) return false;
    this.reserve(a);
    return true;
  }

  /** Moves a full array or table to one twice the size, or to a bitmap when that is no larger, and adds. */
  #grow(at: number, b: number): number {
    const capacity = this.#leaves[at + 1]!;
    const larger = Math.max(smallest, capacity * 2);
    const reach = Math.max(this.#largest, b) / 32;
    const fits = b >= 0 && larger > largestArray && larger > reach;
    return this.#rebuild(at, b, fits ? -powerOfTwo(Math.floor(reach) + 1) : larger);
  }

  /** Lets a bitmap reach a word beyond its end, or makes it a table when it would be mostly empty. */
  #widen(at: number, b: number): number {
    const count = this.#leaves[at + 2]! + 1;
    const reach = powerOfTwo((b >>> 5) + 1);
    const table = powerOfTwo(count * 4);
    if (b < 0) this.#largest = Infinity;
    return this.#rebuild(at, b, b >= 0 && reach <= table ? -reach : Math.max(table, largestArray * 2));
  }

  /** Gives a leaf another capacity, keeps what it holds, and adds. */
  #rebuild(at: number, b: number, capacity: number): number {
    const size = Math.abs(capacity);
    const offset = this.#allocate(size);
    const arena = this.#arena;
    const leaves = this.#leaves;
    const [old, oldCapacity, count] = [leaves[at]!, leaves[at + 1]!, leaves[at + 2]!];
    arena.fill(capacity > largestArray ? empty : 0, offset, offset + size);
    if (oldCapacity < 0) {
      for (let word = 0; word < -oldCapacity; word++) {
        for (let bits = arena[old + word]!; bits !== 0; bits &= bits - 1) this.#place(offset, capacity, word * 32 + 31 - Math.clz32(bits & -bits));
      }
    } else if (oldCapacity > largestArray) {
      for (let i = old; i < old + oldCapacity; i++) if (arena[i] !== empty) this.#place(offset, capacity, arena[i]!);
    } else if (capacity > 0 && capacity <= largestArray) {
      arena.copyWithin(offset, old, old + count);
    } else {
      for (let i = old; i < old + count; i++) this.#place(offset, capacity, arena[i]!);
    }
    if (oldCapacity !== 0) this.#release(old, Math.abs(oldCapacity));
    leaves[at] = offset;
    leaves[at + 1] = capacity;
    return this.add(at / stride, b);
  }

  /** Puts a word that is not there into a table with room for it, or into a bitmap that reaches it. */
  #place(offset: number, capacity: number, b: number): void {
    const arena = this.#arena;
    if (capacity < 0) {
      arena[offset + (b >>> 5)]! |= 1 << b;
      return;
    }
    const mask = capacity - 1;
    let slot = Math.imul(b, 0x9e3779b1) >>> Math.clz32(mask);
    while (arena[offset + slot] !== empty) slot = (slot + 1) & mask;
    arena[offset + slot] = b;
  }

  /** A block of a power of two of words. */
  #allocate(size: number): number {
    const freed = this.#free[31 - Math.clz32(size)]?.pop();
    if (freed !== undefined) return freed;
    if (this.#top + size > this.#arena.length) {
      this.#arena = this.#arenaGrowth.grow(this.#arena, Math.max(this.#arena.length * 2, this.#top + size));
    }
    this.#top += size;
    return this.#top - size;
  }

  #release(offset: number, size: number): void {
    const order = 31 - Math.clz32(size);
    while (this.#free.length <= order) this.#free.push([]);
    this.#free[order]!.push(offset);
  }
}

function powerOfTwo(atLeast: number): number {
  let power = 1;
  while (power < atLeast) power *= 2;
  return power;
}
