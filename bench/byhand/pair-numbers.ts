import { hashPair } from './pair-set.ts';

/** Pairs of words as dense numbers, in the order in which they come. */
export class PairNumbers {
  size = 0;
  firsts = new Int32Array(1 << 10);
  seconds = new Int32Array(1 << 10);
  /** Numbers plus one. */
  #slots = new Int32Array(1 << 11);

  /** The number of a pair, which is given one if it has none. */
  of(a: number, b: number): number {
    const slot = this.#slotOf(a, b);
    if (this.#slots[slot] !== 0) return this.#slots[slot] - 1;
    if (this.size === this.firsts.length) this.#grow();
    this.firsts[this.size] = a;
    this.seconds[this.size] = b;
    this.#slots[this.#slotOf(a, b)] = this.size + 1;
    return this.size++;
  }

  /** The number of a pair, or -1. */
  find(a: number, b: number): number {
    return this.#slots[this.#slotOf(a, b)] - 1;
  }

  #slotOf(a: number, b: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashPair(a, b) & mask;
    for (let number = this.#slots[slot]; number !== 0; number = this.#slots[slot]) {
      if (this.firsts[number - 1] === a && this.seconds[number - 1] === b) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const { firsts, seconds, size } = this;
    this.firsts = new Int32Array(size * 2);
    this.seconds = new Int32Array(size * 2);
    this.firsts.set(firsts);
    this.seconds.set(seconds);
    this.#slots = new Int32Array(size * 4);
    for (let number = 0; number < size; number++) this.#slots[this.#slotOf(firsts[number], seconds[number])] = number + 1;
  }
}
