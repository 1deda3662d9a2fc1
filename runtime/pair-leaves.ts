import { BlockArena } from './block-arena.ts';
import { GrowingWords } from './growing-words.ts';

/** No word of a relation: the least, which `Values` never makes. */
export const empty = -0x80000000;
/** Words of a leaf's description: where it is, its capacity (negative for a bitmap), how many it holds, and of one of chunks how many these are. */
export const stride = 4;
const initialLeaves = 16;
/** First words up to which there are leaves, however few pairs. */
export const initialReach = 4096;
/** Words of leaves up to which they are kept, however few are used: what a relation holds in one tick it is likely to hold in the next. */
const mostKept = 1 << 15;
const smallest = 4;
export const largestArray = 16;

/**
 * By first word a leaf of second words, which changes its form as it grows: a short array, then a hash table, of words or of
 * chunks, then a bitmap once that is as small. A chunk is what there is of 32 words that follow one another, two to an entry: the words by
 * 32, and a bit for each. Where second words are near each other chunks take a fraction of the memory, and of the time that is spent
 * waiting for it.
 */
export class PairLeaves extends BlockArena {
  protected leaves: Int32Array = new Int32Array(initialLeaves * stride);
  readonly #leafGrowth = new GrowingWords();
  protected pairs = 0;
  /** The largest second word so far, which a bitmap must reach; Infinity once one is negative, for none then can. */
  protected largest = 0;

  get bytes(): number {
    return this.leaves.byteLength + this.arena.byteLength;
  }

  /** Forgets all pairs; `each` empties the leaves if it is not worth the while to empty them all. */
  protected forget(each: ((leaves: Int32Array) => void) | null): void {
    if (this.leaves.length > mostKept && this.pairs * 16 < this.leaves.length / stride) {
      this.#leafGrowth.clear();
      this.leaves = new Int32Array(initialLeaves * stride);
    } else if (each === null) {
      this.leaves.fill(0);
    } else {
      each(this.leaves);
    }
    this.releaseAll();
    this.pairs = 0;
    this.largest = 0;
  }

  /** Makes room for the leaf of a first word. */
  reserve(a: number): void {
    if ((a + 1) * stride <= this.leaves.length) return;
    this.leaves = this.#leafGrowth.grow(this.leaves, Math.max(this.leaves.length * 2, (a + 1) * stride));
  }

  /** The same, unless most leaves would then be empty. */
  protected reach(a: number): boolean {
    if (a < 0 || a > initialReach + 8 * this.pairs) return false;
    this.reserve(a);
    return true;
  }

  /** Gives a full leaf, to which a word is to be added, a form with room for it: the next size, or a bitmap when that is no larger. */
  protected grow(at: number, b: number): void {
    const [capacity, count, chunks] = [this.leaves[at + 1]!, this.leaves[at + 2]!, this.leaves[at + 3]!];
    const larger = Math.max(smallest, capacity * 2);
    const reach = Math.max(this.largest, b) / 32;
    if (b >= 0 && larger > largestArray && larger > reach) this.#rebuild(at, -powerOfTwo(Math.floor(reach) + 1), false);
    else if (chunks * 2 > count) this.#rebuild(at, powerOfTwo(count * 3), false);
    else this.#rebuild(at, larger, chunks > 0 || (capacity === largestArray && this.#isDense(at)));
  }

  /** Whether the words of an array are in half as many chunks, or fewer. */
  #isDense(at: number): boolean {
    const { arena } = this;
    const [offset, count] = [this.leaves[at]!, this.leaves[at + 2]!];
    let chunks = 0;
    for (let i = offset; i < offset + count; i++) {
      let before = offset;
      while (before < i && arena[before]! >>> 5 !== arena[i]! >>> 5) before++;
      if (before === i && ++chunks * 2 > count) return false;
    }
    return true;
  }

  /** Lets a bitmap reach a word beyond its end, or makes it a table when it would be mostly empty. */
  protected widen(at: number, b: number): void {
    const count = this.leaves[at + 2]! + 1;
    const reach = powerOfTwo((b >>> 5) + 1);
    const table = powerOfTwo(count * 4);
    if (b < 0) this.largest = Infinity;
    this.#rebuild(at, b >= 0 && reach <= table ? -reach : Math.max(table, largestArray * 2), false);
  }

  /** Gives a leaf another form, and keeps what it holds. */
  #rebuild(at: number, capacity: number, inChunks: boolean): void {
    const size = Math.abs(capacity);
    const offset = this.allocate(size, capacity > largestArray && !inChunks ? empty : 0);
    const { arena, leaves } = this;
    const [old, oldCapacity, count, chunks] = [leaves[at]!, leaves[at + 1]!, leaves[at + 2]!, leaves[at + 3]!];
    leaves[at] = offset;
    leaves[at + 1] = capacity;
    leaves[at + 3] = 0;
    if (oldCapacity < 0) {
      for (let word = 0; word < -oldCapacity; word++) this.#placeChunk(at, word, arena[old + word]!, inChunks);
    } else if (chunks > 0) {
      for (let i = old; i < old + oldCapacity; i += 2) this.#placeChunk(at, arena[i]!, arena[i + 1]!, inChunks);
    } else if (oldCapacity > largestArray) {
      for (let i = old; i < old + oldCapacity; i++) if (arena[i] !== empty) this.#place(at, arena[i]!, inChunks);
    } else if (capacity > 0 && capacity <= largestArray) {
      for (let i = 0; i < count; i++) arena[offset + i] = arena[old + i]!;
    } else {
      for (let i = old; i < old + count; i++) this.#place(at, arena[i]!, inChunks);
    }
    if (oldCapacity !== 0) this.release(old, Math.abs(oldCapacity));
  }

  /** Puts the words of a chunk, none of which is there, into a table with room for them, or into a bitmap that reaches them. */
  #placeChunk(at: number, chunk: number, bits: number, inChunks: boolean): void {
    if (bits === 0) return;
    if (this.leaves[at + 1]! < 0) this.arena[this.leaves[at]! + chunk]! |= bits;
    else if (inChunks) this.#mergeChunk(at, chunk, bits);
    else for (let rest = bits; rest !== 0; rest &= rest - 1) this.#place(at, (chunk << 5) | (31 - Math.clz32(rest & -rest)), false);
  }

  #place(at: number, b: number, inChunks: boolean): void {
    const { arena } = this;
    const [offset, capacity] = [this.leaves[at]!, this.leaves[at + 1]!];
    if (capacity < 0 || inChunks) return this.#placeChunk(at, b >>> 5, 1 << b, inChunks);
    const mask = capacity - 1;
    let slot = Math.imul(b, 0x9e3779b1) >>> Math.clz32(mask);
    while (arena[offset + slot] !== empty) slot = (slot + 1) & mask;
    arena[offset + slot] = b;
  }

  #mergeChunk(at: number, chunk: number, bits: number): void {
    const { arena } = this;
    const offset = this.leaves[at]!;
    const mask = (this.leaves[at + 1]! >> 1) - 1;
    let slot = Math.imul(chunk, 0x9e3779b1) >>> Math.clz32(mask);
    while (arena[offset + slot * 2 + 1] !== 0 && arena[offset + slot * 2] !== chunk) slot = (slot + 1) & mask;
    if (arena[offset + slot * 2 + 1] === 0) this.leaves[at + 3]!++;
    arena[offset + slot * 2] = chunk;
    arena[offset + slot * 2 + 1]! |= bits;
  }
}

function powerOfTwo(atLeast: number): number {
  let power = 1;
  while (power < atLeast) power *= 2;
  return power;
}
