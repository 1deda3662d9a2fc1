import type { Outcome, Race } from '../race.ts';
import { figure, markdown, medianOf } from '../report.ts';
import type { Sample } from '../sample.ts';
import { isNetSample, type NetSample } from './sample.ts';
import type { NetWorkload } from './workloads.ts';

/** Races by how much is under way at once. */
type Races = ReadonlyMap<number, Race>;

/** What one kind of workload is measured by: a title of a column, and the number. */
type Columns = readonly (readonly [title: string, of: (sample: NetSample) => number | null])[];

const perTransaction: Columns = [
  ['a second', (each) => each.net.rate],
  ['mean, µs', (each) => each.net.mean],
  ['p50', (each) => each.ticks?.p50 ?? null],
  ['p99', (each) => each.ticks?.p99 ?? null],
  ['processor, µs each', (each) => (each.milliseconds * 1000) / (each.ticks?.count ?? Number.NaN)],
];
const perRow: Columns = [
  ['a second', (each) => each.net.rate],
  ['processor, µs each', (each) => (each.milliseconds * 1000) / (each.ticks?.count ?? Number.NaN)],
];
const perNode: Columns = [
  ['MB of all', (each) => each.megabytes],
  ['MB each', (each) => (each.megabytes ?? Number.NaN) / (each.ticks?.count ?? Number.NaN)],
  ['ms until connected', (each) => each.elapsed],
];
/** Memory after so many parts of the time. */
const parts = 6;
const perPart: Columns = Array.from({ length: parts + 1 }, (_, part) => [`${part}/${parts}`, (each) => each.net.memory?.at(part === parts ? -1 : Math.floor((part * (each.net.memory.length - 1)) / parts)) ?? null]);

const columns: Readonly<Record<NetWorkload['kind'], Columns>> = { transactions: perTransaction, rows: perRow, memory: perNode, slow: [...perPart, ['rows taken a second', (each) => each.net.rate]] };

/** A table of one workload, a line for each contender and window. */
export function netTable({ kind }: Pick<NetWorkload, 'kind'>, races: Races, name = ''): string {
  const shown = columns[kind];
  return markdown([name, ...shown.map(([title]) => title)], rowsOf(races, shown));
}

function rowsOf(races: Races, shown: Columns): string[][] {
  return [...races].flatMap(([window, race]) => [...race].map(([contender, outcome]) => [`${contender}, ${window.toLocaleString('en')}`, ...shown.map(([, of]) => cell(outcome, of))]));
}

function cell(outcome: Outcome, of: (sample: NetSample) => number | null): string {
  if (outcome.kind === 'failed') return 'failed';
  const value = medianOf(outcome, (sample: Sample) => (isNetSample(sample) ? of(sample) : null));
  return value === null || !Number.isFinite(value) ? '' : figure(value);
}

/** Titles and tables of all that was measured between processes. */
export function netSections(all: ReadonlyMap<NetWorkload, Races>): readonly string[] {
  const measured = [...all].filter(([, races]) => races.size > 0);
  return measured.flatMap(([workload, races]) => [`### Between processes: ${workload.title}`, netTable(workload, races, workload.name)]);
}
