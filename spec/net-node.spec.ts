import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Dealer } from 'zeromq';
import { runCommand } from './command.ts';
import { freePorts } from '../runtime/node/ports.ts';
import { Process, startNodes } from './processes.ts';

/** Programs whose outputs do not depend on when messages arrive, their nodes, and what to compare. */
const confluent: readonly (readonly [string, readonly string[], readonly string[], string])[] = [
  ['simple-broadcast.dl', ['a', 'b', 'c'], ['log'], ''],
  ['acknowledged-broadcast.dl', ['a', 'b', 'c'], ['log', 'delivered'], ''],
  ['retrying-broadcast.dl', ['a', 'b', 'c', 'd'], ['log'], ''],
  ['classic-broadcast.ded', ['a', 'b', 'c'], ['log', 'peer'], ''],
  ['two-phase-commit.dl', ['bank', 'ann', 'bob', 'cid'], ['outcome'], ''],
  ['token-ring.dl', ['a', 'b', 'c', 'd'], ['works'], '--ticks 8'],
  ['leader-election.dl', ['a', 'b', 'c', 'd'], ['leader'], ''],
];

function distinct(rows: readonly string[]): string {
  return [...new Set(rows)].sort().join('\n');
}

async function lockstep(program: string, relations: readonly string[], more: string): Promise<string> {
  const { stdout } = await runCommand(`npx dlc run examples/${program} --show changes --format ndjson ${more}`);
  const rows = stdout.split('\n').slice(0, -1).map((line): { relation: string; row: unknown; diff: number } => JSON.parse(line));
  return distinct(rows.filter((each) => relations.includes(each.relation) && each.diff === 1).map((each) => `${each.relation}${JSON.stringify(each.row)}`));
}

for (const [program, names, relations, more] of confluent) {
  test.serial(`${program} derives as processes what it does in lockstep`, async (t) => {
    const expected = await lockstep(program, relations, more);
    const nodes = [...(await startNodes(t, `examples/${program}`, names)).values()];
    const held = (): string => distinct(nodes.flatMap((each) => each.rows(relations)));
    await new Promise<void>((settle) => {
      for (const each of nodes) void each.until(() => held() === expected).then(settle);
    });
    t.deepEqual(await Promise.all(nodes.map((each) => each.stop())), names.map(() => 0));
    t.is(held(), expected);
    for (const each of nodes) t.regex(each.stderr, /^[\w]+: listening on tcp:\/\/127\.0\.0\.1:\d+\n[\w]+: connected to all peers\n$/);
  });
}

/** A program in a folder of its own. */
function programOf(t: ExecutionContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-node-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'program.dl');
  writeFileSync(file, text);
  return file;
}

const echo = `.type Client <: addr
.type Server <: addr
.decl line(text: symbol)
.input line(IO=stdin)
.decl server(@at: Client, name: Server)
server("ann", "echo").
.channel question(@to: Server, from: Client, text: symbol) reliable
.channel answer(@to: Client, text: symbol) reliable
.decl heard(@at: Client, text: symbol)
.persist heard
.output heard
.decl served(@at: Server, text: symbol)
.persist served
.output served
question(s, c, t)@async :- line(t), server(c, s).
answer(c, cat(t, "!"))@async :- question(_, c, t).
served(s, t) :- question(s, _, t).
heard(c, t) :- answer(c, t).
`;

test.serial('what comes in at one node is answered by another, which is started again in between', async (t) => {
  const program = programOf(t, echo);
  const [here = 0, there = 0] = await freePorts(2);
  const serve = ['node', program, '--id', 'echo', '--role', 'Server', '--listen', `tcp://127.0.0.1:${there}`, '--peer', `ann=tcp://127.0.0.1:${here}`, '--format', 'ndjson'];
  const ann = new Process(t, ['node', program, '--id', 'ann', '--listen', `tcp://127.0.0.1:${here}`, '--peer', `echo:Server=tcp://127.0.0.1:${there}`, '--format', 'ndjson']);
  const first = new Process(t, serve);
  ann.write('one\n');
  await ann.until(() => ann.rows(['heard']).length === 1);
  await first.until(() => first.rows(['served']).length === 1);
  await first.stop('SIGKILL');
  ann.write('two\nthree\n');
  const second = new Process(t, serve);
  await ann.until(() => ann.rows(['heard']).length === 3);
  t.deepEqual([...ann.rows(['heard'])].sort(), ['heard["ann","one!"]', 'heard["ann","three!"]', 'heard["ann","two!"]']);
  t.is(await ann.stop('SIGINT'), 0);
  t.is(await second.stop(), 0);
});

test.serial('a node whose output nobody reads ends when it is asked to', async (t) => {
  const program = programOf(t, `.decl n(@at: addr, k: number, text: symbol)\n.output n\nn("a", 1, "${'x'.repeat(1000)}")@1.\nn(a, k + 1, t)@next :- n(a, k, t).\n`);
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'node', program, '--id', 'a'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  t.teardown(() => child.kill('SIGKILL'));
  const exit = new Promise<number | null>((settle) => child.on('exit', settle));
  await once(child.stdout, 'readable');
  child.kill('SIGTERM');
  t.is(await exit, 0);
  t.regex(told, /^a: listening on .*\na: connected to all peers\n$/);
});

