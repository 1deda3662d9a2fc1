import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Outcome, Race } from './race.ts';

const folder = fileURLToPath(new URL('../../bench/results/', import.meta.url));

/** The raw samples of the last run of a workload: by stored rows (0 for a batch), by contender. */
export interface Kept {
  readonly machine: string;
  readonly date: string;
  readonly races: Readonly<Record<string, Readonly<Record<string, Outcome>>>>;
}

/** What this runs on. */
export const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;

/** Keeps the samples of a workload instead of those of its last run. */
export function keep(name: string, races: ReadonlyMap<number, Race>): void {
  mkdirSync(folder, { recursive: true });
  const all = Object.fromEntries([...races].map(([stored, race]) => [stored, Object.fromEntries(race)]));
  const now: Kept = { machine, date: new Date().toISOString().slice(0, 10), races: all };
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(now)}\n`);
}

/** The samples kept of a workload, if there are any. */
export function kept(name: string): Kept | null {
  const file = `${folder}${name}.json`;
  if (!existsSync(file)) return null;
  const found: Kept = JSON.parse(readFileSync(file, 'utf8'));
  return found;
}
