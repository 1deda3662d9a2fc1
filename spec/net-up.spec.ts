import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { Child } from '../cli/child.ts';
import { runCommand } from './command.ts';
import { Process } from './processes.ts';

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-up-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const gossip = `.type Source <: addr
.type Sink <: addr
.decl sink(name: Sink)
.input sink(IO=fleet)
.decl rumour(@at: Source, text: symbol)
.input rumour
.channel hears(@to: Sink, from: Source, text: symbol) reliable
hears(s, n, t)@async :- rumour(n, t), sink(s).
.decl heard(@at: Sink, from: Source, text: symbol)
.persist heard
.output heard
heard(s, n, t) :- hears(s, n, t).
`;

const heard = (node: string, from: string, text: string): string => `{"node":"${node}","tick":1,"relation":"heard","row":["${node}","${from}","${text}"],"diff":1}`;
const atAnyTick = (stdout: string): readonly string[] => stdout.split('\n').slice(0, -1).map((line) => line.replace(/"tick":\d+/, '"tick":1')).sort();

test.serial('a program runs as a fleet of the nodes that are named', async (t) => {
  const folder = folderOf(t, { 'gossip.dl': gossip, 'rumour.facts': 'a\tit works\nb\tso it does\n' });
  const fleet = new Process(t, ['up', join(folder, 'gossip.dl'), '--nodes', 'a:Source,b:Source,c:Sink,d:Sink']);
  await fleet.until(() => fleet.stdout.split('\n').length > 4);
  t.is(await fleet.stop('SIGINT'), 0);
  t.deepEqual(atAnyTick(fleet.stdout), [heard('c', 'a', 'it works'), heard('c', 'b', 'so it does'), heard('d', 'a', 'it works'), heard('d', 'b', 'so it does')]);
  t.regex(fleet.stderr, /^c \| connected to all peers$/m);
});

test.serial('a fleet file names the program, the nodes and their facts, from where it is', async (t) => {
  const yaml = 'program: gossip.dl\nfacts: .\nnodes:\n  a: Source\n  c: { role: Sink }\n  long-name:\n    role: Sink\n';
  const folder = folderOf(t, { 'fleet.yaml': yaml, 'gossip.dl': gossip, 'rumour.facts': 'a\tit works\n' });
  const fleet = new Process(t, ['up', join(folder, 'fleet.yaml'), '--format', 'tsv']);
  await fleet.until(() => fleet.stdout.split('\n').length > 2);
  t.is(await fleet.stop(), 0);
  t.deepEqual(fleet.stdout.split('\n').slice(0, -1).map((line) => line.replace(/\t?\b\d+\t/, '')).sort(), ['c         | +1\theard\tc\ta\tit works', 'long-name | +1\theard\tlong-name\ta\tit works']);
});

test.serial('a fleet file says limits of all nodes, and the command line goes before it', async (t) => {
  const program = '.decl p(@at: addr, x: number)\np("a", 1).\np(n, x + 1) :- p(n, x), x < 100.\n.output p\n';
  const yaml = 'program: p.dl\nlimits: { rows: 10, queue: 1 MB }\nnodes: { a: { listen: tcp://127.0.0.1:1 } }\n';
  const folder = folderOf(t, { 'fleet.yaml': yaml, 'p.dl': program });
  const node = 'npx dlc node --config fleet.yaml --id a --listen tcp://127.0.0.1:* --ticks 1';
  const few = await runCommand(node, folder);
  t.regex(few.stderr, /error\[runaway\]: .* 10 rows/);
  t.is(few.exitCode, 3);
  const more = await runCommand(`${node} --limit rows=1000 --show final --format tsv`, folder);
  t.is(more.exitCode, 0);
  t.is(more.stdout.split('\n').length, 101);
  const fleet = new Process(t, ['up', join(folder, 'fleet.yaml'), '--limit', 'rows=11']);
  await fleet.until(() => fleet.stderr.includes('begins again'));
  await fleet.stop();
});

test.serial('a node that fails is begun again, and one that cannot begin ends', async (t) => {
  const folder = folderOf(t, {});
  const script = `const fs = require('node:fs'); fs.appendFileSync('count', 'x'); console.log('line', fs.readFileSync('count', 'utf8').length); process.exit(fs.readFileSync('count', 'utf8').length < 3 ? 70 : 2)`;
  const [lines, log]: [string[], string[]] = [[], []];
  const command = `process.chdir(${JSON.stringify(folder)}); ${script}`;
  const child = new Child({ command: [process.execPath, '-e', command], output: async (line) => void lines.push(line), log: (line) => log.push(line), hears: false, final: new Set([0, 2]), pause: 1 });
  child.start();
  t.is(await child.ended, 2);
  t.deepEqual(lines, ['line 1', 'line 2', 'line 3']);
  t.deepEqual(log, ['ended with 70; begins again in 0.001 s', 'ended with 70; begins again in 0.002 s', 'ended with 2, as it would again: the others go on without it']);
});

