import type { ChangingLookup } from './changing-lookup.ts';
import type { FixedRows } from './fixed-rows.ts';
import { hash1, hash2, hash3, hashOf } from './hash.ts';
import { Relation, type Watch } from './relation.ts';

/** What has become of a row since the tick began. */
const living = 0;
const lost = 1;
/** Lost, and inserted again as a row with another number. */
const returned = 2;

/**
 * A relation that can lose rows between ticks. A row that is lost stays where it is until the tick
 * ends, so that what was derived from it can be found (delete and rederive: Gupta, Mumick and
 * Subrahmanian, SIGMOD 1993); `purge` then takes it out of the log and out of the indexes, at a cost
 * of the rows lost and not of those held.
 */
export class ChangingRelation extends Relation {
  /** By row number: 0 for a row that is there. */
  gone = new Uint8Array(16);
  /** Numbers of the rows lost in this tick, the first `lostCount` of it. */
  losses = new Int32Array(16);
  lostCount = 0;
  /** How many rows the last purge took out, if nobody has asked since which rows it moved. */
  #purged = 0;
  /** Rows that hold at every tick. */
  stated: FixedRows | null = null;

  constructor(arity: number, watch: Watch | null = null) {
    super(arity, watch, true);
  }

  /** How many rows are there. */
  get living(): number {
    return this.size - this.lostCount;
  }

  override clear(): void {
    super.clear();
    this.gone.fill(living);
    this.lostCount = 0;
  }

  override insert0(): boolean {
    return this.insert();
  }

