import { Overgrowth } from './error.ts';
import { hash2 } from './hash.ts';
import { Identities } from './identities.ts';

const most = 50_000_000;

/** Doubles by numbers. All not-a-numbers are one, and -0 is 0. */
export class Doubles {
  readonly identities = new Identities();
  #doubles = new Float64Array(64);
  /** Number plus one; 0 is free. At most half full. */
  #slots = new Int32Array(128);
  readonly #bits = new Float64Array(1);
  readonly #halves = new Int32Array(this.#bits.buffer);
  /** What stands for a double that was reclaimed. */
  readonly #gone: number;

  constructor(gone: number) {
    this.#gone = gone;
  }

  at(id: number): number {
    return this.#doubles[id]!;
  }

  /** The number of a double, which gets one if it has none. */
  of(value: number): number {
    const double = value === 0 ? 0 : value;
    const slot = this.#slotOf(double);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) {
      this.identities.keep(known);
      return known;
    }
    if (this.identities.used === most) throw new Overgrowth(`more than ${most} different large numbers or floats`);
    const id = this.identities.take();
    if (id >= this.#doubles.length) this.#grow();
    this.#doubles[id] = double;
    this.#slots[slot] = id + 1;
    if (this.identities.used * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** The number of a double, or null where it has none. */
  find(value: number): number | null {
    const found = this.#slots[this.#slotOf(value === 0 ? 0 : value)]!;
    return found === 0 ? null : found - 1;
  }

  /** Reclaims doubles that were not found, of so many that have not been looked at; how many there were. */
  sweep(most: number): number {
    return this.identities.sweep(most, (id) => {
      this.#freeSlot(this.#slotOf(this.#doubles[id]!));
      this.#doubles[id] = this.#gone;
    });
  }

  /** The slot of a double, or the free slot where it would go. */
  #slotOf(double: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(double) & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (Object.is(this.#doubles[found - 1], double)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const grown = new Float64Array(this.#doubles.length * 2);
    grown.set(this.#doubles);
    this.#doubles = grown;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const found of this.#slots) {
      if (found === 0) continue;
      let slot = this.#hash(this.#doubles[found - 1]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = found;
    }
    this.#slots = slots;
  }

  /** Empties a slot and moves up those that it kept away from where they belong (Knuth 6.4, algorithm R). */
  #freeSlot(slot: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let free = slot;
    for (let at = (slot + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const home = this.#hash(this.#doubles[slots[at]! - 1]!) & mask;
      if (((at - home) & mask) < ((at - free) & mask)) continue;
      slots[free] = slots[at]!;
      free = at;
    }
    slots[free] = 0;
  }

  #hash(double: number): number {
    this.#bits[0] = Number.isNaN(double) ? Number.NaN : double;
    return hash2(this.#halves[0]!, this.#halves[1]!);
  }
}
