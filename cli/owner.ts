import { resolve } from 'node:path';
import { fingerprint } from '../planner/fingerprint.ts';
import type { Identity } from '../runtime/embedding/snapshot.ts';
import type { NodeName, Owner, Start } from '../runtime/node/state.ts';
import type { Deployment } from './deploy.ts';
import type { NamedLimit } from './limits.ts';
import type { Station } from './station.ts';

/** What the command line of a node says of it, as far as its state depends on it. */
export interface Started {
  readonly files: readonly string[];
  readonly factDirectory: string;
  readonly functors: string | null;
  readonly name: string;
  readonly role: string | null;
  readonly peers: readonly NodeName[];
  readonly limits: readonly NamedLimit[];
}

/** Whose the state of a node is. */
export function ownerOf({ hash }: Deployment, { held, roles }: Station, start: Start): Owner {
  return { program: hash, node: start.here.name, held: fingerprint(JSON.stringify([roles, held])), start };
}

/** Which program is where: snapshots are taken up only by the same. */
export function identityOf({ hash }: Deployment, { roles }: Station, { files, here }: Start): Identity {
  return { hash, file: files[0] ?? '', address: here.name, role: roles.join(' ') };
}

/** With what a node is started, wherever it is read again from. */
export function startOf({ files, factDirectory, functors, name, role, peers, limits }: Started): Start {
  return {
    files: files.map((each) => resolve(each)),
    factDirectory: resolve(factDirectory),
    functors: functors === null ? null : resolve(functors),
    here: { name, role },
    peers: peers.map((each) => ({ name: each.name, role: each.role })),
    limits,
  };
}
