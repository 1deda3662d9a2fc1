import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { freePorts } from '../runtime/node/ports.ts';
import { runCommand } from './command.ts';
import { Process } from './processes.ts';

/** Rows that come and go, messages that must arrive and others that need not, and what depends on when they come. */
const program = `.decl line(n: number, text: symbol)
.input line(IO=stdin)
.decl pulse(at: number)
.input pulse(IO=timer, period="20ms")
.decl peer(name: addr)
.input peer(IO=fleet)
.decl me(@at: addr)
me("a"). me("b"). me("c").
.channel put(@to: addr, from: addr, n: number, text: symbol) reliable
.channel hint(@to: addr, from: addr, n: number)
put(p, m, n, t)@async :- me(m), line(n, t), peer(p).
hint(p, m, n)@async :- lost(m, _, n), pulse(_), peer(p).
.decl held(@at: addr, slot: number, n: number, from: addr, length: number)
.output held
held(at, n % 7, n, f, strlen(t)) :- put(at, f, n, t).
held(at, s, n, f, l)@next :- held(at, s, n, f, l), !lost(at, s, n).
.decl lost(@at: addr, slot: number, n: number)
lost(at, s, n) :- held(at, s, n, _, _), held(at, s, m, _, _), m > n.
.decl hinted(@at: addr, n: number)
.output hinted
hinted(at, count : { hint(at, _, _) }) :- me(at).
.decl clock(@at: addr, time: number)
.output clock
clock(m, t) :- me(m), pulse(t).
`;
const names = ['a', 'b', 'c'];

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-replay-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'program.dl'), program);
  return folder;
}

async function replayed(t: ExecutionContext, folder: string, name: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(`npx dlc replay "${join(folder, 'state', name)}"`);
  t.is(exitCode, 0, stderr);
  return stdout;
}

const numbered = (n: number, text: string): string => `${n}\t${text}\n`;

test.serial('what a fleet printed is what the logs of its nodes repeat, byte for byte', async (t) => {
  const folder = folderOf(t);
  const fleet = new Process(t, ['up', join(folder, 'program.dl'), '--nodes', names.join(), '--state', join(folder, 'state')]);
  await fleet.until(() => names.every((name) => fleet.stdout.includes(`"node":"${name}"`)));
  for (let n = 0; n < 900; n++) fleet.write(`${names[n % 3]}: ${numbered(n, 'x'.repeat(n % 50))}`);
  await fleet.until(() => names.every((name) => fleet.stdout.includes(`{"node":"${name}","tick":`) && new RegExp(`"node":"${name}".*"held","row":\\["${name}",3,899,`).test(fleet.stdout)));
  t.is(await fleet.stop(), 0);
  for (const name of names) {
    const printed = fleet.stdout.split('\n').filter((line) => line.startsWith(`{"node":"${name}",`)).map((line) => `${line.replace(`"node":"${name}",`, '')}\n`);
    t.true(printed.length > 50);
    t.is(await replayed(t, folder, name), printed.join(''));
  }
});

interface Line {
  readonly tick: number;
  readonly relation: string;
  readonly row: unknown;
  readonly diff: 1 | -1;
}

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);
const tickOf = (line: string): number => parsed(line).tick;

function parsed(line: string): Line {
  return JSON.parse(line);
}

/** What holds after all changes, as the lines that begin a run that goes on show it. */
function holding(lines: readonly string[]): readonly string[] {
  const rows = new Set<string>();
  for (const { relation, row, diff } of lines.map(parsed)) {
    const text = JSON.stringify([relation, row]);
    if (diff === 1) rows.add(text);
    else rows.delete(text);
  }
  return [...rows].sort();
}

