/**
 * The generic layout: an append-only log of interleaved words and one open-addressing table of the same
 * pairs, at most half full. Words are not negative.
 */
export class PairSet {
  /** Pairs in the order in which they came; the first `size * 2` words. */
  log = new Int32Array(1 << 11);
  size = 0;
  #slots = new Int32Array(1 << 12).fill(-1);
  #mask = (1 << 11) - 1;

  /** Whether the pair is new. */
  add(a: number, b: number): boolean {
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = hashPair(a, b) & mask;
    for (let found = slots[slot * 2]; found !== -1; found = slots[slot * 2]) {
      if (found === a && slots[slot * 2 + 1] === b) return false;
      slot = (slot + 1) & mask;
    }
    slots[slot * 2] = a;
    slots[slot * 2 + 1] = b;
    const at = this.size * 2;
    if (at === this.log.length) this.log = doubled(this.log);
    this.log[at] = a;
    this.log[at + 1] = b;
    if (++this.size * 2 > mask) this.#rehash();
    return true;
  }

  has(a: number, b: number): boolean {
    const slots = this.#slots;
    let slot = hashPair(a, b) & this.#mask;
    for (let found = slots[slot * 2]; found !== -1; found = slots[slot * 2]) {
      if (found === a && slots[slot * 2 + 1] === b) return true;
      slot = (slot + 1) & this.#mask;
    }
    return false;
  }

  /** The pairs as rows. */
  words(): Int32Array {
    return this.log.subarray(0, this.size * 2);
  }

  #rehash(): void {
    const mask = this.#mask * 2 + 1;
    const slots = new Int32Array((mask + 1) * 2).fill(-1);
    const { log, size } = this;
    for (let row = 0; row < size; row++) {
      const a = log[row * 2];
      const b = log[row * 2 + 1];
      let slot = hashPair(a, b) & mask;
      while (slots[slot * 2] !== -1) slot = (slot + 1) & mask;
      slots[slot * 2] = a;
      slots[slot * 2 + 1] = b;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

export function hashPair(a: number, b: number): number {
  const h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

export function doubled(words: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(words.length * 2);
  grown.set(words);
  return grown;
}
