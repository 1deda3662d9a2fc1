import type { ColumnType, Row, Value } from '../abi.ts';
import { abridged, nullaryText, readText, type Read, type Table } from '../text.ts';
import type { Problems } from './problems.ts';

/** A field of a row and where it begins. */
export interface Field {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** The row that texts stand for; null when something was wrong, which is then among `problems`. */
export function rowOf(
  table: Table,
  fields: readonly Field[],
  line: number,
  delimiter: string,
  problems: Problems,
): Row | null {
  if (table.columns.length === 0) return nullaryRow(table, fields, line, problems);
  const blank = fields.length === 1 && fields[0]?.text === '';
  if (blank && !(table.columns.length === 1 && table.columns[0]?.type === 'symbol')) {
    problems.add(line, 1, `a blank line, but ${describe(table)}`);
    return null;
  }
  if (fields.length !== table.columns.length) {
    const [only] = fields;
    // One column where there should be several is most often a delimiter that is not the file's.
    const single = fields.length === 1 && only ? ` (${JSON.stringify(abridged(only.text))})` : '';
    const advice = single === '' ? '' : `; columns are separated by ${delimiter === '\t' ? 'a tab' : JSON.stringify(delimiter)}`;
    problems.add(line, 1, `${wrongCount(table, fields.length, single)}${advice}`);
    return null;
  }
  const read = (index: number, type: ColumnType) => readText(type, fields[index]?.text ?? '');
  return cells(table, read, (message, index) => {
    problems.add(fields[index]?.line ?? line, fields[index]?.column ?? 1, message);
  });
}

/** The values of a row, each read from column `index`; null when some column was wrong. */
export function cells(
  table: Table,
  read: (index: number, type: ColumnType) => Read,
  complain: (message: string, index: number) => void,
): Row | null {
  const row: Value[] = [];
  for (const [index, { name, type }] of table.columns.entries()) {
    const cell = read(index, type);
    if (cell.ok) row.push(cell.value);
    else complain(`column ${name} of ${table.name}: ${cell.problem}`, index);
  }
  return row.length === table.columns.length ? row : null;
}

function nullaryRow(table: Table, fields: readonly Field[], line: number, problems: Problems): Row | null {
  if (fields.length === 1 && fields[0]?.text === nullaryText) return [];
  problems.add(line, 1, `${table.name} has no columns; its one row is written ${nullaryText}`);
  return null;
}

/** Warns where the first line names the columns, but in another order: they are taken by position, as Soufflé does. */
export function checkHeader({ name, columns }: Table, header: readonly string[], line: number, problems: Problems): void {
  const names = columns.map((each) => each.name);
  const ordered = names.every((each, index) => each === header[index]);
  const permuted = header.length === names.length && names.every((each) => header.includes(each));
  if (ordered || !permuted) return;
  const message = `the first line names the columns ${header.join(', ')}, but ${name} has ${names.join(', ')}`;
  problems.warn(line, 1, `${message}; columns are taken by their position`);
}

/** A complaint about the number of fields of a row; `shown` is said of them. */
export function wrongCount(table: Table, found: number, shown = ''): string {
  return `${found} column${found === 1 ? '' : 's'}${shown}, but ${describe(table)}`;
}

/** `edge has 2 columns (src, dst)` */
function describe(table: Table): string {
  const { length } = table.columns;
  const names = table.columns.map((each) => each.name).join(', ');
  return `${table.name} has ${length} column${length === 1 ? '' : 's'} (${names})`;
}
