import { insertAt } from './carried.ts';
import { Relation } from './relation.ts';
import type { RowLog } from './signed-rows.ts';

/** Rows that came and rows that went. */
export interface Delta {
  readonly added: RowLog;
  readonly removed: RowLog;
}

/**
 * Sees what a relation gains and loses. Of a relation that loses no rows it remembers how many it has
 * seen, so that a look costs what came; of any other, which rows, and a look costs the relation.
 */
export class Observer {
  readonly relation: Relation;
  readonly #lasting: boolean;
  #seen: Relation | null = null;
  #count = 0;

  /** `lasting`: the relation loses rows only after `remember`. */
  constructor(relation: Relation, lasting: boolean) {
    this.relation = relation;
    this.#lasting = lasting;
    this.resume();
  }

  /** To be called before a relation that loses no rows is emptied after all. */
  remember(): void {
    this.#seen ??= copyOf(this.relation, this.#count);
  }

  /** Takes what the relation holds as seen. */
  resume(): void {
    this.#count = this.relation.size;
    this.#seen = this.#lasting ? null : copyOf(this.relation, this.#count);
  }

  /** What has changed since the last look; null when nothing has. */
  take(): Delta | null {
    const { relation } = this;
    const seen = this.#seen;
    const added = seen ? missingFrom(seen, relation) : rowsFrom(relation, this.#count);
    const removed = seen ? missingFrom(relation, seen) : rowsFrom(relation, relation.size);
    if (added.size + removed.size === 0 && !(this.#lasting && seen)) return null;
    this.resume();
    return added.size + removed.size === 0 ? null : { added, removed };
  }
}

/** A copy of the rows of a log from one up to another. */
export function rowsFrom({ arity, words, size }: RowLog, start: number, end = size): RowLog {
  return { arity, words: words.slice(start * arity, end * arity), size: end - start };
}

/** The rows of one relation that another does not have. */
function missingFrom(other: Relation, { arity, words, size }: Relation): RowLog {
  const numbers: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < arity; i++) other.row[i] = words[row * arity + i]!;
    if (!other.has()) numbers.push(row);
  }
  const found = new Int32Array(numbers.length * arity);
  numbers.forEach((row, index) => found.set(words.subarray(row * arity, (row + 1) * arity), index * arity));
  return { arity, words: found, size: numbers.length };
}

function copyOf(relation: Relation, size: number): Relation {
  const copy = new Relation(relation.arity);
  for (let row = 0; row < size; row++) insertAt(copy, relation.words, row * relation.arity);
  return copy;
}
