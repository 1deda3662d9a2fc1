import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { exposition, Histogram, parseExposition, type Metric } from '../runtime/exposition.ts';
import { freePorts } from '../runtime/node/ports.ts';
import { runCommand } from './command.ts';
import { Process } from './processes.ts';

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-metrics-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Two nodes tell each other what they read; what is for anybody else has nowhere to go. */
const program = `.decl line(to: addr, text: symbol)
.input line(IO=stdin)
.decl here(@at: addr)
here("a"). here("b").
.channel note(@to: addr, text: symbol) reliable
note(to, t)@async :- here(_), line(to, t).
.decl noted(@at: addr, text: symbol)
.persist noted
.output noted
noted(n, t) :- note(n, t).
`;

/** Where a node answers, as it says itself. */
async function monitorOf(node: Process): Promise<string> {
  await node.until(() => /metrics at \S+\/metrics\n/.test(node.stderr));
  return /metrics at (\S+)\/metrics/.exec(node.stderr)?.[1] ?? '';
}

async function get(url: string): Promise<readonly [status: number, body: string]> {
  const answer = await fetch(url);
  return [answer.status, await answer.text()];
}

function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const matches = (given: Readonly<Record<string, string>>): boolean => Object.entries(labels).every(([label, value]) => given[label] === value);
  return parseExposition(text).get(name)?.find((each) => matches(each.labels))?.value;
}

test('what is written in the format of Prometheus can be read', (t) => {
  const label = fc.string({ unit: 'binary' }).map((text) => text.replace(/(?!\n)\p{Cc}/gu, ''));
  const sample = fc.record({ labels: fc.record({ peer: label, reason: label }), value: fc.double({ noNaN: true, noDefaultInfinity: true }) });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
      const normal = samples.map(({ labels, value }) => ({ labels: { ...labels }, value: value === 0 ? 0 : value }));
      const text = exposition([{ kind: 'counter', name: 'dlc_x_total', help: 'X.', samples: normal }]);
      t.deepEqual(parseExposition(text).get('dlc_x_total'), normal);
    }),
  );
});

test('a histogram counts up to each bound', (t) => {
  const histogram = new Histogram();
  for (const seconds of [0.0001, 0.002, 0.002, 60]) histogram.add(seconds);
  const metric: Metric = { kind: 'histogram', name: 'dlc_s', help: 'S.', histogram };
  const text = exposition([metric]);
  t.true(text.startsWith('# HELP dlc_s S.\n# TYPE dlc_s histogram\ndlc_s_bucket{le="0.0001"} 1\n'));
  t.deepEqual(['0.001', '0.0025', '10', '+Inf'].map((le) => valueOf(text, 'dlc_s_bucket', { le })), [1, 3, 3, 4]);
  t.is(valueOf(text, 'dlc_s_count'), 4);
  t.is(valueOf(text, 'dlc_s_sum'), 60.0041);
});

test('control characters of others do not leave a metric', (t) => {
  const text = exposition([{ kind: 'counter', name: 'dlc_x_total', help: 'X.', samples: [{ labels: { peer: '\u001B[2J"\\\n' }, value: 1 }] }]);
  t.is(text.split('\n')[2], 'dlc_x_total{peer="\u{fffd}[2J\\"\\\\\\n"} 1');
});

test.serial('a node says over HTTP how it is', async (t) => {
  const folder = folderOf(t, { 'program.dl': program });
  const [here = 0, there = 0] = await freePorts(2);
  const node = (name: string, own: number, peer: string, more: readonly string[]): Process =>
    new Process(t, ['node', join(folder, 'program.dl'), '--id', name, '--listen', `tcp://127.0.0.1:${own}`, '--peer', peer, '--format', 'ndjson', ...more]);
  const a = node('a', here, `b=tcp://127.0.0.1:${there}`, ['--metrics', '127.0.0.1:*', '--state', join(folder, 'a')]);
  const monitor = await monitorOf(a);
  await a.until(() => a.stderr.includes('listening'));
  t.deepEqual(await get(`${monitor}/healthz`), [200, 'ok\n']);
  t.deepEqual(await get(`${monitor}/readyz`), [503, 'it waits for its peers\n']);
  t.is(valueOf((await get(`${monitor}/metrics`))[1], 'dlc_peer_connected', { peer: 'b' }), 0);
  const b = node('b', there, `a=tcp://127.0.0.1:${here}`, []);
  await a.until(() => a.stderr.includes('connected to all peers'));
  t.deepEqual(await get(`${monitor}/readyz`), [200, 'ready\n']);
  b.write('a\tone\na\ttwo\n');
  await a.until(() => a.rows(['noted']).length === 2);
  a.write('b\tthree\nnobody\tfour\n');
  await b.until(() => b.rows(['noted']).length === 1);
  await a.until(() => a.stderr.includes('there is no location'));
  const [status, text] = await get(`${monitor}/metrics`);
  t.is(status, 200);
  const expected: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['dlc_node_info', { node: 'a', role: '' }, 1],
    ['dlc_ready', {}, 1],
    ['dlc_relation_rows', { relation: 'noted' }, 2],
    ['dlc_peer_connected', { peer: 'b' }, 1],
    ['dlc_peer_sent_rows_total', { peer: 'b' }, 1],
    ['dlc_peer_resent_rows_total', { peer: 'b' }, 0],
    ['dlc_dropped_rows_total', { reason: 'there is no location "nobody"' }, 1],
  ];
  for (const [name, labels, value] of expected) t.is(valueOf(text, name, labels), value, name);
  for (const name of ['dlc_ticks_total', 'dlc_rows_derived_total', 'dlc_peer_received_frames_total', 'dlc_log_bytes', 'process_resident_memory_bytes']) t.true((valueOf(text, name) ?? 0) > 0, name);
  t.is(valueOf(text, 'dlc_tick_duration_seconds_count'), valueOf(text, 'dlc_ticks_total'));
  t.true((valueOf(text, 'dlc_fsync_duration_seconds_count') ?? 0) >= (valueOf(text, 'dlc_ticks_total') ?? Infinity));
  t.is((await get(`${monitor}/`))[0], 404);
  t.is((await fetch(`${monitor}/metrics`, { method: 'POST' })).status, 405);
  t.is(await a.stop(), 0);
  t.is(await b.stop(), 0);
});

