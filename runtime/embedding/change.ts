import type { Root, RootHolder, ScannedLog } from '../collector.ts';
import type { Delta } from '../observer.ts';
import { SignedRows, type RowLog } from '../signed-rows.ts';
import type { RowForm } from './rows.ts';
import type { Change, UntypedRow } from './types.ts';

type Deltas<R> = Change<R>['deltas'];

/** A change whose rows are made when they are first asked for, and then once for all who ask. */
export class LazyChange implements Change<UntypedRow['row']>, RootHolder {
  readonly tick: number;
  readonly #form: RowForm;
  readonly #roots: readonly Root[];
  #delta: Delta | null;
  #made: Deltas<UntypedRow['row']> = [];

  constructor(delta: Delta, tick: number, form: RowForm) {
    this.tick = tick;
    this.#form = form;
    this.#delta = delta;
    this.#roots = [delta.added, delta.removed].map(({ arity, words, size }) => ({ log: { arity, words, size, scanned: 0 }, columns: form.interned }));
  }

  get deltas(): Deltas<UntypedRow['row']> {
    if (this.#delta !== null) this.#made = [...signed(this.#delta.removed, -1, this.#form), ...signed(this.#delta.added, 1, this.#form)];
    this.#delta = null;
    return this.#made;
  }

  /** What is made has no words. */
  roots(): readonly Root[] {
    return this.#delta === null ? [] : this.#roots;
  }
}

/** A change of a relation as its host reads it, now or later. */
export function changeOf(delta: Delta, tick: number, form: RowForm): LazyChange {
  const change = new LazyChange(delta, tick, form);
  if (form.interned.length > 0) form.collector.lend(change);
  return change;
}

function signed({ arity, words, size }: RowLog, diff: 1 | -1, form: RowForm): { readonly row: UntypedRow['row']; readonly diff: 1 | -1 }[] {
  return Array.from({ length: size }, (_, row) => ({ row: form.object(words, row * arity), diff }));
}

/** Several changes as one, in which rows that came and went are not. */
export class NetChange {
  readonly #signs: SignedRows;

  constructor(arity: number) {
    this.#signs = new SignedRows(arity);
  }

  get isEmpty(): boolean {
    return this.#signs.size === 0;
  }

  add({ added, removed }: Delta): void {
    for (let row = 0; row < removed.size; row++) this.#signs.set(removed, row, this.#signs.sign(removed, row) - 1);
    for (let row = 0; row < added.size; row++) this.#signs.set(added, row, this.#signs.sign(added, row) + 1);
  }

  /** All rows that came or went. */
  get log(): ScannedLog {
    return this.#signs.log;
  }

  get delta(): Delta {
    return { added: this.#signs.with(1), removed: this.#signs.with(-1) };
  }
}
