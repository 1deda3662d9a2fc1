/** Nobody can know which rows have one hash; nothing that is seen depends on it. */
const seed = (Math.random() * 0x100000000) | 0;

/**
 * Multiplicative hashing; the high bits are the good ones, so they are folded down. Words that follow one
 * another share a cache line. Without the seed: only so many words have one hash that they do no harm.
 */
export function hash1(a: number): number {
  const h = Math.imul(a >> 3, 0x9e3779b1);
  return ((h ^ (h >>> 15)) << 3) | (a & 7);
}

/** The hash of a pair. */
export function hash2(a: number, b: number): number {
  const h = Math.imul(a ^ seed, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** The hash of a triple. */
export function hash3(a: number, b: number, c: number): number {
  const h = Math.imul(a ^ seed, 0x9e3779b1) ^ Math.imul(b ^ seed, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** The hash of `count` words at an offset. */
export function hashRow(words: Int32Array, offset: number, count: number): number {
  let h = seed;
  for (let i = 0; i < count; i++) h = Math.imul((h ^ words[offset + i]!) + 0x165667b1, 0x9e3779b1) ^ (h >>> 13);
  const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** The hash of the row at an offset. */
export function hashOf(words: Int32Array, offset: number, arity: number): number {
  switch (arity) {
    case 1:
      return hash1(words[offset]!);
    case 2:
      return hash2(words[offset]!, words[offset + 1]!);
    case 3:
      return hash3(words[offset]!, words[offset + 1]!, words[offset + 2]!);
    default:
      return hashRow(words, offset, arity);
  }
}
