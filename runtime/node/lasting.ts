import type { Outgoing, Parcel, Transport } from '../transport.ts';
import type { OutboundState } from '../wire/outbound.ts';

/** The last frame of a session of a sender that a tick has taken in. */
export type Mark = readonly [peer: string, session: string, seq: number];

/** The last frame to a peer that is known to need nothing more. */
export type Settled = readonly [peer: string, seq: number];

/** What a node keeps of its messages when it is started again. */
export type NetworkState = readonly [own: readonly Uint8Array[], marks: readonly Mark[], links: readonly (readonly [peer: string, state: OutboundState])[]];

/** A transport whose messages are a part of the state of a node: they outlast its process. */
export interface LastingTransport extends Transport {
  /** Ticks are repeated, whose messages were sent before. */
  isRepeating: boolean;
  /** What is kept when the node is started again. */
  readonly state: NetworkState;
  restore(state: NetworkState): void;
  /** How far the messages of others have come that were given to ticks. */
  readonly marks: readonly Mark[];
  /** How far one's own messages are known to have come. */
  readonly settled: readonly Settled[];
  /** What others had sent before a tick that is repeated. */
  inject(parcels: readonly (readonly [from: string, payload: Uint8Array])[]): void;
  /** A tick has been repeated, at the end of which messages had come so far. */
  reach(marks: readonly Mark[], settled: readonly Settled[]): void;
}

/**
 * Makes a transport of one process last as far as it can: what a node has sent itself, and what others had sent it, is
 * there again when ticks are repeated; what it had sent others is not sent twice.
 */
export class LocalTransport implements LastingTransport {
  isRepeating = false;
  readonly marks: readonly Mark[] = [];
  readonly settled: readonly Settled[] = [];
  readonly #location: string;
  readonly #transport: Transport;
  /** What the node has sent itself, or had come before a tick that is repeated. */
  #own: Parcel[] = [];

  constructor(location: string, transport: Transport) {
    this.#location = location;
    this.#transport = transport;
  }

  send(messages: Outgoing): boolean {
    const { to, payload } = messages;
    if (to !== this.#location) return this.isRepeating || this.#transport.send(messages);
    this.#own.push({ from: to, to, payload });
    return true;
  }

  receive(): readonly Parcel[] {
    const own = this.#own;
    this.#own = [];
    return this.isRepeating ? own : own.concat(this.#transport.receive());
  }

  commit(): void {
    if (!this.isRepeating) this.#transport.commit();
  }

  onArrival(listener: () => void): () => void {
    return this.#transport.onArrival(listener);
  }

  get state(): NetworkState {
    return [this.#own.map((each) => each.payload), [], []];
  }

  restore([own]: NetworkState): void {
    this.inject(own.map((payload) => [this.#location, payload]));
  }

  inject(parcels: readonly (readonly [from: string, payload: Uint8Array])[]): void {
    for (const [from, payload] of parcels) this.#own.push({ from, to: this.#location, payload });
  }

  reach(): void {}
}
