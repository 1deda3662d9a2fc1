import type { ScannedLog } from './collector.ts';
import { Relation } from './relation.ts';

/** Rows below which forgetting those of no sign is not worth the work. */
const few = 256;

/** A run of rows in words: a relation, or what was copied of one. */
export interface RowLog {
  readonly arity: number;
  readonly words: Int32Array;
  readonly size: number;
}

/** Rows with a sign each: net changes, or marks. Memory is proportional to the rows whose sign is not 0. */
export class SignedRows {
  #rows: Relation;
  #signs = new Int8Array(16);
  #signed = 0;

  constructor(arity: number) {
    this.#rows = new Relation(arity, null, true);
  }

  /** How many rows have a sign. */
  get size(): number {
    return this.#signed;
  }

  /** All rows that it knows of, whatever their sign. */
  get log(): ScannedLog {
    return this.#rows;
  }

  /** The sign of row `index` of a log. */
  sign(log: RowLog, index: number): number {
    this.#put(log, index);
    return this.#rows.has() ? (this.#signs[this.#rows.numberOf()] ?? 0) : 0;
  }

  /** Adds to a row's sign. */
  add(log: RowLog, index: number, sign: number): void {
    this.set(log, index, this.sign(log, index) + sign);
  }

  set(log: RowLog, index: number, sign: number): void {
    this.#put(log, index);
    const at = this.#rows.numberOf();
    if (at >= this.#signs.length) {
      const grown = new Int8Array(this.#signs.length * 2);
      grown.set(this.#signs);
      this.#signs = grown;
    }
    if (this.#signs[at] !== 0) this.#signed--;
    if (sign !== 0) this.#signed++;
    this.#signs[at] = sign;
    if (this.#rows.size > few && this.#signed * 2 < this.#rows.size) this.#compact();
  }

  /** The rows of one sign. */
  with(sign: number): RowLog {
    const { arity, words, size } = this.#rows;
    let count = 0;
    for (let row = 0; row < size; row++) if (this.#signs[row] === sign) count++;
    const found = new Int32Array(count * arity);
    for (let row = 0, at = 0; row < size; row++) {
      if (this.#signs[row] !== sign) continue;
      found.set(words.subarray(row * arity, (row + 1) * arity), at);
      at += arity;
    }
    return { arity, words: found, size: count };
  }

  #put({ arity, words }: RowLog, index: number): void {
    for (let i = 0; i < arity; i++) this.#rows.row[i] = words[index * arity + i]!;
  }

  #compact(): void {
    const before = this.#rows;
    const signs = this.#signs;
    this.#rows = new Relation(before.arity, null, true);
    this.#signs = new Int8Array(16);
    this.#signed = 0;
    for (let row = 0; row < before.size; row++) if (signs[row] !== 0) this.set(before, row, signs[row]!);
  }
}
