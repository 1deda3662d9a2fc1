import type { Clock } from '../clock.ts';
import { systemDisk, type Disk } from './disk.ts';
import type { Fsync } from './fsync.ts';
import { locked } from './lock.ts';
import { newSession } from './new-session.ts';
import { Store, StoreError, type Stored } from './store.ts';

/** The version of what is in a directory of state. */
const version = 2;

/** A node, and the role that it was told to have, if any. */
export interface NodeName {
  readonly name: string;
  readonly role: string | null;
}

/** With what `dlc node` was started whose state is kept; files by absolute paths. */
export interface Start {
  readonly files: readonly string[];
  readonly factDirectory: string;
  readonly functors: string | null;
  readonly here: NodeName;
  readonly peers: readonly NodeName[];
  readonly limits: readonly { readonly name: string; readonly text: string }[];
}

/** Whose state it is: only the same may go on with it. */
export interface Owner {
  /** The hash of its program. */
  readonly program: string;
  readonly node: string;
  /** Tells the rows that it starts with, and its roles, from others. */
  readonly held: string;
  /** Null where a program opened it. */
  readonly start: Start | null;
}

/** What the first file of a directory of state says. */
interface StateHeader extends Owner {
  readonly dlc: number;
  readonly session: string;
}

/** State that is open, for one process at a time. */
export interface OpenState {
  readonly store: Store;
  readonly session: string;
  /** Null where there is nothing yet. */
  readonly stored: Stored | null;
  readonly close: () => void;
}

/** What state stands on. */
export interface Machine {
  readonly disk: Disk;
  readonly clock: Clock;
}

/** Opens the state of a node, or makes it; throws a `StoreError` where it is of another, or cannot be used. */
export function openState(directory: string, { disk, clock }: Machine, fsync: Fsync, owner: Owner): OpenState {
  const unlock = locked(directory);
  try {
    const store = new Store(directory, disk, fsync.always);
    const fresh: StateHeader = { dlc: version, session: newSession(), ...owner };
    const stored = store.open(() => new TextEncoder().encode(JSON.stringify(fresh)));
    const header = stored ? checked(headerOf(stored, directory), owner, directory) : fresh;
    if (fsync.interval !== null) store.syncEvery(clock, fsync.interval);
    const close = (): void => {
      store.close();
      unlock();
    };
    return { store, session: header.session, stored, close };
  } catch (failure) {
    unlock();
    throw failure;
  }
}

/** What is in a directory of state, to be read only. */
export function readState(directory: string): { readonly header: StateHeader; readonly stored: Stored } {
  const stored = new Store(directory, systemDisk, false).peek();
  if (stored === null) throw new StoreError(`${directory} holds no state`);
  return { header: headerOf(stored, directory), stored };
}

/** Throws where state was made by another program, or another node, than is to go on with it. */
export function checked<H extends Owner>(header: H, now: Owner, directory: string): H {
  const refuse = (what: string): never => {
    throw new StoreError(`the state in ${directory} ${what}; start with an empty directory, or with what it was made by`);
  };
  if (header.start === null && now.start !== null) refuse('was made by a program that opened a node, not by `dlc node`');
  if (header.start !== null && now.start === null) refuse('was made by `dlc node`');
  if (header.node !== now.node) refuse(`is that of node ${header.node}, not of ${now.node}`);
  if (header.program !== now.program) refuse('is of another program, or its rules were changed since');
  if (header.held !== now.held) refuse('was made with other rows in the input files, or other members of the fleet');
  return header;
}

function headerOf({ header }: Stored, directory: string): StateHeader {
  const found: StateHeader = JSON.parse(new TextDecoder().decode(header));
  if (found.dlc !== version) throw new StoreError(`the state in ${directory} is of version ${found.dlc}; this is version ${version}`);
  return found;
}
