import type { Results } from './byhand/derived.ts';
import { microWorkloads } from './micro-workloads.ts';
import type { Outputs, Sample } from './sample.ts';
import { median } from './statistics.ts';
import { checksum, type Tables } from './table.ts';
import type { Stream, Ticker, TickWorkload } from './ticking.ts';
import { latencies, patience, Stopwatch, timed, type Duration } from './timing.ts';
import { tickWorkloads } from './tick-workloads.ts';
import type { Size, Workload } from './workload.ts';
import { workloads } from './workloads.ts';

/** Runs of a workload that is run again and again: enough for all of its code to be compiled. */
const most = 400;

/** One run of one contender in a process of its own: `child.js WORKLOAD CONTENDER full|tiny [STORED]`. */
async function main([name, contender, size, stored]: readonly string[]): Promise<Sample> {
  if (size !== 'full' && size !== 'tiny') throw new Error(`no size ${size}`);
  const batch = [...workloads, ...microWorkloads].find((each) => each.name === name);
  if (batch) return await runBatch(batch, contender, size);
  const ticking = tickWorkloads.find((each) => each.name === name);
  if (ticking) return await runTicks(ticking, contender, size, Number(stored));
  throw new Error(`no workload ${name}`);
}

async function runBatch(workload: Workload, contender: string, size: Size): Promise<Sample> {
  const inputs = workload.inputs(size);
  const prepare = contender === 'dlc' ? (await engine()).batchesByDlc(workload, inputs) : () => () => workload.byHand[contender](inputs);
  if (workload.warm) return runWarm(prepare);
  const { duration, results } = runOnce(prepare());
  return { ...duration, megabytes: peak(), outputs: outputsOf(results) };
}

/** Runs several times; the later half of the runs counts. */
function runWarm(prepare: () => () => Results): Sample {
  const began = performance.now();
  const first = runOnce(prepare());
  const times = [first.duration];
  // What one run leaves to collect, another pays for: to collect between them would throw out the code that they have in common too.
  while (times.length < most && performance.now() - began < (times.length < 3 ? patience : patience / 2)) times.push(timedRun(prepare()).duration);
  const later = times.slice(times.length >> 1);
  return { milliseconds: median(later.map((each) => each.milliseconds)), elapsed: median(later.map((each) => each.elapsed)), megabytes: peak(), outputs: outputsOf(first.results) };
}

function runOnce(run: () => Results): { readonly duration: Duration; readonly results: Results } {
  globalThis.gc?.();
  return timedRun(run);
}

function timedRun(run: () => Results): { readonly duration: Duration; readonly results: Results } {
  const watch = new Stopwatch();
  const results = run();
  return { duration: watch.read(), results };
}

async function runTicks(workload: TickWorkload, contender: string, size: Size, rows: number): Promise<Sample> {
  const stored = workload.stored(rows);
  const streams = workload.streams(rows, workload.ticks[size]);
  const ticker = await tickerOf(workload, contender, stored, streams);
  globalThis.gc?.();
  const watch = new Stopwatch();
  const micros = timed((index) => ticker.tick(index), workload.ticks[size]);
  const duration = watch.read();
  const megabytes = peak();
  const isWhole = micros.length === workload.ticks[size];
  return { ...duration, megabytes, outputs: isWhole ? outputsOf(ticker.results()) : null, later: latencies(micros.slice(micros.length >> 1).sort()), ticks: latencies(micros.sort()) };
}

async function tickerOf(workload: TickWorkload, contender: string, stored: Tables, streams: readonly Stream[]): Promise<Ticker> {
  if (contender === 'by hand') return workload.byHand(stored, streams);
  const { ticksByDlc, ticksByNode } = await engine();
  return contender === 'node' ? ticksByNode(workload, stored, streams) : ticksByDlc(workload, stored, streams);
}

/** Loaded only by those who run it: the compiler is memory too. */
function engine(): Promise<typeof import('./contenders.ts')> {
  return import('./contenders.ts');
}

function outputsOf(results: Results): Outputs {
  return Object.fromEntries(Object.entries(results).map(([name, { rows, table }]) => [name, { rows, checksum: checksum(table()) }]));
}

function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

console.log(JSON.stringify(await main(process.argv.slice(2))));
