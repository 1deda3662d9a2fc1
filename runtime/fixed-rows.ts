import { distinctRows } from './distinct-rows.ts';
import { Log } from './log.ts';
import { Relation } from './relation.ts';
import type { RowLog } from './signed-rows.ts';

/** Rows that hold at every tick. They are all given before the first; what finds one is made when it is asked for. */
export class FixedRows extends Log {
  /** Where a row is put before `insert`. */
  readonly row: Int32Array;
  #set: Relation | null = null;
  /** Whether each row is there once; null where nobody has asked. */
  #isDistinct: boolean | null = null;

  constructor(arity: number) {
    super(arity);
    this.row = new Int32Array(arity);
  }

  insert0(): void {
    this.size = 1;
  }

  /** Adds the row that stands in `row`. */
  insert(): void {
    this.reserve(1);
    this.words.set(this.row, this.size * this.arity);
    this.size++;
    this.#changed();
  }

  /** Adds the rows of a log, which may be kept as they are. */
  insertLog(log: RowLog): void {
    if (this.arity === 0) this.size = Math.min(1, this.size + log.size);
    else this.appendLog(log);
    this.#changed();
  }

  #changed(): void {
    this.#set = null;
    this.#isDistinct = null;
  }

  /** Whether it has row `index` of another log of the same arity. */
  hasFrom(other: RowLog, index: number): boolean {
    this.#set ??= this.#asSet();
    return this.#set.hasFrom(other, index);
  }

  #asSet(): Relation {
    const set = new Relation(this.arity);
    for (let row = 0; row < this.size; row++) set.insertFrom(this, row);
    return set;
  }

  /** Drops what is there more than once, where that costs little; whether each row is now there once. */
  simplify(): boolean {
    this.#isDistinct ??= this.#dropRepeated();
    return this.#isDistinct;
  }

  #dropRepeated(): boolean {
    const distinct = distinctRows(this);
    if (distinct === null) return false;
    this.words = distinct.words;
    this.size = distinct.size;
    this.scanned = 0;
    return true;
  }
}
