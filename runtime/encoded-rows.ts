import type { ColumnType, Row } from './abi.ts';
import { Log } from './log.ts';
import type { Rows } from './ordered-rows.ts';
import { rowAt } from './row-words.ts';
import type { Values } from './values.ts';

/** Rows as words of a table of values, in the order in which they came. */
export class EncodedRows extends Log implements Rows {
  readonly types: readonly ColumnType[];
  readonly values: Values;

  constructor(types: readonly ColumnType[], values: Values) {
    super(types.length);
    this.types = types;
    this.values = values;
  }

  get length(): number {
    return this.size;
  }

  append(row: Row): void {
    this.reserve(1);
    for (let i = 0, at = this.size * this.arity; i < this.arity; i++) this.words[at + i] = this.values.encode(this.types[i]!, row[i]!);
    this.size++;
  }

  *[Symbol.iterator](): Generator<Row> {
    for (let row = 0; row < this.size; row++) yield rowAt(this.types, this.values, this.words, row * this.arity);
  }
}
