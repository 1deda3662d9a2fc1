import type { Keeper, StateStore } from '../embedding/state-store.ts';
import type { Identity } from '../embedding/snapshot.ts';
import { bound, checkOptions, text } from '../embedding/options.ts';
import { UsageError } from '../embedding/error.ts';
import type { LastingTransport } from '../lasting.ts';
import type { Losses } from '../losses.ts';
import { described } from '../row-check.ts';
import { Simulation } from '../simulation.ts';
import type { Site } from '../site.ts';
import type { Transducer } from '../transducer.ts';
import type { Transport } from '../transport.ts';
import { systemClock } from './clock.ts';
import { systemDisk } from './disk.ts';
import { Journal, recover, type Subject } from './journal.ts';
import { LocalTransport } from './local-transport.ts';
import { fsyncProblem, parseFsync, usualFsync } from './fsync.ts';
import { openState, type OpenState } from './state.ts';

/** How the state of a node is kept. */
export interface WalOptions {
  /**
   * When it is on the disk: `always`, or `tick`, before anything of a tick leaves the node; `interval:50ms`, no later than so long
   * afterwards; `never`, when the operating system likes. Default: `tick`.
   */
  readonly fsync?: 'always' | 'tick' | 'never' | `interval:${string}`;
  /** How much is logged at least before a snapshot takes its place, in bytes; at most 1 GB is. Default: 4 MB. */
  readonly log?: number;
}

/**
 * Keeps the state of a node in a directory, as `dlc node --state` does: each tick is logged, with what it took in, before
 * anything of it leaves the node or subscribers are told. A node that is opened with the same directory goes on after the last
 * tick in the log. `open` then throws a `StoreError` where the state is of another program, address or role, is in use by
 * another process, or is damaged; so does a tick that cannot be logged, and the node can then only be disposed of.
 */
export function wal(directory: string, options: WalOptions = {}): StateStore {
  if (typeof directory !== 'string' || directory === '') throw new UsageError(`\`wal\` takes the name of a directory, not ${described(directory)}`);
  checkOptions('wal', options, { fsync: text, log: bound });
  const fsync = options.fsync === undefined ? usualFsync : parseFsync(options.fsync);
  if (fsync === null) throw new UsageError(`the option \`fsync\` of \`wal\` is not ${described(options.fsync)}: ${fsyncProblem}`);
  const owner = ({ hash, address, role }: Identity): Parameters<typeof openState>[3] => ({ program: hash, node: role === '' ? address : `${address}:${role}`, held: '', start: null });
  const machine = { disk: systemDisk, clock: systemClock };
  return { open: (identity) => new Directory(identity, openState(directory, machine, fsync, owner(identity)), options.log) };
}

/** A directory of state that is open. */
class Directory implements Keeper {
  readonly #identity: Identity;
  readonly #state: OpenState;
  readonly #leastLog: number | undefined;
  #subject: Subject | null = null;

  constructor(identity: Identity, state: OpenState, leastLog: number | undefined) {
    this.#identity = identity;
    this.#state = state;
    this.#leastLog = leastLog;
  }

  get session(): string {
    return this.#state.session;
  }

  keep(transducer: Transducer, given: Transport | LastingTransport): ReturnType<Keeper['keep']> {
    const transport = 'isRepeating' in given ? given : new LocalTransport(this.#identity.address, given);
    this.#subject = { identity: this.#identity, transducer, transport };
    return { transport, journal: new Journal(this.#state.store, this.#subject, this.#leastLog) };
  }

  recover(site: Site, losses: Losses): void {
    const { stored } = this.#state;
    if (stored && this.#subject) for (const _ of recover(stored, this.#subject, new Simulation([site], losses)));
  }

  close(): void {
    try {
      this.#state.store.flush();
    } finally {
      this.#state.close();
    }
  }
}
