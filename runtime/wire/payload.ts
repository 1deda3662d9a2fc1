import type { ColumnType, RelationShape, Row, Value } from '../abi.ts';
import { decodeColumn, elementsOf, encodeColumn } from './columns.ts';
import type { WireLimits } from './limits.ts';
import { caught, Malformed, type Rejection } from './malformed.ts';
import { Reader, strictDecoder } from './reader.ts';
import { Writer } from './writer.ts';

/** From this many rows on, those of a relation are sent column by column. */
const manyRows = 16;

/** What is known of a relation by both who sends and who receives its rows. */
export type SentShape = Pick<RelationShape, 'name' | 'columns' | 'location'>;

/** Rows of a relation for one location. */
export interface Messages {
  readonly shape: SentShape;
  readonly rows: readonly Row[];
}

/** What a payload holds. */
export interface Payload {
  readonly kind: 'payload';
  readonly messages: readonly Messages[];
  /** Relations that are not at its receiver, and how many rows they are said to have. */
  readonly unknown: readonly { readonly relation: string; readonly count: number }[];
}

/**
 * Messages as bytes: one msgpack array with, for each relation, its name, how many rows, and an array of their values,
 * row after row or, where there are many, column after column. The location is left out: it is the receiver's.
 */
export class PayloadCodec {
  readonly #limits: WireLimits;
  readonly #writer = new Writer();
  readonly #decoder = strictDecoder();

  constructor(limits: WireLimits) {
    this.#limits = limits;
  }

  encode(messages: readonly Messages[]): Uint8Array {
    this.#writer.array(3 * messages.length);
    for (const { shape, rows } of messages) {
      this.#writer.text(shape.name);
      this.#writer.number(rows.length);
      if (rows.length < manyRows) writeRows(shape, rows, this.#writer);
      else writeColumns(shape, rows, this.#writer);
    }
    return this.#writer.take();
  }

  /**
   * The messages that bytes hold, for a location: rows of relations that `shapeOf` knows, with the types of their
   * columns and nothing else. Takes any bytes; never throws for what they are.
   */
  decode(bytes: Uint8Array, shapeOf: (relation: string) => SentShape | null, location: string): Payload | Rejection {
    return caught(() => {
      const reader = new Reader(bytes, this.#decoder);
      const length = reader.array();
      if (length % 3 !== 0) throw new Malformed('wrong-shape');
      const [messages, unknown]: [Messages[], Payload['unknown'][number][]] = [[], []];
      let room = this.#limits.maxFrameRows;
      for (let at = 0; at < length; at += 3) {
        const relation = reader.text(this.#limits.maxTextBytes);
        const count = reader.natural();
        const shape = shapeOf(relation);
        room -= count;
        if (room < 0) throw new Malformed('too-large');
        if (shape) messages.push({ shape, rows: count < manyRows ? this.#rows(shape, count, reader, location) : this.#columns(shape, count, reader, location) });
        else unknown.push({ relation, count });
        if (!shape) reader.passArray();
      }
      if (!reader.done) throw new Malformed('trailing-bytes');
      return { kind: 'payload', messages, unknown };
    });
  }

  #rows({ columns, location: column }: SentShape, count: number, reader: Reader, location: string): Row[] {
    const sent = columns.length - (column < 0 ? 0 : 1);
    // A set has a row once, also one that is nothing but its location.
    if (reader.array() !== sent * count || count === 0 || (sent === 0 && count > 1)) throw new Malformed('wrong-shape');
    const rows: Row[] = [];
    while (rows.length < count) {
      const row: Value[] = [];
      for (let index = 0; index < columns.length; index++) row.push(index === column ? location : this.#value(columns[index]!.type, reader));
      rows.push(row);
    }
    return rows;
  }

  #value(type: ColumnType, reader: Reader): Value {
    switch (type) {
      case 'symbol':
        return reader.text(this.#limits.maxTextBytes);
      case 'float':
        return reader.float();
      case 'bool':
        return reader.boolean();
      case 'unsigned':
        return reader.natural();
      case 'number':
        return reader.integer();
    }
  }

  #columns({ columns, location: column }: SentShape, count: number, reader: Reader, location: string): Row[] {
    const sent = columns.filter((_, index) => index !== column);
    const elements = sent.reduce((sum, { type }) => sum + elementsOf(type), 0);
    if (reader.array() !== elements || elements === 0) throw new Malformed('wrong-shape');
    const decoded = columns.map(({ type }, index) => (index === column ? null : decodeColumn(type, reader, count, this.#limits.maxTextBytes)));
    const rows: Row[] = [];
    while (rows.length < count) {
      const row: Value[] = [];
      for (const values of decoded) row.push(values === null ? location : (values[rows.length] ?? 0));
      rows.push(row);
    }
    return rows;
  }
}

function writeRows({ columns, location }: SentShape, rows: readonly Row[], writer: Writer): void {
  writer.array(rows.length * (columns.length - (location < 0 ? 0 : 1)));
  for (const row of rows) {
    for (let column = 0; column < row.length; column++) {
      const value = row[column];
      if (column === location || value === undefined) continue;
      if (typeof value === 'number') writer.number(value);
      else if (typeof value === 'string') writer.text(value);
      else writer.boolean(value);
    }
  }
}

function writeColumns({ columns, location }: SentShape, rows: readonly Row[], writer: Writer): void {
  const elements = columns.flatMap(({ type }, column) => (column === location ? [] : encodeColumn(type, rows, column)));
  writer.array(elements.length);
  for (const each of elements) writer.binary(each);
}
