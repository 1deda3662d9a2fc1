import { parse, type CsvError } from 'csv-parse/sync';
import type { Row, Value } from '../abi.ts';
import { readText, type Table } from '../text.ts';
import type { Problems } from './problems.ts';
import { checkHeader, rowOf, type Field } from './rows.ts';

/** Rows of RFC 4180 text, given as UTF-8 bytes without a mark. */
export function readCsv(
  table: Table,
  bytes: Buffer,
  options: { readonly delimiter: string; readonly headers: boolean; readonly firstLine: number },
  problems: Problems,
): readonly Row[] {
  const records = recordsOf(bytes, options, problems);
  if (records === null) return [];
  if (options.headers) checkHeader(table, records[0] ?? [], options.firstLine, problems);
  const rows: Row[] = [];
  // Places cost as much again as parsing, so they are worked out only for a record that turns out to be wrong.
  let places: Places | null = null;
  for (let index = options.headers ? 1 : 0; index < records.length; index++) {
    const record = records[index] ?? [];
    const row = quickRow(table, record);
    if (row) {
      rows.push(row);
      continue;
    }
    places ??= new Places(bytes, options.delimiter, options.firstLine);
    const { line, fields } = places.of(index, record);
    const careful = rowOf(table, fields, line, options.delimiter, problems);
    if (careful) rows.push(careful);
  }
  return rows;
}

/** The row of a record that has nothing unusual. */
function quickRow(table: Table, record: readonly string[]): Row | null {
  if (record.length !== table.columns.length || record.length === 0) return null;
  const row: Value[] = record.slice();
  for (const [index, { type }] of table.columns.entries()) {
    const cell = readText(type, record[index] ?? '');
    if (!cell.ok) return null;
    row[index] = cell.value;
  }
  return row;
}

const recordDelimiter = ['\r\n', '\n'];

function recordsOf(
  bytes: Buffer,
  options: { readonly delimiter: string; readonly firstLine: number },
  problems: Problems,
): readonly (readonly string[])[] | null {
  try {
    return parse(bytes, { delimiter: options.delimiter, record_delimiter: recordDelimiter, relax_column_count: true });
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const before = bytes.toString('utf8', 0, wrongField(error, options.delimiter));
    const column = before.length - before.lastIndexOf('\n');
    problems.add(options.firstLine + occurrences(before, '\n'), column, `not CSV: ${reasons.get(error.code) ?? error.message}`);
    return null;
  }
}

/** Why text is not CSV, by the parser's code for it. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['INVALID_OPENING_QUOTE', 'a quotation mark in a column that is not quoted'],
  ['CSV_INVALID_CLOSING_QUOTE', 'text after the closing quotation mark of a column'],
  ['CSV_QUOTE_NOT_CLOSED', 'a quotation mark that is never closed'],
]);

/** The offset of the field at which the parser gave up: after the delimiter it saw last, or the record's first. */
function wrongField(error: CsvError, delimiter: string): number {
  const { index, bytes, bytes_records: record }: Readonly<Record<string, unknown>> = { ...error };
  if (typeof index !== 'number' || typeof bytes !== 'number' || typeof record !== 'number') return 0;
  return index === 0 ? record : bytes + Buffer.byteLength(delimiter);
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'lines' in error;
}

/** Where each record and each of its fields began. */
class Places {
  readonly #bytes: Buffer;
  readonly #delimiter: string;
  readonly #ends: readonly number[];
  #line: number;
  /** The record whose first line `#line` is. */
  #record = 0;

  constructor(bytes: Buffer, delimiter: string, firstLine: number) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.#line = firstLine;
    const ends: number[] = [];
    const keep = (_: unknown, context: { readonly bytes: number }) => {
      ends.push(context.bytes);
      return null;
    };
    parse(bytes, { delimiter, record_delimiter: recordDelimiter, relax_column_count: true, on_record: keep });
    this.#ends = ends;
  }

  /** To be asked in ascending order of records. */
  of(record: number, texts: readonly string[]): { readonly line: number; readonly fields: readonly Field[] } {
    for (; this.#record < record; this.#record++) this.#line += occurrences(this.#raw(this.#record), '\n');
    const raw = this.#raw(record);
    const fields: Field[] = [];
    let at = 0;
    for (const text of texts) {
      const before = raw.slice(0, at);
      fields.push({ text, line: this.#line + occurrences(before, '\n'), column: at - before.lastIndexOf('\n') });
      const quoted = raw[at] === '"';
      const width = quoted ? text.length + occurrences(text, '"') + 2 : text.length;
      at += width + this.#delimiter.length;
    }
    return { line: this.#line, fields };
  }

  #raw(record: number): string {
    return this.#bytes.toString('utf8', record === 0 ? 0 : this.#ends[record - 1], this.#ends[record]);
  }
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
