import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Row } from '../abi.ts';
import type { Table } from '../text.ts';
import { readCsv } from './csv.ts';
import type { FileFormat } from './format.ts';
import { readJsonArray, readJsonLines } from './json.ts';
import { blocksOf, decode, invalidLines, withoutMark, type Block } from './lines.ts';
import { Problems } from './problems.ts';
import { checkHeader } from './rows.ts';
import { isSystemError, reasonOf } from './system.ts';
import { DelimitedReader } from './tsv.ts';

/** All rows of a file, or what is wrong with it, a message each; a file with a wrong row gives no row. */
export type Facts =
  | { readonly ok: true; readonly rows: readonly Row[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly missing: boolean; readonly problems: readonly string[] };

/** Reads the rows of an input file. */
export function readFacts(path: string, table: Table, format: FileFormat): Facts {
  const problems = new Problems(path);
  try {
    const read = format.kind === 'json' || format.kind === 'csv' ? readWhole : readByLine;
    const rows = read(path, table, format, problems);
    if (problems.any) return { ok: false, missing: false, problems: problems.messages };
    return { ok: true, rows, warnings: problems.warnings };
  } catch (error) {
    const missing = isSystemError(error) && error.code === 'ENOENT';
    return { ok: false, missing, problems: [`cannot read ${path} for relation ${table.name}: ${reasonOf(error)}`] };
  }
}

function readWhole(path: string, table: Table, format: FileFormat, problems: Problems): readonly Row[] {
  const bytes = withoutMark(readFileSync(path));
  const text = decode(bytes);
  if (text === null) {
    invalidLines(bytes, 1, complainOf(table, problems));
    return [];
  }
  if (format.kind === 'json') return readJsonArray(table, text, problems);
  return readCsv(table, bytes, { delimiter: format.delimiter, headers: format.headers, firstLine: 1 }, problems);
}

function readByLine(path: string, table: Table, format: FileFormat, problems: Problems): readonly Row[] {
  const rows: Row[] = [];
  const reader = new LineReader(table, format, problems);
  const file = openSync(path, 'r');
  try {
    for (const block of blocksOf(file)) reader.read(block, rows);
  } finally {
    closeSync(file);
  }
  return rows;
}

/** Rows of whole lines as they come, of any format in which a line is a row. */
export class LineReader {
  readonly #table: Table;
  readonly #format: FileFormat;
  readonly #problems: Problems;
  readonly #delimited: DelimitedReader;
  #line = 1;

  constructor(table: Table, format: FileFormat, problems: Problems) {
    this.#table = table;
    this.#format = format;
    this.#problems = problems;
    this.#delimited = new DelimitedReader(table, format.delimiter, problems);
  }

  /** Appends the rows of a block to `rows`. */
  read(block: Block, rows: Row[]): void {
    const { bytes, text } = this.#withoutHeader(block);
    if (text === null) {
      invalidLines(bytes, this.#line, complainOf(this.#table, this.#problems));
      // The lines are still counted, so that what follows is reported at its place.
      this.#line += lineCount(bytes);
      return;
    }
    switch (this.#format.kind) {
      case 'ndjson':
        this.#line = readJsonLines(this.#table, text, this.#line, rows, this.#problems);
        return;
      case 'csv': {
        const options = { delimiter: this.#format.delimiter, headers: false, firstLine: this.#line };
        for (const row of readCsv(this.#table, bytes, options, this.#problems)) rows.push(row);
        this.#line += lineCount(bytes);
        return;
      }
      default:
        this.#line = this.#delimited.read(text, this.#line, rows);
    }
  }

  #withoutHeader(block: Block): Block {
    if (!this.#format.headers || this.#line > 1 || this.#format.kind === 'ndjson') return block;
    this.#line = 2;
    const end = block.bytes.indexOf(10);
    const bytes = end < 0 ? Buffer.alloc(0) : block.bytes.subarray(end + 1);
    if (block.text === null) return { bytes, text: null };
    const next = block.text.indexOf('\n') + 1 || block.text.length;
    const header = block.text.slice(0, next).replace(/\r?\n$/, '');
    checkHeader(this.#table, header.split(this.#format.delimiter), 1, this.#problems);
    return { bytes, text: block.text.slice(next) };
  }
}

function complainOf(table: Table, problems: Problems): (line: number, column: number) => void {
  return (line, column) => problems.add(line, column, `invalid UTF-8 in a row of ${table.name}`);
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  let at = 0;
  for (; at < bytes.length; count++) {
    const end = bytes.indexOf(10, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  return count;
}
