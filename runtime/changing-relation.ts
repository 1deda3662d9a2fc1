import type { ChangingLookup } from './changing-lookup.ts';
import type { FixedRows } from './fixed-rows.ts';
import { hashOf } from './hash.ts';
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
    this.row[0] = a;
    return this.insert();
  }

  override insert2(a: number, b: number): boolean {
    this.row[0] = a;
    this.row[1] = b;
    return this.insert();
  }

  override insert3(a: number, b: number, c: number): boolean {
    this.row[0] = a;
    this.row[1] = b;
    this.row[2] = c;
    return this.insert();
  }

  override insert(): boolean {
    const slot = this.slotOf(this.row, 0);
    const known = this.slots[slot]! - 1;
    if (known >= 0) {
      if (this.gone[known] === living) return false;
      this.gone[known] = returned;
    }
    const number = this.size;
    this.slots[slot] = number + 1;
    this.push(this.row);
    if (number === this.gone.length) this.gone = grown(this.gone, new Uint8Array(number * 2));
    this.gone[number] = living;
    this.added();
    return true;
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
    const number = this.slots[this.slotOf(this.row, 0)]! - 1;
    return number >= 0 && this.gone[number] === living ? number : -1;
  }

  override has0(): boolean {
    return this.living > 0;
  }

  override has2(a: number, b: number): boolean {
    this.row[0] = a;
    this.row[1] = b;
    return this.has();
  }

  /** Whether the row that stands in `row` is there, or was until this tick. */
  had(): boolean {
    return this.slots[this.slotOf(this.row, 0)] !== 0;
  }

  /** Takes the rows that this tick lost out of the log and the indexes; other rows may get other numbers. */
  purge(lookups: readonly ChangingLookup[]): void {
    for (const lookup of lookups) lookup.update();
    // From the last on, so that what moves into a gap is a row that stays.
    if (this.lostCount > 1) this.losses.subarray(0, this.lostCount).sort().reverse();
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
    if (this.gone[number] === lost) this.#freeSlot(this.slotOf(words, number * arity));
    for (const lookup of lookups) lookup.unlink(number);
    const last = this.size - 1;
    if (last !== number) {
      for (const lookup of lookups) lookup.move(last, number);
      this.slots[this.slotOf(words, last * arity)] = number + 1;
      words.copyWithin(number * arity, last * arity, (last + 1) * arity);
    }
    this.gone[number] = living;
    this.gone[last] = living;
    this.size = last;
  }

  /** Empties a slot and moves up those that it kept away from where they belong (Knuth 6.4, algorithm R). */
  #freeSlot(slot: number): void {
    const { slots, mask, log: words, arity } = this;
    let free = slot;
    for (let at = (slot + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const home = hashOf(words, (slots[at]! - 1) * arity, arity) & mask;
      if (((at - home) & mask) < ((at - free) & mask)) continue;
      slots[free] = slots[at]!;
      free = at;
    }
    slots[free] = 0;
  }

  protected override hasAt(from: Int32Array, offset: number): boolean {
    const number = this.slots[this.slotOf(from, offset)]! - 1;
    return number >= 0 && this.gone[number] === living;
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

/** A relation that can lose rows, as one. */
export function changing(relation: Relation): ChangingRelation {
  if (relation instanceof ChangingRelation) return relation;
  throw new Error('only a changing relation loses rows');
}

function grown<T extends { set: (from: T) => void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
