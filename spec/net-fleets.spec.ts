import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { dialectOf } from '../datalog/source.ts';
import { compile } from '../planner/compile.ts';
import { runCommand } from './command.ts';
import { fleetOf, Nodes } from './fleet-nodes.ts';
import { Process } from './processes.ts';

const fleets = readdirSync('examples').filter((each) => existsSync(join('examples', each, 'fleet.yaml')));

for (const fleet of fleets) {
  const folder = join('examples', fleet);
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.dl'))) {
    test(`${folder}/${file} compiles without a warning`, (t) => {
      const source = { file, text: readFileSync(join(folder, file), 'utf8'), dialect: dialectOf(file) };
      const result = compile([source], () => null);
      t.deepEqual(result.ok ? result.warnings : result.diagnostics, []);
    });
  }
}

test.serial('chat: all hear everything in one order, also who was not there when it was said', async (t) => {
  const nodes = new Nodes(t, await fleetOf(t, 'chat'));
  nodes.start('hub', 'ann', 'bob', 'cid');
  nodes.get('ann').write('good morning\n');
  for (const each of ['ann', 'bob', 'cid']) await nodes.until(each, (rows) => rows.includes('1 ann good morning'));
  await nodes.get('bob').stop();
  nodes.get('ann').write('is Bob here?\n');
  await nodes.until('cid', (rows) => rows.length === 2);
  nodes.get('cid').write('he has just left\n');
  await nodes.until('ann', (rows) => rows.length === 3);
  nodes.start('bob');
  await nodes.until('bob', (rows) => rows.length === 2);
  t.deepEqual(nodes.rows('ann'), ['1 ann good morning', '2 ann is Bob here?', '3 cid he has just left']);
  t.deepEqual(nodes.rows('cid'), nodes.rows('ann'));
  t.deepEqual(nodes.rows('bob'), nodes.rows('ann').slice(1));
  t.deepEqual(await nodes.stop(), [0, 0, 0, 0]);
});

test.serial('chat: with dlc up, lines are for those whose name they begin with', async (t) => {
  const file = await fleetOf(t, 'chat');
  const fleet = new Process(t, ['up', file, '--show', 'all']);
  fleet.write('ann: good morning\nnobody: hello\n');
  await fleet.until(() => fleet.stdout.split('\n').length > 3);
  await fleet.until(() => fleet.stderr.includes('a line is for no node'));
  const lines = fleet.stdout.split('\n').slice(0, -1).map((line): { node: string; row: unknown } => JSON.parse(line));
  t.deepEqual(lines.map(({ node, row }) => [node, row]).sort(), ['ann', 'bob', 'cid'].map((each) => [each, [each, 1, 'ann', 'good morning']]));
  t.is(await fleet.stop(), 0);
});

test.serial('replicated store: a majority is enough, and what was written is read, whoever is killed', async (t) => {
  const nodes = new Nodes(t, await fleetOf(t, 'replicated-store'), ['--fsync', 'never']);
  nodes.start('one', 'two', 'three', 'ann', 'bob');
  let number = 0;
  const request = async (client: string, line: string, answer: string): Promise<void> => {
    number++;
    nodes.get(client).write(`${number} ${line}\n`);
    const done = `${number} ${answer}`;
    await nodes.until(client, (rows) => rows.includes(done) || rows.some((row) => row.startsWith(`${number} `)));
    t.true(nodes.rows(client).includes(done), `${done}: ${nodes.rows(client).join()}`);
  };
  await request('ann', 'get colour -', 'get colour ');
  await request('ann', 'put colour red', 'put colour red');
  // Each round a different replica is away, and what the one before was told must have survived with the others.
  for (const [index, away] of ['one', 'two', 'three', 'one', 'two'].entries()) {
    await nodes.kill(away);
    const [writer, reader] = index % 2 === 0 ? ['bob', 'ann'] : ['ann', 'bob'];
    await request(reader, 'get colour -', `get colour ${index === 0 ? 'red' : `shade-${index - 1}`}`);
    await request(writer, `put colour shade-${index}`, `put colour shade-${index}`);
    await request(reader, 'get colour -', `get colour shade-${index}`);
    nodes.start(away);
  }
  await nodes.kill('ann');
  nodes.start('ann');
  await request('ann', 'get colour -', 'get colour shade-4');
  t.deepEqual(await nodes.stop(), [0, 0, 0, 0, 0]);
});

