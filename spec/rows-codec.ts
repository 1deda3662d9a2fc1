import type { Row } from '../runtime/abi.ts';
import { rowsIn } from '../runtime/row-words.ts';
import type { RowLog } from '../runtime/signed-rows.ts';
import { Values } from '../runtime/values.ts';
import type { WireLimits } from '../runtime/wire/limits.ts';
import type { Rejection } from '../runtime/wire/malformed.ts';
import { PayloadCodec, type Payload, type SentShape } from '../runtime/wire/payload.ts';

/** Rows of a relation, as values. */
export interface ShapedRows {
  readonly shape: SentShape;
  readonly rows: readonly Row[];
}

/** What a payload holds, as values. */
export interface Opened {
  readonly kind: 'payload';
  readonly messages: readonly ShapedRows[];
  readonly unknown: Payload['unknown'];
}

/** Payloads of rows that are values, as those who write tests think of them. */
export class RowsCodec {
  readonly values = new Values();
  readonly codec: PayloadCodec;

  constructor(limits: WireLimits) {
    this.codec = new PayloadCodec(limits, this.values);
  }

  logOf({ columns }: SentShape, rows: readonly Row[]): RowLog {
    const words = rows.flatMap((row) => columns.map(({ type }, column) => this.values.encode(type, row[column]!)));
    return { arity: columns.length, size: rows.length, words: Int32Array.from(words) };
  }

  encode(messages: readonly ShapedRows[]): Uint8Array {
    return this.codec.encode(messages.map(({ shape, rows }) => ({ shape, log: this.logOf(shape, rows), rows: rows.map((_, index) => index) })));
  }

  decode(bytes: Uint8Array, shapeOf: (relation: string) => SentShape | null, location: string): Opened | Rejection {
    const opened = this.codec.decode(bytes, shapeOf, location);
    return opened.kind === 'rejected' ? opened : { ...opened, messages: opened.messages.map(({ shape, rows }) => ({ shape, rows: rowsIn(shape, this.values, rows) })) };
  }
}
