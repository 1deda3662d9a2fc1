import { GrowingWords } from './growing-words.ts';

const initialWords = 128;
/** Words up to which to write them one by one takes less time than to call what writes many. */
const few = 128;

/** Blocks of a power of two of words, all in one array. */
export class BlockArena {
  /** What was read of it before an `allocate` is not valid after it, and may be detached. */
  protected arena: Int32Array = new Int32Array(initialWords);
  readonly #growth = new GrowingWords();
  #top = 0;
  /** Freed blocks by the logarithm of their size. */
  #free: number[][] = [];

  /** A block of so many words, a power of two, that all are `word`. */
  protected allocate(size: number, word: number): number {
    const block = this.#free[31 - Math.clz32(size)]?.pop() ?? this.#extend(size);
    const { arena } = this;
    if (size > few) arena.fill(word, block, block + size);
    else for (let i = block; i < block + size; i++) arena[i] = word;
    return block;
  }

  #extend(size: number): number {
    if (this.#top + size > this.arena.length) {
      this.arena = this.#growth.grow(this.arena, Math.max(this.arena.length * 2, this.#top + size));
    }
    this.#top += size;
    return this.#top - size;
  }

  protected release(block: number, size: number): void {
    const order = 31 - Math.clz32(size);
    while (this.#free.length <= order) this.#free.push([]);
    this.#free[order]!.push(block);
  }

  /** Forgets all blocks; keeps the memory, unless it is far more than they needed. */
  protected releaseAll(): void {
    if (this.arena.length > initialWords && this.#top * 16 < this.arena.length) {
      this.#growth.clear();
      this.arena = new Int32Array(initialWords);
    }
    this.#top = 0;
    this.#free = [];
  }
}
