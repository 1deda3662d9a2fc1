import { zeros } from './growing-words.ts';

/** Rows before the first growth: few, as most relations of a node are small, and so that whatever goes wrong with growth shows in small programs. */
export const initialRows = 4;
/** Rows between two calls of `makeRoom`. */
const stretch = 1 << 16;
/** Words of a log from which on a larger one is prepared before it is full. */
const large = 1 << 16;

/**
 * Rows of fixed-width words, one after the other. A row never changes and, until the log is emptied, never moves: an
 * array read before a growth still has the rows it had.
 */
export class GrowingLog {
  readonly arity: number;
  /** What `words` gives. */
  protected log: Int32Array;
  size = 0;
  /** How far a collector has looked through the log. */
  scanned = 0;
  /** Words up to which the log may go on without a call of `makeRoom`. */
  protected room: number;
  /** A larger log, into which the rows are copied bit by bit while this one fills up, and how many words are. */
  #next: Int32Array | null = null;
  #prepared = 0;

  constructor(arity: number) {
    this.arity = arity;
    this.log = new Int32Array(initialRows * arity);
    this.room = this.log.length;
  }

  /** The first `size * arity` words are rows. */
  get words(): Int32Array {
    return this.log;
  }

  /** Forgets all rows; `keeps`: not the memory. */
  protected empty(keeps: boolean): void {
    this.forgetPrepared();
    if (!keeps) this.log = new Int32Array(initialRows * this.arity);
    this.size = 0;
    this.scanned = 0;
    this.room = Math.min(this.log.length, stretch * this.arity);
  }

  /** Copies the rows to where others may be written behind them. */
  protected disown(): void {
    const { arity, size } = this;
    const own = new Int32Array(Math.max(initialRows, size * 2) * arity);
    own.set(this.log.subarray(0, size * arity));
    this.log = own;
    this.room = Math.min(own.length, (size + stretch) * arity);
  }

  /** Adds a row of one column at the end. */
  protected push1(a: number): void {
    const at = this.size;
    if (at === this.room) this.makeRoom();
    this.log[at] = a;
    this.size++;
  }

  protected push2(a: number, b: number): void {
    const at = this.size * 2;
    if (at === this.room) this.makeRoom();
    this.log[at] = a;
    this.log[at + 1] = b;
    this.size++;
  }

  /** Adds pairs that have `word` in one column and one of the words `from` to `to` of `others` in the other. */
  protected pushPairs(column: number, word: number, others: Int32Array, from: number, to: number): void {
    for (let next = from; next < to; ) {
      if (this.size * 2 === this.room) this.makeRoom();
      const end = Math.min(to, next + this.room / 2 - this.size);
      const { log } = this;
      let at = this.size * 2;
      this.size += end - next;
      for (; next < end; next++, at += 2) {
        log[at + column] = word;
        log[at + 1 - column] = others[next]!;
      }
    }
  }

  protected push3(a: number, b: number, c: number): void {
    const at = this.size * 3;
    if (at === this.room) this.makeRoom();
    this.log[at] = a;
    this.log[at + 1] = b;
    this.log[at + 2] = c;
    this.size++;
  }

  protected push(row: Int32Array): void {
    const at = this.size * this.arity;
    if (at === this.room) this.makeRoom();
    for (let i = 0; i < this.arity; i++) this.log[at + i] = row[i]!;
    this.size++;
  }

  /** To be called when there is no room for a row: goes on to the next part of the log. */
  protected makeRoom(): void {
    const used = this.size * this.arity;
    const { length } = this.log;
    if (used === length) this.#grow();
    else if (length >= large && used * 2 >= length) this.#prepare(used);
    this.room = Math.min(this.log.length, used + this.#stretch(used));
  }

  #grow(): void {
    const words = this.log;
    this.log = this.#next ?? new Int32Array(Math.max(initialRows * this.arity, words.length * 2));
    this.log.set(words.subarray(this.#prepared), this.#prepared);
    this.#next = null;
    this.#prepared = 0;
  }

  /** Words until the next call of `makeRoom`: so few while a larger log is prepared that each call copies little. */
  #stretch(used: number): number {
    const { length } = this.log;
    if (length < large) return stretch * this.arity;
    if (used * 2 < length) return Math.min(stretch * this.arity, Math.ceil(length / 2 / this.arity) * this.arity - used);
    return Math.max(512, Math.floor(length / this.arity / 256)) * this.arity;
  }

  /** Copies a part of the rows, which do not change any more, into a log for four times as many. */
  #prepare(used: number): void {
    this.#next ??= zeros(this.log.length * 4);
    const end = Math.min(used, this.#prepared + 3 * this.#stretch(used));
    this.#next.set(this.log.subarray(this.#prepared, end), this.#prepared);
    this.#prepared = end;
  }

  /** To be called when rows have changed their places. */
  protected forgetPrepared(): void {
    this.#next = null;
    this.#prepared = 0;
  }
}
