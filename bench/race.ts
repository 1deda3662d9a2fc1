import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { disagreement, type Outputs, type Sample } from './sample.ts';

/** Something that runs a workload: a command that prints a sample as a line of JSON. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** It is a process that is timed from outside, and prints `NAME<tab>ROWS`; otherwise it times itself and prints a sample. */
  readonly isWhole?: boolean;
}

export type Outcome = { readonly kind: 'samples'; readonly samples: readonly Sample[] } | { readonly kind: 'failed'; readonly why: string };

/** All runs of what is compared, by contender. */
export type Race = ReadonlyMap<string, Outcome>;

/** What says how much processor time and memory a process took, where there is one. */
const time = '/usr/bin/time';
const hasTime = existsSync(time);

const child = fileURLToPath(new URL('child.js', import.meta.url));

/** A contender that runs in Node, out of this folder. */
export function here(name: string, args: readonly string[]): Contender {
  return { name, command: [process.execPath, '--expose-gc', child, ...args] };
}

/**
 * Runs contenders in turns, each run in a process of its own, so that what else the machine does meets all
 * of them alike. One that fails or takes too long is not run again, nor one that nearly does. The first contender's rows are what the
 * others' are compared with: other rows are a failure, however fast.
 */
export function race(contenders: readonly Contender[], samples: number, seconds: number): Race {
  const found = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  const slow = new Set<string>();
  for (let turn = 0; turn < samples; turn++) {
    for (const contender of contenders) {
      if (failures.has(contender.name) || slow.has(contender.name)) continue;
      const began = performance.now();
      const sample = runOnce(contender, seconds);
      if (performance.now() - began > (seconds * 1000) / 2) slow.add(contender.name);
      if (typeof sample === 'string') failures.set(contender.name, sample);
      else found.get(contender.name)?.push(sample);
    }
  }
  const judge = contenders.flatMap(({ name }) => found.get(name) ?? []).find((each) => each.outputs !== null);
  for (const [name, all] of found) {
    const wrong = all.map((each) => (judge ? disagreement(judge, each) : null)).find((each) => each !== null);
    if (wrong) failures.set(name, `wrong: ${wrong}`);
  }
  return new Map([...found].map(([name, all]) => [name, outcomeOf(all, failures.get(name))]));
}

function outcomeOf(samples: readonly Sample[], failure: string | undefined): Outcome {
  return failure === undefined ? { kind: 'samples', samples } : { kind: 'failed', why: failure };
}

function runOnce({ command, isWhole = false }: Contender, seconds: number): Sample | string {
  const [file, ...args] = isWhole && hasTime ? [time, '-f', '%U %S %M', ...command] : command;
  const began = performance.now();
  const ran = spawnSync(file, args, { encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 26 });
  if (ran.error) return 'code' in ran.error && ran.error.code === 'ETIMEDOUT' ? `over ${seconds} s` : ran.error.message;
  if (ran.status !== 0) return ran.stderr.trim().split('\n').findLast((line) => /error/i.test(line)) ?? `exit ${ran.status ?? ran.signal}`;
  if (isWhole) return { ...used(ran.stderr, performance.now() - began), outputs: printed(ran.stdout) };
  const sample: Sample = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '');
  return sample;
}

/** Processor time and memory, as `time` told them last, or what the clock says. */
function used(errors: string, elapsed: number): { readonly milliseconds: number; readonly elapsed: number; readonly megabytes: number | null } {
  if (!hasTime) return { milliseconds: elapsed, elapsed, megabytes: null };
  const [user, system, kilobytes] = (errors.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { milliseconds: (user + system) * 1000, elapsed, megabytes: kilobytes / 1024 };
}

function printed(text: string): Outputs {
  const lines = text.split('\n').filter((line) => line.includes('\t'));
  return Object.fromEntries(lines.map((line) => [line.split('\t')[0], { rows: Number(line.split('\t')[1]), checksum: null }]));
}
