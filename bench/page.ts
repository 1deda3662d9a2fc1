import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { microWorkloads } from './micro-workloads.ts';
import { processWorkloads } from './process-workloads.ts';
import { netSections } from './net/report.ts';
import { netWorkloads } from './net/workloads.ts';
import type { Race } from './race.ts';
import { figure, markdown, medianOf, summaryTable } from './report.ts';
import { kept } from './results.ts';
import type { Latencies } from './sample.ts';
import { tickWorkloads } from './tick-workloads.ts';
import { workloads } from './workloads.ts';

const page = fileURLToPath(new URL('../../bench/README.md', import.meta.url));
const begin = '<!-- measured -->';
const end = '<!-- /measured -->';

/** Puts tables of the samples that are kept into `bench/README.md`, between its two marks. */
export function writePage(): void {
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end);
  writeFileSync(page, `${text.slice(0, from)}\n\n${tables()}\n\n${text.slice(to)}`);
}

function tables(): string {
  const batches = racesOfAll(workloads);
  const machines = new Set([...workloads, ...microWorkloads, ...processWorkloads, ...tickWorkloads, ...netWorkloads].flatMap(({ name }) => kept(name) ?? []).map((each) => `${each.machine} (${each.date})`));
  const sections = [
    `Machine: ${[...machines].join('; ')}.`,
    '### Batches: milliseconds',
    summaryTable(batches, (each) => each.milliseconds),
    '### Batches: peak memory of the process, in megabytes',
    summaryTable(batches, (each) => each.megabytes),
    '### Small pipelines: milliseconds, warm',
    summaryTable(racesOfAll(microWorkloads), (each) => each.milliseconds),
    '### Processes from start to exit: milliseconds',
    summaryTable(racesOfAll(processWorkloads), (each) => each.milliseconds),
    '### Ticks: microseconds of the median tick',
    medianTicks(),
    '### Ticks of dlc: microseconds',
    dlcTicks(),
    ...netSections(new Map(netWorkloads.map((each) => [each, racesOf(each.name)]))),
  ];
  return sections.join('\n\n');
}

function racesOfAll<W extends { readonly name: string }>(all: readonly W[]): ReadonlyMap<W, Race> {
  return new Map(all.flatMap((each) => [...racesOf(each.name).values()].map((race) => [each, race] as const)));
}

function racesOf(name: string): ReadonlyMap<number, Race> {
  return new Map(Object.entries(kept(name)?.races ?? {}).map(([stored, race]) => [Number(stored), new Map(Object.entries(race))]));
}

function tickRows(row: (race: Race) => readonly string[]): string[][] {
  return tickWorkloads.flatMap(({ name }) => [...racesOf(name)].map(([stored, race]) => [stored === 0 ? name : `${name}, ${stored.toLocaleString('en')}`, ...row(race)]));
}

function medianTicks(): string {
  const names = [...new Set(tickWorkloads.flatMap(({ name }) => [...racesOf(name).values()].flatMap((race) => [...race.keys()])))];
  const cell = (race: Race, name: string) => {
    const outcome = race.get(name);
    if (outcome?.kind === 'failed') return outcome.why.startsWith('over') ? outcome.why : 'failed';
    const value = medianOf(outcome, (each) => each.ticks?.p50 ?? Number.NaN);
    return value === null ? '' : figure(value);
  };
  return markdown(['', ...names], tickRows((race) => names.map((name) => cell(race, name))));
}

function dlcTicks(): string {
  const row = (race: Race) => {
    const dlc = race.get('dlc');
    const of = (pick: keyof Latencies, part: 'ticks' | 'later' = 'ticks') => medianOf(dlc, (each) => each[part]?.[pick] ?? Number.NaN) ?? Number.NaN;
    const later = (['p50', 'p99', 'p999', 'most'] as const).map((pick) => figure(of(pick, 'later')));
    const mean = ((medianOf(dlc, (each) => each.milliseconds) ?? Number.NaN) * 1000) / of('count');
    return [of('count').toLocaleString('en'), ...[mean, of('p50'), of('p99'), of('p999'), of('most')].map(figure), ...later];
  };
  return markdown(['', 'ticks', 'mean', 'p50', 'p99', 'p99.9', 'most', 'later p50', 'p99', 'p99.9', 'most'], tickRows(row));
}
