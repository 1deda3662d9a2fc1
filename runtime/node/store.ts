import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Disk } from './disk.ts';
import { framed, readRecords } from './records.ts';

/** State that cannot be read or written; the message says why. */
export class StoreError extends Error {
  /** Why the state cannot be used. */
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** What a directory of state holds. */
export interface Stored {
  /** What was said when it was made. */
  readonly header: Uint8Array;
  readonly snapshot: Uint8Array | null;
  /** What was logged since the snapshot. */
  readonly records: readonly Uint8Array[];
}

const headerName = 'header';
const logName = (generation: number): string => `log.${String(generation).padStart(8, '0')}`;
const snapshotName = (generation: number): string => `snapshot.${String(generation).padStart(8, '0')}`;

/**
 * A log of records and now and then a snapshot that stands for all before it. Generation 0 begins with nothing, every later
 * one with its snapshot; the last two are kept, so that one damaged snapshot loses nothing.
 */
export class Store {
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #isSynced: boolean;
  #generation = 0;
  /** The first of which something may be there. */
  #oldest = 0;
  #log: number | null = null;
  /** Something was appended that may not be on the disk. */
  #isUnsynced = false;
  /** What kept it from getting there. */
  #failure: StoreError | null = null;
  #stopSyncing = (): void => undefined;
  /** Bytes logged since the last snapshot. */
  logged = 0;

  /** `isSynced`: what is appended is on the disk when `append` returns, not only with the operating system. */
  constructor(directory: string, disk: Disk, isSynced: boolean) {
    this.#directory = directory;
    this.#disk = disk;
    this.#isSynced = isSynced;
  }

  /** What is stored; null where nothing is yet, and `header` is stored then. */
  open(header: () => Uint8Array): Stored | null {
    return this.#tried('read', () => {
      this.#disk.makeDirectory(this.#directory);
      const names = this.#disk.list(this.#directory);
      if (!names.includes(headerName)) {
        this.#writeWhole(headerName, header());
        this.#openLog();
        return null;
      }
      const { from, ...stored } = this.#recover(names);
      this.#openLog();
      this.#forget(Math.min(from, this.#generation - 1));
      return stored;
    });
  }

  /** What is stored, which stays as it is; null where nothing is. */
  peek(): Stored | null {
    return this.#tried('read', () => (this.#disk.list(this.#directory).includes(headerName) ? this.#recover(this.#disk.list(this.#directory), false) : null));
  }

  /** What is appended from now on is on the disk no later than so many milliseconds afterwards; or the next `append` fails. */
  syncEvery(clock: Clock, milliseconds: number): void {
    this.#stopSyncing = clock.every(milliseconds, () => {
      try {
        this.flush();
      } catch (failure) {
        if (!(failure instanceof StoreError)) throw failure;
        this.#failure = failure;
      }
    });
  }

  /** What was appended is on the disk. */
  flush(): void {
    if (this.#failure) throw this.#failure;
    if (!this.#isUnsynced) return;
    this.#isUnsynced = false;
    this.#tried('write', () => {
      if (this.#log !== null) this.#disk.sync(this.#log);
    });
  }

  append(record: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    const bytes = framed(record);
    this.#tried('write', () => {
      const file = this.#log ?? this.#openLog();
      this.#disk.write(file, bytes);
    });
    this.#isUnsynced = true;
    if (this.#isSynced) this.flush();
    this.logged += bytes.length;
  }

  /** Stores what stands for all that was logged so far. */
  snapshot(bytes: Uint8Array): void {
    this.flush();
    this.#tried('write', () => {
      this.#closeLog();
      this.#generation++;
      this.#writeWhole(snapshotName(this.#generation), bytes);
      this.#openLog();
      this.logged = 0;
      this.#forget(this.#generation - 1);
    });
  }

  /** Generations before one are of no use any more; whoever ended before they were removed has left them. */
  #forget(generation: number): void {
    for (; this.#oldest < generation; this.#oldest++) {
      for (const name of [snapshotName(this.#oldest), logName(this.#oldest)]) this.#disk.remove(this.#path(name));
    }
  }

  close(): void {
    this.#stopSyncing();
    this.#closeLog();
  }

  #closeLog(): void {
    if (this.#log !== null) this.#disk.close(this.#log);
    this.#log = null;
  }

  #recover(names: readonly string[], repairs = true): Stored & { readonly from: number } {
    const [header] = readRecords(this.#disk.read(this.#path(headerName))).records;
    if (!header) throw new StoreError(`${this.#path(headerName)} is damaged`);
    const generations = names.flatMap((name) => Number(/^(?:log|snapshot)\.(\d{8})$/.exec(name)?.[1] ?? []));
    this.#generation = Math.max(0, ...generations);
    this.#oldest = Math.min(this.#generation, ...generations);
    for (let from = this.#generation; from >= 0; from--) {
      const snapshot = from === 0 ? null : this.#snapshotOf(from, names);
      if (snapshot === undefined) continue;
      const records: Uint8Array[] = [];
      for (let each = from; each <= this.#generation; each++) records.push(...this.#logOf(each, names, repairs));
      return { header, snapshot, records, from };
    }
    throw new StoreError(`no snapshot in ${this.#directory} can be read`);
  }

  /** Undefined where there is none that can be read. */
  #snapshotOf(generation: number, names: readonly string[]): Uint8Array | undefined {
    const name = snapshotName(generation);
    return names.includes(name) ? readRecords(this.#disk.read(this.#path(name))).records[0] : undefined;
  }

  #logOf(generation: number, names: readonly string[], repairs: boolean): readonly Uint8Array[] {
    const name = logName(generation);
    // A node may have ended between a snapshot and the log that follows it.
    if (!names.includes(name)) {
      if (generation === this.#generation) return [];
      throw new StoreError(`${this.#path(name)} is missing`);
    }
    const bytes = this.#disk.read(this.#path(name));
    const { records, end, damaged } = readRecords(bytes);
    if (damaged || (end < bytes.length && generation < this.#generation)) {
      throw new StoreError(`${this.#path(name)} is damaged at byte ${end}: what was acknowledged after that cannot be recovered`);
    }
    if (end < bytes.length && repairs) this.#disk.truncate(this.#path(name), end);
    if (generation === this.#generation) this.logged = end;
    return records;
  }

  #openLog(): number {
    this.#log = this.#disk.open(this.#path(logName(this.#generation)));
    this.#disk.syncDirectory(this.#directory);
    return this.#log;
  }

  /** A file that is there whole or not at all. */
  #writeWhole(name: string, bytes: Uint8Array): void {
    const temporary = this.#path(`${name}.tmp`);
    this.#disk.remove(temporary);
    const file = this.#disk.open(temporary);
    try {
      this.#disk.write(file, framed(bytes));
      this.#disk.sync(file);
    } finally {
      this.#disk.close(file);
    }
    this.#disk.rename(temporary, this.#path(name));
    this.#disk.syncDirectory(this.#directory);
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  /** After a failure nothing is tried again: what a failed write or sync left on the disk is not known. */
  #tried<T>(what: 'read' | 'write', work: () => T): T {
    try {
      return work();
    } catch (failure) {
      if (failure instanceof StoreError || !(failure instanceof Error) || !('code' in failure)) throw failure;
      throw new StoreError(`cannot ${what} state in ${this.#directory}: ${failure.message}`, { cause: failure });
    }
  }
}
