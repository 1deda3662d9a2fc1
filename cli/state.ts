import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fingerprint } from '../planner/fingerprint.ts';
import type { Clock } from '../runtime/clock.ts';
import { systemDisk, type Disk } from '../runtime/node/disk.ts';
import { newSession } from '../runtime/node/network.ts';
import { Store, StoreError, type Stored } from '../runtime/node/store.ts';
import { isSystemError } from '../runtime/node/system.ts';
import type { Identity } from '../runtime/embedding/snapshot.ts';
import type { Fsync } from './choices.ts';
import type { Deployment } from './deploy.ts';
import type { Node } from './nodes.ts';
import type { Station } from './station.ts';

/** The version of what is in a directory of state. */
const version = 1;

/** With what a node was started whose state is kept; files by absolute paths. */
export interface Start {
  readonly files: readonly string[];
  readonly factDirectory: string;
  readonly functors: string | null;
  readonly here: Node;
  readonly peers: readonly Node[];
}

/** What the first file of a directory of state says. */
export interface StateHeader {
  readonly dlc: number;
  readonly session: string;
  readonly program: string;
  readonly held: string;
  readonly start: Start;
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
export function openState(directory: string, { disk, clock }: Machine, fsync: Fsync, hash: string, station: Station, start: Start): OpenState {
  const unlock = locked(directory);
  try {
    const store = new Store(directory, disk, fsync.always);
    const fresh: StateHeader = { dlc: version, session: newSession(), program: hash, held: heldBy(station), start };
    const stored = store.open(() => new TextEncoder().encode(JSON.stringify(fresh)));
    const header = stored ? checked(headerOf(stored, directory), fresh, directory) : fresh;
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
export function checked(header: StateHeader, now: Pick<StateHeader, 'program' | 'held' | 'start'>, directory: string): StateHeader {
  const refuse = (what: string): never => {
    throw new StoreError(`the state in ${directory} ${what}; start with an empty directory, or with what it was made by`);
  };
  if (header.start.here.name !== now.start.here.name) refuse(`is that of node ${header.start.here.name}, not of ${now.start.here.name}`);
  if (header.program !== now.program) refuse('is of another program, or its rules were changed since');
  if (header.held !== now.held) refuse('was made with other rows in the input files, or other members of the fleet');
  return header;
}

/** Tells the rows that a node starts with, and its roles, from others. */
export function heldBy({ held, roles }: Station): string {
  return fingerprint(JSON.stringify([roles, held]));
}

function headerOf({ header }: Stored, directory: string): StateHeader {
  const found: StateHeader = JSON.parse(new TextDecoder().decode(header));
  if (found.dlc !== version) throw new StoreError(`the state in ${directory} is of version ${found.dlc}; this is version ${version}`);
  return found;
}

/** Which program is where: snapshots are taken up only by the same. */
export function identityOf({ hash }: Deployment, { roles }: Station, { files, here }: Start): Identity {
  return { hash, file: files[0] ?? '', address: here.name, role: roles.join(' ') };
}

/** With what a node is started, wherever it is read again from. */
export function startOf(files: readonly string[], factDirectory: string, functors: string | null, here: Node, peers: readonly Node[]): Start {
  const plain = ({ name, role }: Node): Node => ({ name, role });
  return { files: files.map((each) => resolve(each)), factDirectory: resolve(factDirectory), functors: functors === null ? null : resolve(functors), here: plain(here), peers: peers.map(plain) };
}

/** Keeps other processes out of a directory; gives what lets them in again. A process that is gone keeps nobody out. */
function locked(directory: string): () => void {
  const path = join(directory, 'lock');
  try {
    mkdirSync(directory, { recursive: true });
    for (;;) {
      const holder = taken(path);
      if (holder === null) return () => rmSync(path, { force: true });
      if (isAlive(holder)) throw new StoreError(`the state in ${directory} is used by process ${holder}; if that is not so, remove ${path}`);
      rmSync(path, { force: true });
    }
  } catch (failure) {
    if (isSystemError(failure)) throw new StoreError(`cannot use ${directory}: ${failure.message}`, { cause: failure });
    throw failure;
  }
}

/** The process that has a lock; null when it is this one from now on. */
function taken(path: string): number | null {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return null;
  } catch (failure) {
    if (!isSystemError(failure) || failure.code !== 'EEXIST') throw failure;
    return Number(readFileSync(path, 'utf8'));
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && pid !== process.pid && process.kill(pid, 0);
  } catch (failure) {
    return isSystemError(failure) && failure.code === 'EPERM';
  }
}
