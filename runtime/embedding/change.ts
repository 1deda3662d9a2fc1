import type { Delta } from '../observer.ts';
import { SignedRows, type RowLog } from '../signed-rows.ts';
import type { RowForm } from './rows.ts';
import type { Change, UntypedRow } from './types.ts';

type Deltas<R> = Change<R>['deltas'];

/** A change whose rows are made when they are first asked for, and then once for all who ask. */
export class LazyChange<R> implements Change<R> {
  readonly tick: number;
  readonly #make: () => Deltas<R>;
  #made: Deltas<R> | null = null;

  constructor(tick: number, make: () => Deltas<R>) {
    this.tick = tick;
    this.#make = make;
  }

  get deltas(): Deltas<R> {
    this.#made ??= this.#make();
    return this.#made;
  }
}

/** A change of a relation as its host reads it. */
export function changeOf({ added, removed }: Delta, tick: number, form: RowForm): LazyChange<UntypedRow['row']> {
  return new LazyChange(tick, () => [...signed(removed, -1, form), ...signed(added, 1, form)]);
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

  get delta(): Delta {
    return { added: this.#signs.with(1), removed: this.#signs.with(-1) };
  }
}
