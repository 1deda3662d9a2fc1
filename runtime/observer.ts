import { insertAt } from './carried.ts';
import type { ScannedLog } from './collector.ts';
import { ChangingRelation } from './changing-relation.ts';
import { Relation } from './relation.ts';
import { SignedRows, type RowLog } from './signed-rows.ts';

/** Rows that came and rows that went. */
export interface Delta {
  readonly added: RowLog;
  readonly removed: RowLog;
}

/**
 * Sees what a relation gains and loses. Of a relation whose rows live on it remembers how many it has
 * seen, and collects what a tick loses, so that a look costs what came and went; of any other, which rows,
 * and a look costs the relation.
 */
export class Observer {
  readonly relation: Relation;
  readonly #lasting: boolean;
  #seen: Relation | null = null;
  #count = 0;
  /** What has been collected. */
  #net: SignedRows | null = null;

  /** `lasting`: the relation loses rows only as a changing one does, or after `remember`. */
  constructor(relation: Relation, lasting: boolean) {
    this.relation = relation;
    this.#lasting = lasting;
    this.resume();
  }

  /** Rows that are not of the relation any more, perhaps. */
  *logs(): Generator<ScannedLog> {
    if (this.#seen) yield this.#seen;
    if (this.#net) yield this.#net.log;
  }

  /** To be called at the end of a tick, before a changing relation is rid of what it has lost. */
  collect(): void {
    const { relation } = this;
    if (!(relation instanceof ChangingRelation) || this.#seen !== null) return;
    if (relation.size === this.#count && relation.lostCount === 0) return;
    const net = (this.#net ??= new SignedRows(relation.arity));
    for (const number of relation.losses.subarray(0, relation.lostCount)) if (number < this.#count) net.add(relation, number, -1);
    for (let number = this.#count; number < relation.size; number++) if (relation.gone[number] === 0) net.add(relation, number, 1);
    this.#count = relation.living;
  }

  /** To be called before a relation whose rows live on is emptied after all. */
  remember(): void {
    this.#seen ??= copyOf(this.relation, this.#count);
  }

  /** Takes what the relation holds as seen. */
  resume(): void {
    this.#count = this.relation.size;
    this.#seen = this.#lasting ? null : copyOf(this.relation, this.#count);
    this.#net = null;
  }

  /** What has changed since the last look; null when nothing has. */
  take(): Delta | null {
    const { relation } = this;
    const seen = this.#seen;
    const net = this.#net;
    const added = seen ? missingFrom(seen, relation) : (net?.with(1) ?? rowsFrom(relation, this.#count));
    const removed = seen ? missingFrom(relation, seen) : (net?.with(-1) ?? rowsFrom(relation, relation.size));
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
