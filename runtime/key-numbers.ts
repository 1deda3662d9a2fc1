import { hash2, hashOf } from './hash.ts';
import { HashedRows } from './hashed-rows.ts';

/** Numbers keys of two words or more, from 0 in the order in which they are met. */
export class KeyNumbers extends HashedRows {
  /** The pair asked for last, and its number, if that is below the size. */
  #a = 0;
  #b = 0;
  #last = 0;

  get bytes(): number {
    return this.log.byteLength + this.slots.byteLength;
  }

  /** Makes room for so many keys, while there are none. */
  reserve(keys: number): void {
    if (this.size === 0) this.reach(keys);
  }

  /** Forgets all keys; costs what there are, not what there have been. */
  clear(): void {
    if (this.size > 0) this.empty(this.slots.length <= 1024 || this.size * 16 >= this.slots.length);
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
    const hash = hash2(a, b);
    const slot = this.slotOf2(a, b, hash);
    const number = this.numberIn(slot);
    if (number >= 0) return number;
    this.occupy(slot, hash);
    this.push2(a, b);
    this.added();
    return this.size - 1;
  }

  /** The number of a pair, or -1. */
  find(a: number, b: number): number {
    return this.numberIn(this.slotOf2(a, b, hash2(a, b)));
  }

  /** The number of the key that stands in `row`, a new one if need be. */
  ofRow(): number {
    const hash = hashOf(this.row, 0, this.arity);
    const slot = this.slotBy(this.row, 0, hash);
    const number = this.numberIn(slot);
    if (number >= 0) return number;
    this.occupy(slot, hash);
    this.push(this.row);
    this.added();
    return this.size - 1;
  }

  /** The number of a key of more than two words, or -1. */
  findRow(key: Int32Array): number {
    return this.numberIn(this.slotOf(key, 0));
  }
}
