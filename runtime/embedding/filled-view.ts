import type { Row } from '../abi.ts';
import { described } from '../row-check.ts';
import { UsageError } from './error.ts';
import type { RowForm } from './rows.ts';
import type { Columns, InputView, UntypedRow } from './types.ts';
import { View, type Given, type ViewHost } from './view.ts';

/** A relation that the host of an open node fills. */
export class FilledView extends View implements InputView<UntypedRow> {
  /** The column of the location, or -1. */
  readonly #location: number;

  constructor(host: ViewHost, index: number, form: RowForm) {
    super(host, index, form);
    this.#location = host.transducer.module.relations[index]!.location;
  }

  insert(...rows: readonly Given[]): void {
    this.insertAll(rows);
  }

  insertAll(rows: Iterable<Given>): void {
    for (const row of this.#read(rows)) this.host.site.insert(this.index, row);
    this.host.wake();
  }

  insertColumns(given: Columns<UntypedRow['row']> | Columns<UntypedRow['tuple']>): void {
    this.host.check();
    const rows = this.form.readColumns(given);
    if (this.#location >= 0) {
      const here = this.host.transducer.values.find('symbol', this.host.address);
      for (let row = 0; row < rows.size; row++) {
        const word = rows.words[row * rows.arity + this.#location]!;
        if (word !== here) this.#refuseStray(this.host.transducer.values.text(word));
      }
    }
    this.host.site.insertAll(this.index, rows);
    this.host.wake();
  }

  delete(...rows: readonly Given[]): void {
    this.deleteAll(rows);
  }

  deleteAll(rows: Iterable<Given>): void {
    for (const row of this.#read(rows)) this.host.site.remove(this.index, row);
    this.host.wake();
  }

  #read(given: Iterable<Given>): Row[] {
    this.host.check();
    if (typeof given !== 'object' || given === null || !(Symbol.iterator in given)) throw new UsageError(`the rows of \`${this.name}\` are an iterable, such as an array, not ${described(given)}`);
    const rows = Array.from(given, (each) => this.form.read(each));
    const stray = this.#location < 0 ? undefined : rows.find((row) => row[this.#location] !== this.host.address);
    if (stray) this.#refuseStray(stray[this.#location]);
    return rows;
  }

  #refuseStray(location: Row[number] | undefined): never {
    throw new UsageError(`a row of \`${this.name}\` at ${JSON.stringify(location)} is none of the node at ${JSON.stringify(this.host.address)}`);
  }
}
