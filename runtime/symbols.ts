import { Identities } from './identities.ts';
import type { Heap } from './limits.ts';

/** Heap memory of a symbol besides its characters, roughly: its string, its places in the table and the map. */
const symbolBytes = 128;

/** Texts by numbers. */
export class Symbols {
  readonly identities = new Identities();
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #heap: Heap;
  /** What stands for a text that was reclaimed. */
  readonly #gone: string;

  constructor(heap: Heap, gone: string) {
    this.#heap = heap;
    this.#gone = gone;
  }

  at(id: number): string {
    return this.#texts[id]!;
  }

  /** The number of a text, which gets one if it has none. */
  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) {
      this.identities.keep(known);
      return known;
    }
    this.#heap.take(2 * text.length + symbolBytes);
    const id = this.identities.take();
    this.#texts[id] = text;
    this.#numbers.set(text, id);
    return id;
  }

  find(text: string): number | null {
    return this.#numbers.get(text) ?? null;
  }

  /** Reclaims texts that were not found, of so many that have not been looked at; how many there were. */
  sweep(most: number): number {
    return this.identities.sweep(most, (id) => {
      const text = this.#texts[id]!;
      this.#numbers.delete(text);
      this.#texts[id] = this.#gone;
      this.#heap.release(2 * text.length + symbolBytes);
    });
  }
}
