/** Who is told which words a multiset has to compare others with: those in it, and some that were. */
export interface Attendant {
  enters(word: number): void;
  leaves(word: number): void;
}

/**
 * Words with how often each is in it, that gives the one that comes first: a binary heap from which a word
 * that is not there any more is taken when it comes first. Adding and removing cost the logarithm of the words.
 */
export class Multiset {
  readonly #before: (a: number, b: number) => boolean;
  readonly #attendant: Attendant | null;
  readonly #counts = new Map<number, number>();
  #heap: number[] = [];

  /** `before`: whether a word comes before another. */
  constructor(before: (a: number, b: number) => boolean, attendant: Attendant | null = null) {
    this.#before = before;
    this.#attendant = attendant;
  }

  /** How many words it has, not how often. */
  get size(): number {
    return this.#counts.size;
  }

  add(word: number): void {
    const count = this.#counts.get(word);
    this.#counts.set(word, (count ?? 0) + 1);
    if (count !== undefined) return;
    // It may wait in the heap since it was removed.
    if (this.#heap.length > 2 * this.#counts.size + 8) this.#rebuild();
    else this.#push(word);
  }

  clear(): void {
    this.#counts.clear();
    this.#rebuild();
  }

  #rebuild(): void {
    const before = this.#heap;
    this.#heap = [...this.#counts.keys()].sort((a, b) => (this.#before(a, b) ? -1 : 1));
    if (this.#attendant === null) return;
    for (const word of this.#heap) this.#attendant.enters(word);
    for (const word of before) this.#attendant.leaves(word);
  }

  /** Takes out a word that is there, once. */
  remove(word: number): void {
    const count = this.#counts.get(word);
    if (count === undefined) throw new Error('a word is removed that is not there');
    if (count === 1) this.#counts.delete(word);
    else this.#counts.set(word, count - 1);
  }

  /** The word that comes first, if there is any. */
  first(): number | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#counts.has(first)) return first;
      this.#pop();
      this.#attendant?.leaves(first);
    }
    return undefined;
  }

  #push(word: number): void {
    this.#attendant?.enters(word);
    const heap = this.#heap;
    let at = heap.push(word) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#before(word, heap[above]!); above = (at - 1) >> 1) {
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = word;
  }

  #pop(): void {
    const heap = this.#heap;
    const word = heap.pop();
    if (word === undefined || heap.length === 0) return;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && this.#before(heap[below + 1]!, heap[below]!)) below++;
      if (!this.#before(heap[below]!, word)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = word;
  }
}
