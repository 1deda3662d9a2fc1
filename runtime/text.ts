import type { ColumnType, Row, Value } from './abi.ts';

/** What reading and writing rows must know of a relation. */
export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
}

/** A value that was read, or what is wrong with the text: `"x" is not a number`. */
export type Read = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

/** The one row of a nullary relation, as text. */
export const nullaryText = '()';

const integer = /^[+-]?(?:\d+|0[xX][\da-fA-F]+|0[bB][01]+)$/;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A value of a type from its text in a file or a line. */
export function readText(type: ColumnType, text: string): Read {
  switch (type) {
    case 'symbol':
      return { ok: true, value: text };
    case 'bool':
      if (text === 'true' || text === '1') return { ok: true, value: true };
      if (text === 'false' || text === '0') return { ok: true, value: false };
      return wrong(text, 'true or false');
    case 'float':
      return readFloat(text);
    case 'number':
    case 'unsigned':
      return readInteger(type, text);
  }
}

/** A value of a type from a JSON value; infinities and not-a-number are strings there. */
export function readJson(type: ColumnType, json: unknown): Read {
  if (typeof json === 'string') {
    if (type === 'symbol') return { ok: true, value: json };
    return type === 'float' ? readFloat(json) : wrong(json, noun(type));
  }
  if (typeof json === 'boolean' && type === 'bool') return { ok: true, value: json };
  if (typeof json === 'number' && (type === 'number' || type === 'unsigned' || type === 'float')) {
    if (type === 'float') return Number.isFinite(json) ? { ok: true, value: json } : tooLarge('this number');
    if (Number.isInteger(json)) return inRange(type, json, String(json));
  }
  return { ok: false, problem: `${JSON.stringify(json) ?? 'nothing'} is not ${noun(type)}` };
}

/** The integer that a text stands for, decimal, `0x` or `0b`, and perhaps out of range; null when it is none. */
export function integerOf(text: string): number | null {
  if (!integer.test(text)) return null;
  const magnitude = Number(text.replace(/^[+-]/, ''));
  // Without the zero test, "-0" would be a value of its own.
  return text.startsWith('-') && magnitude !== 0 ? -magnitude : magnitude;
}

function readInteger(type: 'number' | 'unsigned', text: string): Read {
  const value = integerOf(text);
  const signed = text.startsWith('-') || text.startsWith('+');
  return value === null || (signed && type === 'unsigned') ? wrong(text, noun(type)) : inRange(type, value, text);
}

function inRange(type: 'number' | 'unsigned', value: number, text: string): Read {
  if (!Number.isSafeInteger(value)) return { ok: false, problem: `${abridged(text)} is out of range (beyond 2^53 - 1)` };
  if (type === 'unsigned' && value < 0) return wrong(text, noun(type));
  return { ok: true, value: value === 0 ? 0 : value };
}

function readFloat(text: string): Read {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { ok: true, value } : tooLarge(abridged(text));
  }
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (!special) return wrong(text, noun('float'));
  if (special[2]?.toLowerCase() === 'nan') return { ok: true, value: Number.NaN };
  return { ok: true, value: special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
}

function noun(type: ColumnType): string {
  switch (type) {
    case 'number':
      return 'a number';
    case 'unsigned':
      return 'an unsigned number';
    case 'float':
      return 'a float';
    case 'symbol':
      return 'a string';
    case 'bool':
      return 'true or false';
  }
}

function tooLarge(shown: string): Read {
  return { ok: false, problem: `${shown} is out of range of a float (beyond 1.8e308)` };
}

function wrong(text: string, expected: string): Read {
  return { ok: false, problem: `${JSON.stringify(abridged(text))} is not ${expected}` };
}

/** As much of a text as a message has room for. */
export function abridged(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

/** A value as text: integers in decimal, floats in their shortest exact form, strings as they are. */
export function writeText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return writeNumber(value);
}

function writeNumber(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** A value as JSON text; what JSON numbers cannot say is a string. */
export function writeJson(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const text = writeText(value);
  return typeof value === 'number' && !Number.isFinite(value) ? `"${text}"` : text;
}

/** A row as a JSON array. */
export function jsonRow(row: Row): string {
  return `[${row.map(writeJson).join(',')}]`;
}

/** Cells joined by a delimiter, with no quoting, as Soufflé does; a nullary row is `()`. */
export function plainRow(row: Row, delimiter: string): string {
  const [first] = row;
  if (first === undefined) return nullaryText;
  // Millions of rows come through here: no array is made for any of them.
  let text = writeText(first);
  for (let column = 1; column < row.length; column++) text += delimiter + writeText(row[column] ?? '');
  return text;
}

/** Cells as RFC 4180: quoted where they hold a delimiter, a quote or a line break. */
export function csvRow(row: Row, delimiter: string): string {
  return row.length === 0 ? nullaryText : row.map((value) => csvCell(writeText(value), delimiter)).join(delimiter);
}

/** A cell of a CSV file. */
export function csvCell(text: string, delimiter: string): string {
  const plain = !text.includes('"') && !text.includes('\n') && !text.includes('\r') && !text.includes(delimiter);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
