import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { notFound, unreadable, type Unreadable } from '../../grammar/include.ts';
import { decode, invalidLines, withoutMark } from '../../runtime/node/lines.ts';
import { isSystemError, reasonOf } from '../../runtime/node/system.ts';

/** A program file that cannot be read, and why. */
export interface FileProblem {
  readonly code: 'file-not-found' | 'file-unreadable';
  readonly file: string;
  readonly message: string;
}

/** The text of a file, or why it cannot be read; null where there is none. */
export function readText(path: string): string | Unreadable | null {
  // Node takes it for a mistake of ours.
  if (path.includes('\0')) return { reason: 'no path holds a null character' };
  try {
    return textOf(path, readFileSync(path));
  } catch (error) {
    return isSystemError(error) && error.code === 'ENOENT' ? null : { reason: reasonOf(error) };
  }
}

/** Text from its bytes, or why they are none. */
export function textOf(file: string, raw: Buffer): string | Unreadable {
  const bytes = withoutMark(raw);
  const text = decode(bytes);
  if (text !== null) return text;
  const places: string[] = [];
  invalidLines(bytes, 1, (line, column) => places.push(`${file}:${line}:${column}`));
  return { reason: `invalid UTF-8 at ${places[0] ?? file}` };
}

/** Why a program file is not read, where `readText` gave no text. */
export function unread(file: string, failure: Unreadable | null): FileProblem {
  if (failure !== null) return { code: 'file-unreadable', file, message: unreadable(file, failure) };
  const message = file === '' ? 'the name of a program file is empty' : notFound([file]);
  return { code: 'file-not-found', file, message };
}

/**
 * How a built program names its files: as seen from the folder of the first one, so that what is built
 * does not depend on where it was built.
 */
export function namesFrom(first: string): (file: string) => string {
  const folder = resolve(dirname(first));
  return (file) => relative(folder, resolve(file)).split(sep).join('/');
}
