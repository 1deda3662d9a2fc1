import { Overgrowth } from './error.ts';
import { hash2 } from './hash.ts';

const most = 50_000_000;

/** Numbers by the order in which they were met. All not-a-numbers are one, and -0 is 0. */
export class Doubles {
  #numbers = new Float64Array(64);
  #size = 0;
  /** Index plus one; 0 is free. At most half full. */
  #slots = new Int32Array(128);
  readonly #bits = new Float64Array(1);
  readonly #halves = new Int32Array(this.#bits.buffer);

  at(index: number): number {
    return this.#numbers[index]!;
  }

  /** The index of a number, which is added if it is new. */
  indexOf(value: number): number {
    const number = value === 0 ? 0 : value;
    const slot = this.#slotOf(number);
    if (this.#slots[slot] !== 0) return this.#slots[slot]! - 1;
    if (this.#size === most) throw new Overgrowth(`more than ${most} different large numbers or floats`);
    if (this.#size === this.#numbers.length) this.#grow();
    this.#numbers[this.#size] = number;
    this.#slots[slot] = ++this.#size;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return this.#size - 1;
  }

  /** The index of a number, or null where it was never met. */
  find(value: number): number | null {
    const index = this.#slots[this.#slotOf(value === 0 ? 0 : value)]!;
    return index === 0 ? null : index - 1;
  }

  /** The slot of a number, or the free slot where it would go. */
  #slotOf(number: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(number) & mask;
    for (let index = this.#slots[slot]!; index !== 0; index = this.#slots[slot]!) {
      if (Object.is(this.#numbers[index - 1], number)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const grown = new Float64Array(this.#numbers.length * 2);
    grown.set(this.#numbers);
    this.#numbers = grown;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#size; index++) {
      let slot = this.#hash(this.#numbers[index]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }

  #hash(number: number): number {
    this.#bits[0] = Number.isNaN(number) ? Number.NaN : number;
    return hash2(this.#halves[0]!, this.#halves[1]!);
  }
}
