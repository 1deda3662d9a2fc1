import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Facts } from './facts.ts';
import { microWorkloads } from './micro-workloads.ts';
import { netContender } from './net/contender.ts';
import { netTable } from './net/report.ts';
import { netWorkloads, type NetWorkload } from './net/workloads.ts';
import { writePage } from './page.ts';
import { peers, type Peer } from './peers.ts';
import { processWorkloads, type ProcessWorkload } from './process-workloads.ts';
import { here, race, type Contender, type Race } from './race.ts';
import { batchTable, failuresText, rowsText, summaryTable, tickTable } from './report.ts';
import { keep, machine } from './results.ts';
import { tickWorkloads } from './tick-workloads.ts';
import type { TickWorkload } from './ticking.ts';
import type { Size, Workload } from './workload.ts';
import { workloads } from './workloads.ts';

const usage = `npm run bench -- [WORKLOADS] [OPTIONS]

WORKLOADS are names or how they begin; all by default.

  --samples N   runs of each contender (3)
  --timeout S   seconds after which a run is given up (60)
  --peers LIST  peers to run, all (the default) or none
  --only LIST   contenders to run
  --tiny        small inputs, to see that everything works

Results are kept, and bench/README.md is written anew, when all contenders run at full size.
`;

interface Options {
  readonly samples: number;
  readonly seconds: number;
  readonly size: Size;
  readonly peers: readonly Peer[];
  /** Contenders to run, or all of them. */
  readonly only: readonly string[] | null;
  /** Whether all who are compared are in it: only then samples are kept. */
  readonly isWhole: boolean;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      samples: { type: 'string', default: '3' },
      timeout: { type: 'string', default: '60' },
      peers: { type: 'string', default: 'all' },
      only: { type: 'string' },
      tiny: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const size = values.tiny ? 'tiny' : 'full';
  const isWhole = size === 'full' && values.peers === 'all' && values.only === undefined;
  const options: Options = { samples: Number(values.samples), seconds: Number(values.timeout), size, peers: installed(values.peers), only: values.only?.split(',') ?? null, isWhole };
  const all = [...workloads, ...microWorkloads, ...processWorkloads, ...tickWorkloads, ...netWorkloads].map((each) => each.name);
  const unknown = positionals.filter((each) => !all.some((name) => name.startsWith(each)));
  if (unknown.length > 0) throw new Error(`no workload ${unknown.join(', ')}; there are ${all.join(', ')}`);
  const chosen = ({ name }: { readonly name: string }) => positionals.length === 0 || positionals.some((each) => name.startsWith(each));
  console.log(`${machine}; medians of ${options.samples}\n`);
  const batches = new Map(workloads.filter(chosen).map((each) => [each, runBatch(each, options)]));
  if (batches.size > 1) console.log(`## All batches, in ms\n\n${summaryTable(batches, (each) => each.milliseconds)}\n`);
  const micro = new Map(microWorkloads.filter(chosen).map((each) => [each, runBatch(each, options)]));
  if (micro.size > 1) console.log(`## All small pipelines, in ms\n\n${summaryTable(micro, (each) => each.milliseconds)}\n`);
  for (const each of processWorkloads.filter(chosen)) runProcesses(each, options);
  for (const each of tickWorkloads.filter(chosen)) runTicks(each, options);
  for (const each of netWorkloads.filter(chosen)) runNet(each, options);
}

/** The peers asked for that can run here; of the others it is said why they cannot. */
function installed(list: string): readonly Peer[] {
  const names = list.split(',');
  return peers.filter(({ name, missing }) => {
    if (list !== 'all' && !names.includes(name)) return false;
    const why = missing();
    if (why !== null) console.log(`${name} is skipped: ${why}`);
    return why === null;
  });
}

