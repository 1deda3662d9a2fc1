import type { ScannedLog } from '../collector.ts';
import type { Delta } from '../observer.ts';
import { SignedRows, type RowLog } from '../signed-rows.ts';
import type { RowForm } from './rows.ts';
import type { Change, UntypedRow } from './types.ts';

type Deltas<R> = Change<R>['deltas'];

/**
 * A change whose rows are made when they are first asked for, and then once for all who ask. That is to be before the
 * next tick begins, in which others may get the words of those that went: `made` makes them in any case.
 */
export class LazyChange implements Change<UntypedRow['row']> {
  readonly tick: number;
  readonly #form: RowForm;
  #delta: Delta | null;
  #deltas: Deltas<UntypedRow['row']> = [];

  constructor(delta: Delta, tick: number, form: RowForm) {
    this.tick = tick;
    this.#form = form;
    this.#delta = delta;
  }

  get deltas(): Deltas<UntypedRow['row']> {
    if (this.#delta !== null) this.#deltas = [...signed(this.#delta.removed, -1, this.#form), ...signed(this.#delta.added, 1, this.#form)];
    this.#delta = null;
    return this.#deltas;
  }

  made(): this {
    void this.deltas;
    return this;
  }

  /** What is made when it is asked for is no property that `JSON.stringify` would see. */
  toJSON(): Change<UntypedRow['row']> {
    return { tick: this.tick, deltas: this.deltas };
  }
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
