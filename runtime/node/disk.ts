import { closeSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Node reads or writes no more than 2 GB at once. */
const largest = 1 << 30;

/** What a store needs of a file system; a test passes one that fails. */
export interface Disk {
  makeDirectory(path: string): void;
  list(path: string): readonly string[];
  read(path: string): Uint8Array;
  /** Opens a file to write at its end; it is made if it is not there. */
  open(path: string): number;
  write(file: number, bytes: Uint8Array): void;
  /** What was written is there after a loss of power. */
  sync(file: number): void;
  close(file: number): void;
  truncate(path: string, length: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** The names in a directory are there after a loss of power. */
  syncDirectory(path: string): void;
}

export const systemDisk: Disk = {
  makeDirectory: (path) => {
    mkdirSync(path, { recursive: true });
  },
  list: (path) => readdirSync(path),
  read: (path) => readWhole(path),
  open: (path) => openSync(path, 'a'),
  write: (file, bytes) => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(bytes.length - at, largest));
  },
  sync: fdatasyncSync,
  close: closeSync,
  truncate: (path, length) => withFile(path, 'r+', (file) => {
    ftruncateSync(file, length);
    fsyncSync(file);
  }),
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  syncDirectory: (path) => withFile(path, 'r', fsyncSync),
};

/** All bytes of a file, which is read in pieces of so many. */
export function readWhole(path: string, piece = largest): Uint8Array {
  return withFile(path, 'r', (file) => {
    const bytes = Buffer.allocUnsafe(fstatSync(file).size);
    let at = 0;
    for (let count = -1; at < bytes.length && count !== 0; at += count) count = readSync(file, bytes, at, Math.min(bytes.length - at, piece), at);
    return bytes.subarray(0, at);
  });
}

/** A disk that tells how long each sync took, in seconds. */
export function timedDisk(disk: Disk, told: (seconds: number) => void): Disk {
  return {
    ...disk,
    sync: (file) => {
      const began = performance.now();
      disk.sync(file);
      told((performance.now() - began) / 1000);
    },
  };
}

function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}