const keeping = '.decl here(@at: addr)\nhere("a"). here("b").\n.output here\n';

test.serial('a fleet goes on without a node whose state is refused, which is not begun again', async (t) => {
  const folder = folderOf(t, { 'first.dl': `${keeping}.decl other(@at: addr)\nother("a").\n`, 'second.dl': keeping });
  const up = (program: string, nodes: string): Process => new Process(t, ['up', join(folder, program), '--nodes', nodes, '--state', join(folder, 'state')]);
  const first = up('first.dl', 'a');
  await first.until(() => first.stdout.includes('here'));
  t.is(await first.stop(), 0);
  const second = up('second.dl', 'a,b');
  await second.until(() => second.stderr.includes('the others go on') && second.stdout.includes('"b"'));
  t.regex(second.stderr, /^a \| error: the state in .* is of another program, or its rules were changed since; /m);
  t.regex(second.stderr, /^a \| ended with 3, as it would again: the others go on without it$/m);
  t.is(await second.stop(), 3);
  t.notRegex(second.stderr, /begins again/);
});

test.serial('a fleet of which no node can begin ends', async (t) => {
  const folder = folderOf(t, { 'program.dl': `${keeping}.decl extra(x: number)\n.input extra\n`, 'extra.facts': 'one\n' });
  const { exitCode, stderr } = await runCommand('npx dlc up program.dl --nodes a,b', folder);
  t.is(exitCode, 3);
  t.is(stderr.split('ended with 3, as it would again').length, 3);
});

test.serial('a line that a node had no time to complete is dropped', async (t) => {
  const lines: string[] = [];
  const script = "const fs = require('node:fs'); fs.writeSync(1, 'whole\\nin two '); fs.writeSync(1, 'parts\\nhalf'); process.exit(2)";
  const child = new Child({ command: [process.execPath, '-e', script], output: async (line) => void lines.push(line), log: () => undefined, hears: false, final: new Set([2]), pause: 1 });
  child.start();
  t.is(await child.ended, 2);
  t.deepEqual(lines, ['whole', 'in two parts']);
});

test.serial('a node that ends with a line half taken in is not waited for', async (t) => {
  const script = "process.stdin.once('readable', () => process.exit(2))";
  const child = new Child({ command: [process.execPath, '-e', script], output: async () => undefined, log: () => undefined, hears: true, final: new Set([2]), pause: 1 });
  child.start();
  t.true(await child.hear('x'.repeat(10_000_000)));
  t.is(await child.ended, 2);
  t.false(await child.hear('more'));
});

test.serial('lines for a node that takes none in do not keep others waiting, unless they are many', async (t) => {
  const child = new Child({ command: [process.execPath, '-e', 'setInterval(() => undefined, 1000)'], output: async () => undefined, log: () => undefined, hears: true, final: new Set([0]), pause: 1 });
  child.start();
  for (let line = 0; line < 100; line++) t.true(await child.hear('x'.repeat(5_000)));
  let isHeard = false;
  const many = child.hear('x'.repeat(1_000_000)).then(() => (isHeard = true));
  await setImmediate();
  t.false(isHeard);
  child.stop();
  await many;
  t.is(await child.ended, 0);
});

