import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runCommand } from './command.ts';
import { Process } from './processes.ts';

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-log-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

type Entry = Readonly<Record<string, unknown>>;

/** The entries of a log, each of which begins with when it was; without that. What ZeroMQ says of a slow machine is not ours. */
function entriesOf(t: ExecutionContext, stderr: string): readonly Entry[] {
  return stderr.split('\n').slice(0, -1).filter((line) => !line.startsWith('(node:')).map((line) => {
    t.regex(line, /^\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"(?:error|warning|info)",/);
    const { time: _, ...entry }: Entry = JSON.parse(line);
    return entry;
  });
}

const hop = '.decl peer(@at: addr, other: addr)\npeer("a", "b").\npeer("a", "x").\n.channel hop(@to: addr)\nhop(m)@async :- peer(_, m).\n.decl hopped(@at: addr)\n.persist hopped\n.output hopped\nhopped(n) :- hop(n).\n';

test.serial('a node tells what happens as a JSON object a line', async (t) => {
  const folder = folderOf(t, { 'hop.dl': hop });
  const node = new Process(t, ['node', join(folder, 'hop.dl'), '--id', 'a', '--peer', 'b=tcp://127.0.0.1:1', '--wait', '0', '--state', join(folder, 'a'), '--metrics', '127.0.0.1:*', '--log', 'json', '--format', 'ndjson']);
  await node.until(() => node.stderr.includes('message-dropped'));
  t.is(await node.stop(), 0);
  const entries = entriesOf(t, node.stderr);
  const url = String(entries[0]?.['url']);
  const endpoint = String(entries[1]?.['endpoint']);
  t.regex(endpoint, /^tcp:\/\/127\.0\.0\.1:\d+$/);
  t.deepEqual(entries, [
    { level: 'info', node: 'a', event: 'metrics', message: `metrics at ${url}`, url },
    { level: 'info', node: 'a', event: 'listening', message: `listening on ${endpoint}`, endpoint },
    { level: 'info', node: 'a', event: 'peers-missing', message: 'begins without b', missing: ['b'] },
    { level: 'warning', node: 'a', event: 'message-dropped', message: 'a message was dropped: there is no location "x"' },
  ]);
});

const failing: readonly (readonly [what: string, program: string, args: string, exitCode: number, entry: Entry])[] = [
  ['an address that it may not have', hop, '--listen tcp://0.0.0.0:1', 2, { event: 'usage', message: 'tcp://0.0.0.0:1 can be reached from other machines: give --keys DIR (`dlc keygen` makes keys), or let anybody connect with --insecure' }],
  ['a mistake in the program', 'p(x) :- q.\n', '', 1, { event: 'diagnostic', message: '`q` is not an atom by itself', code: 'syntax', file: 'program.dl', line: 1, column: 9 }],
  ['a program that is not there', '', 'none.dl', 1, { event: 'unread', code: 'file-not-found', file: 'none.dl' }],
  ['a rule that fails', '.decl p(@at: addr, x: number)\np("a", 1).\np(n, x + 1) :- p(n, x).\n.output p\n', '--limit rows=9 --wait 0', 3, { event: 'run-error', code: 'runaway', place: 'program.dl:3:1', rule: 'p(n, x + 1) :- p(n, x).' }],
  ['state that is another\'s', hop, '--state . --peer b=tcp://127.0.0.1:1', 3, { event: 'state' }],
];

for (const [what, program, args, exitCode, expected] of failing) {
  test.serial(`a log says what is wrong: ${what}`, async (t) => {
    const folder = folderOf(t, { 'program.dl': program, header: 'damaged' });
    const result = await runCommand(`npx dlc node program.dl --id a --log json ${args}`, folder);
    t.is(result.exitCode, exitCode, result.stderr);
    const entries = entriesOf(t, result.stderr).filter((each) => each['level'] === 'error');
    t.true(entries.length > 0);
    t.like(entries.find((each) => each['event'] === expected['event']), { node: 'a', ...expected });
  });
}

test.serial('the log of a fleet is that of its nodes, and what became of them', async (t) => {
  const folder = folderOf(t, { 'hop.dl': '.decl line(text: symbol)\n.input line(IO=stdin)\n.decl here(@at: addr)\nhere("a").\n.decl said(@at: addr, x: number)\n.output said\nsaid(n, 1 / (strlen(t) - 3)) :- here(n), line(t).\n' });
  const fleet = new Process(t, ['up', join(folder, 'hop.dl'), '--nodes', 'a', '--log', 'json'], 'c: lost\na: bad\n');
  await fleet.until(() => fleet.stderr.includes('"event":"ended"'));
  t.is(await fleet.stop(), 0);
  const entries = entriesOf(t, fleet.stderr);
  const of = (event: string): Entry | undefined => entries.find((each) => each['event'] === event);
  t.deepEqual(of('line-dropped'), { level: 'warning', event: 'line-dropped', message: 'a line is for no node: it begins with none of `a: `' });
  t.like(of('listening'), { level: 'info', node: 'a' });
  t.like(of('run-error'), { level: 'error', node: 'a' });
  t.deepEqual(of('ended'), { level: 'error', node: 'a', event: 'ended', message: 'ended with 3; begins again in 0.25 s', exitCode: 3, signal: null, pause: 0.25 });
});
