import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

/** The root of the source tree, seen from the compiled tests. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folders of a folder of the source tree, in order. */
export function foldersOf(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Compares text with a file of the source tree, or writes the file when `UPDATE` is set. */
export function golden(t: ExecutionContext, path: string, actual: string): void {
  const file = join(root, path);
  if (process.env['UPDATE']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  t.is(existsSync(file) ? readFileSync(file, 'utf8') : '(there is no such file)', actual, path);
}