function runBatch(workload: Workload, options: Options): Race {
  const { samples, seconds, size } = options;
  const facts = new Facts(theirs(workload.program, options).length > 0 ? workload.inputs(size) : {});
  const mine = ['dlc', ...Object.keys(workload.byHand)].map((name) => here(name, [workload.name, name, size]));
  const found = race([...mine, ...theirs(workload.program, options, facts)].filter((each) => isWanted(each, options)), samples, seconds);
  facts.remove();
  console.log(`## ${workload.name}: ${workload.title}\n\n${rowsText(found)}\n\n${batchTable(found)}\n${failuresText(found)}\n`);
  if (options.isWhole) keepAll(workload.name, new Map([[0, found]]));
  return found;
}

function runTicks(workload: TickWorkload, options: Options): void {
  const { size } = options;
  const races = new Map(workload.sizes[size].map((stored) => [stored, raceOfTicks(workload, stored, options)]));
  console.log(`## ${workload.name}: ${workload.title}\n\n${tickTable(races)}\n${[...races.values()].map(failuresText).join('')}\n`);
  if (options.isWhole) keepAll(workload.name, races);
}

function raceOfTicks(workload: TickWorkload, stored: number, options: Options): Race {
  const { samples, seconds, size } = options;
  const isAlone = theirs(workload.program, options).length === 0;
  const facts = isAlone ? new Facts({}) : new Facts(workload.stored(stored), workload.streams(stored, workload.ticks[size]));
  const mine = ['dlc', 'node', 'by hand'].map((name) => here(name, [workload.name, name, size, String(stored)]));
  const found = race([...mine, ...theirs(workload.program, options, facts)].filter((each) => isWanted(each, options)), samples, seconds);
  facts.remove();
  return found;
}

/** Commands from start to exit: `dlc run`, the same by hand (nothing but Node's own start where there is nothing to read), and peers that read files. */
function runProcesses(workload: ProcessWorkload, options: Options): void {
  const facts = new Facts(workload.inputs(options.size));
  const program = fileURLToPath(new URL(`../../bench/workloads/${workload.name}.dl`, import.meta.url));
  const node = (name: string, ...args: readonly string[]): Contender => ({ name, isWhole: true, command: [process.execPath, ...args] });
  const mine = [
    node('dlc', fileURLToPath(new URL('../cli/main.js', import.meta.url)), 'run', '-F', facts.directory, program),
    node('by hand', fileURLToPath(new URL('byhand/process.js', import.meta.url)), workload.name, facts.directory),
  ];
  const souffle = theirs(workload.name, options, facts);
  const found = race([...mine, ...souffle].filter((each) => isWanted(each, options)), options.samples, options.seconds);
  facts.remove();
  console.log(`## ${workload.name}: ${workload.title}\n\n${rowsText(found)}\n\n${batchTable(found)}\n${failuresText(found)}\n`);
  if (options.isWhole) keepAll(workload.name, new Map([[0, found]]));
}

/** Several processes that talk: by how much they have under way at once. */
function runNet(workload: NetWorkload, options: Options): void {
  const { samples, seconds, size } = options;
  const allowed = Math.max(seconds, (workload.time[size] / 1000) * 2);
  const races = new Map(
    workload.windows[size].map((window) => {
      const contenders = workload.contenders.map((name) => netContender(workload.name, name, size, window));
      return [window, race(contenders.filter((each) => isWanted(each, options)), workload.kind === 'slow' ? 1 : samples, allowed)];
    }),
  );
  console.log(`## ${workload.name}: ${workload.title}\n\n${netTable(workload, races)}\n${[...races.values()].map(failuresText).join('')}\n`);
  if (options.isWhole) keepAll(workload.name, races);
}

function keepAll(name: string, races: ReadonlyMap<number, Race>): void {
  keep(name, races);
  writePage();
}

function theirs(program: string, options: Options, facts: Facts | null = null): readonly Contender[] {
  const able = options.peers.filter((each) => each.programs.includes(program));
  return able.map(({ name, command }) => ({ name, command: [...command, program, facts?.directory ?? ''] })).filter((each) => isWanted(each, options));
}

function isWanted({ name }: Contender, { only }: Options): boolean {
  return only === null || only.includes(name);
}

main();
