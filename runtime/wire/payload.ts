import type { ColumnType, RelationShape } from '../abi.ts';
import type { RowLog } from '../signed-rows.ts';
import type { Values } from '../values.ts';
import { elementsOf, readColumn, writeColumn } from './columns.ts';
import type { WireLimits } from './limits.ts';
import { caught, Malformed, type Rejection } from './malformed.ts';
import { Reader, strictDecoder } from './reader.ts';
import { Writer } from './writer.ts';

/** From this many rows on, those of a relation are sent column by column. */
const manyRows = 16;

/** Words that are kept for the next payload, at most and at first. */
const [mostKept, firstKept] = [1 << 18, 1 << 10];

/** What is known of a relation by both who sends and who receives its rows. */
export type SentShape = Pick<RelationShape, 'name' | 'columns' | 'location'>;

/** Rows of a relation for one location: some of a log. */
export interface Messages {
  readonly shape: SentShape;
  readonly log: RowLog;
  /** Which. */
  readonly rows: readonly number[];
}

/** Rows of a relation that have come. */
export interface Arrived {
  readonly shape: SentShape;
  readonly rows: RowLog;
}

/** What a payload holds. */
export interface Payload {
  readonly kind: 'payload';
  readonly messages: readonly Arrived[];
  /** Relations that are not at its receiver, and how many rows they are said to have. */
  readonly unknown: readonly { readonly relation: string; readonly count: number }[];
}

/**
 * Messages as bytes: one msgpack array with, for each relation, its name, how many rows, and an array of their values,
 * row after row or, where there are many, column after column. The location is left out: it is the receiver's.
 * Rows are words of `values` on both ends: what a symbol is called becomes a string only where it is new.
 */
export class PayloadCodec {
  readonly #limits: WireLimits;
  /** What the words of rows stand for. */
  readonly values: Values;
  readonly #writer = new Writer();
  readonly #decoder = strictDecoder();
  /** Rows of the payload that was read last. To make an array for each would let them pile up until they are collected. */
  #words = new Int32Array(firstKept);
  #used = 0;

  constructor(limits: WireLimits, values: Values) {
    this.#limits = limits;
    this.values = values;
  }

  encode(messages: readonly Messages[]): Uint8Array {
    this.#writer.array(3 * messages.length);
    for (const each of messages) {
      this.#writer.text(each.shape.name);
      this.#writer.number(each.rows.length);
      if (each.rows.length < manyRows) this.#writeRows(each);
      else this.#writeColumns(each);
    }
    return this.#writer.take();
  }

