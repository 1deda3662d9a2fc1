import type { Linkage, Module } from './abi.ts';
import { insertAt, retain, type Carried } from './carried.ts';
import type { Relation } from './relation.ts';
import { rowsIn } from './row-words.ts';
import { SignedRows, type RowLog } from './signed-rows.ts';

/** Rows that the host withdraws from the next tick on: of those that arrive, and of those that are kept. */
export class Withdrawals {
  readonly #module: Module;
  readonly #linkage: Linkage;
  readonly #marked = new Map<number, SignedRows>();
  /** What the last tick lost of kept relations. */
  #lost: { readonly relation: Relation; readonly rows: RowLog }[] = [];

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

  /** Whether the next tick will find fewer rows for them. */
  get effective(): boolean {
    for (const [index, marked] of this.#marked) {
      const rows = marked.with(-1);
      for (const each of [...this.#arriving(index), ...this.#kept(index)]) {
        for (let row = 0; row < rows.size; row++) if (has(each, rows, row)) return true;
      }
    }
    return false;
  }

  /** Takes them from what arrives and from what is kept; whether something kept was lost. Readers are then to start over. */
  apply(): boolean {
    this.#lost = [];
    for (const [index, marked] of this.#marked) {
      const rows = marked.with(-1);
      for (const each of this.#arriving(index)) this.#drop(each, rows, marked);
      for (const relation of this.#kept(index)) {
        const lost = this.#drop(relation, rows, marked);
        if (lost.size > 0) this.#lost.push({ relation, rows: lost });
      }
    }
    this.#marked.clear();
    return this.#lost.length > 0;
  }

  /** Gives back what the last tick lost, and marks it again. */
  undo(): void {
    for (const { relation, rows } of this.#lost) {
      const index = this.#linkage.relations.indexOf(relation);
      const { arity, words } = rows;
      for (let row = 0; row < rows.size; row++) {
        insertAt(relation, words, row * arity);
        this.mark(index, words.slice(row * arity, (row + 1) * arity), true);
      }
    }
    this.#lost = [];
  }

  /** The rows that are marked. */
  rows(): Carried['withdrawn'] {
    return [...this.#marked].map(([relation, marked]) => ({ relation, rows: rowsIn(this.#module.relations[relation]!, this.#linkage.values, marked.with(-1)) }));
  }

  /** Forgets all marks. */
  clear(): void {
    this.#marked.clear();
    this.#lost = [];
  }

  #arriving(relation: number): Relation[] {
    return this.#linkage.sources.flatMap((source, index) => (this.#module.sources[index]!.relation === relation ? [source.arriving] : []));
  }

  #kept(relation: number): Relation[] {
    return this.#module.relations[relation]!.lifetime === 'kept' ? [this.#linkage.relations[relation]!] : [];
  }

  /** Drops marked rows of a relation; which they were. */
  #drop(relation: Relation, rows: RowLog, marked: SignedRows): RowLog {
    const lost = new SignedRows(relation.arity);
    for (let row = 0; row < rows.size; row++) if (has(relation, rows, row)) lost.set(rows, row, -1);
    if (lost.size > 0) retain(relation, (row) => marked.sign(relation, row) !== -1);
    return lost.with(-1);
  }
}

function has(relation: Relation, { arity, words }: RowLog, row: number): boolean {
  for (let i = 0; i < arity; i++) relation.row[i] = words[row * arity + i]!;
  return relation.has();
}
