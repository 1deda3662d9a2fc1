import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { here, race, type Contender, type Race } from './race.ts';
import { batchTable, rowsText, summaryTable, tickTable } from './report.ts';
import { tickWorkloads } from './tick-workloads.ts';
import type { TickWorkload } from './ticking.ts';
import type { Size, Workload } from './workload.ts';
import { workloads } from './workloads.ts';

const results = fileURLToPath(new URL('../../bench/results/', import.meta.url));
const machine = `${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;

interface Options {
  readonly samples: number;
  /** After which a run is given up. */
  readonly seconds: number;
  readonly size: Size;
  /** Contenders to run, or all of them. */
  readonly only: readonly string[] | null;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      samples: { type: 'string', default: '3' },
      timeout: { type: 'string', default: '60' },
      tiny: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  const options: Options = { samples: Number(values.samples), seconds: Number(values.timeout), size: values.tiny ? 'tiny' : 'full', only: values.only?.split(',') ?? null };
  const chosen = ({ name }: { readonly name: string }) => positionals.length === 0 || positionals.some((each) => name.startsWith(each));
  console.log(`${machine}; medians of ${options.samples}\n`);
  const batches = new Map(workloads.filter(chosen).map((each) => [each, runBatch(each, options)]));
  if (batches.size > 1) console.log(`## All batches, in ms\n\n${summaryTable(batches)}\n`);
  for (const each of tickWorkloads.filter(chosen)) runTicks(each, options);
}

function runBatch(workload: Workload, options: Options): Race {
  const found = race(contenders(['dlc', ...Object.keys(workload.byHand)], workload.name, options), options.samples, options.seconds);
  console.log(`## ${workload.name}: ${workload.title}\n\n${rowsText(found)}\n\n${batchTable(found)}\n`);
  keep(workload.name, Object.fromEntries(found), options);
  return found;
}

function runTicks(workload: TickWorkload, options: Options): void {
  const races = new Map(
    workload.sizes[options.size].map((stored) => {
      const all = contenders(['dlc', 'by hand'], workload.name, options, String(stored));
      return [stored, race(all, options.samples, options.seconds)];
    }),
  );
  console.log(`## ${workload.name}: ${workload.title}\n\n${tickTable(races)}\n`);
  keep(workload.name, Object.fromEntries([...races].map(([stored, found]) => [stored, Object.fromEntries(found)])), options);
}

function contenders(names: readonly string[], workload: string, { size, only }: Options, ...more: readonly string[]): readonly Contender[] {
  return names.filter((name) => only?.includes(name) ?? true).map((name) => here(name, [workload, name, size, ...more]));
}

/** The raw samples of a workload, for whoever wants to look closer. */
function keep(name: string, races: Readonly<Record<string, unknown>>, { size }: Options): void {
  if (size === 'tiny') return;
  mkdirSync(results, { recursive: true });
  writeFileSync(`${results}${name}.json`, `${JSON.stringify({ machine, races })}\n`);
}

main();
