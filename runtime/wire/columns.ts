import type { ColumnType } from '../abi.ts';
import type { Values } from '../values.ts';
import { Malformed } from './malformed.ts';
import { isPlain, type Reader } from './reader.ts';
import type { Writer } from './writer.ts';

const encoder = new TextEncoder();

/** V8 copies slices of fewer characters; a longer one keeps all of the text it is cut from. */
const shortSlice = 13;

/** How many elements of a frame a column is. */
export function elementsOf(type: ColumnType): number {
  return type === 'symbol' ? 2 : 1;
}

/**
 * Writes a column of many rows, given as words, as elements of a frame: bytes for numbers (32-bit integers where all of them are,
 * doubles elsewhere), and for symbols all texts as one and the lengths of each in UTF-16 units. Little-endian.
 */
export function writeColumn(type: ColumnType, words: Int32Array, values: Values, writer: Writer): void {
  switch (type) {
    case 'symbol':
      writeTexts(words, values, writer);
      return;
    case 'bool':
      writer.integers(words, 1);
      return;
    case 'float':
      writer.doubles(words.length, (index) => values.float(words[index]!));
      return;
    case 'number':
    case 'unsigned':
      writeNumbers(words, values, writer);
  }
}

function writeNumbers(words: Int32Array, values: Values, writer: Writer): void {
  let isShort = true;
  let areOwn = true;
  for (let index = 0; index < words.length && isShort; index++) {
    const value = values.number(words[index]!);
    areOwn &&= value === words[index];
    isShort = (value | 0) === value;
  }
  if (!isShort) writer.doubles(words.length, (index) => values.number(words[index]!));
  else writer.integers(areOwn ? words : words.map((word) => values.number(word)), 4);
}

function writeTexts(words: Int32Array, values: Values, writer: Writer): void {
  const texts: string[] = [];
  const lengths = new Int32Array(words.length);
  let longest = 0;
  for (let index = 0; index < words.length; index++) {
    const text = values.text(words[index]!);
    texts.push(text);
    lengths[index] = text.length;
    if (text.length > longest) longest = text.length;
  }
  writer.texts(texts);
  writer.integers(lengths, longest < 0x100 ? 1 : longest < 0x10000 ? 2 : 4);
}

/** Where a column goes: every `stride`th of `words`, from the first on. */
export interface Target {
  readonly values: Values;
  readonly words: Int32Array;
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/** Reads a column. */
export function readColumn(type: ColumnType, reader: Reader, maxTextBytes: number, into: Target): void {
  const { values } = into;
  switch (type) {
    case 'symbol':
      readTexts(reader, maxTextBytes, into);
      return;
    case 'bool': {
      const bytes = reader.binary();
      if (bytes.length !== into.count || bytes.some((byte) => byte > 1)) throw new Malformed('wrong-type');
      for (let index = 0; index < into.count; index++) into.words[into.first + into.stride * index] = bytes[index]!;
      return;
    }
    case 'float':
      readNumbers(reader.binary(), (value) => !Object.is(value, -0), (value) => values.ofFloat(value), into);
      return;
    case 'number':
      readNumbers(reader.binary(), (value) => Number.isSafeInteger(value) && !Object.is(value, -0), (value) => values.ofNumber(value), into);
      return;
    case 'unsigned':
      readNumbers(reader.binary(), (value) => Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0), (value) => values.ofNumber(value), into);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readNumbers(bytes: Uint8Array, isOne: (value: number) => boolean, wordOf: (value: number) => number, { words, first, stride, count }: Target): void {
  const view = viewOf(bytes);
  const isShort = bytes.length === 4 * count;
  if (!isShort && bytes.length !== 8 * count) throw new Malformed('wrong-shape');
  for (let index = 0, at = first; index < count; index++, at += stride) {
    const value = isShort ? view.getInt32(4 * index, true) : view.getFloat64(8 * index, true);
    if (!isOne(value)) throw new Malformed('wrong-type');
    words[at] = wordOf(value);
  }
}

function lengthsIn(bytes: Uint8Array, count: number): Uint8Array | Uint16Array | Uint32Array {
  const view = viewOf(bytes);
  switch (bytes.length / count) {
    case 1:
      return bytes;
    case 2:
      return Uint16Array.from({ length: count }, (_, index) => view.getUint16(2 * index, true));
    case 4:
      return Uint32Array.from({ length: count }, (_, index) => view.getUint32(4 * index, true));
    default:
      throw new Malformed('wrong-shape');
  }
}

function readTexts(reader: Reader, maxBytes: number, into: Target): void {
  const { values, words, first, stride, count } = into;
  const bytes = reader.binary();
  const lengths = lengthsIn(reader.binary(), count);
  if (!isPlain(bytes)) return readAccented(reader, reader.textIn(bytes), lengths, maxBytes, into);
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (lengths[index]! > maxBytes) throw new Malformed('too-large');
    total += lengths[index]!;
  }
  if (total !== bytes.length) throw new Malformed('wrong-shape');
  for (let index = 0, at = 0; index < count; index++) {
    const end = at + lengths[index]!;
    words[first + stride * index] = values.ofAscii(bytes, at, end);
    at = end;
  }
}

function readAccented(reader: Reader, joined: string, lengths: ArrayLike<number>, maxBytes: number, { values, words, first, stride }: Target): void {
  let at = 0;
  for (let index = 0; index < lengths.length; index++) {
    const end = at + lengths[index]!;
    if (end > joined.length || splits(joined, end)) throw new Malformed('wrong-shape');
    const text = joined.slice(at, end);
    if (3 * text.length > maxBytes && encoder.encode(text).length > maxBytes) throw new Malformed('too-large');
    words[first + stride * index] = values.ofText(text.length < shortSlice ? text : reader.textIn(encoder.encode(text)));
    at = end;
  }
  if (at !== joined.length) throw new Malformed('wrong-shape');
}

/** Whether a cut would part the two halves of a character. */
function splits(text: string, at: number): boolean {
  const unit = at < text.length ? text.charCodeAt(at) : 0;
  return unit >= 0xdc00 && unit < 0xe000;
}
