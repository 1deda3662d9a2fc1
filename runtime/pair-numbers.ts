import { GrowingWords } from './growing-words.ts';
import { hash2 } from './hash.ts';

const initialPairs = 16;

/** Numbers pairs of words, from 0 in the order in which they are met: an open-addressing table at most half full. */
export class PairNumbers {
  size = 0;
  #words: Int32Array = new Int32Array(initialPairs * 2);
  readonly #growth = new GrowingWords();
  /** The number of a pair plus one; 0 is free. The length is a power of two. */
  #slots = new Int32Array(initialPairs * 2);
  /** The pair asked for last, and its number, if that is below the size. */
  #a = 0;
  #b = 0;
  #last = 0;

  get bytes(): number {
    return this.#words.byteLength + this.#slots.byteLength;
  }

  /** Makes room for so many pairs, while there are none. */
  reserve(pairs: number): void {
    if (this.size > 0 || pairs * 2 <= this.#slots.length) return;
    this.#words = this.#growth.grow(new Int32Array(0), pairs * 2);
    this.#slots = new Int32Array(2 ** (33 - Math.clz32(pairs - 1)));
  }

  /** Forgets all pairs; costs what there are, not what there have been. */
  clear(): void {
    if (this.#slots.length > 1024 && this.size * 16 < this.#slots.length) {
      this.#growth.clear();
      this.#words = new Int32Array(initialPairs * 2);
      this.#slots = new Int32Array(initialPairs * 2);
    } else {
      this.#slots.fill(0);
    }
    this.size = 0;
    this.#last = 0;
  }

  /** The number of a pair, a new one if need be. Rows often come with the pair of the row before. */
  of(a: number, b: number): number {
    if (a === this.#a && b === this.#b && this.#last < this.size) return this.#last;
    this.#a = a;
    this.#b = b;
    return (this.#last = this.#numberOf(a, b));
  }

  #numberOf(a: number, b: number): number {
    const slots = this.#slots;
    const slot = this.#slotOf(a, b);
    if (slots[slot] !== 0) return slots[slot]! - 1;
    const words = this.#words;
    const number = this.size++;
    slots[slot] = number + 1;
    if (number * 2 === words.length) this.#words = this.#growth.grow(words, words.length * 2);
    this.#words[number * 2] = a;
    this.#words[number * 2 + 1] = b;
    if (this.size * 2 > slots.length) this.#rehash();
    return number;
  }

  /** The number of a pair, or -1. */
  find(a: number, b: number): number {
    return this.#slots[this.#slotOf(a, b)]! - 1;
  }

  /** The slot of a pair, or the free slot where it would go. */
  #slotOf(a: number, b: number): number {
    const slots = this.#slots;
    const words = this.#words;
    const mask = slots.length - 1;
    let slot = hash2(a, b) & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const at = found * 2 - 2;
      if (words[at] === a && words[at + 1] === b) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #rehash(): void {
    const words = this.#words;
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let slot = hash2(words[number * 2]!, words[number * 2 + 1]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}
