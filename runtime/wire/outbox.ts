import type { RowLog } from '../signed-rows.ts';
import type { WireLimits } from './limits.ts';
import type { Messages, PayloadCodec, SentShape } from './payload.ts';

/** Messages of one tick for one location; null where a row is longer than a frame can be. */
export interface Sealed {
  readonly to: string;
  readonly payload: Uint8Array | null;
  readonly reliable: boolean;
  readonly count: number;
}

/** What goes into one frame. */
interface Part {
  readonly messages: { readonly shape: SentShape; readonly log: RowLog; readonly rows: number[] }[];
  count: number;
  /** Roughly; infinite where some text is longer than any may be. */
  bytes: number;
  reliable: boolean;
}

/** What a frame has beside its payload, at most. */
const headerBytes = 64;

/** What a tick sends: by location, and divided where it is too much for one frame. */
export class Outbox {
  readonly #codec: PayloadCodec;
  readonly #limits: WireLimits;
  readonly #reliable: ReadonlySet<string>;
  /** By location; all but the last are full. */
  readonly #parts = new Map<string, Part[]>();
  /** Where the last row goes, and what goes there: the next mostly goes there too. */
  #lastTo: string | null = null;
  #lastParts: Part[] = [];

  constructor(codec: PayloadCodec, limits: WireLimits, reliable: ReadonlySet<string>) {
    this.#codec = codec;
    this.#limits = limits;
    this.#reliable = reliable;
  }

  /** Row `index` of a log. */
  add(to: string, shape: SentShape, log: RowLog, index: number): void {
    const { fullRows, fullBytes } = this.#limits;
    const size = this.#sizeOf(shape, log, index);
    const parts = this.#partsFor(to);
    let part = parts[parts.length - 1];
    if (!part || (part.count > 0 && (part.count >= fullRows || part.bytes + size > fullBytes))) {
      part = { messages: [], count: 0, bytes: 0, reliable: false };
      parts.push(part);
    }
    this.#rowsOf(part, shape, log).push(index);
    part.count++;
    part.bytes += size;
  }

  /** About how many bytes a row takes; without end if some text of it is longer than any may be. */
  #sizeOf({ columns }: SentShape, { words }: RowLog, index: number): number {
    const { maxTextBytes } = this.#limits;
    let size = 0;
    // Every row that is sent comes through here.
    for (let column = 0, at = index * columns.length; column < columns.length; column++, at++) {
      if (columns[column]!.type !== 'symbol') {
        size += 8;
        continue;
      }
      const text = this.#codec.values.text(words[at]!);
      size += text.length + 2;
      if (3 * text.length > maxTextBytes && isLonger(text, maxTextBytes)) return Infinity;
    }
    return size;
  }

  #partsFor(to: string): Part[] {
    if (this.#lastTo === to) return this.#lastParts;
    let parts = this.#parts.get(to);
    if (!parts) this.#parts.set(to, (parts = []));
    this.#lastTo = to;
    this.#lastParts = parts;
    return parts;
  }

  /** Rows of a relation come one after another. */
  #rowsOf(part: Part, shape: SentShape, log: RowLog): number[] {
    const last = part.messages[part.messages.length - 1];
    if (last?.shape === shape) return last.rows;
    const known = part.messages.find((each) => each.shape === shape);
    if (known) return known.rows;
    const rows: number[] = [];
    part.messages.push({ shape, log, rows });
    part.reliable ||= this.#reliable.has(shape.name);
    return rows;
  }

  /** One parcel for each location, or as few as hold all of it. */
  parcels(): readonly Sealed[] {
    const sealed: Sealed[] = [];
    for (const [to, parts] of this.#parts) for (const part of parts) sealed.push(this.#seal(to, part));
    return sealed;
  }

  #seal(to: string, { messages, count, bytes, reliable }: Part): Sealed {
    const payload = bytes === Infinity ? null : this.#codec.encode(messages satisfies readonly Messages[]);
    return { to, payload: payload !== null && payload.length > this.#limits.maxFrameBytes - headerBytes ? null : payload, reliable, count };
  }
}

function isLonger(text: string, bytes: number): boolean {
  return new TextEncoder().encode(text).length > bytes;
}
