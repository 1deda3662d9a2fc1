import type { LastingTransport, Mark, NetworkState, Settled } from '../lasting.ts';
import type { Outgoing, Parcel, Transport } from '../transport.ts';

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
