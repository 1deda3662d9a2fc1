import { AdaptiveRows } from './adaptive-rows.ts';
import { doubled, PairSet } from './pair-set.ts';

/** A relation of pairs under a recursion: each new pair is taken once, into `a` and `b`. */
export interface Frontier {
  readonly size: number;
  a: number;
  b: number;
  add(a: number, b: number): void;
  has(a: number, b: number): boolean;
  /** Whether there was a pair to take. */
  take(): boolean;
  words(): Int32Array;
}

/** Over the generic layout; what is to take is the rest of the log. */
export class LoggedPairs implements Frontier {
  a = 0;
  b = 0;
  readonly #pairs = new PairSet();
  #next = 0;

  get size(): number {
    return this.#pairs.size;
  }

  add(a: number, b: number): void {
    this.#pairs.add(a, b);
  }

  has(a: number, b: number): boolean {
    return this.#pairs.has(a, b);
  }

  take(): boolean {
    if (this.#next === this.#pairs.size) return false;
    this.a = this.#pairs.log[this.#next * 2];
    this.b = this.#pairs.log[this.#next++ * 2 + 1];
    return true;
  }

  words(): Int32Array {
    return this.#pairs.words();
  }
}

/** Over adaptive rows; what is to take is a stack. */
export class StackedRows implements Frontier {
  a = 0;
  b = 0;
  readonly #rows: AdaptiveRows;
  #stack = new Int32Array(1 << 12);
  #top = 0;

  constructor(keys: number, members: number) {
    this.#rows = new AdaptiveRows(keys, members);
  }

  get size(): number {
    return this.#rows.size;
  }

  add(a: number, b: number): void {
    if (a >= this.#rows.counts.length) this.#rows.reach(a);
    if (!this.#rows.add(a, b)) return;
    if (this.#top === this.#stack.length) this.#stack = doubled(this.#stack);
    this.#stack[this.#top++] = a;
    this.#stack[this.#top++] = b;
  }

  has(a: number, b: number): boolean {
    return this.#rows.has(a, b);
  }

  take(): boolean {
    if (this.#top === 0) return false;
    this.b = this.#stack[--this.#top];
    this.a = this.#stack[--this.#top];
    return true;
  }

  words(): Int32Array {
    return this.#rows.words();
  }
}
