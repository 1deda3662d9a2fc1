import type { Relation } from './relation.ts';

/** Rows below which they are left as they are: those that agree are then likely to be in the caches when they are needed. */
const few = 512;
/** How far apart words of a column may be for each row. */
const sparsest = 2;

/** Where rows are brought into another order. What is in it is valid until the next one does. */
export class Workplace {
  readonly #rooms = [new Int32Array(0), new Int32Array(0)];
  #places = new Int32Array(0);

  /**
   * Rows by words of some columns, from one number to before another; null where they are in that order, or few, or the words of a
   * column are far apart.
   */
  sort({ words, arity }: { readonly words: Int32Array; readonly arity: number }, columns: readonly number[], from: number, to: number): Int32Array | null {
    const count = to - from;
    if (count < few) return null;
    if (arity === 1) return this.#sortWords(words, from, to);
    let rows = words;
    let start = from * arity;
    for (let i = columns.length - 1; i >= 0; i--) {
      const column = columns[i]!;
      const end = start + count * arity;
      if (isAscending(rows, start + column, end, arity)) continue;
      const { least, most } = extremesIn(rows, start + column, end, arity);
      if (most - least > count * sparsest) return null;
      const sorted = this.#other(rows, count * arity);
      this.#distribute(rows, start, end, sorted, arity, column, this.#count(rows, start + column, end, arity, least, most), least);
      rows = sorted;
      start = 0;
    }
    return rows === words ? null : rows;
  }

  #sortWords(words: Int32Array, from: number, to: number): Int32Array | null {
    if (isAscending(words, from, to, 1)) return null;
    const sorted = this.#other(words, to - from);
    sorted.set(words.subarray(from, to));
    sorted.subarray(0, to - from).sort();
    return sorted;
  }

  /** Room for so many words that is not where some rows are. */
  #other(rows: Int32Array, words: number): Int32Array {
    const which = rows === this.#rooms[0] ? 1 : 0;
    if (this.#rooms[which]!.length < words) this.#rooms[which] = new Int32Array(words);
    return this.#rooms[which]!;
  }

  /** Writes rows in the order of a column, and those that agree on it in the order in which they are. */
  #distribute(rows: Int32Array, start: number, end: number, sorted: Int32Array, arity: number, column: number, places: Int32Array, least: number): void {
    if (arity === 2) {
      for (let at = start; at < end; at += 2) {
        const to = places[rows[at + column]! - least]!++ * 2;
        sorted[to] = rows[at]!;
        sorted[to + 1] = rows[at + 1]!;
      }
      return;
    }
    for (let at = start; at < end; at += arity) {
      const to = places[rows[at + column]! - least]!++ * arity;
      sorted[to] = rows[at]!;
      sorted[to + 1] = rows[at + 1]!;
      for (let i = 2; i < arity; i++) sorted[to + i] = rows[at + i]!;
    }
  }

  /** For each word from `least` to `most`, how many rows come before those that have it. */
  #count(rows: Int32Array, first: number, end: number, arity: number, least: number, most: number): Int32Array {
    const size = most - least + 2;
    if (this.#places.length < size) this.#places = new Int32Array(size);
    const places = this.#places;
    places.fill(0, 0, size);
    for (let at = first; at < end; at += arity) places[rows[at]! - least + 1]!++;
    for (let i = 1; i < size; i++) places[i]! += places[i - 1]!;
    return places;
  }
}

/** Whether words, each `step` after the one before, do not fall. */
function isAscending(words: Int32Array, from: number, to: number, step: number): boolean {
  let at = from + step;
  while (at < to && words[at - step]! <= words[at]!) at += step;
  return at >= to;
}

function extremesIn(words: Int32Array, from: number, to: number, step: number): { readonly least: number; readonly most: number } {
  let least = words[from]!;
  let most = least;
  for (let at = from; at < to; at += step) {
    if (words[at]! < least) least = words[at]!;
    if (words[at]! > most) most = words[at]!;
  }
  return { least, most };
}

/** The rows that a scan is to take, with many of those that agree on some columns beside each other. */
export class RowGroups {
  readonly #relation: Relation;
  readonly #workplace: Workplace;
  readonly #columns: readonly number[];
  /** Where the rows are in what `rows` gave: places of words. */
  start = 0;
  end = 0;

  constructor(relation: Relation, workplace: Workplace, columns: readonly number[]) {
    this.#relation = relation;
    this.#workplace = workplace;
    this.#columns = columns;
  }

  /** The rows from one number to before another. */
  rows(from: number, to: number): Int32Array {
    const { words, arity } = this.#relation;
    const sorted = this.#workplace.sort(this.#relation, this.#columns, from, to);
    this.start = sorted === null ? from * arity : 0;
    this.end = this.start + (to - from) * arity;
    return sorted ?? words;
  }
}

/**
 * All rows of a relation by the words of some columns, for a scan that is to take them in that order, some at a time. What is
 * added meanwhile comes after them, in an order with what is left of them when more is asked for than that.
 */
export class RowOrder {
  readonly #relation: Relation;
  readonly #columns: readonly number[];
  #sorted: Int32Array | null = null;
  /** The number of the first row of the order, of the next that has not been taken, and the end. */
  #base = 0;
  #next = 0;
  #limit = 0;
  /** Where the rows are in what `rows` gave: places of words. */
  start = 0;
  end = 0;

  constructor(relation: Relation, columns: readonly number[]) {
    this.#relation = relation;
    this.#columns = columns;
  }

  /** As many rows as there are from one number to before another: those that are next. */
  rows(from: number, to: number): Int32Array {
    const { words, arity } = this.#relation;
    if (from !== this.#next || to > this.#limit) this.#sort(from);
    this.#next = to;
    this.start = (from - this.#base) * arity;
    this.end = (to - this.#base) * arity;
    const rows = this.#sorted ?? words;
    if (to < this.#limit) return rows;
    this.#sorted = null;
    this.#limit = 0;
    return rows;
  }

  /** Brings what has not been taken of the order before, and what has been added since, into one order. */
  #sort(from: number): void {
    const { words, arity, size } = this.#relation;
    const left = from === this.#next ? this.#sorted?.subarray((from - this.#base) * arity, (this.#limit - this.#base) * arity) : undefined;
    if (left === undefined) {
      this.#sorted = new Workplace().sort(this.#relation, this.#columns, from, size);
    } else {
      const all = new Int32Array((size - from) * arity);
      all.set(left);
      all.set(words.subarray(this.#limit * arity, size * arity), left.length);
      this.#sorted = new Workplace().sort({ words: all, arity }, this.#columns, 0, size - from) ?? all;
    }
    this.#base = this.#sorted === null ? 0 : from;
    this.#limit = size;
  }
}
