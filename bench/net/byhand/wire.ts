import { Decoder, Encoder } from '@msgpack/msgpack';
import { Dealer, Router } from 'zeromq';

/** What it is about, and the number of its transaction. */
export type Message = readonly [kind: number, number: number];

/** Each message as a frame of its own, or all that one turn of the loop has for a peer as one. */
export type Framing = 'single' | 'coalesced';

const decoder = new Decoder();

/** Messages for one peer. */
export class Sender {
  readonly #framing: Framing;
  readonly #write: (frame: Uint8Array) => void;
  readonly #encoder = new Encoder();
  #waiting: Message[] = [];

  /** `write` sends a frame. */
  constructor(framing: Framing, write: (frame: Uint8Array) => void) {
    this.#framing = framing;
    this.#write = write;
  }

  send(message: Message): void {
    if (this.#framing === 'single') {
      this.#write(this.#encoder.encode(message));
      return;
    }
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(message);
  }

  #flush(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    this.#write(this.#encoder.encode(messages));
  }
}

/** Sends frames one after another: a socket takes no second one before it has taken the first. */
export function inTurn<T>(send: (frame: T) => Promise<void>): (frame: T) => void {
  const waiting: T[] = [];
  let sending = false;
  return (frame) => {
    waiting.push(frame);
    if (sending) return;
    sending = true;
    void (async () => {
      for (let at = 0; at < waiting.length; at++) await send(waiting[at]);
      waiting.length = 0;
      sending = false;
    })();
  };
}

/** Connects to who listens at an endpoint; gives what sends to it. */
export function connectTo(endpoint: string, name: string, framing: Framing, hear: (message: Message) => void): Sender {
  const socket = new Dealer({ routingId: name, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  socket.connect(endpoint);
  void (async () => {
    for await (const [frame] of socket) for (const each of messagesIn(frame, framing)) hear(each);
  })();
  return new Sender(framing, inTurn((frame) => socket.send(frame)));
}

/** Listens at an endpoint; gives what sends to a peer that has connected, by its name. */
export async function listenAt(endpoint: string, framing: Framing, hear: (peer: string, message: Message) => void): Promise<(peer: string) => Sender> {
  const socket = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  await socket.bind(endpoint);
  void (async () => {
    for await (const [id, frame] of socket) {
      const peer = id.toString('latin1');
      for (const each of messagesIn(frame, framing)) hear(peer, each);
    }
  })();
  const write = inTurn((parts: [string, Uint8Array]) => socket.send(parts));
  const senders = new Map<string, Sender>();
  return (peer) => {
    const known = senders.get(peer) ?? new Sender(framing, (frame) => write([peer, frame]));
    senders.set(peer, known);
    return known;
  };
}

function messagesIn(frame: Uint8Array, framing: Framing): readonly Message[] {
  if (framing === 'single') return [messageOf(decoder.decode(frame))];
  const decoded = decoder.decode(frame);
  if (!Array.isArray(decoded)) throw new Error('not messages');
  return decoded.map(messageOf);
}

function messageOf(value: unknown): Message {
  if (!Array.isArray(value)) throw new Error('not a message');
  const [kind, number]: readonly unknown[] = value;
  if (typeof kind !== 'number' || typeof number !== 'number') throw new Error('not a message');
  return [kind, number];
}
