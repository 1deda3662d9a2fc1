import { initialRows } from './growing-log.ts';
import { zeros } from './growing-words.ts';
import { hash1, hash2, hash3, hashOf } from './hash.ts';
import { SpreadLog } from './spread-log.ts';

const initialSlots = initialRows * 2;
/** Slots from which on a larger table is prepared before this one is full. */
const large = 1 << 17;
/** Rows between two calls that prepare it. Each may be the first to use a page of its memory, which takes microseconds. */
const step = 64;

/** A log of different rows and a hash table of their numbers, at most half full. */
export class HashedRows extends SpreadLog {
  /** Where generated code puts a row of more than three columns before `insert` or `has`. */
  readonly row: Int32Array;
  /** Row number plus one; 0 is free. The length is a power of two. */
  protected slots: Int32Array = new Int32Array(initialSlots);
  protected mask = initialSlots - 1;
  /** A table of twice as many slots, to which rows are added bit by bit while this one fills up, and how many have been. */
  #next: Int32Array | null = null;
  #prepared = 0;

  constructor(arity: number) {
    super(arity);
    this.row = new Int32Array(arity);
  }

  protected override empty(keeps: boolean): void {
    if (keeps) this.slots.fill(0);
    else this.forgetSlots();
    super.empty(keeps);
  }

  protected forgetSlots(): void {
    this.#replace(new Int32Array(initialSlots));
  }

  /** Adds a row of one column; whether it is new. */
  protected insertHashed1(a: number): boolean {
    const { slots, log: words, mask } = this;
    let slot = hash1(a) & mask;
    for (let row = slots[slot]!; row !== 0; row = slots[slot]!) {
      if (words[row - 1] === a) return false;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.size + 1;
    this.push1(a);
    this.added();
    return true;
  }

  protected insertHashed2(a: number, b: number): boolean {
    const { slots, log: words, mask } = this;
    let slot = hash2(a, b) & mask;
    for (let row = slots[slot]!; row !== 0; row = slots[slot]!) {
      const at = row * 2 - 2;
      if (words[at] === a && words[at + 1] === b) return false;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.size + 1;
    this.push2(a, b);
    this.added();
    return true;
  }

  protected insertHashed3(a: number, b: number, c: number): boolean {
    const { slots, log: words, mask } = this;
    let slot = hash3(a, b, c) & mask;
    for (let row = slots[slot]!; row !== 0; row = slots[slot]!) {
      const at = row * 3 - 3;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c) return false;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.size + 1;
    this.push3(a, b, c);
    this.added();
    return true;
  }

  /** Adds the row that stands in `row`; whether it is new. */
  protected insertHashed(): boolean {
    const slot = this.slotOf(this.row, 0);
    if (this.slots[slot] !== 0) return false;
    this.slots[slot] = this.size + 1;
    this.push(this.row);
    this.added();
    return true;
  }

  /** The slot of the row at an offset of `from`, or the free slot where it would go. */
  protected slotOf(from: Int32Array, offset: number): number {
    const { arity, log: words } = this;
    let slot = hashOf(from, offset, arity) & this.mask;
    for (let row = this.slots[slot]!; row !== 0; row = this.slots[slot]!) {
      const at = (row - 1) * arity;
      let i = 0;
      while (i < arity && words[at + i] === from[offset + i]) i++;
      if (i === arity) return slot;
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }

  /** A row is there, and in its slot. */
  protected added(): void {
    if (this.size * 2 > this.slots.length) this.crowded();
  }

  protected override makeRoom(): void {
    super.makeRoom();
    if (this.slots.length >= large) this.#prepare();
  }

  /** Adds some rows to the next table, from when this one is half as full as it may be; each call so few that no tick waits for long. */
  #prepare(): void {
    const { size, arity } = this;
    const { length } = this.slots;
    if (size * 4 < length) {
      this.room = Math.min(this.room, Math.ceil(length / 4) * arity);
      return;
    }
    const end = Math.min(size, this.#prepared + step * 3);
    this.#next ??= zeros(length * 2);
    this.fill(this.#next, this.#prepared, end);
    this.#prepared = end;
    this.room = Math.min(this.room, (size + step) * arity);
  }

  /** To be called when rows have changed their places. */
  protected override forgetPrepared(): void {
    super.forgetPrepared();
    this.#next = null;
    this.#prepared = 0;
  }

  /** To be called when more than half of the slots are taken. */
  protected crowded(): void {
    if (this.#next === null) return this.rehash(this.slots.length * 2);
    this.fill(this.#next, this.#prepared, this.size);
    this.#replace(this.#next);
  }

  protected rehash(length: number): void {
    const slots = new Int32Array(length);
    this.fill(slots, 0, this.size);
    this.#replace(slots);
  }

  #replace(slots: Int32Array): void {
    this.slots = slots;
    this.mask = slots.length - 1;
    this.#next = null;
    this.#prepared = 0;
  }

  /** Puts rows from one number to before another, which are not there, into a table. */
  protected fill(slots: Int32Array, from: number, to: number): void {
    const { arity, log: words } = this;
    const mask = slots.length - 1;
    for (let row = from; row < to; row++) {
      const at = row * arity;
      let slot = hashOf(words, at, arity) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
  }
}
