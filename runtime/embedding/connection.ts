import type { LastingTransport } from '../lasting.ts';
import type { Losses } from '../losses.ts';
import type { WireLimits } from '../wire/limits.ts';

/** What a connection is told of the node that it is for. */
export interface NodeEnd {
  readonly address: string;
  /** What nodes may send each other (`signaturesOf`). */
  readonly signatures: readonly string[];
  /** Tells this run of the node from its others; the same for one that goes on with its state. Null: a new one. */
  readonly session: string | null;
  readonly losses: Losses;
}

/** A node's end of a network whose other nodes tick when they like. */
export interface Connection {
  readonly transport: LastingTransport;
  readonly limits: WireLimits;
  /** Whether a peer that is there has not acknowledged all that it was sent. */
  readonly pending: boolean;
  /**
   * Listens, and waits until the peers are there, as long as it waits for them and nobody says stop; gives those that
   * are not there. Once it has done so it does nothing. `turned` is called when there may be something to tell.
   */
  begin(stop: AbortSignal, turned: () => void): Promise<readonly string[]>;
  close(): void;
}

/** How one node gets to others that are other processes: what `zeromq` of `dlc/node` gives. */
export interface Connector {
  /** Connects a node; it is `open` of a module that calls this, once. */
  connect(end: NodeEnd): Connection;
}