test.serial('durable commit: nobody decides otherwise than the others, whoever is killed', async (t) => {
  const nodes = new Nodes(t, await fleetOf(t, 'durable-commit'));
  const participants = ['ann', 'bob', 'cid'];
  nodes.start('bank', ...participants);
  const transactions: string[] = [];
  const begin = (name: string): void => {
    transactions.push(name);
    nodes.get('bank').write(`${name}\n`);
  };
  begin('pay rent');
  for (const each of participants) await nodes.until(each, (rows) => rows.includes('pay rent commit'));
  begin('buy boat');
  for (const each of participants) await nodes.until(each, (rows) => rows.includes('buy boat abort'));
  const taken = new Set(transactions);
  for (const [round, victim] of ['bob', 'bank', 'ann', 'bank'].entries()) {
    for (let n = 0; n < 5; n++) begin(`round ${round} ${n}`);
    await nodes.until('cid', (rows) => rows.some((row) => row.startsWith(`round ${round} `)) || victim === 'bank');
    await nodes.kill(victim);
    nodes.start(victim);
    // What was begun at a coordinator that was killed before it read it was not begun; one more follows that is.
    begin(`after ${round}`);
    taken.add(`after ${round}`);
    for (const each of participants) await nodes.until(each, (rows) => rows.some((row) => row.startsWith(`after ${round} `)));
  }
  // Links are in order, so all that was decided before the last is known where the last is; the others are asked for.
  const outcomes = (name: string): readonly string[] => [...new Set(nodes.rows(name))].sort();
  const all = (): boolean => participants.every((each) => outcomes(each).length === outcomes('ann').length);
  await new Promise<void>((settle) => {
    for (const each of participants) void nodes.get(each).until(all).then(settle);
  });
  for (const each of participants) t.deepEqual(outcomes(each), outcomes('ann'), each);
  const decided = outcomes('ann').map((each) => each.replace(/ (?:commit|abort)$/, ''));
  t.is(new Set(decided).size, decided.length, 'each has one outcome');
  for (const each of taken) t.true(decided.includes(each), each);
  t.deepEqual(await nodes.stop(), [0, 0, 0, 0]);
});

const misuses: readonly (readonly [string, string, number, RegExp])[] = [
  ['no program at all', '--id ann', 2, /^error: which program\? give its files, or a fleet file with --config\n$/],
  ['a program beside a fleet file', 'chat.dl --config fleet.yaml --id ann', 2, /^error: fleet\.yaml names its program: give no other file\n$/],
  ['peers beside a fleet file', '--config fleet.yaml --id ann --peer bob=tcp://127.0.0.1:1', 2, /^error: fleet\.yaml names the other nodes: give no --peer\n$/],
  ['a node that the fleet has not', '--config fleet.yaml --id dan', 2, /^error: fleet\.yaml has no node dan; it has hub, ann, bob, cid\n$/],
  ['a fleet file that is not there', '--config nothing.yaml --id ann', 2, /^error: cannot read nothing\.yaml: no such file\n$/],
  ['a fleet whose nodes may be anywhere', '--config loose.yaml --id ann', 1, /^loose\.yaml:4:3: error\[fleet\]: node ann has no `listen:`: nodes that are started one by one know each other by it\n/],
];

for (const [what, args, code, message] of misuses) {
  test.serial(`refused: ${what}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'dlc-config-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    cpSync('examples/chat', folder, { recursive: true });
    writeFileSync(join(folder, 'loose.yaml'), 'program: chat.dl\nnodes:\n  hub: { listen: tcp://127.0.0.1:1 }\n  ann: Client\n');
    const { exitCode, stdout, stderr } = await runCommand(`npx dlc node ${args}`, folder);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.is(exitCode, code);
  });
}

test.serial('paxos: all decide the same commands in the same order, once, whoever is killed', async (t) => {
  const nodes = new Nodes(t, await fleetOf(t, 'paxos'), ['--fsync', 'never']);
  const replicas = ['one', 'two', 'three'];
  nodes.start(...replicas);
  // Rows are `slot text`; what leads has one number.
  const log = (name: string): ReadonlyMap<number, string> => {
    const found = new Map<number, string>();
    for (const row of nodes.rows(name)) {
      const [, slot, text] = /^(\d+) (.*)$/.exec(row) ?? [];
      if (slot === undefined || text === undefined) continue;
      t.is(found.get(Number(slot)) ?? text, text, `slot ${slot} at ${name}`);
      found.set(Number(slot), text);
    }
    return found;
  };
  const has = (name: string, text: string): boolean => nodes.rows(name).some((row) => row.endsWith(` ${text}`));
  for (const [round, victim] of ['one', 'two', 'one', 'three', 'one'].entries()) {
    const survivor = replicas.find((each) => each !== victim) ?? '';
    for (let n = 0; n < 5; n++) nodes.get(survivor).write(`round ${round} ${n}\n`);
    if (round % 2 === 0) await nodes.until(survivor, () => has(survivor, `round ${round} 1`));
    await nodes.kill(victim);
    nodes.get(survivor).write(`without ${victim} in round ${round}\n`);
    await nodes.until(survivor, () => has(survivor, `without ${victim} in round ${round}`));
    nodes.start(victim);
    await nodes.until(victim, () => has(victim, `without ${victim} in round ${round}`));
  }
  const commands = (name: string): readonly string[] => [...log(name).values()].filter((text) => text !== '');
  for (const each of replicas) await nodes.until(each, () => commands(each).length >= 30);
  for (const each of replicas) t.is(new Set(commands(each)).size, 30, 'each command once');
  const [one] = replicas.map(log);
  for (const each of replicas) for (const [slot, text] of log(each)) t.is(one?.get(slot) ?? text, text, `slot ${slot} at ${each}`);
  t.deepEqual(await nodes.stop(), [0, 0, 0]);
});