const pairs = `.decl here(@at: addr)
here("a").
.decl line(text: symbol, count: number)
.input line(IO=stdin)
.decl said(@at: addr, text: symbol, count: number)
.output said
said(a, t, c) :- here(a), line(t, c).
`;

test.serial('a line of standard input that is wrong is left out, and the node goes on', async (t) => {
  const node = new Process(t, ['node', programOf(t, pairs), '--id', 'a', '--format', 'ndjson']);
  node.write(Buffer.concat([Buffer.from('one\nright\t1\nwrong\ttwo\n'), Buffer.of(0xff, 9, 49, 10), Buffer.from('also right\t2\n')]));
  await node.until(() => node.rows(['said']).length === 2);
  await node.until(() => node.stderr.split('; the line is left out').length > 3);
  node.write('again wrong\n');
  await node.until(() => node.stderr.includes('stdin:6:'));
  node.write('last\t3\n');
  await node.until(() => node.rows(['said']).length === 3);
  t.deepEqual([...node.rows(['said'])].sort(), ['said["a","also right",2]', 'said["a","last",3]', 'said["a","right",1]']);
  t.is(await node.stop(), 0);
  const warnings = node.stderr.split('\n').filter((line) => line.startsWith('warning: '));
  t.is(warnings.length, 4);
  t.regex(warnings[0] ?? '', /^warning: stdin:1:1: 1 column \("one"\), but line has 2 columns .*; the line is left out$/);
  t.regex(warnings[2] ?? '', /^warning: stdin:4:1: invalid UTF-8 in a row of line; the line is left out$/);
});

test.serial('a node whose rule fails says whose messages the tick took in', async (t) => {
  const program = programOf(t, `.type Asker <: addr
.type Divider <: addr
.decl line(by: number)
.input line(IO=stdin)
.decl ask(@at: Asker, to: Divider)
ask("ann", "div").
.channel divide(@to: Divider, by: number) reliable
.decl part(@at: Divider, x: number)
.output part
divide(d, n)@async :- ask(_, d), line(n).
part(d, 12 / n) :- divide(d, n).
`);
  const nodes = await startNodes(t, program, ['ann', 'div']);
  const [ann, div] = [nodes.get('ann')!, nodes.get('div')!];
  ann.write('3\n');
  await div.until(() => div.rows(['part']).length === 1);
  ann.write('0\n');
  t.is(await div.exit, 3);
  t.regex(div.stderr, /error\[division-by-zero\]: .*\n.*part\(d, 12 \/ n\).*\nnote: the tick took in what was said by ann; what is reliable of it comes again\n$/);
  t.is(await ann.stop(), 0);
});

test.serial('a node that is asked to end in a tick that lasts for ever gives it up', async (t) => {
  const endless = `.decl go(text: symbol)
.input go(IO=stdin)
.decl here(@at: addr)
here("a").
.output here
.decl n(x: number)
n(x) :- here(_), x = range(0, 1000).
.decl step(@at: addr, k: number)
.output step
step(a, 0) :- here(a), go(_).
step(a, k + 1) :- step(a, k), k < 1000000, n(x), n(y), x + y > 1997.
`;
  const node = new Process(t, ['node', programOf(t, endless), '--id', 'a', '--format', 'ndjson', '--metrics', '127.0.0.1:*']);
  await node.until(() => node.stdout.includes('here'));
  node.write('go\n');
  const read = async (): Promise<number> => {
    const answer = await fetch(/metrics at (\S+)/.exec(node.stderr)?.[1] ?? '');
    return Number(/^dlc_rounds_total (\d+)$/m.exec(await answer.text())?.[1]);
  };
  const before = await read();
  while ((await read()) < before + 10);
  t.is(await node.stop(), 0);
  t.regex(node.stderr, /^warning: tick 2 takes too long to wait for it: it is given up, and what it took in from others stays with them$/m);
});

test.serial('nodes of different programs do not talk, and say why', async (t) => {
  const program = (type: string): string => programOf(t, `.decl peer(@at: addr, other: addr)\npeer("a", "b"). peer("b", "a").\n.channel c(@to: addr, x: ${type})\n.output c\n.decl one(x: ${type})\none(1).\nc(m, x)@async :- peer(n, m), one(x).\n`);
  const [here = 0, there = 0] = await freePorts(2);
  const a = new Process(t, ['node', program('number'), '--id', 'a', '--listen', `tcp://127.0.0.1:${here}`, '--peer', `b=tcp://127.0.0.1:${there}`, '--wait', '0']);
  const b = new Process(t, ['node', program('float'), '--id', 'b', '--listen', `tcp://127.0.0.1:${there}`, '--peer', `a=tcp://127.0.0.1:${here}`, '--wait', '0']);
  await a.until(() => a.stderr.includes('refuses this node'));
  await b.until(() => b.stderr.includes('refuses this node'));
  t.regex(a.stderr, /warning: "b" refuses this node: node a runs another program: it has c\(@to: symbol, x: number\), this node has c\(@to: symbol, x: float\)\n/);
  t.is(await a.stop(), 0);
  t.is(await b.stop(), 0);
  t.is(a.stdout + b.stdout, '');
});

