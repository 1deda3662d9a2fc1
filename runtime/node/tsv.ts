import type { ColumnType, Row, Value } from '../abi.ts';
import type { Table } from '../text.ts';
import type { Problems } from './problems.ts';
import { rowOf, type Field } from './rows.ts';

const carriageReturn = 13;
const plus = 43;
const minus = 45;
const zero = 48;

/** A line that the quick path does not take: it is read again with care, and complained of if need be. */
const odd = null;

/**
 * Rows of delimited lines, without quoting. Most lines are read in one pass over their characters;
 * whatever is unusual in one goes through `rowOf`, which alone decides what is wrong.
 */
export class DelimitedReader {
  readonly #table: Table;
  readonly #types: readonly ColumnType[];
  /** To copy: a row that grew by push would keep room for seventeen values. */
  readonly #blank: readonly Value[];
  readonly #delimiter: string;
  readonly #code: number;
  readonly #problems: Problems;
  /** Where the quick path stopped. */
  #at = 0;

  constructor(table: Table, delimiter: string, problems: Problems) {
    this.#table = table;
    this.#types = table.columns.map((column) => column.type);
    this.#blank = this.#types.map(() => 0);
    this.#delimiter = delimiter;
    this.#code = delimiter.length === 1 ? delimiter.charCodeAt(0) : -1;
    this.#problems = problems;
  }

  /** Appends the rows of whole lines to `rows`; gives the number of the line after them. */
  read(text: string, firstLine: number, rows: Row[]): number {
    let line = firstLine;
    for (let at = 0; at < text.length; line++) {
      const end = text.indexOf('\n', at);
      const next = end < 0 ? text.length : end + 1;
      let stop = end < 0 ? text.length : end;
      if (stop > at && text.charCodeAt(stop - 1) === carriageReturn) stop--;
      const row = this.#quick(text, at, stop) ?? this.#careful(text.slice(at, stop), line);
      if (row) rows.push(row);
      at = next;
    }
    return line;
  }

  #quick(text: string, start: number, stop: number): Row | null {
    const types = this.#types;
    const row = this.#blank.slice();
    this.#at = start;
    for (let column = 0; column < types.length; column++) {
      if (this.#at > stop) return odd;
      const type = types[column];
      if (type === 'symbol') row[column] = this.#text(text, stop);
      else if (type === 'number' || type === 'unsigned') {
        const value = this.#integer(text, stop, type === 'number');
        if (value === null) return odd;
        row[column] = value;
      } else return odd;
    }
    return types.length > 0 && this.#code >= 0 && this.#at === stop + 1 ? row : odd;
  }

  #text(text: string, stop: number): string {
    const start = this.#at;
    let at = start;
    while (at < stop && text.charCodeAt(at) !== this.#code) at++;
    this.#at = at + 1;
    return text.slice(start, at);
  }

  #integer(text: string, stop: number, signed: boolean): number | null {
    let at = this.#at;
    let negative = false;
    if (signed && at < stop) {
      const first = text.charCodeAt(at);
      negative = first === minus;
      if (negative || first === plus) at++;
    }
    const digits = at;
    let value = 0;
    let code = -1;
    for (; at < stop; at++) {
      code = text.charCodeAt(at);
      if (code === this.#code) break;
      const digit = code - zero;
      if (digit < 0 || digit > 9) return null;
      value = value * 10 + digit;
    }
    // Fifteen digits are exact whatever they are.
    if (at === digits || at - digits > 15) return null;
    this.#at = at + 1;
    return negative && value !== 0 ? -value : value;
  }

  #careful(line: string, number: number): Row | null {
    return rowOf(this.#table, fieldsOf(line, number, this.#delimiter), number, this.#delimiter, this.#problems);
  }
}

function fieldsOf(text: string, line: number, delimiter: string): readonly Field[] {
  const fields: Field[] = [];
  let column = 1;
  for (const part of text.split(delimiter)) {
    fields.push({ text: part, line, column });
    column += part.length + delimiter.length;
  }
  return fields;
}
