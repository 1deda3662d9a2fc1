/** Slots before the first growth. */
const initialSlots = 64;
/** Slots of the table before that are moved for each number that is added; more than two, so that it is empty before the next growth. */
const movedAtOnce = 8;
/** The place of a number that was removed while its table was on the move. */
const removed = -1;

/**
 * Numbers by hash, for tables of values: slots of a number plus one and its hash, at most half of them full. It grows a few
 * slots at a time: for a while there are two tables, of which the one before is emptied by those who add.
 */
export class HashedIds<T> {
  #slots = new Int32Array(initialSlots * 2);
  #mask = initialSlots - 1;
  #size = 0;
  /** The table before, while it is on the move: complete but for what was added since. */
  #before: Int32Array | null = null;
  #moved = 0;
  readonly #isOf: (id: number, value: T) => boolean;

  /** `isOf`: whether a number is that of a value. */
  constructor(isOf: (id: number, value: T) => boolean) {
    this.#isOf = isOf;
  }

  get bytes(): number {
    return this.#slots.byteLength + (this.#before?.byteLength ?? 0);
  }

  /** The number of a value with a hash, or -1. */
  find(value: T, hash: number): number {
    const slots = this.#slots;
    const end = slots.length - 1;
    for (let at = (hash & this.#mask) * 2; slots[at] !== 0; at = (at + 2) & end) {
      if (slots[at + 1] === hash && this.#isOf(slots[at]! - 1, value)) return slots[at]! - 1;
    }
    return this.#before === null ? -1 : this.#findIn(this.#before, value, hash);
  }

  #findIn(before: Int32Array, value: T, hash: number): number {
    const end = before.length - 1;
    for (let at = (hash & (before.length / 2 - 1)) * 2; before[at] !== 0; at = (at + 2) & end) {
      if (before[at + 1] === hash && before[at] !== removed && this.#isOf(before[at]! - 1, value)) return before[at]! - 1;
    }
    return -1;
  }

  /** Adds a number that is not there. */
  add(id: number, hash: number): void {
    if (++this.#size * 4 > this.#slots.length) this.#grow();
    if (this.#before !== null) this.#move(this.#before, movedAtOnce);
    this.#put(id, hash);
  }

  /** Takes out a number that is there. */
  remove(id: number, hash: number): void {
    this.#size--;
    const at = place(this.#slots, id, hash);
    if (at >= 0) this.#free(at);
    if (this.#before === null) return;
    const old = place(this.#before, id, hash);
    if (old >= 0) this.#before[old] = removed;
  }

  #put(id: number, hash: number): void {
    const slots = this.#slots;
    const end = slots.length - 1;
    let at = (hash & this.#mask) * 2;
    while (slots[at] !== 0) at = (at + 2) & end;
    slots[at] = id + 1;
    slots[at + 1] = hash;
  }

  #grow(): void {
    if (this.#before !== null) this.#move(this.#before, Infinity);
    this.#before = this.#slots;
    this.#moved = 0;
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#mask * 2 + 1;
  }

  #move(before: Int32Array, most: number): void {
    const end = Math.min(before.length, this.#moved + most * 2);
    for (; this.#moved < end; this.#moved += 2) {
      const found = before[this.#moved]!;
      if (found > 0) this.#put(found - 1, before[this.#moved + 1]!);
    }
    if (this.#moved === before.length) this.#before = null;
  }

  /** Empties a slot and moves up those that it kept away from where they belong (Knuth 6.4, algorithm R). */
  #free(slot: number): void {
    const slots = this.#slots;
    const end = slots.length - 1;
    let free = slot;
    for (let at = (slot + 2) & end; slots[at] !== 0; at = (at + 2) & end) {
      const home = (slots[at + 1]! & this.#mask) * 2;
      if (((at - home) & end) < ((at - free) & end)) continue;
      slots[free] = slots[at]!;
      slots[free + 1] = slots[at + 1]!;
      free = at;
    }
    slots[free] = 0;
  }
}

/** The place of a number in a table, or -1. */
function place(table: Int32Array, id: number, hash: number): number {
  const end = table.length - 1;
  let at = (hash & (table.length / 2 - 1)) * 2;
  while (table[at] !== id + 1) {
    if (table[at] === 0) return -1;
    at = (at + 2) & end;
  }
  return at;
}
