import { KeyNumbers } from './key-numbers.ts';
import { PairSet } from './pair-set.ts';

/** Below so many triples their layout makes no difference. */
const few = 1 << 10;

/**
 * A set of triples of words: their first two words are numbered, and the numbers are paired with the third words. Better
 * than hashing rows where few pairs begin many triples, as their table is then small and the rest is dense.
 */
export class TripleSet {
  readonly #numbers = new KeyNumbers(2);
  readonly #pairs = new PairSet();

  /** The triples of a log, or null where they are few or more than a quarter of them begin differently. */
  static of(words: Int32Array, size: number): TripleSet | null {
    if (size < few) return null;
    const set = new TripleSet();
    const numbers = set.#numbers;
    for (let at = 0; at < size * 3; at += 3) {
      numbers.of(words[at]!, words[at + 1]!);
      if (numbers.size * 4 > size) return null;
    }
    set.#pairs.reserve(numbers.size);
    for (let at = 0; at < size * 3; at += 3) set.add(words[at]!, words[at + 1]!, words[at + 2]!);
    return set;
  }

  get bytes(): number {
    return this.#numbers.bytes + this.#pairs.bytes;
  }

  clear(): void {
    this.#numbers.clear();
    this.#pairs.clear();
  }

  /** Whether the triple is new. */
  add(a: number, b: number, c: number): boolean {
    return this.#pairs.add(this.#numbers.of(a, b), c) > 0;
  }

  /** Adds triples that begin alike; as `PairSet.addRun`. */
  addRun(a: number, b: number, words: Int32Array, from: number, to: number, step: number, found: Int32Array): number {
    return this.#pairs.addRun(this.#numbers.of(a, b), words, from, to, step, found);
  }

  has(a: number, b: number, c: number): boolean {
    const number = this.#numbers.find(a, b);
    return number >= 0 && this.#pairs.has(number, c);
  }
}
