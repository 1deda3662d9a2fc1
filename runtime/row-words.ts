import type { RelationShape, Row } from './abi.ts';
import type { Relation } from './relation.ts';
import type { RowLog } from './signed-rows.ts';
import type { Values } from './values.ts';

/** Puts a row where a relation's `insert` and `has` look for it. */
export function putRow({ columns }: Pick<RelationShape, 'columns'>, values: Values, row: Row, into: Relation): void {
  columns.forEach((column, i) => {
    into.row[i] = values.encode(column.type, row[i]!);
  });
}

export function insertRow(shape: Pick<RelationShape, 'columns'>, values: Values, row: Row, into: Relation): void {
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
  for (let at = 0, row = 0; row < from.size; row++, at += columns.length) {
    rows.push(columns.map((column, i) => values.decode(column.type, from.words[at + i]!)));
  }
  return rows;
}