const wrongFiles: readonly (readonly [string, string, string])[] = [
  ['no mapping', '- a\n', 'fleet.yaml:1:1: error[fleet]: a fleet file says `program:` and `nodes:`'],
  ['an unknown key', 'program: gossip.dl\nnode:\n  a: Source\n', 'fleet.yaml:2:1: error[fleet]: a fleet has no `node`; did you mean `nodes`?'],
  ['an unknown role', 'program: gossip.dl\nnodes:\n  a: Sauce\n', 'fleet.yaml:3:3: error[fleet]: node a: the program has no role Sauce; it has Source, Sink'],
  ['an unknown key of a node', 'program: gossip.dl\nnodes:\n  a: { rule: Source }\n', 'fleet.yaml:3:8: error[fleet]: a node has no `rule`; did you mean `role`?'],
  ['a wrong address', 'program: gossip.dl\nnodes:\n  a:\n    listen: 127.0.0.1:1\n', 'fleet.yaml:4:13: error[fleet]: 127.0.0.1:1 is no address: write tcp://HOST:PORT'],
  ['an address of all machines', 'program: gossip.dl\nnodes:\n  a:\n    listen: tcp://0.0.0.0:1\n', 'fleet.yaml:3:3: error[fleet]: node a: tcp://0.0.0.0:1 can be reached from other machines: give --keys DIR (`dlc keygen` makes keys), or let anybody connect with --insecure'],
  ['an unknown limit', 'program: gossip.dl\nlimits:\n  row: 7\nnodes: { a: Source }\n', 'fleet.yaml:3:3: error[fleet]: there is no limit `row`; did you mean `rows`?'],
  ['a limit that is no number', 'program: gossip.dl\nlimits: { queue: much }\nnodes: { a: Source }\n', 'fleet.yaml:2:18: error[fleet]: `queue` is a whole number from 1 up of bytes, kB, MB or GB, such as 64MB'],
  ['a limit that is too much', 'program: gossip.dl\nlimits: { log: 2 GB }\nnodes: { a: Source }\n', 'fleet.yaml:2:16: error[fleet]: `log` is 1GB at most'],
  ['limits without names', 'program: gossip.dl\nlimits: 7\nnodes: { a: Source }\n', 'fleet.yaml:2:9: error[fleet]: limits are given by name: rows, rounds, memory, symbols, queue, inbox, log'],
  ['a time of syncing that is none', 'program: gossip.dl\nfsync: soon\nnodes: { a: Source }\n', 'fleet.yaml:2:8: error[fleet]: `fsync` is not soon: it is always, tick, interval:50ms or never'],
  ['an IPv6 address of all machines', 'program: gossip.dl\nnodes: { a: { listen: "tcp://[::]:1" } }\n', 'fleet.yaml:2:10: error[fleet]: node a: tcp://[::]:1 can be reached from other machines: give --keys DIR (`dlc keygen` makes keys), or let anybody connect with --insecure'],
  ['an IPv6 address that is none', 'program: gossip.dl\nnodes: { a: { listen: "tcp://[:::]:1" } }\n', 'fleet.yaml:2:23: error[fleet]: tcp://[:::]:1 is no address: write tcp://HOST:PORT'],
  ['a text that is none', 'program: 7\nnodes:\n  a: Source\n', 'fleet.yaml:1:10: error[fleet]: this is to be a text'],
  ['no nodes', 'program: gossip.dl\nnodes: {}\n', 'fleet.yaml:2:8: error[fleet]: nodes are given by name, such as `bank: Coordinator` or `bank: { role: Coordinator }`'],
  ['a node twice', 'program: gossip.dl\nnodes:\n  a: Source\n  a: Sink\n', 'fleet.yaml:4:3: error[fleet]: Map keys must be unique'],
];

for (const [what, yaml, message] of wrongFiles) {
  test.serial(`a fleet file is refused: ${what}`, async (t) => {
    const folder = folderOf(t, { 'fleet.yaml': yaml, 'gossip.dl': gossip });
    const { exitCode, stdout, stderr } = await runCommand('npx dlc up fleet.yaml', folder);
    t.is(stderr.split('\n')[0], message);
    t.is(stdout, '');
    t.is(exitCode, 1);
  });
}

const misuses: readonly (readonly [string, string, RegExp])[] = [
  ['neither nodes nor a fleet file', 'gossip.dl', /^error: which nodes\? give --nodes a,b,c, or a fleet file \(fleet\.yaml\)\n$/],
  ['a program beside a fleet file', 'fleet.yaml gossip.dl', /^error: fleet\.yaml names its program: give no other file\n$/],
  ['nodes beside a fleet file', 'fleet.yaml --nodes a', /^error: fleet\.yaml names its nodes: give no --nodes\n$/],
  ['a file that is not there', 'nothing.yaml', /^error: cannot read nothing\.yaml: no such file\n$/],
  ['a limit without a value', 'gossip.dl --nodes a:Source --limit rows', /write NAME=VALUE, such as rows=1000000 or queue=64MB\n$/],
  ['a size of rows', 'gossip.dl --nodes a:Source --limit rows=7MB', /`rows` is a whole number from 1 up\n$/],
  ['an unknown role', 'gossip.dl --nodes a:King', /^error: node a: the program has no role King; it has Source, Sink\n$/],
];

for (const [what, args, message] of misuses) {
  test.serial(`refused: ${what}`, async (t) => {
    const folder = folderOf(t, { 'fleet.yaml': 'program: gossip.dl\nnodes: { a: Source }\n', 'gossip.dl': gossip });
    const { exitCode, stderr } = await runCommand(`npx dlc up ${args}`, folder);
    t.regex(stderr, message);
    t.is(exitCode, 2);
  });
}
