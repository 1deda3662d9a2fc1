import type { Row } from '../abi.ts';
import type { WireLimits } from './limits.ts';
import type { Messages, PayloadCodec, SentShape } from './payload.ts';

/** Messages of one tick for one location; null where a row is longer than a frame can be. */
export interface Sealed {
  readonly to: string;
  readonly payload: Uint8Array | null;
  readonly reliable: boolean;
  readonly count: number;
}

/** What a tick sends: by location, and divided where it is too much for one frame. */
export class Outbox {
  readonly #codec: PayloadCodec;
  readonly #limits: WireLimits;
  readonly #reliable: ReadonlySet<string>;
  readonly #rows = new Map<string, Map<SentShape, Row[]>>();

  constructor(codec: PayloadCodec, limits: WireLimits, reliable: ReadonlySet<string>) {
    this.#codec = codec;
    this.#limits = limits;
    this.#reliable = reliable;
  }

  add(to: string, shape: SentShape, row: Row): void {
    let relations = this.#rows.get(to);
    if (!relations) this.#rows.set(to, (relations = new Map<SentShape, Row[]>()));
    const rows = relations.get(shape);
    if (rows) rows.push(row);
    else relations.set(shape, [row]);
  }

  /** One parcel for each location, or as few as hold all of it. */
  *parcels(): Generator<Sealed> {
    for (const [to, relations] of this.#rows) {
      for (const messages of this.#divided(relations)) yield this.#seal(to, messages);
    }
  }

  #seal(to: string, messages: readonly Messages[]): Sealed {
    const { maxFrameBytes, maxTextBytes } = this.#limits;
    const count = messages.reduce((sum, { rows }) => sum + rows.length, 0);
    const reliable = messages.some(({ shape }) => this.#reliable.has(shape.name));
    const isLong = messages.some(({ rows }) => rows.some((row) => row.some((value) => typeof value === 'string' && isLonger(value, maxTextBytes))));
    const payload = isLong ? null : this.#codec.encode(messages);
    return { to, payload: payload !== null && payload.length > maxFrameBytes - headerBytes ? null : payload, reliable, count };
  }

  *#divided(relations: ReadonlyMap<SentShape, readonly Row[]>): Generator<readonly Messages[]> {
    let messages: Messages[] = [];
    let [count, bytes] = [0, 0];
    for (const [shape, rows] of relations) {
      let taken: Row[] = [];
      messages.push({ shape, rows: taken });
      for (const row of rows) {
        const size = sizeOf(row);
        if (count > 0 && (count >= this.#limits.fullRows || bytes + size > this.#limits.fullBytes)) {
          yield messages.filter((each) => each.rows.length > 0);
          [count, bytes, taken] = [0, 0, []];
          messages = [{ shape, rows: taken }];
        }
        taken.push(row);
        count++;
        bytes += size;
      }
    }
    yield messages.filter((each) => each.rows.length > 0);
  }
}

/** What a frame has beside its payload, at most. */
const headerBytes = 64;

/** Roughly the bytes of a row. */
function sizeOf(row: Row): number {
  return row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length + 2 : 8), 0);
}

function isLonger(text: string, bytes: number): boolean {
  return 3 * text.length > bytes && new TextEncoder().encode(text).length > bytes;
}