test.serial('a node at rest tells at once who sends it what it may not', async (t) => {
  const node = new Process(t, ['node', programOf(t, located), '--id', 'a', '--format', 'ndjson']);
  await node.until(() => node.stderr.includes('connected') && node.stdout !== '');
  const [, endpoint = ''] = /listening on (\S+)/.exec(node.stderr) ?? [];
  const stranger = new Dealer({ linger: 0 });
  stranger.connect(endpoint);
  await stranger.send('garbage');
  await node.until(() => node.stderr.includes('warning: a message of "a stranger": wrong-shape\n'));
  stranger.close();
  t.is(await node.stop(), 0);
});

test.serial('nodes talk over IPv6 addresses, too', async (t) => {
  const program = programOf(t, '.decl peer(@at: addr, other: addr)\npeer("a", "b"). peer("b", "a").\n.channel c(@to: addr, from: addr)\n.output c\nc(m, n)@async :- peer(n, m).\n');
  const [here = 0, there = 0] = await freePorts(2);
  const a = new Process(t, ['node', program, '--id', 'a', '--listen', `tcp://[::1]:${here}`, '--peer', `b=tcp://[::1]:${there}`, '--metrics', '[::1]:*', '--format', 'ndjson']);
  const b = new Process(t, ['node', program, '--id', 'b', '--listen', `tcp://[::1]:${there}`, '--peer', `a=tcp://[::1]:${here}`, '--format', 'ndjson']);
  await a.until(() => a.rows(['c']).length > 0);
  await b.until(() => b.rows(['c']).length > 0);
  t.regex(a.stderr, new RegExp(`^a: listening on tcp://\\[::1\\]:${here}$`, 'm'));
  const [, address = ''] = /metrics at http:\/\/(\[::1\]:\d+)\/metrics/.exec(a.stderr) ?? [];
  const status = await runCommand(`npx dlc status "${address}"`);
  t.is(status.exitCode, 0, status.stderr);
  t.regex(status.stdout, /^a\tready\t/);
  t.is(await a.stop(), 0);
  t.is(await b.stop(), 0);
});

const located = '.decl p(@at: addr)\np("a").\n.output p\n';

test.serial('a node shows at the end what it holds, and stops at a tick', async (t) => {
  const { exitCode, stdout } = await runCommand(`npx dlc node "${programOf(t, located)}" --id a --ticks 1 --show final --format tsv`);
  t.is(exitCode, 0);
  t.is(stdout, 'a\n');
});

const misuses: readonly (readonly [string, string, string, number, RegExp])[] = [
  ['a program without locations', 'p(1). q(x) :- p(x).', '--id a', 2, /^error: the program has no locations: `dlc run` runs it\n$/],
  ['an address of all machines', located, '--id a --listen tcp://0.0.0.0:7001', 2, /^error: tcp:\/\/0\.0\.0\.0:7001 can be reached from other machines: give --keys DIR .*--insecure\n$/],
  ['an address that is none', located, '--id a --listen 127.0.0.1:7001', 2, /127\.0\.0\.1:7001 is no address: write tcp:\/\/HOST:PORT/],
  ['a peer without an address', located, '--id a --peer b', 2, /write NAME=tcp:\/\/HOST:PORT/],
  ['a peer of its own name', located, '--id a --peer a=tcp://127.0.0.1:7001', 2, /^error: there is more than one node a\n$/],
  ['an unknown role', located, '--id a:King', 2, /^error: node a: the program has no role King; it has none\n$/],
  ['no name', located, '', 2, /--id/],
  ['a rule that no node can evaluate', '.decl p(@at: addr, x: number)\np("a", 1).\n.decl q(@at: addr, x: number)\n.output q\nq(n, x) :- p(n, x)@1.\n', '--id a', 1, /error\[/],
];

for (const [what, program, args, code, message] of misuses) {
  test.serial(`refused: ${what}`, async (t) => {
    const { exitCode, stdout, stderr } = await runCommand(`npx dlc node "${programOf(t, program)}" ${args}`);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.is(exitCode, code);
  });
}

test.serial('an address that is taken is said to be', async (t) => {
  const program = programOf(t, located);
  const a = new Process(t, ['node', program, '--id', 'a']);
  await a.until(() => a.stderr.includes('listening on'));
  const [, endpoint = ''] = /listening on (\S+)/.exec(a.stderr) ?? [];
  const { exitCode, stderr } = await runCommand(`npx dlc node "${program}" --id b --listen ${endpoint}`);
  t.is(stderr, `error: cannot listen on ${endpoint}: address already in use\n`);
  t.is(exitCode, 3);
  t.is(await a.stop(), 0);
});
