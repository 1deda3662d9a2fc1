/** A value of a metric, told from its others by labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric: numbers that only grow, numbers that come and go, or how a quantity is distributed. */
export type Metric =
  | { readonly kind: 'counter' | 'gauge'; readonly name: string; readonly help: string; readonly samples: readonly Sample[] }
  | { readonly kind: 'histogram'; readonly name: string; readonly help: string; readonly histogram: Histogram };

/** Upper bounds of times, in seconds. */
const bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How many of some times, in seconds, were how long. */
export class Histogram {
  count = 0;
  sum = 0;
  /** How many were at most as long as each bound, and longer than the one before it. */
  readonly #counts: number[] = bounds.map(() => 0);

  add(seconds: number): void {
    this.count++;
    this.sum += seconds;
    const index = bounds.findIndex((bound) => seconds <= bound);
    if (index >= 0) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** How many were at most as long as each bound. */
  get cumulative(): readonly (readonly [bound: number, count: number])[] {
    let sum = 0;
    return bounds.map((bound, index) => [bound, (sum += this.#counts[index] ?? 0)] as const);
  }
}

/** Metrics in the text format of Prometheus, version 0.0.4. */
export function exposition(metrics: readonly Metric[]): string {
  return metrics.map((metric) => `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.kind}\n${samplesOf(metric)}`).join('');
}

function samplesOf(metric: Metric): string {
  const { name } = metric;
  if (metric.kind !== 'histogram') return metric.samples.map(({ labels, value }) => line(name, labels, value)).join('');
  const { cumulative, count, sum } = metric.histogram;
  const buckets = cumulative.map(([bound, below]) => line(`${name}_bucket`, { le: String(bound) }, below));
  return [...buckets, line(`${name}_bucket`, { le: '+Inf' }, count), line(`${name}_sum`, {}, sum), line(`${name}_count`, {}, count)].join('');
}

function line(name: string, labels: Sample['labels'], value: number): string {
  const given = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${given.length === 0 ? '' : `{${given.join(',')}}`} ${value}\n`;
}

const escapes: ReadonlyMap<string, string> = new Map([['\\', '\\\\'], ['"', '\\"'], ['\n', '\\n']]);

/** What others call themselves is shown elsewhere, perhaps on a terminal: no other control character is passed on. */
function escaped(text: string): string {
  return text.replace(/[\\"\n]|\p{Cc}/gu, (each) => escapes.get(each) ?? '\u{fffd}');
}

/** Samples by name, as another node has written them; lines that are none are passed over. */
export function parseExposition(text: string): ReadonlyMap<string, readonly Sample[]> {
  const found = new Map<string, Sample[]>();
  for (const each of text.split('\n')) {
    const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(each) ?? [];
    if (name === undefined || value === undefined || !Number.isFinite(Number(value))) continue;
    const samples = found.get(name) ?? [];
    found.set(name, samples);
    samples.push({ labels: labelsOf(labels), value: Number(value) });
  }
  return found;
}

function labelsOf(text: string): Sample['labels'] {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries([...pairs].map(([, label = '', value = '']) => [label, value.replace(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each))]));
}