  #writeRows({ shape: { columns, location }, log: { words }, rows }: Messages): void {
    const arity = columns.length;
    this.#writer.array(rows.length * (arity - (location < 0 ? 0 : 1)));
    for (let index = 0; index < rows.length; index++) {
      for (let column = 0; column < arity; column++) if (column !== location) this.#write(columns[column]!.type, words[rows[index]! * arity + column]!);
    }
  }

  #write(type: ColumnType, word: number): void {
    switch (type) {
      case 'symbol':
        this.#writer.text(this.values.text(word));
        return;
      case 'bool':
        this.#writer.boolean(word === 1);
        return;
      case 'float':
        this.#writer.number(this.values.float(word));
        return;
      case 'number':
      case 'unsigned':
        this.#writer.number(this.values.number(word));
    }
  }

  #writeColumns({ shape: { columns, location }, log: { words }, rows }: Messages): void {
    const arity = columns.length;
    let elements = 0;
    for (let column = 0; column < arity; column++) if (column !== location) elements += elementsOf(columns[column]!.type);
    this.#writer.array(elements);
    const found = new Int32Array(rows.length);
    for (let column = 0; column < arity; column++) {
      if (column === location) continue;
      for (let index = 0; index < rows.length; index++) found[index] = words[rows[index]! * arity + column]!;
      writeColumn(columns[column]!.type, found, this.values, this.#writer);
    }
  }

  /**
   * The messages that bytes hold, for a location: rows of relations that `shapeOf` knows, with the types of their
   * columns and nothing else. Takes any bytes; never throws for what they are. Values that no row has in the end
   * are reclaimed like all others. What is read is there until the next call.
   */
  decode(bytes: Uint8Array, shapeOf: (relation: string) => SentShape | null, location: string): Payload | Rejection {
    return caught(() => {
      this.#used = 0;
      if (this.#words.length > mostKept) this.#words = new Int32Array(firstKept);
      const reader = new Reader(bytes, this.#decoder);
      const length = reader.array();
      if (length % 3 !== 0) throw new Malformed('wrong-shape');
      const [messages, unknown]: [Arrived[], Payload['unknown'][number][]] = [[], []];
      let room = this.#limits.maxFrameRows;
      for (let at = 0; at < length; at += 3) {
        const relation = reader.text(this.#limits.maxTextBytes);
        const count = reader.natural();
        const shape = shapeOf(relation);
        room -= count;
        if (room < 0) throw new Malformed('too-large');
        if (shape) {
          const words = count < manyRows ? this.#readRows(shape, count, reader, location) : this.#readColumns(shape, count, reader, location);
          messages.push({ shape, rows: { arity: shape.columns.length, size: count, words } });
        } else {
          unknown.push({ relation, count });
          reader.passArray();
        }
      }
      if (!reader.done) throw new Malformed('trailing-bytes');
      return { kind: 'payload', messages, unknown };
    });
  }

  #readRows({ columns, location: column }: SentShape, count: number, reader: Reader, location: string): Int32Array {
    const arity = columns.length;
    const sent = arity - (column < 0 ? 0 : 1);
    // A set has a row once, also one that is nothing but its location.
    if (reader.array() !== sent * count || count === 0 || (sent === 0 && count > 1)) throw new Malformed('wrong-shape');
    const words = this.#room(arity * count);
    const here = column < 0 ? 0 : this.values.ofText(location);
    for (let at = 0; at < words.length; at += arity) {
      for (let index = 0; index < arity; index++) words[at + index] = index === column ? here : this.#read(columns[index]!.type, reader);
    }
    return words;
  }

  #read(type: ColumnType, reader: Reader): number {
    switch (type) {
      case 'symbol':
        return reader.symbol(this.values, this.#limits.maxTextBytes);
      case 'float':
        return this.values.ofFloat(reader.float());
      case 'bool':
        return reader.boolean() ? 1 : 0;
      case 'unsigned':
        return this.values.ofNumber(reader.natural());
      case 'number':
        return this.values.ofNumber(reader.integer());
    }
  }

  #room(length: number): Int32Array {
    // What was read before it keeps the array that it is in.
    if (this.#used + length > this.#words.length) {
      this.#words = new Int32Array(Math.max(2 * this.#words.length, length));
      this.#used = 0;
    }
    this.#used += length;
    return this.#words.subarray(this.#used - length, this.#used);
  }

  #readColumns({ columns, location: column }: SentShape, count: number, reader: Reader, location: string): Int32Array {
    const arity = columns.length;
    let elements = 0;
    for (let index = 0; index < arity; index++) if (index !== column) elements += elementsOf(columns[index]!.type);
    if (reader.array() !== elements || elements === 0) throw new Malformed('wrong-shape');
    // Each row takes a byte of what has come at least: there are no more of them than that.
    if (count > reader.left) throw new Malformed('wrong-shape');
    const words = this.#room(arity * count);
    for (let index = 0; index < arity; index++) {
      const into = { values: this.values, words, first: index, stride: arity, count };
      if (index !== column) readColumn(columns[index]!.type, reader, this.#limits.maxTextBytes, into);
    }
    if (column >= 0) {
      const here = this.values.ofText(location);
      for (let at = column; at < words.length; at += arity) words[at] = here;
    }
    return words;
  }
}
