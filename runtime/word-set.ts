import type { RowLog } from './signed-rows.ts';

const initialWords = 16;

/** A set of words that are dense (interned symbols, small integers): a bit for each. */
export class WordSet {
  #bits = new Int32Array(initialWords);
  #size = 0;

  /** The words of a log, where they are dense. */
  static of(words: Int32Array, size: number): WordSet | null {
    const set = new WordSet();
    for (let row = 0; row < size; row++) if (!set.reach(words[row]!, size)) return null;
    for (let row = 0; row < size; row++) set.add(words[row]!);
    return set;
  }

  get bytes(): number {
    return this.#bits.byteLength;
  }

  /** 1 when the word is new, 0 when it was there, -1 when it is too large for how many there are. */
  add(a: number): number {
    const bits = this.#bits;
    const at = a >>> 5;
    if (at >= bits.length) return this.reach(a, this.#size) ? this.add(a) : -1;
    const bit = 1 << a;
    const found = bits[at]!;
    if ((found & bit) !== 0) return 0;
    bits[at] = found | bit;
    this.#size++;
    return 1;
  }

  has(a: number): boolean {
    const at = a >>> 5;
    return at < this.#bits.length && (this.#bits[at]! & (1 << a)) !== 0;
  }

  /** Forgets all words: those of a log, but for one that there was no room for in it any more, perhaps. */
  clear({ words, size }: RowLog): void {
    if (this.#bits.length > 4096 && size < this.#bits.length / 64) this.#bits = new Int32Array(initialWords);
    else if (size * 8 > this.#bits.length || size < this.#size) this.#bits.fill(0);
    else for (let row = 0; row < size; row++) this.#bits[words[row]! >>> 5] = 0;
    this.#size = 0;
  }

  /** Makes room for words up to `a`, unless it would be more than hashing `size` words takes; whether it has. */
  reach(a: number, size: number): boolean {
    if (a < 0 || a > 4096 + 64 * size) return false;
    const needed = (a >>> 5) + 1;
    if (needed <= this.#bits.length) return true;
    const grown = new Int32Array(Math.max(this.#bits.length * 2, needed));
    grown.set(this.#bits);
    this.#bits = grown;
    return true;
  }
}
