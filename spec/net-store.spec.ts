import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Clock } from '../runtime/clock.ts';
import { readWhole, systemDisk, timedDisk, type Disk } from '../runtime/node/disk.ts';
import { locked } from '../runtime/node/lock.ts';
import { framed, readRecords } from '../runtime/node/records.ts';
import { Store, StoreError, type Stored } from '../runtime/node/store.ts';

const record = (n: number): Uint8Array => Uint8Array.of(n >> 8, n, 7, 7, 7);
const numbersOf = (records: readonly Uint8Array[]): number[] => records.map(([high = 0, low = 0]) => high * 256 + low);
const header = (): Uint8Array => Uint8Array.of(1);

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-store-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a log that was cut anywhere gives the records before the cut', (t) => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(1000), (count, cut) => {
      const whole = Buffer.concat(Array.from({ length: count }, (_, n) => framed(record(n))));
      const length = cut % (whole.length + 1);
      const { records, end, damaged } = readRecords(whole.subarray(0, length));
      t.false(damaged);
      t.is(end, Math.floor(length / 17) * 17);
      t.deepEqual(numbersOf(records), Array.from({ length: Math.floor(length / 17) }, (_, n) => n));
    }),
  );
});

test('a log that was made longer before it was written ends where zeros begin', (t) => {
  const whole = Buffer.concat([framed(record(1)), framed(record(2)).subarray(0, 10), Buffer.alloc(100)]);
  t.like(readRecords(whole), { end: 17, damaged: false });
  t.like(readRecords(Buffer.concat([framed(record(1)), Buffer.alloc(4096)])), { end: 17, damaged: false });
});

test('a bit that flipped is damage, wherever it is', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), fc.nat(7), (count, at, bit) => {
      const whole = Buffer.concat(Array.from({ length: count }, (_, n) => framed(record(n))));
      const byte = at % whole.length;
      whole[byte] = (whole[byte] ?? 0) ^ (1 << bit);
      const { records, damaged } = readRecords(whole);
      t.true(damaged);
      t.deepEqual(numbersOf(records), Array.from({ length: records.length }, (_, n) => n));
      t.true(records.length <= Math.floor(byte / 17));
    }),
    { numRuns: 500 },
  );
});

function opened(folder: string, disk: Disk = systemDisk): { readonly store: Store; readonly stored: Stored | null } {
  const store = new Store(folder, disk, true);
  return { store, stored: store.open(header) };
}

test('a store gives back what was appended since its last snapshot', (t) => {
  const folder = folderOf(t);
  const { store: first, stored } = opened(folder);
  t.is(stored, null);
  for (let n = 0; n < 5; n++) first.append(record(n));
  first.close();
  const { store: second, stored: five } = opened(folder);
  t.deepEqual([five?.snapshot, numbersOf(five?.records ?? [])], [null, [0, 1, 2, 3, 4]]);
  for (let n = 5; n < 30; n++) {
    second.append(record(n));
    if (n % 10 === 9) second.snapshot(record(n));
  }
  second.close();
  const { stored: last } = opened(folder);
  t.deepEqual([numbersOf([last?.snapshot ?? record(0)]), last?.records], [[29], []]);
  t.deepEqual([...systemDisk.list(folder)].sort(), ['header', 'log.00000002', 'log.00000003', 'snapshot.00000002', 'snapshot.00000003']);
});

test('a file is read whole, whatever is read of it at once', (t) => {
  const path = join(folderOf(t), 'file');
  for (const length of [0, 1, 6, 7, 8]) {
    writeFileSync(path, Buffer.from(Array.from({ length }, (_, index) => index)));
    for (const piece of [1, 3, 7, 100]) t.deepEqual([...readWhole(path, piece)], [...readFileSync(path)]);
  }
});

test('what a node that ended in between had no time to remove is removed when it is opened again', (t) => {
  const folder = folderOf(t);
  let isEnding = false;
  const disk: Disk = {
    ...systemDisk,
    remove: (path) => {
      if (isEnding && !path.endsWith('.tmp')) throw Object.assign(new Error('it ended'), { code: 'EIO' });
      systemDisk.remove(path);
    },
  };
  const { store } = opened(folder, disk);
  for (let n = 0; n < 20; n++) {
    store.append(record(n));
    if (n % 10 === 9) store.snapshot(record(n));
  }
  isEnding = true;
  t.throws(() => store.snapshot(record(20)), { instanceOf: StoreError });
  store.close();
  t.true(systemDisk.list(folder).includes('log.00000001'));
  const { store: next, stored } = opened(folder);
  t.deepEqual(numbersOf([stored?.snapshot ?? record(0)]), [20]);
  next.close();
  t.deepEqual([...systemDisk.list(folder)].sort(), ['header', 'log.00000002', 'log.00000003', 'snapshot.00000002', 'snapshot.00000003']);
});

test('a damaged snapshot loses nothing, and a damaged log says where', (t) => {
  const folder = folderOf(t);
  const { store } = opened(folder);
  for (let n = 0; n < 30; n++) {
    store.append(record(n));
    if (n % 10 === 9) store.snapshot(record(n));
  }
  store.append(record(30));
  store.append(record(31));
  store.close();
  const damage = (name: string, at: number): void => writeFileSync(join(folder, name), readFileSync(join(folder, name)).with(at, 0xee));
  damage('snapshot.00000003', 9);
  const { stored } = opened(folder);
  t.deepEqual([numbersOf([stored?.snapshot ?? record(0)]), numbersOf(stored?.records ?? [])], [[19], [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]]);
  damage('log.00000003', 9);
  t.throws(() => opened(folder), { instanceOf: StoreError, message: /log\.00000003 is damaged at byte 0: what was acknowledged after that cannot be recovered/ });
});

