import type { Outgoing } from '../transport.ts';
import type { Frame } from './frame.ts';
import type { WireLimits } from './limits.ts';

/** A frame that waits, or is on its way. */
interface Entry {
  readonly seq: number;
  readonly after: number;
  /** Null once it has left and need not be kept. */
  payload: Uint8Array | null;
  readonly reliable: boolean;
  readonly count: number;
  readonly bytes: number;
}

/** What is kept of the sending end when a node is started again: frames that must not be lost and were not acknowledged. */
export type OutboundState = readonly [
  next: number,
  lastReliable: number,
  entries: readonly (readonly [seq: number, after: number, payload: Uint8Array, count: number])[],
];

/** Memory of an entry beside its payload, roughly. */
const entryBytes = 100;

/** What a sender has to do with its peer. */
export interface OutboundCounts {
  /** Rows handed to the connection, those sent again included. */
  sent: number;
  resent: number;
  /** Rows that were given up: too much waited, or the connection broke while they were on their way. */
  lost: number;
  /** Rows that are in effect at the peer. */
  acknowledged: number;
}

/**
 * The sending end of the messages of one node for another, without the connection: what is to be sent next, what is
 * kept until it is acknowledged, what is sent again. All frames are numbered; the receiver acknowledges them
 * when they are in effect, which opens the window for others. Frames that must not be lost are kept until then.
 */
export class Outbound {
  /** Without a connection, at the beginning of one, or with one that frames may be sent on. */
  phase: 'down' | 'greeting' | 'open' = 'down';
  readonly counts: OutboundCounts = { sent: 0, resent: 0, lost: 0, acknowledged: 0 };
  readonly #limits: WireLimits;
  /** In the order of their numbers, from `#head` on: `#flying` that have been sent, then those that wait. */
  #entries: Entry[] = [];
  #head = 0;
  #flying = 0;
  #flyingBytes = 0;
  #bytes = 0;
  #next = 1;
  #lastReliable = 0;

  constructor(limits: WireLimits) {
    this.#limits = limits;
  }

  /** Bytes that wait or are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so much waits that what comes from outside should. */
  get congested(): boolean {
    return this.#bytes > this.#limits.queueBytes;
  }

  get open(): boolean {
    return this.phase === 'open';
  }

  /** Frames that were sent and are not acknowledged. */
  get flying(): number {
    return this.#flying;
  }

  /** Frames that are not acknowledged, sent or not. */
  get pending(): number {
    return this.#entries.length - this.#head;
  }

  /** Takes a payload; what may be lost is when too much waits. */
  offer({ payload, reliable, count }: Outgoing): void {
    const seq = this.#next++;
    if (!reliable && this.congested) {
      this.counts.lost += count;
      return;
    }
    const bytes = payload.length + entryBytes;
    this.#entries.push({ seq, after: this.#lastReliable, payload, reliable, count, bytes });
    if (reliable) this.#lastReliable = seq;
    this.#bytes += bytes;
  }

  /** There is a connection; gives the first number that the peer may still get. */
  greet(): number {
    this.phase = 'greeting';
    return this.#entries[this.#head]?.seq ?? this.#next;
  }

  /** What a sender that is started again goes on with. */
  get state(): OutboundState {
    const kept = this.#entries.slice(this.#head).filter((each) => each.reliable);
    return [this.#next, this.#lastReliable, kept.map(({ seq, after, payload, count }) => [seq, after, payload ?? new Uint8Array(), count] as const)];
  }

  restore([next, lastReliable, entries]: OutboundState): void {
    this.#next = next;
    this.#lastReliable = lastReliable;
    this.#entries = entries.map(([seq, after, payload, count]) => ({ seq, after, payload, count, reliable: true, bytes: payload.length + entryBytes }));
    this.#bytes = this.#entries.reduce((sum, each) => sum + each.bytes, 0);
  }

  /** A tick is repeated that sent this before: what may be lost is not sent twice. */
  repeat(messages: Outgoing): void {
    if (messages.reliable) this.offer(messages);
    else this.#next++;
  }

  /** The last frame that is known to be in effect at the peer, or to be lost, with all before it. */
  get settled(): number {
    return (this.#entries[this.#head]?.seq ?? this.#next) - 1;
  }

  /** Everything up to a number was known to be settled. */
  forget(seq: number): void {
    this.#entries = this.#entries.slice(this.#head).filter((each) => each.seq > seq);
    this.#head = 0;
    this.#bytes = this.#entries.reduce((sum, each) => sum + each.bytes, 0);
  }

  disconnected(): void {
    this.phase = 'down';
  }

  /**
   * The peer takes frames from a number on. What was sent before that, and is not among them, is on its way to
   * effect; of the rest what must not be lost is sent again.
   */
  welcomed(next: number): void {
    const all = this.#entries.slice(this.#head);
    // After the sender was started again there may be some that it does not know to have been sent.
    const arrived = all.filter((each) => each.seq < next);
    const missing = all.slice(0, this.#flying).filter((each) => each.seq >= next);
    const again = missing.filter((each) => each.reliable);
    this.counts.lost += rowsOf(missing) - rowsOf(again);
    this.counts.resent += rowsOf(again);
    this.#entries = [...arrived, ...again, ...all.slice(this.#flying).filter((each) => each.seq >= next)];
    this.#head = 0;
    this.#flying = arrived.length;
    this.#flyingBytes = arrived.reduce((sum, each) => sum + each.bytes, 0);
    this.phase = 'open';
  }

  /** Everything up to a number is in effect; whether that is news. */
  acknowledged(seq: number): boolean {
    const before = this.#head;
    for (let entry = this.#entries[this.#head]; entry && this.#flying > 0 && entry.seq <= seq; entry = this.#entries[this.#head]) {
      this.counts.acknowledged += entry.count;
      this.#flyingBytes -= entry.bytes;
      if (entry.payload !== null) this.#bytes -= entry.bytes;
      this.#flying--;
      this.#head++;
    }
    const isNews = this.#head > before;
    // What is done with is let go of now and then: each time would cost what still waits.
    if (this.#head > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return isNews;
  }

  /** The frame to send next; null when there is none, or the peer must first acknowledge others. */
  take(): Frame | null {
    const entry = this.#entries[this.#head + this.#flying];
    const { windowFrames, windowBytes } = this.#limits;
    const isFull = this.#flying >= windowFrames || (this.#flying > 0 && this.#flyingBytes + (entry?.bytes ?? 0) > windowBytes);
    if (this.phase !== 'open' || !entry?.payload || isFull) return null;
    const frame: Frame = { kind: 'data', seq: entry.seq, after: entry.after, payload: entry.payload };
    if (!entry.reliable) {
      entry.payload = null;
      this.#bytes -= entry.bytes;
    }
    this.#flying++;
    this.#flyingBytes += entry.bytes;
    this.counts.sent += entry.count;
    return frame;
  }
}

function rowsOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}
