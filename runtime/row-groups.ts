import type { Relation } from './relation.ts';

/** Rows below which they are left as they are: those that agree are then likely to be in the caches when they are needed. */
const few = 512;

/** Where rows are brought into another order. What is in it is valid until the next one does. */
export class Workplace {
  #one = new Int32Array(0);
  #other = new Int32Array(0);
  #places = new Int32Array(0);

  /** Rows by words of some columns, from one number to before another; null where they are few, or the words of a column are far apart. */
  sort({ words, arity }: { readonly words: Int32Array; readonly arity: number }, columns: readonly number[], from: number, to: number): Int32Array | null {
    const count = to - from;
    if (count < few || arity < 2) return null;
    if (this.#one.length < count * arity) this.#one = new Int32Array(count * arity);
    if (columns.length > 1 && this.#other.length < count * arity) this.#other = new Int32Array(count * arity);
    let rows = words;
    let at = from * arity;
    for (let i = columns.length - 1; i >= 0; i--, at = 0) {
      const sorted = rows === this.#one ? this.#other : this.#one;
      if (!this.#distribute(rows, at, sorted, arity, count, columns[i]!)) return null;
      rows = sorted;
    }
    return rows;
  }

  /** Writes rows in the order of a column, and those that agree on it in the order in which they are. */
  #distribute(rows: Int32Array, start: number, sorted: Int32Array, arity: number, count: number, column: number): boolean {
    const end = start + count * arity;
    let least = rows[start + column]!;
    let most = least;
    for (let at = start + column; at < end; at += arity) {
      if (rows[at]! < least) least = rows[at]!;
      if (rows[at]! > most) most = rows[at]!;
    }
    if (most - least > count * 4) return false;
    const places = this.#count(rows, start + column, end, arity, least, most);
    if (arity === 2) {
      for (let at = start; at < end; at += 2) {
        const to = places[rows[at + column]! - least]!++ * 2;
        sorted[to] = rows[at]!;
        sorted[to + 1] = rows[at + 1]!;
      }
      return true;
    }
    for (let at = start; at < end; at += arity) {
      const to = places[rows[at + column]! - least]!++ * arity;
      sorted[to] = rows[at]!;
      sorted[to + 1] = rows[at + 1]!;
      for (let i = 2; i < arity; i++) sorted[to + i] = rows[at + i]!;
    }
    return true;
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
