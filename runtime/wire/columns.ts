import type { ColumnType, Row, Value } from '../abi.ts';
import { Malformed } from './malformed.ts';
import type { Reader } from './reader.ts';

const encoder = new TextEncoder();

/** V8 copies slices of fewer characters; a longer one keeps all of the text it is cut from. */
const shortSlice = 13;

/**
 * A column of many rows as elements of a frame: bytes for numbers (32-bit integers where all of them are, doubles
 * elsewhere), and for symbols all texts as one and the lengths of each in UTF-16 units. Little-endian.
 */
export function encodeColumn(type: ColumnType, rows: readonly Row[], column: number): readonly Uint8Array[] {
  switch (type) {
    case 'symbol':
      return encodeTexts(rows.map((row) => String(row[column])));
    case 'bool':
      return [Uint8Array.from(rows, (row) => (row[column] === true ? 1 : 0))];
    case 'float':
      return [doubles(rows, column)];
    case 'number':
    case 'unsigned':
      return [rows.every((row) => isSmall(row[column])) ? integers(rows, column) : doubles(rows, column)];
  }
}

/** How many elements that is. */
export function elementsOf(type: ColumnType): number {
  return type === 'symbol' ? 2 : 1;
}

/** The values of a column, one for each of `count` rows. */
export function decodeColumn(type: ColumnType, reader: Reader, count: number, maxTextBytes: number): Value[] {
  switch (type) {
    case 'symbol':
      return decodeTexts(reader, count, maxTextBytes);
    case 'bool':
      return decodeBooleans(reader.binary(), count);
    case 'float':
      return decodeNumbers(reader.binary(), count, (value) => !Object.is(value, -0));
    case 'number':
      return decodeNumbers(reader.binary(), count, (value) => Number.isSafeInteger(value) && !Object.is(value, -0));
    case 'unsigned':
      return decodeNumbers(reader.binary(), count, (value) => Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0));
  }
}

function isSmall(value: Value | undefined): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

function integers(rows: readonly Row[], column: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * rows.length));
  rows.forEach((row, index) => view.setInt32(4 * index, Number(row[column]), true));
  return bytesOf(view);
}

/** The sum makes -0 the 0 that it is in a relation. */
function doubles(rows: readonly Row[], column: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * rows.length));
  rows.forEach((row, index) => view.setFloat64(8 * index, Number(row[column]) + 0, true));
  return bytesOf(view);
}

function encodeTexts(texts: readonly string[]): readonly Uint8Array[] {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  const width = longest < 0x100 ? 1 : longest < 0x10000 ? 2 : 4;
  const view = new DataView(new ArrayBuffer(width * texts.length));
  texts.forEach((text, index) => {
    if (width === 1) view.setUint8(index, text.length);
    else if (width === 2) view.setUint16(2 * index, text.length, true);
    else view.setUint32(4 * index, text.length, true);
  });
  return [encoder.encode(texts.join('')), bytesOf(view)];
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeBooleans(bytes: Uint8Array, count: number): boolean[] {
  if (bytes.length !== count || bytes.some((byte) => byte > 1)) throw new Malformed('wrong-type');
  return Array.from(bytes, (byte) => byte === 1);
}

function decodeNumbers(bytes: Uint8Array, count: number, isOne: (value: number) => boolean): number[] {
  const view = viewOf(bytes);
  const isShort = bytes.length === 4 * count;
  if (!isShort && bytes.length !== 8 * count) throw new Malformed('wrong-shape');
  const values: number[] = [];
  for (let index = 0; index < count; index++) {
    const value = isShort ? view.getInt32(4 * index, true) : view.getFloat64(8 * index, true);
    if (!isOne(value)) throw new Malformed('wrong-type');
    values.push(value);
  }
  return values;
}

function lengthsIn(bytes: Uint8Array, count: number): (index: number) => number {
  const view = viewOf(bytes);
  switch (bytes.length / count) {
    case 1:
      return (index) => view.getUint8(index);
    case 2:
      return (index) => view.getUint16(2 * index, true);
    case 4:
      return (index) => view.getUint32(4 * index, true);
    default:
      throw new Malformed('wrong-shape');
  }
}

function decodeTexts(reader: Reader, count: number, maxBytes: number): string[] {
  const bytes = reader.binary();
  const joined = reader.textIn(bytes);
  const lengthOf = lengthsIn(reader.binary(), count);
  // Without accents a character is a byte, and nothing has to be looked for.
  const isPlain = joined.length === bytes.length;
  const texts: string[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const end = at + lengthOf(index);
    if (end > joined.length || (!isPlain && splits(joined, end))) throw new Malformed('wrong-shape');
    const length = end - at;
    if (length > maxBytes || (!isPlain && 3 * length > maxBytes && encoder.encode(joined.slice(at, end)).length > maxBytes)) throw new Malformed('too-large');
    texts.push(length < shortSlice ? joined.slice(at, end) : reader.textIn(isPlain ? bytes.subarray(at, end) : encoder.encode(joined.slice(at, end))));
    at = end;
  }
  if (at !== joined.length) throw new Malformed('wrong-shape');
  return texts;
}

/** Whether a cut would part the two halves of a character. */
function splits(text: string, at: number): boolean {
  const unit = at < text.length ? text.charCodeAt(at) : 0;
  return unit >= 0xdc00 && unit < 0xe000;
}
