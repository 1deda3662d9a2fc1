import type { ColumnType, RelationShape, Row, Value } from './abi.ts';
import type { Relation } from './relation.ts';
import type { RowLog } from './signed-rows.ts';
import type { Values } from './values.ts';

/** Puts a row where a relation's `insert` and `has` look for it. */
export function putRow({ columns }: Pick<RelationShape, 'columns'>, values: Values, row: Row, into: Pick<Relation, 'row'>): void {
  for (let i = 0; i < columns.length; i++) into.row[i] = values.encode(columns[i]!.type, row[i]!);
}

/** What single rows go into: a row is put into `row` before `insert`. */
interface RowSink {
  readonly row: Int32Array;
  insert(): unknown;
  insert0(): unknown;
}

export function insertRow(shape: Pick<RelationShape, 'columns'>, values: Values, row: Row, into: RowSink): void {
  if (shape.columns.length === 0) {
    into.insert0();
    return;
  }
  putRow(shape, values, row, into);
  into.insert();
}

/** The rows of a log as values, in no order that means anything. */
export function rowsIn({ columns }: Pick<RelationShape, 'columns'>, values: Values, from: RowLog): Row[] {
  const rows: Row[] = [];
  const types = columns.map((each) => each.type);
  for (let at = 0, row = 0; row < from.size; row++, at += columns.length) rows.push(rowAt(types, values, from.words, at));
  return rows;
}

/** The values of the row that stands at an offset of `words`. */
export function rowAt(types: readonly ColumnType[], values: Values, words: Int32Array, at: number): Row {
  const row: Value[] = [];
  for (let i = 0; i < types.length; i++) row.push(values.decode(types[i]!, words[at + i]!));
  return row;
}
