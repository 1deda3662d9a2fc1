import { doubled } from './pair-set.ts';

/** By key, a list of words that only grows; all in one arena. An index on what a recursion derives. */
export class Lists {
  arena = new Int32Array(1 << 12);
  offsets = new Int32Array(1 << 10);
  counts = new Int32Array(1 << 10);
  #top = 0;

  push(key: number, word: number): void {
    while (key >= this.counts.length) {
      this.offsets = doubled(this.offsets);
      this.counts = doubled(this.counts);
    }
    const count = this.counts[key];
    // A list is full when it has a power of two of words, from four.
    if (count === 0 || (count >= 4 && (count & (count - 1)) === 0)) this.#move(key, count);
    this.arena[this.offsets[key] + count] = word;
    this.counts[key] = count + 1;
  }

  start(key: number): number {
    return key < this.counts.length ? this.offsets[key] : 0;
  }

  end(key: number): number {
    return key < this.counts.length ? this.offsets[key] + this.counts[key] : 0;
  }

  #move(key: number, count: number): void {
    const size = Math.max(4, count * 2);
    while (this.#top + size > this.arena.length) this.arena = doubled(this.arena);
    const from = this.offsets[key];
    this.arena.copyWithin(this.#top, from, from + count);
    this.offsets[key] = this.#top;
    this.#top += size;
  }
}
