import { decode, encode } from '@msgpack/msgpack';
import type { Module, Row } from '../abi.ts';
import type { Carried } from '../carried.ts';
import { isRowOf } from '../row-check.ts';
import { UsageError } from './error.ts';

/** The version of the form of snapshots. */
const version = 1;

/** Which program, where: a snapshot is taken up only by the same. */
export interface Identity {
  readonly hash: string;
  readonly file: string;
  readonly address: string;
  readonly role: string;
}

/** A snapshot as msgpack; relations by name, rows as arrays of values. */
export function encodeSnapshot(identity: Identity, module: Module, carried: Carried): Uint8Array {
  const name = (relation: number): string => module.relations[relation]?.name ?? '';
  const { hash, file, address, role } = identity;
  return encode({
    dlc: version,
    hash,
    file,
    address,
    role,
    tick: carried.tick,
    inserted: carried.inserted,
    relations: carried.relations.map(({ relation, differs, rows }) => [name(relation), differs, rows]),
    withdrawn: carried.withdrawn.map(({ relation, rows }) => [name(relation), rows]),
    sources: carried.sources.map(({ source, present, arriving }) => [keyOf(module, source), present, arriving]),
  });
}

/** What a snapshot holds for a node; a `UsageError` says why it is none that the node can take up. */
export function decodeSnapshot(bytes: unknown, identity: Identity, module: Module): Carried {
  if (!(bytes instanceof Uint8Array)) throw new UsageError('a snapshot is the Uint8Array that `snapshot` gave');
  const fields = fieldsOf(bytes);
  const found = fields['dlc'];
  if (typeof found !== 'number') throw new UsageError('these bytes are no snapshot');
  if (found !== version) throw new UsageError(`the snapshot is of version ${found}; this runtime reads version ${version}`);
  if (fields['hash'] !== identity.hash) throw new UsageError(`the snapshot is of another program than ${identity.file}, or its rules were changed since`);
  if (fields['address'] !== identity.address || fields['role'] !== identity.role) {
    throw new UsageError(`the snapshot is of ${place(fields['address'], fields['role'])}; this node is ${place(identity.address, identity.role)}`);
  }
  return carriedOf(fields, module);
}

function place(address: unknown, role: unknown): string {
  return `${JSON.stringify(address)}${role === '' ? '' : ` (${String(role)})`}`;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(bytes: Uint8Array): Fields {
  try {
    const fields: unknown = decode(bytes);
    if (typeof fields === 'object' && fields !== null) return Object.fromEntries(Object.entries(fields));
  } catch {
    // Cut off, or never msgpack: the same to the caller.
  }
  throw new UsageError('these bytes are no snapshot');
}

function carriedOf(fields: Fields, module: Module): Carried {
  const relationOf = new Map(module.relations.map(({ name }, index) => [name, index]));
  const sourceOf = new Map(module.sources.map((_, index) => [keyOf(module, index), index]));
  const rows = (relation: number, value: unknown): Row[] => array(value).map((row) => rowOf(module, relation, row));
  const { tick, inserted } = fields;
  if (typeof tick !== 'number' || !Number.isSafeInteger(tick) || tick < 0 || typeof inserted !== 'boolean') throw damaged();
  return {
    tick,
    inserted,
    relations: array(fields['relations']).map((each) => {
      const [name, differs, held] = array(each);
      const relation = known(relationOf, name);
      if (!sourceOf.has(`source ${String(name)}`) || typeof differs !== 'boolean') throw damaged();
      return { relation, differs, rows: rows(relation, held) };
    }),
    withdrawn: array(fields['withdrawn']).map((each) => {
      const [name, held] = array(each);
      const relation = known(relationOf, name);
      return { relation, rows: rows(relation, held) };
    }),
    sources: array(fields['sources']).map((each) => {
      const [key, present, arriving] = array(each);
      const source = known(sourceOf, key);
      const { relation } = module.sources[source]!;
      return { source, present: rows(relation, present), arriving: rows(relation, arriving) };
    }),
  };
}

function keyOf(module: Module, source: number): string {
  const { relation, kind } = module.sources[source]!;
  return `${kind} ${module.relations[relation]?.name}`;
}

function known(indexes: ReadonlyMap<string, number>, name: unknown): number {
  const index = indexes.get(String(name));
  if (index === undefined) throw damaged();
  return index;
}

function array(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw damaged();
}

function rowOf(module: Module, relation: number, row: unknown): Row {
  const shape = module.relations[relation];
  if (shape && Array.isArray(row) && isRowOf(shape, row)) return row;
  throw damaged();
}

function damaged(): UsageError {
  return new UsageError('the snapshot is damaged, or another version of dlc made it');
}
