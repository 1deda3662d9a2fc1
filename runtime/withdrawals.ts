import type { Linkage, Module } from './abi.ts';
import { retain, type Carried } from './carried.ts';
import type { ScannedLog } from './collector.ts';
import type { Relation } from './relation.ts';
import { rowsIn } from './row-words.ts';
import { SignedRows, type RowLog } from './signed-rows.ts';

/** Rows that the host withdraws from the next tick on: of those that arrive, and of those that are carried on. */
export class Withdrawals {
  readonly #module: Module;
  readonly #linkage: Linkage;
  #marked = new Map<number, SignedRows>();
  /** Those of the last tick. */
  #applied = new Map<number, SignedRows>();

  constructor(module: Module, linkage: Linkage) {
    this.#module = module;
    this.#linkage = linkage;
  }

  /** Marks a row of a relation, or takes the mark away. */
  mark(relation: number, row: Int32Array, withdrawn: boolean): void {
    let marked = this.#marked.get(relation);
    if (!marked) {
      if (!withdrawn) return;
      marked = new SignedRows(row.length);
      this.#marked.set(relation, marked);
    }
    marked.set({ arity: row.length, words: row, size: 1 }, 0, withdrawn ? -1 : 0);
  }

  /** Takes the marks of rows away. */
  unmark(relation: number, rows: RowLog): void {
    const marked = this.#marked.get(relation);
    if (marked) for (let row = 0; row < rows.size; row++) marked.set(rows, row, 0);
  }

  /** Whether the next tick will find fewer rows for them. */
  get effective(): boolean {
    if (this.#marked.size === 0) return false;
    for (const [index, marked] of this.#marked) {
      const rows = marked.with(-1);
      if ([...this.#arriving(index), ...this.#carriedOn(index)].some((each) => anyIn(each, rows))) return true;
    }
    return false;
  }

  #has(relation: number, log: RowLog, row: number): boolean {
    return this.#marked.get(relation)?.sign(log, row) === -1;
  }

  /** Takes them from what arrives, and the marks away. */
  apply(): void {
    if (this.#marked.size === 0 && this.#applied.size === 0) return;
    for (const [index] of this.#marked) for (const each of this.#arriving(index)) retain(each, (row) => !this.#has(index, each, row));
    this.#applied = this.#marked;
    this.#marked = new Map();
  }

  /** Marks again what the last tick found marked. */
  undo(): void {
    this.#marked = this.#applied;
    this.#applied = new Map();
  }

  /** The rows that are marked. */
  rows(): Carried['withdrawn'] {
    return [...this.#marked].map(([relation, marked]) => ({ relation, rows: rowsIn(this.#module.relations[relation]!, this.#linkage.values, marked.with(-1)) }));
  }

  /** The rows that are marked, or were. */
  *logs(): Generator<readonly [relation: number, log: ScannedLog]> {
    for (const [relation, marked] of this.#marked) yield [relation, marked.log];
  }

  /** Forgets all marks. */
  clear(): void {
    this.#marked = new Map();
    this.#applied = new Map();
  }

  #arriving(relation: number): Relation[] {
    return this.#linkage.sources.flatMap((source, index) => {
      const shape = this.#module.sources[index]!;
      return shape.relation === relation && shape.kind !== 'leave' ? [source.arriving] : [];
    });
  }

  #carriedOn(relation: number): Relation[] {
    return this.#module.relations[relation]!.lifetime === 'changing' ? [this.#linkage.relations[relation]!] : [];
  }
}

function anyIn(relation: Relation, rows: RowLog): boolean {
  for (let row = 0; row < rows.size; row++) if (has(relation, rows, row)) return true;
  return false;
}

function has(relation: Relation, { arity, words }: RowLog, row: number): boolean {
  for (let i = 0; i < arity; i++) relation.row[i] = words[row * arity + i]!;
  return relation.has();
}