  override insert1(a: number): boolean {
    const hash = hash1(a);
    if (!this.#admits(this.slotOf1(a, hash), hash)) return false;
    this.push1(a);
    this.#inserted();
    return true;
  }

  override insert2(a: number, b: number): boolean {
    const hash = hash2(a, b);
    if (!this.#admits(this.slotOf2(a, b, hash), hash)) return false;
    this.push2(a, b);
    this.#inserted();
    return true;
  }

  override insert3(a: number, b: number, c: number): boolean {
    const hash = hash3(a, b, c);
    if (!this.#admits(this.slotOf3(a, b, c, hash), hash)) return false;
    this.push3(a, b, c);
    this.#inserted();
    return true;
  }

  override insert(): boolean {
    const { row, arity } = this;
    if (arity === 1) return this.insert1(row[0]!);
    if (arity === 2) return this.insert2(row[0]!, row[1]!);
    if (arity === 3) return this.insert3(row[0]!, row[1]!, row[2]!);
    const hash = hashOf(row, 0, arity);
    if (!this.#admits(this.slotBy(row, 0, hash), hash)) return false;
    this.push(row);
    this.#inserted();
    return true;
  }

  /** Takes a slot for the next row, unless it is that of one that is there. */
  #admits(slot: number, hash: number): boolean {
    const known = this.numberIn(slot);
    if (known < 0) {
      this.occupy(slot, hash);
      return true;
    }
    if (this.gone[known] === living) return false;
    this.gone[known] = returned;
    this.renumber(slot, this.size);
    return true;
  }

  #inserted(): void {
    if (this.size > this.gone.length) this.gone = grown(this.gone, new Uint8Array(this.gone.length * 2));
    this.added();
  }

  /** Loses the row that stands in `row`, unless it holds at every tick; whether it was there. */
  lose(): boolean {
    const number = this.find();
    if (number < 0 || (this.stated !== null && this.stated.size > 0 && this.stated.hasFrom(this, number))) return false;
    this.gone[number] = lost;
    if (this.lostCount === this.losses.length) this.losses = grown(this.losses, new Int32Array(this.lostCount * 2));
    this.losses[this.lostCount++] = number;
    return true;
  }

  /** Whether a row was lost in this tick and has not been inserted again. */
  isLost(number: number): boolean {
    return this.gone[number] === lost;
  }

  /** The number of the row that stands in `row`, or -1. */
  find(): number {
    const number = this.numberIn(this.slotOf(this.row, 0));
    return number >= 0 && this.gone[number] === living ? number : -1;
  }

  override has0(): boolean {
    return this.living > 0;
  }

  override has1(a: number): boolean {
    return this.#isLiving(this.slotOf1(a, hash1(a)));
  }

  override has2(a: number, b: number): boolean {
    return this.#isLiving(this.slotOf2(a, b, hash2(a, b)));
  }

  override has3(a: number, b: number, c: number): boolean {
    return this.#isLiving(this.slotOf3(a, b, c, hash3(a, b, c)));
  }

  /** Whether a slot is that of a row that is there. */
  #isLiving(slot: number): boolean {
    return this.slots[slot] !== 0 && (this.lostCount === 0 || this.gone[this.numberIn(slot)] === living);
  }

  /** Whether the row that stands in `row` is there, or was until this tick. */
  had(): boolean {
    return this.slots[this.slotOf(this.row, 0)] !== 0;
  }

  /** Takes the rows that this tick lost out of the log and the indexes; other rows may get other numbers. */
  purge(lookups: readonly ChangingLookup[]): void {
    for (const lookup of lookups) lookup.update();
    // From the last on, so that what moves into a gap is a row that stays.
    sortDescending(this.losses, this.lostCount);
    for (let at = 0; at < this.lostCount; at++) this.#remove(this.losses[at]!, lookups);
    if (this.lostCount > 0) this.forgetPrepared();
    // Whoever did not ask which rows the last purge moved is to look through all.
    this.scanned = this.#purged > 0 ? 0 : Math.min(this.scanned, this.size);
    this.#purged = this.lostCount;
    this.lostCount = 0;
    for (const lookup of lookups) lookup.purged();
  }

  /** Among which numbers are those of all rows that the last purge moved; once. */
  takeMoved(): Int32Array {
    const count = this.#purged;
    this.#purged = 0;
    return this.losses.subarray(0, count);
  }

  #remove(number: number, lookups: readonly ChangingLookup[]): void {
    const { arity, log: words } = this;
    if (this.gone[number] === lost) this.freeSlot(this.slotOf(words, number * arity));
    for (const lookup of lookups) lookup.unlink(number);
    const last = this.size - 1;
    if (last !== number) {
      for (const lookup of lookups) lookup.move(last, number);
      this.renumber(this.slotOf(words, last * arity), number);
      words.copyWithin(number * arity, last * arity, (last + 1) * arity);
    }
    this.gone[number] = living;
    this.gone[last] = living;
    this.size = last;
  }

  protected override hasAt(from: Int32Array, offset: number): boolean {
    return this.#isLiving(this.slotOf(from, offset));
  }

  protected override crowded(): void {
    // A row that has returned since it was prepared has another number.
    if (this.lostCount > 0) this.forgetPrepared();
    super.crowded();
  }

  /** A row that has returned is found under its new number. */
  protected override fill(slots: Int32Array, from: number, to: number): void {
    let start = from;
    for (let number = from; number < to; number++) {
      if (this.gone[number] !== returned) continue;
      super.fill(slots, start, number);
      start = number + 1;
    }
    super.fill(slots, start, to);
  }
}

/** Numbers below which moving each to its place takes less than a sort that has to be called. */
const few = 16;

/** Sorts the first numbers of an array. */
function sortDescending(numbers: Int32Array, count: number): void {
  if (count > few) {
    numbers.subarray(0, count).sort().reverse();
    return;
  }
  for (let i = 1; i < count; i++) {
    const number = numbers[i]!;
    let at = i;
    for (; at > 0 && numbers[at - 1]! < number; at--) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
}

/** A relation that can lose rows, as one. */
export function changing(relation: Relation): ChangingRelation {
  if (relation instanceof ChangingRelation) return relation;
  throw new Error('only a changing relation loses rows');
}

function grown<T extends { set: (from: T) => void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
