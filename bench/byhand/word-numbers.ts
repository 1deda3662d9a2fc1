import { doubled } from './pair-set.ts';

/** A set of words by open addressing; each has a dense number, in the order in which they come. */
export class WordNumbers {
  size = 0;
  words = new Int32Array(1 << 10);
  /** Numbers plus one. */
  #slots = new Int32Array(1 << 11);

  /** The number of a word, which is given one if it has none. */
  of(word: number): number {
    const slot = this.#slotOf(word);
    const found = this.#slots[slot];
    if (found !== 0) return found - 1;
    this.words[this.size] = word;
    this.#slots[slot] = ++this.size;
    if (this.size === this.words.length) this.#grow();
    return this.size - 1;
  }

  /** The number of a word, or -1. */
  find(word: number): number {
    return this.#slots[this.#slotOf(word)] - 1;
  }

  #slotOf(word: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const h = Math.imul(word, 0x9e3779b1);
    let slot = (h ^ (h >>> 15)) & mask;
    for (let number = slots[slot]; number !== 0 && this.words[number - 1] !== word; number = slots[slot]) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    this.words = doubled(this.words);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let number = 0; number < this.size; number++) this.#slots[this.#slotOf(this.words[number])] = number + 1;
  }
}
