import { lengthened } from './growing-words.ts';

/** Entries that a table may have however few words have numbers, and for each of those: beyond, words are hashed. */
const few = 4096;
const sparsest = 16;
/** What a word that is hashed takes, about. */
const bytesOfOther = 32;

/** Numbers for words, from 0 on in the order in which they are met. */
export class WordNumbers {
  /** The words that have numbers, by number. */
  words: Int32Array = new Int32Array(16);
  size = 0;
  /** By small word: its number plus one. */
  #table: Int32Array = new Int32Array(16);
  readonly #others = new Map<number, number>();

  /** Prepares for so many words, of which none is larger than `largest`. */
  reserve(words: number, largest: number): void {
    if (largest < few + words * sparsest) this.#table = lengthened(this.#table, largest + 1);
  }

  /** The number of a word, which gets the next one if it has none. */
  add(word: number): number {
    const known = this.find(word);
    if (known >= 0) return known;
    const number = this.size++;
    if (number === this.words.length) this.words = lengthened(this.words, number + 1);
    this.words[number] = word;
    if (this.#reaches(word)) this.#table[word] = number + 1;
    else this.#others.set(word, number);
    return number;
  }

  /** The number of a word, or -1. */
  find(word: number): number {
    if (word >= 0 && word < this.#table.length) {
      const entry = this.#table[word]!;
      if (entry > 0 || this.#others.size === 0) return entry - 1;
    }
    return this.#others.size === 0 ? -1 : (this.#others.get(word) ?? -1);
  }

  get bytes(): number {
    return this.words.byteLength + this.#table.byteLength + this.#others.size * bytesOfOther;
  }

  /** Whether the table has an entry for a word; it grows for those that are not too far from the others. */
  #reaches(word: number): boolean {
    if (word >= 0 && word >= this.#table.length && word < few + this.size * sparsest) this.#table = lengthened(this.#table, word + 1);
    return word >= 0 && word < this.#table.length;
  }
}