test.serial('a node that is killed prints on with what holds, and then what its log repeats', async (t) => {
  const folder = folderOf(t);
  const ports = await freePorts(3);
  const endpoints = names.map((name, index) => `${name}=tcp://127.0.0.1:${ports[index]}`);
  const start = (name: string): Process =>
    new Process(t, ['node', join(folder, 'program.dl'), '--id', name, '--listen', endpoints[names.indexOf(name)]!.slice(2), ...endpoints.filter((each) => !each.startsWith(name)).flatMap((each) => ['--peer', each]), '--state', join(folder, 'state', name), '--format', 'ndjson', '--wait', '5']);
  const runs = new Map(names.map((name) => [name, [start(name)]]));
  const current = (name: string): Process => runs.get(name)!.at(-1)!;
  for (let round = 0; round < 7; round++) {
    for (let n = 0; n < 60; n++) current(names[n % 3]!).write(numbered(round * 60 + n, 'x'.repeat(n)));
    const killed = names[round % 3]!;
    const seen = current(killed).stdout.length;
    await current(killed).until(() => current(killed).stdout.length > seen + 200);
    if (round === 6) break;
    await current(killed).stop('SIGKILL');
    runs.get(killed)!.push(start(killed));
    await current(killed).until(() => current(killed).stdout.includes('"held"'));
  }
  for (const name of names) t.is(await current(name).stop(), 0);
  for (const name of names) {
    const whole = linesOf(await replayed(t, folder, name));
    for (const [index, { stdout, stderr }] of runs.get(name)!.entries()) {
      const [, after = '0'] = /goes on after tick (\d+)/.exec(stderr) ?? [];
      const began = Number(after);
      const printed = linesOf(stdout);
      if (index > 0) {
        const shown = printed.filter((line) => tickOf(line) <= began);
        t.true(shown.every((line) => tickOf(line) === began && parsed(line).diff === 1));
        t.deepEqual(holding(shown), holding(whole.filter((line) => tickOf(line) <= began)));
      }
      const news = printed.filter((line) => tickOf(line) > began);
      const repeated = whole.filter((line) => tickOf(line) > began);
      const isLast = index === runs.get(name)!.length - 1;
      t.deepEqual(news, isLast ? repeated : repeated.slice(0, news.length));
    }
  }
});

test.serial('a log that a snapshot has cut short repeats what was printed after it', async (t) => {
  const folder = folderOf(t);
  const state = join(folder, 'state', 'a');
  const node = new Process(t, ['node', join(folder, 'program.dl'), '--id', 'a', '--state', state, '--format', 'ndjson']);
  for (let n = 0; n < 150; n++) {
    node.write(numbered(n, 'long'.repeat(20_000)));
    await node.until(() => node.stdout.includes(`"row":["a",${n % 7},${n},`));
  }
  t.is(await node.stop(), 0);
  t.true(readdirSync(state).some((each) => each.startsWith('snapshot.')));
  const repeated = linesOf(await replayed(t, folder, 'a'));
  const [first = ''] = repeated;
  const printed = linesOf(node.stdout);
  t.true(tickOf(first) > 1);
  t.deepEqual(holding(repeated.filter((line) => tickOf(line) === tickOf(first))), holding(printed.filter((line) => tickOf(line) <= tickOf(first))));
  t.deepEqual(repeated.filter((line) => tickOf(line) > tickOf(first)), printed.filter((line) => tickOf(line) > tickOf(first)));
});

test.serial('a log that may be long repeats all of a run, however much is in it', async (t) => {
  const folder = folderOf(t);
  const state = join(folder, 'state', 'a');
  const node = new Process(t, ['node', join(folder, 'program.dl'), '--id', 'a', '--state', state, '--limit', 'log=1GB', '--format', 'ndjson']);
  for (let n = 0; n < 90; n++) {
    node.write(numbered(n, 'long'.repeat(20_000)));
    await node.until(() => node.stdout.includes(`"row":["a",${n % 7},${n},`));
  }
  t.is(await node.stop(), 0);
  t.false(readdirSync(state).some((each) => each.startsWith('snapshot.')));
  t.is(await replayed(t, folder, 'a'), node.stdout);
});