test.serial('frames that are refused are told by who sent them, and why', async (t) => {
  const folder = folderOf(t, { 'program.dl': program, 'other.dl': program.replaceAll('text: symbol', 'text: number') });
  const [here = 0] = await freePorts(1);
  const a = new Process(t, ['node', join(folder, 'program.dl'), '--id', 'a', '--listen', `tcp://127.0.0.1:${here}`, '--metrics', '127.0.0.1:*']);
  const b = new Process(t, ['node', join(folder, 'other.dl'), '--id', 'b', '--peer', `a=tcp://127.0.0.1:${here}`]);
  const monitor = await monitorOf(a);
  await b.until(() => b.stderr.includes('refuses this node'));
  const [, text] = await get(`${monitor}/metrics`);
  t.true((valueOf(text, 'dlc_refused_frames_total', { peer: 'b' }) ?? 0) > 0);
  t.is(await a.stop(), 0);
  t.is(await b.stop(), 0);
});

/** The first of some ports in a row that nobody listens on. */
async function freeRange(count: number): Promise<number> {
  const isFree = (port: number): Promise<boolean> =>
    new Promise((settle) => {
      const server = createServer().on('error', () => settle(false));
      server.listen(port, '127.0.0.1', () => server.close(() => settle(true)));
    });
  for (;;) {
    const [first = 0] = await freePorts(1);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (first + count < 65536 && free.every(Boolean)) return first;
  }
}

test.serial('dlc status shows how the nodes of a fleet are', async (t) => {
  const port = await freeRange(2);
  const folder = folderOf(t, { 'program.dl': program, 'fleet.yaml': `program: program.dl\nmetrics: 127.0.0.1:${port}\nnodes: { a: , b: }\n` });
  const before = await runCommand('npx dlc status fleet.yaml', folder);
  t.is(before.exitCode, 3);
  t.regex(before.stdout, /^a\tno answer\t.*\nb\tno answer\t.*\n$/);
  const fleet = new Process(t, ['up', join(folder, 'fleet.yaml')]);
  await fleet.until(() => fleet.stderr.split('connected to all peers').length === 3);
  const { exitCode, stdout } = await runCommand(`npx dlc status "${join(folder, 'fleet.yaml')}"`);
  t.is(exitCode, 0);
  t.regex(stdout, /^a\tready\t\d+\t[\d.]+\t\d+\t\d+\t1\/1\t.*\nb\tready\t.*\n$/);
  const table = await runCommand(`npx dlc status 127.0.0.1:${port + 1} --format table`);
  t.is(table.exitCode, 0);
  t.regex(table.stdout, /^nodes \(1 row\)\n.*\n│ node │ state │ tick │/);
  t.is(await fleet.stop(), 0);
});

const misuses: readonly (readonly [string, string, RegExp])[] = [
  ['an address of all machines', 'node program.dl --id a --metrics 0.0.0.0:9464', /^error: 0\.0\.0\.0:9464 can be asked from other machines, of which none has to show a key: let anybody ask with --insecure, or use an address of this machine\n$/],
  ['an address that is none', 'node program.dl --id a --metrics 9464', /9464 is no address: write HOST:PORT, such as 127\.0\.0\.1:9464/],
  ['a fleet that can be asked by all machines', 'up program.dl --nodes a,b --metrics 0.0.0.0:9464', /^error: 0\.0\.0\.0:9464 can be asked from other machines/],
  ['the status of a fleet that does not say it', 'status fleet.yaml', /^error: fleet\.yaml has no `metrics:`/],
  ['the status at any port', 'status 127.0.0.1:*', /^error: a port that was chosen when a node was started/],
];

for (const [what, command, message] of misuses) {
  test.serial(`refused: ${what}`, async (t) => {
    const folder = folderOf(t, { 'program.dl': program, 'fleet.yaml': 'program: program.dl\nnodes: { a: , b: }\n' });
    const { exitCode, stdout, stderr } = await runCommand(`npx dlc ${command}`, folder);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.is(exitCode, 2);
  });
}
