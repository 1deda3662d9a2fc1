import type { Diagnostic } from '../datalog/diagnostic.ts';
import type { Row } from '../runtime/abi.ts';
import { parseExposition, type Sample } from '../runtime/exposition.ts';
import type { Table } from '../runtime/text.ts';
import type { DiagnosticsFormat, Format } from './choices.ts';
import { metricsOfNode, metricsText, parseMetricsAddress, type MetricsAddress } from './endpoints.ts';
import { isFleetFile, readFleetFile } from './fleet.ts';
import { finalText } from './format.ts';
import { exitCodes, print, type Host } from './host.ts';
import { complain, report } from './report.ts';

/** How long a node may take to answer, in milliseconds. */
const patience = 3_000;

export interface StatusOptions {
  /** Null: a table on a terminal, tsv elsewhere. */
  readonly format: Format | null;
  readonly diagnostics: DiagnosticsFormat;
}

/** A node to ask; its name is that of the fleet file, or its address. */
interface Asked {
  readonly name: string;
  readonly address: MetricsAddress;
}

type Metrics = ReturnType<typeof parseExposition>;

const table: Table = {
  name: 'nodes',
  columns: [
    { name: 'node', type: 'symbol' },
    { name: 'state', type: 'symbol' },
    { name: 'tick', type: 'number' },
    { name: 'ms/tick', type: 'float' },
    { name: 'derived', type: 'number' },
    { name: 'rows', type: 'number' },
    { name: 'peers', type: 'symbol' },
    { name: 'sent', type: 'number' },
    { name: 'resent', type: 'number' },
    { name: 'received', type: 'number' },
    { name: 'dropped', type: 'number' },
    { name: 'queue', type: 'number' },
    { name: 'ms/fsync', type: 'float' },
    { name: 'memory', type: 'number' },
  ],
};

/** `dlc status`: asks nodes how they are, and gives the exit code: 3 when one of them does not answer. */
export async function status(where: readonly string[], options: StatusOptions, host: Host): Promise<number> {
  const asked = askedOf(where);
  if (typeof asked === 'string') {
    complain(host, 'error', asked);
    return exitCodes.usage;
  }
  if (!('nodes' in asked)) {
    report(host, asked, options.diagnostics);
    return exitCodes.program;
  }
  const answers = await Promise.all(asked.nodes.map((each) => ask(each.address)));
  const rows = asked.nodes.map((each, index): Row => {
    const answer = answers[index] ?? 'no answer';
    return typeof answer === 'string' ? [each.name, answer, ...table.columns.slice(2).map(({ type }) => (type === 'symbol' ? '' : 0))] : rowOf(each.name, answer);
  });
  await print(host, finalText(options.format ?? (host.stdout.isTTY === true ? 'table' : 'tsv'), [{ table, rows }], []));
  return answers.some((each) => typeof each === 'string') ? exitCodes.run : exitCodes.fine;
}

/** Whom to ask; or what is wrong with the command line, or with the fleet file. */
function askedOf(where: readonly string[]): { readonly nodes: readonly Asked[] } | readonly Diagnostic[] | string {
  const [file = ''] = where;
  if (isFleetFile(file)) return where.length > 1 ? `${file} names its nodes: give no addresses` : nodesOfFleet(file);
  const nodes: Asked[] = [];
  for (const text of where) {
    const address = parseMetricsAddress(text);
    if (typeof address === 'string') return address;
    nodes.push({ name: text, address });
  }
  return portless(nodes) ?? { nodes };
}

function nodesOfFleet(file: string): ReturnType<typeof askedOf> {
  const fleet = readFleetFile(file);
  if (typeof fleet === 'string' || !('nodes' in fleet)) return fleet;
  const { metrics } = fleet;
  if (!metrics) return `${file} has no \`metrics:\`, the address where its first node says how it is; or give addresses`;
  const nodes = fleet.nodes.map(({ name }, index) => ({ name, address: metricsOfNode(metrics, index) }));
  return portless(nodes) ?? { nodes };
}

function portless(nodes: readonly Asked[]): string | null {
  return nodes.some(({ address }) => address.port === 0) ? 'a port that was chosen when a node was started is known from what it logged: give addresses with ports' : null;
}

/** What a node says; or why it says nothing. */
async function ask(address: MetricsAddress): Promise<Metrics | string> {
  try {
    const answer = await fetch(`http://${metricsText(address)}/metrics`, { signal: AbortSignal.timeout(patience), redirect: 'error' });
    const metrics = answer.ok ? parseExposition(await answer.text()) : null;
    return metrics?.has('dlc_tick') === true ? metrics : 'no node';
  } catch {
    return 'no answer';
  }
}

function rowOf(name: string, metrics: Metrics): Row {
  const sum = (metric: string): number => samplesOf(metrics, metric).reduce((total, { value }) => total + value, 0);
  const mean = (metric: string): number => (sum(`${metric}_count`) === 0 ? 0 : Math.round((1e6 * sum(`${metric}_sum`)) / sum(`${metric}_count`)) / 1000);
  const node = samplesOf(metrics, 'dlc_node_info')[0]?.labels['node'] ?? name;
  return [
    node,
    sum('dlc_ready') === 1 ? 'ready' : 'not ready',
    sum('dlc_tick'),
    mean('dlc_tick_duration_seconds'),
    sum('dlc_rows_derived_total'),
    sum('dlc_relation_rows'),
    `${sum('dlc_peer_connected')}/${samplesOf(metrics, 'dlc_peer_connected').length}`,
    sum('dlc_peer_sent_rows_total'),
    sum('dlc_peer_resent_rows_total'),
    sum('dlc_peer_received_frames_total'),
    sum('dlc_dropped_rows_total') + sum('dlc_refused_frames_total') + sum('dlc_peer_lost_rows_total'),
    sum('dlc_peer_queue_bytes'),
    mean('dlc_fsync_duration_seconds'),
    sum('process_resident_memory_bytes'),
  ];
}

function samplesOf(metrics: Metrics, metric: string): readonly Sample[] {
  return metrics.get(metric) ?? [];
}
