import type { LastingTransport } from '../lasting.ts';
import type { Losses } from '../losses.ts';
import type { Site, SiteJournal } from '../site.ts';
import type { Transducer } from '../transducer.ts';
import type { Transport } from '../transport.ts';
import type { Identity } from './snapshot.ts';

/** What a site is made with so that what it takes in is kept. */
export interface Kept {
  readonly transport: Transport;
  readonly journal: SiteJournal;
}

/** The state of an open node. */
export interface Keeper {
  /** The same for all runs of a node that goes on with its state. */
  readonly session: string;
  /** Keeps what a transducer takes in, from its host and from a transport. */
  keep(transducer: Transducer, transport: Transport | LastingTransport): Kept;
  /** Takes up what was kept: the site is then at the last tick that was complete. */
  recover(site: Site, losses: Losses): void;
  close(): void;
}

/** Where one node keeps its state: what `wal` of `dlc/node` gives. */
export interface StateStore {
  /** Opens what is kept of a node; it is `open` of a module that calls this. */
  open(identity: Identity): Keeper;
}
