import { closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Row } from '../abi.ts';
import { csvCell, csvRow, jsonRow, plainRow, writeJson, type Table } from '../text.ts';
import type { FileFormat } from './format.ts';
import { isSystemError } from './system.ts';

/** The text of a relation in a file, in pieces. */
export function* fileText(table: Table, rows: Iterable<Row>, format: FileFormat): Generator<string> {
  switch (format.kind) {
    case 'json': {
      let before = '[\n';
      for (const row of rows) {
        yield before + jsonValue(table, row, format);
        before = ',\n';
      }
      yield before === '[\n' ? '[]\n' : '\n]\n';
      return;
    }
    case 'ndjson':
      for (const row of rows) yield `${jsonValue(table, row, format)}\n`;
      return;
    case 'csv':
    case 'tsv': {
      const quoted = format.kind === 'csv';
      if (format.headers) yield `${header(table, format.delimiter, quoted)}\n`;
      for (const row of rows) yield `${quoted ? csvRow(row, format.delimiter) : plainRow(row, format.delimiter)}\n`;
    }
  }
}

/** The column names as a line. */
function header(table: Table, delimiter: string, quoted: boolean): string {
  return table.columns.map(({ name }) => (quoted ? csvCell(name, delimiter) : name)).join(delimiter);
}

function jsonValue(table: Table, row: Row, format: FileFormat): string {
  if (!format.headers) return jsonRow(row);
  const members = table.columns.map(({ name }, index) => `${JSON.stringify(name)}:${writeJson(row[index] ?? '')}`);
  return `{${members.join(',')}}`;
}

const pieceLength = 1 << 16;

/**
 * Writes a file so that under its name there is always a whole file, the old or the new: into a file
 * beside it, which then takes the name. Its directory is made if need be.
 */
export function writeWhole(path: string, pieces: Iterable<string>): void {
  writeTogether([{ path, pieces }]);
}

/** Writes several files so; when one cannot be written, which the error's `path` names, all of them are as they were. */
export function writeTogether(files: Iterable<{ readonly path: string; readonly pieces: Iterable<string> }>): void {
  const written: { readonly temporary: string; readonly target: string }[] = [];
  const remove = () => {
    for (const { temporary } of written) rmSync(temporary, { force: true });
  };
  // An interrupted process comes to no `catch`.
  process.once('exit', remove);
  let at = '';
  try {
    for (const { path, pieces } of files) {
      at = path;
      const target = targetOf(path);
      const temporary = `${target}.${process.pid}.tmp`;
      if (target !== null) written.push({ temporary, target });
      writeInto(target === null ? path : temporary, pieces);
    }
    for (const { temporary, target } of written) {
      at = target;
      renameSync(temporary, target);
    }
  } catch (error) {
    remove();
    throw isSystemError(error) ? Object.assign(error, { path: at }) : error;
  } finally {
    process.off('exit', remove);
  }
}

/**
 * The name that a file takes. What is no file (a terminal, a pipe, /dev/null) is written to, not replaced: it has
 * none. What a link points at is replaced, not the link.
 */
function targetOf(path: string): string | null {
  makeDirectory(dirname(path));
  const old = statSync(path, { throwIfNoEntry: false });
  if (!old) return path;
  return old.isFile() ? realpathSync(path) : null;
}

/**
 * Makes a directory and those above it. Node's own recursive mkdir never returns where the system
 * refuses new names, as in /proc.
 */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  const above = dirname(path);
  if (above !== path) makeDirectory(above);
  mkdirSync(path);
}

function writeInto(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of gathered(pieces)) writeAll(file, Buffer.from(piece));
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** The same text in fewer, longer pieces. */
export function* gathered(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length >= pieceLength) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}