/** A disk that fails at some operation and from then on, as after a crash: the last write may be partly there. */
function failing(after: number, code: string): { readonly disk: Disk; readonly operations: () => number } {
  let count = 0;
  const guarded = <A extends readonly unknown[], R>(work: (...args: A) => R, partly: (...args: A) => void = () => undefined) => (...args: A): R => {
    if (++count <= after) return work(...args);
    if (count === after + 1) partly(...args);
    throw Object.assign(new Error(`${code}: it failed`), { code });
  };
  const disk: Disk = {
    ...systemDisk,
    write: guarded(systemDisk.write, (file, bytes) => systemDisk.write(file, bytes.subarray(0, bytes.length >> 1))),
    sync: guarded(systemDisk.sync),
    rename: guarded(systemDisk.rename),
    truncate: guarded(systemDisk.truncate),
    remove: guarded(systemDisk.remove),
    syncDirectory: guarded(systemDisk.syncDirectory),
  };
  return { disk, operations: () => count };
}

/** Appends records with a snapshot now and then; gives how many were acknowledged. */
function work(folder: string, disk: Disk): number {
  let done = 0;
  try {
    const { store } = opened(folder, disk);
    for (let n = 0; n < 12; n++) {
      store.append(record(n));
      done = n + 1;
      if (n % 4 === 3) store.snapshot(record(n));
    }
    store.close();
  } catch (failure) {
    if (!(failure instanceof StoreError)) throw failure;
  }
  return done;
}

test('wherever the disk fails, what was acknowledged is recovered, and nothing is in between', (t) => {
  const all = failing(Infinity, 'EIO');
  t.is(work(folderOf(t), all.disk), 12);
  for (let at = 0; at < all.operations(); at++) {
    const folder = folderOf(t);
    const done = work(folder, failing(at, at % 2 === 0 ? 'ENOSPC' : 'EIO').disk);
    const { stored } = opened(folder);
    const last = stored?.snapshot ? numbersOf([stored.snapshot]) : [-1];
    const numbers = [...last, ...numbersOf(stored?.records ?? [])];
    const recovered = (numbers.at(-1) ?? -1) + 1;
    // What failed in its sync may be there all the same.
    t.true(recovered === done || recovered === done + 1, `failed at ${at}: ${done} done, ${recovered} recovered`);
    t.deepEqual(numbers, Array.from({ length: numbers.length }, (_, n) => n + (numbers[0] ?? 0)));
  }
});

/** A clock of which a period passes when the test says so. */
function manualClock(): { readonly clock: Clock; readonly pass: () => void } {
  const waiting = new Set<() => void>();
  const every = (_: number, fire: () => void): (() => void) => {
    waiting.add(fire);
    return () => waiting.delete(fire);
  };
  return { clock: { now: () => 0, every }, pass: () => waiting.forEach((fire) => fire()) };
}

test('a log is synced once in a period, where there is something to sync, and at the end', (t) => {
  let syncs = 0;
  const disk: Disk = timedDisk(systemDisk, () => syncs++);
  const store = new Store(folderOf(t), disk, false);
  const { clock, pass } = manualClock();
  store.syncEvery(clock, 50);
  store.open(header);
  syncs = 0;
  for (let n = 0; n < 5; n++) store.append(record(n));
  t.is(syncs, 0);
  pass();
  pass();
  t.is(syncs, 1);
  store.append(record(5));
  store.flush();
  store.flush();
  t.is(syncs, 2);
  store.append(record(6));
  store.close();
  pass();
  t.is(syncs, 2);
});

test('a sync that failed between two ticks is told at the next', (t) => {
  let works = true;
  const disk: Disk = {
    ...systemDisk,
    sync: (file) => {
      if (!works) throw Object.assign(new Error('EIO: it failed'), { code: 'EIO' });
      systemDisk.sync(file);
    },
  };
  const store = new Store(folderOf(t), disk, false);
  const { clock, pass } = manualClock();
  store.syncEvery(clock, 50);
  store.open(header);
  store.append(record(1));
  works = false;
  pass();
  works = true;
  t.throws(() => store.append(record(2)), { instanceOf: StoreError, message: /EIO/ });
  t.throws(() => store.flush(), { instanceOf: StoreError, message: /EIO/ });
  store.close();
});

test('a directory is for one process at a time, and not for one that is gone', (t) => {
  const folder = folderOf(t);
  const unlock = locked(folder);
  t.throws(() => locked(folder), { instanceOf: StoreError, message: /is used by process \d+; if that is not so, remove .*lock$/ });
  unlock();
  t.deepEqual(readdirSync(folder), []);
  writeFileSync(join(folder, 'lock'), '999999999 1');
  locked(folder)();
  t.deepEqual(readdirSync(folder), []);
});

const onLinux = existsSync('/proc/self/stat') ? test : test.skip;

onLinux('a process that has the number of one that is gone, or that nobody has asked how it ended, keeps nobody out', (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'lock'), `${process.ppid} another-run-of-the-machine:1`);
  locked(folder)();
  const { pid = 0 } = spawn('true');
  // Node asks how it ended when this test has come to its end.
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  writeFileSync(join(folder, 'lock'), `${pid} 1`);
  locked(folder)();
  t.deepEqual(readdirSync(folder), []);
});
