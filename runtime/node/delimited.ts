import type { ColumnType } from '../abi.ts';
import type { EncodedRows } from '../encoded-rows.ts';
import { readText, type Table } from '../text.ts';
import type { Problems } from './problems.ts';
import { rowOf, type Field } from './rows.ts';
import { SymbolBytes } from './symbols.ts';

const newline = 10;
const carriageReturn = 13;
const plus = 43;
const minus = 45;
const dot = 46;
const zero = 48;
/** Integers of so many digits are exact whatever they are. */
const mostDigits = 15;
/** They are exact too, so to divide by one rounds once, as it should. */
const powersOfTen = Array.from({ length: mostDigits + 1 }, (_, power) => 10 ** power);

/** No word of a row: the least, which `Values` never makes. The line of such a field is read with care. */
const odd = -0x80000000;

/**
 * Rows of delimited lines, without quoting. Most lines become words in one pass over their bytes; whatever is unusual
 * in one goes through `rowOf`, which alone decides what is wrong.
 */
export class DelimitedReader {
  readonly #table: Table;
  readonly #delimiter: string;
  /** The byte that ends a column but the last, or -1 where all lines are read with care. */
  readonly #code: number;
  readonly #rows: EncodedRows;
  readonly #problems: Problems;
  readonly #symbols: SymbolBytes;
  /** Where the field that was read last ends. */
  #at = 0;

  constructor(table: Table, delimiter: string, rows: EncodedRows, problems: Problems) {
    this.#table = table;
    this.#delimiter = delimiter;
    this.#code = table.columns.length === 0 ? -1 : byteOf(delimiter);
    this.#rows = rows;
    this.#problems = problems;
    this.#symbols = new SymbolBytes(rows.values);
  }

  /** Appends the rows of whole lines of UTF-8; gives the number of the line after them. */
  read(bytes: Buffer, firstLine: number): number {
    let line = firstLine;
    for (let at = 0; at < bytes.length; ) {
      const before = this.#rows.size;
      if (this.#code >= 0) at = this.#quick(bytes, at);
      line += this.#rows.size - before;
      if (at === bytes.length) break;
      const end = bytes.indexOf(newline, at);
      const stop = end < 0 ? bytes.length : end;
      this.#careful(bytes.subarray(at, stop > at && bytes[stop - 1] === carriageReturn ? stop - 1 : stop), line++);
      at = end < 0 ? stop : end + 1;
    }
    return line;
  }

  /** Reads lines until one is odd; gives where that begins, or the end. */
  #quick(bytes: Buffer, from: number): number {
    const rows = this.#rows;
    const { types, arity } = rows;
    let start = from;
    while (start < bytes.length) {
      if ((rows.size + 1) * arity > rows.words.length) rows.reserve(1024);
      const { words } = rows;
      const to = rows.size * arity;
      this.#at = start;
      for (let column = 0; column < arity; column++) {
        const stop = column === arity - 1 ? newline : this.#code;
        const type = types[column]!;
        const word = this.#word(bytes, stop, type);
        if (word === odd) return start;
        words[to + column] = word;
      }
      rows.size++;
      start = this.#at;
    }
    return start;
  }

  /** The word of the field up to the byte that ends its column. */
  #word(bytes: Buffer, stop: number, type: ColumnType): number {
    switch (type) {
      case 'number':
      case 'unsigned':
        return this.#integer(bytes, stop, type === 'number');
      case 'float':
        return this.#float(bytes, stop);
      default:
        return this.#other(bytes, stop, type);
    }
  }

  /** The word of the integer up to the byte that ends its column. */
  #integer(bytes: Buffer, stop: number, signed: boolean): number {
    let at = this.#at;
    let code = bytes[at]!;
    const negative = code === minus;
    if (signed && (negative || code === plus)) code = bytes[++at]!;
    const digits = at;
    let value = 0;
    for (; code >= zero && code <= zero + 9; code = bytes[++at]!) value = value * 10 + code - zero;
    if (at === digits || at - digits > mostDigits) return odd;
    if (code === carriageReturn && stop === newline) code = bytes[++at]!;
    if (code !== stop) return odd;
    this.#at = at + 1;
    // A zero has no sign.
    return this.#rows.values.ofNumber(negative ? 0 - value : value);
  }

  #float(bytes: Buffer, stop: number): number {
    let at = this.#at;
    let code = bytes[at]!;
    const negative = code === minus;
    if (negative || code === plus) code = bytes[++at]!;
    let value = 0;
    let digits = 0;
    let decimals = -1;
    for (; ; code = bytes[++at]!) {
      if (code >= zero && code <= zero + 9) {
        value = value * 10 + code - zero;
        digits++;
        if (decimals >= 0) decimals++;
      } else if (code === dot && decimals < 0) decimals = 0;
      else break;
    }
    if (code === carriageReturn && stop === newline) code = bytes[++at]!;
    if (code !== stop || digits === 0 || digits > mostDigits) return this.#other(bytes, stop, 'float');
    this.#at = at + 1;
    const magnitude = decimals > 0 ? value / powersOfTen[decimals]! : value;
    return this.#rows.values.ofFloat(negative ? -magnitude : magnitude);
  }

  #other(bytes: Buffer, stop: number, type: 'symbol' | 'float' | 'bool'): number {
    const from = this.#at;
    const delimiter = this.#code;
    let at = from;
    let code = bytes[at];
    while (code !== delimiter && code !== newline && code !== undefined) code = bytes[++at];
    if (code !== stop) return odd;
    this.#at = at + 1;
    const to = stop === newline && at > from && bytes[at - 1] === carriageReturn ? at - 1 : at;
    if (type === 'symbol') return this.#symbols.wordOf(bytes, from, to);
    const read = readText(type, bytes.toString('latin1', from, to));
    return read.ok ? this.#rows.values.encode(type, read.value) : odd;
  }

  #careful(bytes: Buffer, line: number): void {
    const row = rowOf(this.#table, fieldsOf(bytes.toString('utf8'), line, this.#delimiter), line, this.#delimiter, this.#problems);
    if (row) this.#rows.append(row);
  }
}

/** The byte that a delimiter is, unless it is several, or a number can hold it. */
function byteOf(delimiter: string): number {
  const code = delimiter.charCodeAt(0);
  return delimiter.length > 1 || code >= 128 || /[-+.\d]/.test(delimiter) ? -1 : code;
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
