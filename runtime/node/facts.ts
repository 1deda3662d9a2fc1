import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Row } from '../abi.ts';
import { EncodedRows } from '../encoded-rows.ts';
import { Overgrowth } from '../error.ts';
import type { Table } from '../text.ts';
import type { Values } from '../values.ts';
import { readCsv } from './csv.ts';
import { DelimitedReader } from './delimited.ts';
import type { FileFormat } from './format.ts';
import { readJsonArray, readJsonLines } from './json.ts';
import { blocksOf, invalidLines, withoutMark } from './lines.ts';
import { Problems } from './problems.ts';
import { checkHeader } from './rows.ts';
import { isSystemError, reasonOf } from './system.ts';

const newline = 10;
const quotationMark = 34;

/** All rows of a file, or what is wrong with it, a message each; a file with a wrong row gives no row. */
export type Facts =
  | { readonly ok: true; readonly rows: EncodedRows; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly missing: boolean; readonly problems: readonly string[] };

/** An input file: its path, the relation that its rows are of, and how it holds them. */
export interface FactFile {
  readonly path: string;
  readonly table: Table;
  readonly format: FileFormat;
}

/** Told how many bytes of a file have been read, of how many. */
export type Reading = (bytes: number, total: number) => void;

/** Reads the rows of an input file as words of `values`. */
export function readFacts(file: FactFile, values: Values, reading?: Reading): Facts {
  const { path, table } = file;
  const problems = new Problems(path);
  const rows = new EncodedRows(table.columns.map((each) => each.type), values);
  try {
    if (file.format.kind === 'json') readJson(file, rows, problems);
    else readLines(file, rows, problems, reading);
    if (problems.any) return { ok: false, missing: false, problems: problems.messages };
    return { ok: true, rows, warnings: problems.warnings };
  } catch (error) {
    const missing = isSystemError(error) && error.code === 'ENOENT';
    const reason = error instanceof Overgrowth ? error.message : reasonOf(error);
    return { ok: false, missing, problems: [`cannot read ${path} for relation ${table.name}: ${reason}`] };
  }
}

function readJson({ path, table }: FactFile, rows: EncodedRows, problems: Problems): void {
  const bytes = withoutMark(readFileSync(path));
  if (isUtf8(bytes)) for (const row of readJsonArray(table, bytes.toString('utf8'), problems)) rows.append(row);
  else invalidLines(bytes, 1, complainOf(table, problems));
}

function readLines({ path, table, format }: FactFile, rows: EncodedRows, problems: Problems, reading?: Reading): void {
  const reader = new LineReader(table, format, problems);
  const file = openSync(path, 'r');
  try {
    const blocks = blocksOf(file, reading);
    for (let next = blocks.next(); next.done !== true; next = blocks.next()) {
      // What is quoted may go on in the next block.
      const isQuoted = format.kind === 'csv' && next.value.includes(quotationMark);
      reader.read(isQuoted ? whole(next.value, blocks) : next.value, rows);
    }
  } finally {
    closeSync(file);
  }
}

/** All that is left of a file. */
function whole(first: Buffer, others: Iterable<Buffer>): Buffer {
  const blocks = [Buffer.from(first)];
  for (const each of others) blocks.push(Buffer.from(each));
  return Buffer.concat(blocks);
}

/** Rows of whole lines as they come, of any format in which a line is a row. */
export class LineReader {
  readonly #table: Table;
  readonly #format: FileFormat;
  readonly #problems: Problems;
  #delimited: DelimitedReader | null = null;
  #rows: EncodedRows | null = null;
  #line = 1;

  constructor(table: Table, format: FileFormat, problems: Problems) {
    this.#table = table;
    this.#format = format;
    this.#problems = problems;
  }

  /** Appends the rows of whole lines to `rows`. */
  read(block: Buffer, rows: EncodedRows): void {
    if (!isUtf8(block)) {
      invalidLines(block, this.#line, complainOf(this.#table, this.#problems));
      // The lines are still counted, so that what follows is reported at its place.
      this.#line += lineCount(block);
      return;
    }
    if (this.#format.kind === 'ndjson') {
      const read: Row[] = [];
      this.#line = readJsonLines(this.#table, block.toString('utf8'), this.#line, read, this.#problems);
      for (const row of read) rows.append(row);
    } else if (this.#format.kind === 'csv' && block.includes(quotationMark)) this.#readQuoted(block, rows);
    else this.#line = this.#readerTo(rows).read(this.#withoutHeader(block), this.#line);
  }

  #readQuoted(block: Buffer, rows: EncodedRows): void {
    const options = { delimiter: this.#format.delimiter, headers: this.#isHeader, firstLine: this.#line };
    for (const row of readCsv(this.#table, block, options, this.#problems)) rows.append(row);
    this.#line += lineCount(block);
  }

  #readerTo(rows: EncodedRows): DelimitedReader {
    if (this.#delimited === null || this.#rows !== rows) {
      this.#rows = rows;
      this.#delimited = new DelimitedReader(this.#table, this.#format.delimiter, rows, this.#problems);
    }
    return this.#delimited;
  }

  get #isHeader(): boolean {
    return this.#format.headers && this.#line === 1;
  }

  #withoutHeader(block: Buffer): Buffer {
    if (!this.#isHeader) return block;
    this.#line = 2;
    const end = block.indexOf(newline);
    const header = block.toString('utf8', 0, end < 0 ? block.length : end).replace(/\r$/, '');
    checkHeader(this.#table, header.split(this.#format.delimiter), 1, this.#problems);
    return end < 0 ? Buffer.alloc(0) : block.subarray(end + 1);
  }
}

function complainOf(table: Table, problems: Problems): (line: number, column: number) => void {
  return (line, column) => problems.add(line, column, `invalid UTF-8 in a row of ${table.name}`);
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  let at = 0;
  for (; at < bytes.length; count++) {
    const end = bytes.indexOf(newline, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  return count;
}
