import type { Outcome, Race } from './race.ts';
import type { Latencies, Sample } from './sample.ts';
import { geometricMean, median } from './statistics.ts';

/** A table in Markdown; all but the first column are aligned to the right. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => row[i].length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** The median of one number of a contender's samples; null when it has none. */
export function medianOf(outcome: Outcome | undefined, of: (sample: Sample) => number | null): number | null {
  const values = outcome?.kind === 'samples' ? outcome.samples.flatMap((sample) => of(sample) ?? []) : [];
  return values.length > 0 ? median(values) : null;
}

/** A table of one batch: time with its spread, how many times as long as dlc's, memory. */
export function batchTable(race: Race): string {
  const base = medianOf(race.get('dlc'), (each) => each.milliseconds);
  const rows = [...race].map(([name, outcome]) => {
    const time = medianOf(outcome, (each) => each.milliseconds);
    const memory = medianOf(outcome, (each) => each.megabytes);
    if (outcome.kind === 'failed' || time === null) return [name, outcome.kind === 'failed' ? failureText(outcome.why) : '', '', '', ''];
    return [name, milliseconds(time), spread(outcome.samples), base === null ? '' : `${figure(time / base)}x`, memory === null ? '' : `${Math.round(memory)}`];
  });
  return markdown(['', 'ms', 'least to most', 'to dlc', 'MB'], rows);
}

/** A table of ticks, a line for each contender and amount of stored rows. */
export function tickTable(races: ReadonlyMap<number, Race>): string {
  const rows = [...races].flatMap(([stored, race]) =>
    [...race].map(([name, outcome]) => {
      const label = stored === 0 ? name : `${name}, ${stored.toLocaleString('en')} rows`;
      const count = medianOf(outcome, (each) => each.ticks?.count ?? 0) ?? 0;
      const of = (pick: (latencies: Latencies) => number) => medianOf(outcome, (each) => (each.ticks ? pick(each.ticks) : Number.NaN)) ?? Number.NaN;
      if (outcome.kind === 'failed') return [label, failureText(outcome.why), '', '', '', '', '', ''];
      const mean = ((medianOf(outcome, (each) => each.milliseconds) ?? Number.NaN) * 1000) / count;
      const cells = [mean, of((each) => each.p50), of((each) => each.p99), of((each) => each.p999), of((each) => each.most)];
      return [label, count.toLocaleString('en'), ...cells.map(figure), `${Math.round(medianOf(outcome, (each) => each.megabytes) ?? 0)}`];
    }),
  );
  return markdown(['µs of a tick', 'ticks', 'mean', 'p50', 'p99', 'p99.9', 'most', 'MB'], rows);
}

function spread(samples: readonly Sample[]): string {
  const times = samples.map((each) => each.milliseconds);
  return `${milliseconds(Math.min(...times))} to ${milliseconds(Math.max(...times))}`;
}

export function milliseconds(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}

/** A number in about three figures. */
export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A workload of any kind. */
interface Named {
  readonly name: string;
  readonly recursive?: boolean;
}

/** Workloads in one table, and how each contender stands to dlc in the geometric mean over those that recurse. */
export function summaryTable(races: ReadonlyMap<Named, Race>, of: (sample: Sample) => number | null): string {
  const names = [...new Set([...races.values()].flatMap((race) => [...race.keys()]))];
  const rows = [...races].map(([workload, race]) => [workload.name, ...names.map((name) => cellText(race.get(name), of))]);
  const ratios = names.map((name) => {
    const both = [...races].filter(([workload]) => workload.recursive === true).flatMap(([, race]) => {
      const [one, other] = [medianOf(race.get('dlc'), of), medianOf(race.get(name), of)];
      return one === null || other === null ? [] : [other / one];
    });
    return both.length === 0 ? '' : `${figure(geometricMean(both))}x of ${both.length}`;
  });
  const isRecursive = [...races.keys()].some((each) => each.recursive === true);
  return markdown(['', ...names], isRecursive ? [...rows, ['recursive ones, to dlc', ...ratios]] : rows);
}

function cellText(outcome: Outcome | undefined, of: (sample: Sample) => number | null): string {
  if (outcome === undefined) return '';
  return outcome.kind === 'failed' ? failureText(outcome.why) : milliseconds(medianOf(outcome, of) ?? Number.NaN);
}

/** How many rows a race derived. */
export function rowsText(race: Race): string {
  const samples = [...race.values()].flatMap((each) => (each.kind === 'samples' ? each.samples : []));
  const outputs = Object.entries(samples.find((each) => each.outputs !== null)?.outputs ?? {});
  const most = 3;
  if (outputs.length > most) return `${outputs.length} outputs, ${outputs.reduce((sum, [, { rows }]) => sum + rows, 0).toLocaleString('en')} rows`;
  return outputs.map(([name, { rows }]) => `${name}: ${rows.toLocaleString('en')} rows`).join(', ');
}

/** Why a contender has no time, as far as there is place in a table. */
function failureText(why: string): string {
  return why.startsWith('over ') ? why : why.startsWith('wrong') ? 'wrong' : 'failed';
}

/** Why contenders have no times, a line each. */
export function failuresText(race: Race): string {
  return [...race].flatMap(([name, outcome]) => (outcome.kind === 'failed' ? [`${name}: ${outcome.why}`] : [])).join('\n');
}
