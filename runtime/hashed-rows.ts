import { initialRows } from './growing-log.ts';
import { zeros } from './growing-words.ts';
import { hash1, hash2, hash3, hashOf } from './hash.ts';
import { SpreadLog } from './spread-log.ts';

const initialSlots = initialRows * 2;
/** Slots from which on a larger table is prepared before this one is full. */
const large = 1 << 17;
/** Rows between two calls that prepare it, and slots that are moved at each: so many that all are before this one is full. */
const step = 8;
const movedAtOnce = step * 20;
/** In the highest three bits of a slot: how many slots its row is behind the first that it could have, or that it is more than can be said. */
const displacement = 29;
const far = 7;

/**
 * A log of different rows and a hash table of their numbers, at most half full. A slot has the number of a row plus one, which
 * takes less bits than a slot's number does, and in the bits above some that the hash has there, and where the row would be if nothing
 * had been in its way: most rows that are in the way of others are passed over without being read, and most hashes need not
 * be computed again for a larger table.
 */
export class HashedRows extends SpreadLog {
  /** Where generated code puts a row of more than three columns before `insert` or `has`. */
  readonly row: Int32Array;
  /** 0 is free. The length is a power of two. */
  protected slots: Int32Array = new Int32Array(initialSlots);
  protected mask = initialSlots - 1;
  /** A table of twice as many slots, to which those of rows below `#before` are moved bit by bit while this one fills up, and how many have been. */
  #next: Int32Array | null = null;
  #moved = 0;
  #before = 0;

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
    const hash = hash1(a);
    const slot = this.slotOf1(a, hash);
    if (this.slots[slot] !== 0) return false;
    this.occupy(slot, hash);
    this.push1(a);
    this.added();
    return true;
  }

  protected insertHashed2(a: number, b: number): boolean {
    const hash = hash2(a, b);
    const slot = this.slotOf2(a, b, hash);
    if (this.slots[slot] !== 0) return false;
    this.occupy(slot, hash);
    this.push2(a, b);
    this.added();
    return true;
  }

  protected insertHashed3(a: number, b: number, c: number): boolean {
    const hash = hash3(a, b, c);
    const slot = this.slotOf3(a, b, c, hash);
    if (this.slots[slot] !== 0) return false;
    this.occupy(slot, hash);
    this.push3(a, b, c);
    this.added();
    return true;
  }

  /** Adds the row that stands in `row`; whether it is new. */
  protected insertHashed(): boolean {
    const hash = hashOf(this.row, 0, this.arity);
    const slot = this.slotBy(this.row, 0, hash);
    if (this.slots[slot] !== 0) return false;
    this.occupy(slot, hash);
    this.push(this.row);
    this.added();
    return true;
  }

  /** The slot of a row with a hash, or the free slot where it would go. */
  protected slotOf1(a: number, hash: number): number {
    const { slots, log: words, mask } = this;
    const tag = tagOf(hash, mask);
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (tagOf(entry, mask) === tag && words[(entry & mask) - 1] === a) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  protected slotOf2(a: number, b: number, hash: number): number {
    const { slots, log: words, mask } = this;
    const tag = tagOf(hash, mask);
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (tagOf(entry, mask) === tag) {
        const at = (entry & mask) * 2 - 2;
        if (words[at] === a && words[at + 1] === b) return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  protected slotOf3(a: number, b: number, c: number, hash: number): number {
    const { slots, log: words, mask } = this;
    const tag = tagOf(hash, mask);
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (tagOf(entry, mask) === tag) {
        const at = (entry & mask) * 3 - 3;
        if (words[at] === a && words[at + 1] === b && words[at + 2] === c) return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The slot of the row at an offset of `from`, or the free slot where it would go. */
  protected slotOf(from: Int32Array, offset: number): number {
    return this.slotBy(from, offset, hashOf(from, offset, this.arity));
  }

  /** The same of a row whose hash is known. */
  protected slotBy(from: Int32Array, offset: number, hash: number): number {
    const { slots, arity, log: words, mask } = this;
    const tag = tagOf(hash, mask);
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (tagOf(entry, mask) === tag) {
        const at = ((entry & mask) - 1) * arity;
        let i = 0;
        while (i < arity && words[at + i] === from[offset + i]) i++;
        if (i === arity) return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The number of the row that a slot has, or -1. */
  protected numberIn(slot: number): number {
    return (this.slots[slot]! & this.mask) - 1;
  }

  /** Puts the next row, with a hash, into a free slot. */
  protected occupy(slot: number, hash: number): void {
    this.slots[slot] = entryOf(this.size, hash, slot, this.mask);
  }

  /** Gives the row of a slot another number. */
  protected renumber(slot: number, number: number): void {
    this.slots[slot] = (this.slots[slot]! & ~this.mask) | (number + 1);
  }

  /** Empties a slot and moves up those that it kept away from where they belong (Knuth 6.4, algorithm R). */
  protected freeSlot(slot: number): void {
    const { slots, mask, log: words, arity } = this;
    let free = slot;
    for (let at = (slot + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      if (slots[at]! >>> displacement === 0) continue;
      const number = this.numberIn(at);
      const hash = hashOf(words, number * arity, arity);
      if (((at - hash) & mask) < ((at - free) & mask)) continue;
      slots[free] = entryOf(number, hash, free, mask);
      free = at;
    }
    slots[free] = 0;
  }

  /** A row is there, and in its slot. */
  protected added(): void {
    if (this.size * 2 > this.slots.length) this.crowded();
  }

  protected override makeRoom(): void {
    super.makeRoom();
    if (this.slots.length >= large) this.#prepare();
  }

  /** Moves some slots to the next table, once this one is nearly as full as it may be; at each call so few that no tick waits for long. */
  #prepare(): void {
    const { size, arity } = this;
    const { length } = this.slots;
    const begin = (length / 16) * 7;
    if (size < begin) {
      this.room = Math.min(this.room, begin * arity);
      return;
    }
    if (this.#next === null) this.#begin();
    else this.#move(this.#next, Math.min(length, this.#moved + movedAtOnce));
    this.room = Math.min(this.room, (size + step) * arity);
  }

  /** Makes room for so many rows, while there are none. */
  protected reach(rows: number): void {
    if (rows * 2 <= this.slots.length) return;
    this.#replace(new Int32Array(2 ** (33 - Math.clz32(rows - 1))));
    this.log = zeros(rows * this.arity);
    this.room = Math.min(this.log.length, (this.slots.length / 16) * 7 * this.arity);
  }

  #begin(): Int32Array {
    this.#moved = 0;
    this.#before = this.size;
    return (this.#next = tableOf(this.slots.length * 2));
  }

  /** Moves slots up to one to the next table. */
  #move(next: Int32Array, end: number): void {
    const { slots, mask, arity, log: words } = this;
    const nextMask = next.length - 1;
    for (; this.#moved < end; this.#moved++) {
      const entry = slots[this.#moved]!;
      const number = (entry & mask) - 1;
      if (entry === 0 || number >= this.#before) continue;
      const behind = entry >>> displacement;
      put(next, nextMask, number, behind === far ? hashOf(words, number * arity, arity) : (entry & ~mask) | ((this.#moved - behind) & mask));
    }
  }

  /** To be called when rows have changed their places. */
  protected override forgetPrepared(): void {
    super.forgetPrepared();
    this.#next = null;
  }

  /** To be called when more than half of the slots are taken. */
  protected crowded(): void {
    const next = this.#next ?? this.#begin();
    this.#move(next, this.slots.length);
    this.fill(next, this.#before, this.size);
    this.#replace(next);
  }

  /** Makes a table of all rows, of which there is none. */
  protected rehash(length: number): void {
    const slots = tableOf(length);
    this.fill(slots, 0, this.size);
    this.#replace(slots);
  }

  #replace(slots: Int32Array): void {
    this.slots = slots;
    this.mask = slots.length - 1;
    this.#next = null;
  }

  /** Puts rows from one number to before another, which are not there, into a table. */
  protected fill(slots: Int32Array, from: number, to: number): void {
    const { arity, log: words } = this;
    const mask = slots.length - 1;
    for (let row = from; row < to; row++) put(slots, mask, row, hashOf(words, row * arity, arity));
  }
}

/** What is compared of a hash, or of a slot, before a row is read. */
function tagOf(hash: number, mask: number): number {
  return hash & ~((far << displacement) | mask);
}

/** An empty table of so many slots; throws where the numbers of rows would not fit beside what else a slot has: from 2^28 rows on. */
function tableOf(length: number): Int32Array {
  if (length > 2 ** displacement) throw new RangeError('a relation cannot hold more than 2^28 rows');
  return zeros(length);
}

/** What a slot has for a row. */
function entryOf(number: number, hash: number, slot: number, mask: number): number {
  return (number + 1) | tagOf(hash, mask) | (Math.min(far, (slot - hash) & mask) << displacement);
}

/** Puts a row that is not there into a table. */
function put(slots: Int32Array, mask: number, number: number, hash: number): void {
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = entryOf(number, hash, slot, mask);
}
