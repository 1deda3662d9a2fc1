import type { Values } from '../values.ts';

/** Words that say of a symbol what its hash is, where its bytes are, how many, and its word. */
const stride = 4;
const initialSymbols = 32;

/**
 * The words of symbols by their UTF-8 bytes, for as long as a file is read: a symbol that came before is found without
 * making a string of it.
 */
export class SymbolBytes {
  readonly #values: Values;
  /** Number of a symbol plus one; 0 is free. At most half full. */
  #slots = new Int32Array(initialSymbols * 2);
  #symbols = new Int32Array(initialSymbols * stride);
  #size = 0;
  #bytes: Buffer = Buffer.alloc(1024);
  #used = 0;

  constructor(values: Values) {
    this.#values = values;
  }

  /** The word of the text that stands in `bytes` between two offsets. */
  wordOf(bytes: Buffer, from: number, to: number): number {
    let hash = 0;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193) + 1;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const symbols = this.#symbols;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let number = this.#slots[slot]!; number !== 0; number = this.#slots[slot]!) {
      const at = (number - 1) * stride;
      if (symbols[at] === hash && this.#isAt(symbols[at + 1]!, symbols[at + 2]!, bytes, from, to)) return symbols[at + 3]!;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, hash, bytes, from, to);
  }

  #isAt(start: number, length: number, bytes: Buffer, from: number, to: number): boolean {
    if (length !== to - from) return false;
    const known = this.#bytes;
    for (let i = 0; i < length; i++) if (known[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Buffer, from: number, to: number): number {
    const word = this.#values.ofText(bytes.toString('utf8', from, to));
    const at = this.#size * stride;
    if (at === this.#symbols.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.#symbols);
      this.#symbols = grown;
    }
    this.#symbols[at] = hash;
    this.#symbols[at + 1] = this.#keep(bytes, from, to);
    this.#symbols[at + 2] = to - from;
    this.#symbols[at + 3] = word;
    this.#slots[slot] = ++this.#size;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return word;
  }

  #keep(bytes: Buffer, from: number, to: number): number {
    const start = this.#used;
    this.#used += to - from;
    if (this.#used > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#used, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, start, from, to);
    return start;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 1; number <= this.#size; number++) {
      let slot = this.#symbols[(number - 1) * stride]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}
