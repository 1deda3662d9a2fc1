import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSession } from './new-session.ts';
import { StoreError } from './store.ts';
import { isSystemError } from './system.ts';

/** Keeps all others out of a directory; gives what lets them in again. A process that is gone keeps nobody out. */
export function locked(directory: string): () => void {
  const path = join(directory, 'lock');
  try {
    mkdirSync(directory, { recursive: true });
    for (;;) {
      const holder = taken(path);
      if (holder === null) return () => rmSync(path, { force: true });
      if (isAlive(holder)) throw new StoreError(`the state in ${directory} is used by process ${holder.pid}; if that is not so, remove ${path}`, { cause: holder });
      release(path, holder);
    }
  } catch (failure) {
    if (isSystemError(failure)) throw new StoreError(`cannot use ${directory}: ${failure.message}`, { cause: failure });
    throw failure;
  }
}

/** A process; when it began tells it from another that had its number before. */
interface Holder {
  readonly text: string;
  readonly pid: number;
  readonly began: string;
}

/** The process that has a lock; null when it is this one from now on. A lock is there with its holder in it, or not at all. */
function taken(path: string): Holder | null {
  const own = `${path}.${process.pid}.${newSession()}`;
  const text = `${process.pid} ${beginningOf(process.pid) ?? performance.timeOrigin}`;
  try {
    writeFileSync(own, text, { flag: 'wx' });
    named(own, path, text);
    return null;
  } catch (failure) {
    if (!isSystemError(failure) || failure.code !== 'EEXIST') throw failure;
    return holderOf(path) ?? taken(path);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Gives a file a second name that nothing has. */
function named(from: string, to: string, text: string): void {
  try {
    linkSync(from, to);
  } catch (failure) {
    // Some file systems have no links, and there is nothing better then.
    if (!isSystemError(failure) || !['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(failure.code ?? '')) throw failure;
    writeFileSync(to, text, { flag: 'wx' });
  }
}

/** Null where nobody has the lock. */
function holderOf(path: string): Holder | null {
  try {
    const text = readFileSync(path, 'utf8');
    const [pid = '', began = ''] = text.split(' ');
    return { text, pid: Number(pid), began };
  } catch (failure) {
    if (isSystemError(failure) && failure.code === 'ENOENT') return null;
    throw failure;
  }
}

/** Takes the lock of a process that is gone away; it may have been another's before that could be done. */
function release(path: string, { text }: Holder): void {
  const aside = `${path}.${process.pid}.${newSession()}`;
  try {
    renameSync(path, aside);
    const found = readFileSync(aside, 'utf8');
    if (found !== text) named(aside, path, found);
  } catch (failure) {
    if (!isSystemError(failure) || failure.code !== 'ENOENT') throw failure;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive({ pid, began }: Holder): boolean {
  const now = beginningOf(pid);
  if (now === '') return false;
  if (now !== null && began.includes(':')) return now === began;
  if (pid === process.pid) return began === String(performance.timeOrigin);
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (failure) {
    return isSystemError(failure) && failure.code === 'EPERM';
  }
}

/** When a process began, in which run of the machine; empty when it has ended, and null where that cannot be known. */
function beginningOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Its name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', began = ''] = [fields[0], fields[19]];
    return 'ZX'.includes(state) ? '' : `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${began}`;
  } catch {
    return null;
  }
}
