import type { Transport } from './transport.ts';
import type { OutboundState } from './wire/outbound.ts';

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
