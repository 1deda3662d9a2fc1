import { fileURLToPath } from 'node:url';
import type { Contender } from '../race.ts';
import type { Size } from '../workload.ts';

const run = fileURLToPath(new URL('run.js', import.meta.url));

/** A run of several processes. */
export function netContender(workload: string, name: string, size: Size, window: number): Contender {
  return { name, command: [process.execPath, run, workload, name, size, String(window)] };
}
