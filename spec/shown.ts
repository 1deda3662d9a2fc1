import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { golden, root } from './golden.ts';
import { fencesOf } from './markdown.ts';

/** Compares what an example printed with its `expected.txt`, and with what its page shows if it shows it; `UPDATE` writes both. */
export function shownBy(t: ExecutionContext, folder: string, stdout: string): void {
  golden(t, join(folder, 'expected.txt'), stdout);
  const file = join(root, folder, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const shown = fencesOf(readme).find(({ language }) => language === 'output');
  if (!shown) return;
  if (process.env['UPDATE']) writeFileSync(file, readme.slice(0, shown.start) + stdout + readme.slice(shown.end));
  else t.is(shown.text, stdout);
}
