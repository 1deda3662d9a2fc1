import { HashedIds } from './hashed-ids.ts';
import { Identities } from './identities.ts';
import type { Heap } from './limits.ts';

/** Heap memory of a symbol besides its characters, roughly: its string and its places in tables. */
const symbolBytes = 128;
/** Texts to a page, and the logarithm of that. */
const pageSize = 1024;
const pageBits = 10;

/** Texts by numbers. */
export class Symbols {
  readonly identities = new Identities();
  readonly #hashed = new HashedIds<string>((id, text) => this.at(id) === text);
  /** In pages, so that nothing is copied as they become more. */
  readonly #pages: string[][] = [];
  readonly #heap: Heap;
  /** What stands for a text that was reclaimed. */
  readonly #gone: string;
  /** Nobody can know which texts have one hash. */
  readonly #seed = (Math.random() * 0x100000000) | 0;

  constructor(heap: Heap, gone: string) {
    this.#heap = heap;
    this.#gone = gone;
  }

  at(id: number): string {
    return this.#pages[id >>> pageBits]![id & (pageSize - 1)]!;
  }

  /** The number of a text, which gets one if it has none. */
  of(text: string): number {
    const hash = this.#hash(text);
    const known = this.#hashed.find(text, hash);
    if (known >= 0) {
      this.identities.keep(known);
      return known;
    }
    this.#heap.take(2 * text.length + symbolBytes);
    const id = this.identities.take();
    this.#put(id, text);
    this.#hashed.add(id, hash);
    return id;
  }

  find(text: string): number | null {
    const known = this.#hashed.find(text, this.#hash(text));
    return known < 0 ? null : known;
  }

  /** Reclaims texts that were not found, of so many that have not been looked at; how many there were. */
  sweep(most: number): number {
    return this.identities.sweep(most, (id) => {
      const text = this.at(id);
      this.#hashed.remove(id, this.#hash(text));
      this.#put(id, this.#gone);
      this.#heap.release(2 * text.length + symbolBytes);
    });
  }

  #put(id: number, text: string): void {
    const page = id >>> pageBits;
    if (page === this.#pages.length) this.#pages.push(Array.from({ length: pageSize }, () => ''));
    this.#pages[page]![id & (pageSize - 1)] = text;
  }

  #hash(text: string): number {
    let h = this.#seed;
    for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x9e3779b1);
    const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    return mixed ^ (mixed >>> 13);
  }
}
