import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { dialectOf, type Source } from '../datalog/source.ts';
import { decode, invalidLines, withoutMark } from '../runtime/node/lines.ts';
import { isSystemError, reasonOf } from '../runtime/node/system.ts';

/** The text of a program file, or why it cannot be read. */
export function readProgram(file: string): Source | string {
  try {
    return sourceOf(file, readFileSync(file));
  } catch (error) {
    return `cannot read program ${file}: ${reasonOf(error)}`;
  }
}

/** Program text from its bytes, or why they are none. */
export function sourceOf(file: string, raw: Buffer): Source | string {
  const bytes = withoutMark(raw);
  const text = decode(bytes);
  if (text !== null) return { file, text, dialect: dialectOf(file) };
  const places: string[] = [];
  invalidLines(bytes, 1, (line, column) => places.push(`${file}:${line}:${column}`));
  return `cannot read program ${file}: invalid UTF-8 at ${places[0] ?? file}`;
}

/** The text of an included file; null where there is none to read. */
export function readIncluded(path: string): string | null {
  try {
    return decode(withoutMark(readFileSync(path)));
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

/**
 * How a built program names its files: as seen from the folder of the first one, so that what is built
 * does not depend on where it was built.
 */
export function namesFrom(first: string): (file: string) => string {
  const folder = resolve(dirname(first));
  return (file) => relative(folder, resolve(file)).split(sep).join('/');
}
