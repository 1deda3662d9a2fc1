import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Keyring } from './guard.ts';
import { isSystemError, reasonOf } from './system.ts';
import { keyBytes } from '../wire/z85.ts';

/** Names of nodes that can be names of files. */
const fileName = /^[\w-][\w.-]*$/;

/** A new pair of keys. */
export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** Writes `NAME.key`, for the node alone, and `NAME.pub`, for all; or says what is wrong. */
export function writeKeys(directory: string, names: readonly string[], generate: () => KeyPair): string | null {
  const odd = names.find((name) => !fileName.test(name));
  if (odd !== undefined) return `${JSON.stringify(odd)} cannot be the name of a key: it is made of letters, digits, \`_\`, \`.\` and \`-\``;
  try {
    mkdirSync(directory, { recursive: true });
    for (const name of names) {
      const { publicKey, secretKey } = generate();
      writeFileSync(join(directory, `${name}.key`), `public ${publicKey}\nsecret ${secretKey}\n`, { mode: 0o600, flag: 'wx' });
      writeFileSync(join(directory, `${name}.pub`), `public ${publicKey}\n`, { flag: 'wx' });
    }
    return null;
  } catch (failure) {
    const path = isSystemError(failure) ? failure.path : directory;
    return isSystemError(failure) && failure.code === 'EEXIST' ? `${path} is there already; it is not overwritten` : `cannot write ${path}: ${reasonOf(failure)}`;
  }
}

/** The keys in a directory: the secret one of a node, and the public ones of all that it is to talk to; or what is wrong. */
export function readKeyring(directory: string, name: string, peers: readonly string[]): Keyring | string {
  try {
    const path = join(directory, `${name}.key`);
    const own = keysIn(path);
    const [publicKey, secretKey] = [own.get('public'), own.get('secret')];
    if (publicKey === undefined || secretKey === undefined) return `${path} is no secret key; \`dlc keygen\` makes one`;
    if ((statSync(path).mode & 0o077) !== 0) return `${path} can be read by others: chmod 600 ${path}`;
    const found = new Map<string, string>();
    for (const file of readdirSync(directory).filter((each) => each.endsWith('.pub'))) {
      const key = keysIn(join(directory, file)).get('public');
      if (key === undefined) return `${join(directory, file)} is no public key`;
      found.set(file.slice(0, -'.pub'.length), key);
    }
    const stranger = peers.find((peer) => !found.has(peer));
    return stranger === undefined ? { publicKey, secretKey, peers: found } : `there is no ${join(directory, `${stranger}.pub`)}, the public key of node ${stranger}`;
  } catch (failure) {
    return `cannot read ${isSystemError(failure) ? failure.path : directory}: ${reasonOf(failure)}`;
  }
}

/** The keys of a file by what they are called. */
function keysIn(path: string): ReadonlyMap<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n').map((line) => line.split(' '));
  return new Map(lines.flatMap(([what, key]): [string, string][] => (what !== undefined && key !== undefined && keyBytes(key) ? [[what, key]] : [])));
}
