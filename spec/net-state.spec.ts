import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { freePorts } from '../runtime/node/ports.ts';
import { runCommand } from './command.ts';
import { Process } from './processes.ts';
import { counting, taking } from './transfer.ts';

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-state-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const transfer = `.type Sender <: addr
.type Receiver <: addr
.decl line(x: number)
.input line(IO=stdin)
.decl receiver(name: Receiver)
.input receiver(IO=fleet)
${taking}.channel item(@to: Receiver, x: number) reliable
item(r, x)@async :- here(_), line(x), receiver(r).
${counting}`;

/** A node that may be killed and started again, with the same state. */
class Survivor {
  process: Process;
  readonly #t: ExecutionContext;
  readonly #args: readonly string[];

  constructor(t: ExecutionContext, args: readonly string[]) {
    this.#t = t;
    this.#args = args;
    this.process = new Process(t, args);
  }

  async kill(): Promise<void> {
    await this.process.stop('SIGKILL');
    this.process = new Process(this.#t, this.#args);
  }
}

function pair(t: ExecutionContext, folder: string, ports: readonly number[]): { readonly a: Survivor; readonly b: Survivor } {
  const node = (name: string, own: number | undefined, peer: string): readonly string[] =>
    ['node', join(folder, 'program.dl'), '--id', name, '--listen', `tcp://127.0.0.1:${own}`, '--peer', peer, '--state', join(folder, name.slice(0, 1)), '--format', 'ndjson', '--wait', '0'];
  return {
    a: new Survivor(t, node('a:Sender', ports[0], `b:Receiver=tcp://127.0.0.1:${ports[1]}`)),
    b: new Survivor(t, node('b:Receiver', ports[1], `a:Sender=tcp://127.0.0.1:${ports[0]}`)),
  };
}

test.serial('whoever is killed, what a node has taken in arrives, once and no more', async (t) => {
  const folder = folderOf(t, { 'program.dl': transfer });
  const { a, b } = pair(t, folder, await freePorts(2));
  const promised = new Set<string>();
  for (let round = 0; round < 6; round++) {
    const numbers = Array.from({ length: 50 }, (_, n) => round * 50 + n);
    for (const n of numbers) a.process.write(`${n}\n`);
    const [first] = numbers;
    await a.process.until(() => a.process.rows(['taken']).includes(`taken["a",${first}]`));
    for (const each of a.process.rows(['taken'])) promised.add(each);
    if (round % 3 !== 1) await b.kill();
    if (round % 3 !== 0) await a.kill();
  }
  await a.process.until(() => [...promised].every((each) => a.process.rows(['taken']).includes(each)));
  for (const each of a.process.rows(['taken'])) promised.add(each);
  const expected = [...promised].map((each) => Number(/,(\d+)\]/.exec(each)?.[1])).sort((x, y) => x - y);
  const got = (): readonly number[] => [...new Set(b.process.rows(['got']))].map((each) => Number(/^got\["b",(\d+),/.exec(each)?.[1])).sort((x, y) => x - y);
  await b.process.until(() => got().length >= expected.length);
  t.is(await a.process.stop(), 0);
  t.is(await b.process.stop(), 0);
  t.deepEqual(got(), expected);
  t.true(expected.length >= 6);
  const { exitCode, stdout } = await runCommand(`npx dlc replay "${join(folder, 'b')}" --show final --format ndjson`);
  t.is(exitCode, 0);
  t.is(stdout.split('\n').length - 1, expected.length);
});

const keep = `.decl line(text: symbol)
.input line(IO=stdin)
.decl here(@at: addr)
here("a").
.decl kept(@at: addr, text: symbol)
.persist kept
.output kept
kept(n, t) :- here(n), line(t).
.decl extra(x: number)
.input extra
`;

test.serial('a node goes on where it was, and its log repeats to the same bytes', async (t) => {
  const folder = folderOf(t, { 'program.dl': keep, 'extra.facts': '1\n' });
  const args = ['node', join(folder, 'program.dl'), '--id', 'a', '--state', join(folder, 'state'), '--format', 'ndjson'];
  const first = new Process(t, args);
  for (const text of ['one', 'two', 'three']) {
    first.write(`${text}\n`);
    await first.until(() => first.stdout.includes(text));
  }
  t.is(await first.stop(), 0);
  const second = new Process(t, args);
  await second.until(() => second.stdout.includes('three'));
  await second.until(() => /^a: goes on after tick \d+$/m.test(second.stderr));
  second.write('four\n');
  await second.until(() => second.stdout.includes('four'));
  const running = await runCommand(`npx dlc node "${join(folder, 'program.dl')}" --id a --state "${join(folder, 'state')}"`);
  t.is(running.exitCode, 3);
  t.regex(running.stderr, /^error: the state in .* is used by process \d+; if that is not so, remove .*lock\n$/);
  t.is(await second.stop(), 0);
  const whole = await runCommand(`npx dlc replay "${join(folder, 'state')}"`);
  t.is(whole.exitCode, 0, whole.stderr);
  t.is(whole.stdout, first.stdout + second.stdout.split('\n').filter((line) => line.includes('four')).map((line) => `${line}\n`).join(''));
});

test.serial('state of another program, node or input is refused, and damaged state says where', async (t) => {
  const folder = folderOf(t, { 'program.dl': keep, 'extra.facts': '1\n' });
  const state = join(folder, 'state');
  const start = (id: string): Promise<{ exitCode: number | null; stderr: string }> => runCommand(`npx dlc node "${join(folder, 'program.dl')}" --id ${id} --state "${state}" --ticks 2`);
  const first = new Process(t, ['node', join(folder, 'program.dl'), '--id', 'a', '--state', state]);
  first.write('one\n');
  await first.until(() => first.stdout.includes('one'));
  first.write('two\n');
  await first.until(() => first.stdout.includes('two'));
  t.is(await first.stop('SIGKILL'), null);
  const refused = async (id: string, message: RegExp): Promise<void> => {
    const { exitCode, stderr } = await start(id);
    t.is(exitCode, 3);
    t.regex(stderr, message);
  };
  await refused('b', /^error: the state in .* is that of node a, not of b; start with an empty directory, or with what it was made by\n$/);
  writeFileSync(join(folder, 'extra.facts'), '2\n');
  await refused('a', /^error: the state in .* was made with other rows in the input files, or other members of the fleet; /);
  writeFileSync(join(folder, 'extra.facts'), '1\n');
  writeFileSync(join(folder, 'program.dl'), `${keep}.output here\n`);
  await refused('a', /^error: the state in .* is of another program, or its rules were changed since; /);
  writeFileSync(join(folder, 'program.dl'), `// Comments do not count.\n${keep}`);
  t.is((await start('a')).exitCode, 0);
  const log = join(state, 'log.00000000');
  writeFileSync(log, readFileSync(log).with(20, 0xff));
  await refused('a', /^error: .*log\.00000000 is damaged at byte \d+: what was acknowledged after that cannot be recovered\n$/);
});

test.serial('a fleet goes on where its nodes were', async (t) => {
  const folder = folderOf(t, { 'fleet.yaml': 'program: program.dl\nstate: kept\nnodes:\n  a:\n  b:\n' });
  writeFileSync(join(folder, 'program.dl'), '.decl peer(name: addr)\n.input peer(IO=fleet)\n.decl start(@at: addr)\nstart("a")@1.\n.channel hop(@to: addr) reliable\nhop(m)@async :- start(_), peer(m).\n.decl hopped(@at: addr)\n.persist hopped\n.output hopped\nhopped(n) :- hop(n).\n');
  const run = async (): Promise<string> => {
    const fleet = new Process(t, ['up', join(folder, 'fleet.yaml')]);
    await fleet.until(() => fleet.stdout.split('\n').length > 2);
    t.is(await fleet.stop(), 0);
    return fleet.stdout.split('\n').map((line) => line.replace(/"tick":\d+,/, '')).sort().join('\n');
  };
  const rows = '\n{"node":"a","relation":"hopped","row":["a"],"diff":1}\n{"node":"b","relation":"hopped","row":["b"],"diff":1}';
  t.is(await run(), rows);
  t.is(await run(), rows);
});

test.serial('state that is synced in intervals is there after a kill, and one that is another\'s is refused at once', async (t) => {
  const folder = folderOf(t, { 'program.dl': keep, 'extra.facts': '1\n', 'other.dl': `${keep}kept(n, "more") :- here(n).\n` });
  const args = (program: string): readonly string[] => ['node', join(folder, program), '--id', 'a', '--state', join(folder, 'state'), '--fsync', 'interval:50ms', '--format', 'ndjson'];
  const first = new Process(t, args('program.dl'));
  first.write('one\n');
  await first.until(() => first.stdout.includes('one'));
  await first.stop('SIGKILL');
  t.is(await new Process(t, args('other.dl')).exit, 3);
  const second = new Process(t, args('program.dl'));
  await second.until(() => second.stdout.includes('one'));
  t.is(await second.stop(), 0);
});

test.serial('a fleet file says when state is on the disk, and the command line goes before it', async (t) => {
  const yaml = 'program: program.dl\nfsync: never\nmetrics: 127.0.0.1:*\nnodes: { a: { listen: "tcp://127.0.0.1:*" } }\n';
  const folder = folderOf(t, { 'program.dl': keep, 'extra.facts': '1\n', 'fleet.yaml': yaml });
  const syncs = async (state: string, args: readonly string[]): Promise<number> => {
    const node = new Process(t, ['node', '--config', join(folder, 'fleet.yaml'), '--id', 'a', '--state', join(folder, state), '--format', 'ndjson', ...args]);
    for (const text of ['one', 'two', 'three']) {
      node.write(`${text}\n`);
      await node.until(() => node.stdout.includes(text));
    }
    const [, url = ''] = /metrics at (\S+)/.exec(node.stderr) ?? [];
    const metrics = await (await fetch(url)).text();
    t.is(await node.stop(), 0);
    return Number(/dlc_fsync_duration_seconds_count (\d+)/.exec(metrics)?.[1]);
  };
  // What says whose state it is always is.
  t.is(await syncs('never', []), 1);
  t.true((await syncs('tick', ['--fsync', 'tick'])) >= 4);
});

test.serial('a log is repeated with the limits of its node, or with others', async (t) => {
  const program = '.decl p(@at: addr, x: number)\np("a", 1).\np(n, x + 1) :- p(n, x), x < 100.\n.output p\n';
  const folder = folderOf(t, { 'program.dl': program });
  const state = join(folder, 'state');
  const run = await runCommand(`npx dlc node "${join(folder, 'program.dl')}" --id a --ticks 1 --state "${state}" --limit rows=1000 --limit queue=1MB`);
  t.is(run.exitCode, 0, run.stderr);
  const replayed = await runCommand(`npx dlc replay "${state}"`);
  t.is(replayed.stdout, run.stdout);
  const few = await runCommand(`npx dlc replay "${state}" --limit rows=9`);
  t.is(few.exitCode, 3);
  t.regex(few.stderr, /^error\[runaway\]: .* 9 rows/);
});
