import type { Values } from '../values.ts';

/** Words of an entry of the table: a symbol's word plus one (0 is free), its hash, how many bytes it has, and the bytes. */
const stride = 8;
const head = 3;
/** Longer symbols are kept elsewhere, and the entry says where. */
const mostInline = (stride - head) * 4;
const initialEntries = 32;

/**
 * The words of symbols by their UTF-8 bytes, for as long as a file is read: a symbol that came before is found without
 * making a string of it. What finds a short one is beside each other: to wait for memory is most of the work.
 */
export class SymbolBytes {
  readonly #values: Values;
  #table = new Int32Array(initialEntries * stride);
  #mask = initialEntries - 1;
  #count = 0;
  /** The bytes of a symbol that is looked for, four to a word. */
  readonly #key = new Int32Array(stride - head);
  #long: Buffer = Buffer.alloc(1024);
  #used = 0;

  constructor(values: Values) {
    this.#values = values;
  }

  /** The word of the text that stands in `bytes` between two offsets. */
  wordOf(bytes: Buffer, from: number, to: number): number {
    const length = to - from;
    const isLong = length > mostInline;
    const hash = isLong ? hashOf(bytes, from, to) : this.#pack(bytes, from, to);
    const table = this.#table;
    let at = (hash & this.#mask) * stride;
    for (let found = table[at]!; found !== 0; found = table[at]!) {
      const isAlike = table[at + 1] === hash && table[at + 2] === length;
      if (isAlike && (isLong ? this.#isLongAt(table[at + head]!, bytes, from, to) : this.#isAt(at + head, length))) return found - 1;
      at = at + stride === table.length ? 0 : at + stride;
    }
    return this.#add(at, hash, bytes, from, to);
  }

  /** Puts the bytes of a short symbol into the key; gives their hash. */
  #pack(bytes: Buffer, from: number, to: number): number {
    let hash = to - from;
    let i = 0;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      this.#key[i++] = word;
      hash = mixed(hash, word);
    }
    let word = 0;
    for (let shift = 0; at < to; at++, shift += 8) word |= bytes[at]! << shift;
    if (i < this.#key.length) this.#key[i] = word;
    return finished(mixed(hash, word));
  }

  #isAt(start: number, length: number): boolean {
    const table = this.#table;
    for (let i = 0; i * 4 < length; i++) if (table[start + i] !== this.#key[i]) return false;
    return true;
  }

  #isLongAt(start: number, bytes: Buffer, from: number, to: number): boolean {
    const known = this.#long;
    for (let i = 0; i < to - from; i++) if (known[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #add(at: number, hash: number, bytes: Buffer, from: number, to: number): number {
    const word = this.#values.ofText(bytes.toString('utf8', from, to));
    const table = this.#table;
    table[at] = word + 1;
    table[at + 1] = hash;
    table[at + 2] = to - from;
    if (to - from > mostInline) table[at + head] = this.#keep(bytes, from, to);
    else table.set(this.#key, at + head);
    if (++this.#count * 3 > this.#mask * 2) this.#grow();
    return word;
  }

  #keep(bytes: Buffer, from: number, to: number): number {
    const start = this.#used;
    this.#used += to - from;
    if (this.#used > this.#long.length) {
      const grown = Buffer.alloc(Math.max(this.#used, this.#long.length * 2));
      grown.set(this.#long.subarray(0, start));
      this.#long = grown;
    }
    bytes.copy(this.#long, start, from, to);
    return start;
  }

  #grow(): void {
    const before = this.#table;
    const table = new Int32Array(before.length * 2);
    this.#mask = table.length / stride - 1;
    for (let from = 0; from < before.length; from += stride) {
      if (before[from] === 0) continue;
      let at = (before[from + 1]! & this.#mask) * stride;
      while (table[at] !== 0) at = at + stride === table.length ? 0 : at + stride;
      for (let i = 0; i < stride; i++) table[at + i] = before[from + i]!;
    }
    this.#table = table;
  }
}

function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = mixed(hash, bytes[at]!);
  return finished(hash);
}

function mixed(hash: number, word: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ word, 0x9e3779b1);
}

function finished(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
