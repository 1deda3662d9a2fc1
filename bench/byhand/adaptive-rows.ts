import { doubled } from './pair-set.ts';

/** The longest leaf that is a plain array. */
const longestArray = 8;

/**
 * The adaptive layout: by first word, a leaf of second words that is a short array, then a hash table at
 * most half full, then a bitmap once that is no larger. All leaves are in one arena of blocks of a power
 * of two of words. First words are below `keys`, until `reach` allows more, second words below `members`.
 */
export class AdaptiveRows {
  size = 0;
  arena = new Int32Array(1 << 12);
  /** By key: where its leaf is, its capacity in words, and how many members it has. */
  offsets: Int32Array<ArrayBuffer>;
  capacities: Int32Array<ArrayBuffer>;
  counts: Int32Array<ArrayBuffer>;
  /** The capacity of a bitmap; no table is as large. */
  readonly bitmap: number;
  #top = 0;
  readonly #free: number[][] = Array.from({ length: 31 }, () => []);

  constructor(keys: number, members: number) {
    this.offsets = new Int32Array(keys);
    this.capacities = new Int32Array(keys);
    this.counts = new Int32Array(keys);
    this.bitmap = Math.max(longestArray * 2, (members + 31) >>> 5);
  }

  /** Makes room for keys up to this one. */
  reach(key: number): void {
    while (key >= this.counts.length) {
      this.offsets = doubled(this.offsets);
      this.capacities = doubled(this.capacities);
      this.counts = doubled(this.counts);
    }
  }

  /** Whether the pair is new. */
  add(key: number, member: number): boolean {
    const capacity = this.capacities[key];
    const offset = this.offsets[key];
    const arena = this.arena;
    if (capacity === this.bitmap) {
      const at = offset + (member >>> 5);
      const bits = arena[at];
      const bit = 1 << member;
      if ((bits & bit) !== 0) return false;
      arena[at] = bits | bit;
      this.counts[key]++;
      this.size++;
      return true;
    }
    const count = this.counts[key];
    if (capacity <= longestArray) {
      for (let i = offset; i < offset + count; i++) if (arena[i] === member) return false;
      if (count === capacity) return this.#grow(key, member);
      arena[offset + count] = member;
    } else {
      const mask = capacity - 1;
      let slot = Math.imul(member, 0x9e3779b1) >>> Math.clz32(mask);
      for (let found = arena[offset + slot]; found !== 0; found = arena[offset + slot]) {
        if (found === member + 1) return false;
        slot = (slot + 1) & mask;
      }
      if (count * 2 >= capacity) return this.#grow(key, member);
      arena[offset + slot] = member + 1;
    }
    this.counts[key] = count + 1;
    this.size++;
    return true;
  }

  has(key: number, member: number): boolean {
    const capacity = this.capacities[key];
    const offset = this.offsets[key];
    const arena = this.arena;
    if (capacity === this.bitmap) return (arena[offset + (member >>> 5)] & (1 << member)) !== 0;
    if (capacity <= longestArray) {
      const end = offset + this.counts[key];
      for (let i = offset; i < end; i++) if (arena[i] === member) return true;
      return false;
    }
    const mask = capacity - 1;
    let slot = Math.imul(member, 0x9e3779b1) >>> Math.clz32(mask);
    for (let found = arena[offset + slot]; found !== 0; found = arena[offset + slot]) {
      if (found === member + 1) return true;
      slot = (slot + 1) & mask;
    }
    return false;
  }

  /** Copies the members of a key to the front of `into`, which has room; how many there are. */
  membersInto(key: number, into: Int32Array): number {
    const { arena } = this;
    const offset = this.offsets[key];
    const capacity = this.capacities[key];
    const count = this.counts[key];
    let next = 0;
    if (capacity === this.bitmap) {
      for (let word = 0; word < capacity; word++) {
        for (let bits = arena[offset + word]; bits !== 0; bits &= bits - 1) into[next++] = word * 32 + 31 - Math.clz32(bits & -bits);
      }
    } else if (capacity <= longestArray) {
      for (; next < count; next++) into[next] = arena[offset + next];
    } else {
      for (let i = offset; i < offset + capacity; i++) if (arena[i] !== 0) into[next++] = arena[i] - 1;
    }
    return count;
  }

  /** All pairs as rows. */
  words(): Int32Array {
    const words = new Int32Array(this.size * 2);
    const members = new Int32Array(this.bitmap * 32);
    let next = 0;
    for (let key = 0; key < this.offsets.length; key++) {
      const count = this.membersInto(key, members);
      for (let i = 0; i < count; i++) {
        words[next++] = key;
        words[next++] = members[i];
      }
    }
    return words;
  }

  /** Moves a full leaf to the next form or size, and adds. */
  #grow(key: number, member: number): true {
    const old = this.capacities[key];
    const members = new Int32Array(this.counts[key] + 1);
    const count = this.membersInto(key, members);
    members[count] = member;
    const from = this.offsets[key];
    const larger = Math.max(4, old * 2);
    const capacity = larger > longestArray && larger >= this.bitmap ? this.bitmap : larger;
    const offset = this.#allocate(capacity);
    if (old > 0) this.#free[order(old)].push(from);
    if (capacity > longestArray) this.arena.fill(0, offset, offset + capacity);
    this.offsets[key] = offset;
    this.capacities[key] = capacity;
    this.counts[key] = 0;
    this.size -= count;
    for (const each of members) this.add(key, each);
    return true;
  }

  #allocate(capacity: number): number {
    const size = 1 << order(capacity);
    const freed = this.#free[order(capacity)].pop();
    if (freed !== undefined) return freed;
    while (this.#top + size > this.arena.length) this.arena = doubled(this.arena);
    this.#top += size;
    return this.#top - size;
  }
}

/** The logarithm of the least power of two that is not smaller. */
function order(capacity: number): number {
  return 32 - Math.clz32(capacity - 1);
}
