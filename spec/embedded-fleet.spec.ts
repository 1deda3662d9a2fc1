import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { Dealer } from 'zeromq';
import { MemoryNetwork, RunError, UsageError } from '../index.ts';
import { Losses } from '../runtime/losses.ts';
import { Network } from '../runtime/node/network.ts';
import { freePorts } from '../runtime/node/ports.ts';
import { ListenError, StoreError, wal, zeromq, type ZeromqEnd, type ZeromqOptions } from '../runtime/node/index.ts';
import { defaultWireLimits } from '../runtime/wire/limits.ts';
import { signaturesOf } from '../runtime/wire/schema.ts';
import { runCommand } from './command.ts';
import { contents, moduleOf, type Open } from './open-node.ts';
import { Process } from './processes.ts';
import { RowsCodec } from './rows-codec.ts';
import { counting, taking } from './transfer.ts';

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-embedded-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settles when something holds at a node that is running. */
async function until(node: Open, holds: () => boolean): Promise<void> {
  if (holds()) return;
  await new Promise<void>((settle) => {
    for (const view of Object.values(node.out)) view.subscribe(() => holds() && settle());
  });
}

const chat = `.decl say(@at: addr, to: addr, text: symbol)
.input say
.channel hear(@at: addr, from: addr, text: symbol) reliable
.decl heard(@at: addr, from: addr, text: symbol)
.persist heard
.output heard
hear(to, at, text)@async :- say(at, to, text).
heard(at, from, text) :- hear(at, from, text).
// What others say is answered, once.
hear(from, at, cat("you said ", text))@async :- hear(at, from, text), !match("you said .*", text).
`;

test.serial('an embedded node is one of a fleet of processes and other embedded nodes', async (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'chat.dl'), chat.replace('.input say\n', ''));
  const [a, b, c] = (await freePorts(3)).map((port) => `tcp://127.0.0.1:${port}`) as [string, string, string];
  const process = new Process(t, ['node', join(folder, 'chat.dl'), '--id', 'c', '--listen', c, '--peer', `a=${a}`, '--peer', `b=${b}`, '--format', 'ndjson']);
  const module = moduleOf(chat);
  const warnings: string[] = [];
  const onWarning = (message: string): number => warnings.push(message);
  const ends = { a: zeromq({ listen: a, peers: { b, c } }), b: zeromq({ listen: b, peers: { a, c } }) };
  t.deepEqual([ends.a.endpoint, ends.a.missing, ends.a.peers], [null, ['b', 'c'], []]);
  const one = module.open({ address: 'a', transport: ends.a, onWarning });
  const two = module.open({ address: 'b', transport: ends.b, onWarning });
  const running = [one.run(), two.run()];
  one.in['say']!.insert({ at: 'a', to: 'b', text: 'good morning' }, { at: 'a', to: 'c', text: 'good evening' });
  await until(one, () => one.out['heard']!.size === 2);
  t.deepEqual([...one.out['heard']!].map((row) => `${row['from']}: ${row['text']}`).sort(), ['b: you said good morning', 'c: you said good evening']);
  t.is(ends.a.endpoint, a);
  t.deepEqual(ends.a.missing, []);
  t.false(ends.a.congested);
  two.in['say']!.insert({ at: 'b', to: 'c', text: 'good night' });
  await until(two, () => two.out['heard']!.size === 2);
  await Promise.all([one, two].map((each) => each[Symbol.asyncDispose]()));
  await Promise.all(running);
  await process.until(() => process.rows(['heard']).length === 2);
  t.deepEqual(process.rows(['heard']).toSorted(), ['heard["c","a","good evening"]', 'heard["c","b","good night"]']);
  t.is(await process.stop(), 0);
  t.deepEqual(ends.a.peers.map(({ peer, sent, acknowledged, lost, waiting }) => ({ peer, sent, acknowledged, lost, waiting })), [
    { peer: 'b', sent: 1, acknowledged: 1, lost: 0, waiting: 0 },
    { peer: 'c', sent: 1, acknowledged: 1, lost: 0, waiting: 0 },
  ]);
  t.deepEqual(warnings, []);
});

async function pair(options: Readonly<Record<'a' | 'b', ZeromqOptions>> = { a: {}, b: {} }): Promise<{ readonly a: ZeromqEnd; readonly b: ZeromqEnd }> {
  const [a, b] = (await freePorts(2)).map((port) => `tcp://127.0.0.1:${port}`) as [string, string];
  return { a: zeromq({ listen: a, peers: { b }, ...options.a }), b: zeromq({ listen: b, peers: { a }, ...options.b }) };
}

test.serial('programs that disagree about what is sent do not talk, and say why', async (t) => {
  const ends = await pair({ a: { wait: 0 }, b: { wait: 0 } });
  const warnings: string[] = [];
  let told = (): void => undefined;
  const refused = new Promise<void>((settle) => {
    told = settle;
  });
  const onWarning = (message: string): void => {
    warnings.push(message);
    if (message.includes('refuses')) told();
  };
  const a = moduleOf(chat).open({ address: 'a', transport: ends.a, onWarning });
  const b = moduleOf(chat.replace('reliable', '')).open({ address: 'b', transport: ends.b });
  const running = [a.run(), b.run()];
  await refused;
  await Promise.all([a, b].map((each) => each[Symbol.asyncDispose]()));
  await Promise.all(running);
  t.is(warnings[0], 'it begins without `b`');
  t.true(warnings.includes('"b" refuses this node: node a runs another program: it has hear(@at: symbol, from: symbol, text: symbol) reliable, this node has hear(@at: symbol, from: symbol, text: symbol)'));
  t.true(b.stats.messagesDropped > 0);
});

test.serial('keys are asked for, and a node without one is not let in', async (t) => {
  const folder = folderOf(t);
  const { exitCode } = await runCommand(`npx dlc keygen a b --out "${folder}"`);
  t.is(exitCode, 0);
  const ends = await pair({ a: { keys: folder }, b: { keys: folder } });
  const module = moduleOf(chat);
  const a = module.open({ address: 'a', transport: ends.a });
  const b = module.open({ address: 'b', transport: ends.b });
  const running = [a.run(), b.run()];
  a.in['say']!.insert(['a', 'b', 'hello']);
  await until(a, () => a.out['heard']!.size === 1);
  await Promise.all([a, b].map((each) => each[Symbol.asyncDispose]()));
  await Promise.all(running);
  t.throws(() => module.open({ address: 'c', transport: zeromq({ keys: folder }) }), { instanceOf: UsageError, message: /c\.key/ });
});

test.serial('who disposes of a node sees to it that what came is in effect, and what it said arrives', async (t) => {
  const ends = await pair();
  const module = moduleOf(chat);
  const a = module.open({ address: 'a', transport: ends.a });
  const b = module.open({ address: 'b', transport: ends.b });
  const running = b.run();
  await a.settle();
  a.in['say']!.insert(['a', 'b', 'last words']);
  const disposed = a[Symbol.asyncDispose]();
  t.throws(() => a.in['say']!.insert(['a', 'b', 'more']), { instanceOf: UsageError, message: 'the node is disposed of' });
  t.is(a[Symbol.asyncDispose](), disposed);
  await disposed;
  await until(b, () => b.out['heard']!.size === 1);
  t.is(ends.a.peers[0]?.acknowledged, 1);
  t.throws(() => a.tick(), { instanceOf: UsageError });
  await b[Symbol.asyncDispose]();
  await running;
});

test.serial('an address that is taken is said to be, and the end closes all there is', async (t) => {
  const module = moduleOf(chat);
  const first = zeromq();
  const a = module.open({ address: 'a', transport: first });
  await a.settle();
  const listen = first.endpoint ?? '';
  t.regex(listen, /^tcp:\/\/127\.0\.0\.1:\d+$/);
  const b = module.open({ address: 'b', transport: zeromq({ listen }) });
  await t.throwsAsync(b.run(), { instanceOf: ListenError, message: `cannot listen on ${listen}: address already in use` });
  await a[Symbol.asyncDispose]();
  await b[Symbol.asyncDispose]();
  const c = module.open({ address: 'c', transport: zeromq({ listen }) });
  await c.settle();
  await c[Symbol.asyncDispose]();
});

test.serial('what a peer may not send is dropped and told: bytes that are no frame, and rows of inputs', async (t) => {
  const ends = await pair({ a: { wait: 0 }, b: {} });
  const module = moduleOf(chat);
  const warnings: string[] = [];
  let told = (): void => undefined;
  const both = new Promise<void>((settle) => {
    told = () => warnings.length >= 2 && settle();
  });
  const onWarning = (message: string): void => {
    if (!message.startsWith('it begins')) warnings.push(message);
    told();
  };
  const a = module.open({ address: 'a', transport: ends.a, onWarning });
  await a.settle();
  const running = a.run();
  const stranger = new Dealer({ linger: 0 });
  t.teardown(() => stranger.close());
  stranger.connect(ends.a.endpoint ?? '');
  await stranger.send('garbage');
  const peer = new Network({ name: 'b', listen: 'tcp://127.0.0.1:*', peers: new Map([['a', ends.a.endpoint ?? '']]), signatures: signaturesOf(module.schema.sent), losses: new Losses() });
  t.teardown(() => peer.close());
  await peer.start();
  const say = { name: 'say', location: 0, columns: module.schema.inputs[0]!.columns };
  peer.send({ to: 'a', payload: new RowsCodec(defaultWireLimits).encode([{ shape: say, rows: [['a', 'b', 'forged']] }]), reliable: false, count: 1 });
  await both;
  t.deepEqual(warnings.toSorted(), ['a message of "a stranger": wrong-shape', 'a message was dropped: "a" has no relation say']);
  t.is(a.stats.messagesDropped, 2);
  t.is(a.in['say']!.size, 0);
  await a[Symbol.asyncDispose]();
  await running;
});

test.serial('a node that waits for its peers can be told to stop, to go on, and to end', async (t) => {
  const [free = 0] = await freePorts(1);
  const warnings: string[] = [];
  const peers = { b: `tcp://127.0.0.1:${free}` };
  const node = moduleOf(chat).open({ address: 'a', transport: zeromq({ peers, wait: 1e9 }), onWarning: (message) => warnings.push(message) });
  const stop = new AbortController();
  const running = node.run({ signal: stop.signal });
  stop.abort();
  await running;
  t.is(node.currentTick, 0);
  const settled = node.settle();
  await node[Symbol.asyncDispose]();
  await t.throwsAsync(settled, { instanceOf: UsageError, message: 'the node is disposed of' });
  t.deepEqual(warnings, []);
});

test.serial('a rule that fails on what a peer said ends `run`, and the node is disposed of all the same', async (t) => {
  const ends = await pair();
  const module = moduleOf(chat.replace('heard(at, from, text) :-', 'heard(at, from, cat(text, to_string(1 / (strlen(text) - 3)))) :-'));
  const a = module.open({ address: 'a', transport: ends.a });
  const b = module.open({ address: 'b', transport: ends.b });
  const running = b.run();
  await a.settle();
  a.in['say']!.insert(['a', 'b', 'bad']);
  a.tick();
  await t.throwsAsync(running, { instanceOf: RunError });
  await b[Symbol.asyncDispose]();
  t.throws(() => b.tick(), { instanceOf: UsageError, message: 'the node is disposed of' });
  await a[Symbol.asyncDispose]();
});

const local = 'tcp://127.0.0.1:7001';
const misuses: readonly (readonly [string, () => unknown, string])[] = [
  ['an option that there is not', () => zeromq({ port: 1 } as ZeromqOptions), '`zeromq` has no option `port`; its options are `listen`, `peers`, `keys`, `insecure`, `wait` and `limits`'],
  ['a limit that there is not', () => zeromq({ limits: { rows: 1 } as ZeromqOptions['limits'] & object }), '`limits` has no option `rows`; its options are `queue` and `inbox`'],
  ['an address that is none', () => zeromq({ listen: '127.0.0.1:7001' }), '127.0.0.1:7001 is no address: write tcp://HOST:PORT'],
  ['a peer without an address', () => zeromq({ peers: { b: 'b' } }), 'b is no address: write tcp://HOST:PORT'],
  ['an address of all machines', () => zeromq({ listen: 'tcp://*:7001' }), 'tcp://*:7001 can be reached from other machines: give `keys` (`dlc keygen` makes them), or let anybody connect with `insecure: true`'],
  ['an IPv6 address of all machines', () => zeromq({ listen: 'tcp://[::]:7001' }), 'tcp://[::]:7001 can be reached from other machines: give `keys` (`dlc keygen` makes them), or let anybody connect with `insecure: true`'],
  ['keys that are not asked for', () => zeromq({ keys: 'keys', insecure: true }), 'with `keys` nobody is let in without one: `insecure` is for fleets without'],
  ['a peer of its own name', () => moduleOf(chat).open({ address: 'a', transport: zeromq({ peers: { a: local } }) }), 'there is more than one node "a"'],
  ['a program without locations', () => moduleOf('.decl p(x: number)\np(1).').open({ transport: zeromq() }), 'program.dl has no locations: nothing is sent to other nodes, and nothing comes from them'],
  ['no directory', () => wal(''), '`wal` takes the name of a directory, not ""'],
  ['a time that is none', () => wal('state', { fsync: 'interval:soon' }), 'the option `fsync` of `wal` is not "interval:soon": it is always, tick, interval:50ms or never'],
  ['a store that is none', () => moduleOf(chat).open({ address: 'a', store: 'state' as never }), 'the option `store` of `open` is what `wal` gives, not "state"'],
  ['a store and a snapshot', () => moduleOf(chat).open({ address: 'a', store: wal('state'), snapshot: new Uint8Array() }), 'a node with a `store` goes on from what is stored: it takes no snapshot'],
];

for (const [what, call, message] of misuses) {
  test(`misuse is an error: ${what}`, (t) => {
    t.throws(call, { instanceOf: UsageError, message });
  });
}

test('what zeromq gives is for one node', async (t) => {
  const transport = zeromq();
  const module = moduleOf(chat);
  const node = module.open({ address: 'a', transport });
  t.throws(() => module.open({ address: 'b', transport }), { instanceOf: UsageError, message: 'what `zeromq` gives is for one node' });
  await node[Symbol.asyncDispose]();
});

test.serial('state is that of one program, at one place, and used by one node at a time', async (t) => {
  const folder = folderOf(t);
  const open = (text: string, more: { readonly address?: string; readonly role?: string } = {}): Open => moduleOf(text).open({ address: 'a', ...more, store: wal(folder) });
  const first = open(chat);
  first.in['say']!.insert(['a', 'a', 'hello']);
  await first.settle();
  t.throws(() => first.restore(first.snapshot()), { instanceOf: UsageError, message: 'a node with a `store` goes on from what is stored: it takes no snapshot' });
  const refused = (call: () => Open, message: RegExp): unknown =>
    t.throws(() => {
      call();
    }, { instanceOf: StoreError, message });
  refused(() => open(chat), /^the state in .* is used by process \d+; if that is not so, remove .*lock$/);
  await first[Symbol.asyncDispose]();
  refused(() => open(`${chat}heard(at, at, "x") :- say(at, _, _).\n`), / is of another program, or its rules were changed since; start with an empty directory, or with what it was made by$/);
  refused(() => open(chat, { address: 'b' }), / is that of node a, not of b; /);
  writeFileSync(join(folder, 'chat.dl'), chat.replace('.input say\n', ''));
  const byCommand = await runCommand(`npx dlc node "${join(folder, 'chat.dl')}" --id a --state "${folder}"`);
  t.is(byCommand.exitCode, 3);
  t.regex(byCommand.stderr, /was made by a program that opened a node, not by `dlc node`; /);
  const replayed = await runCommand(`npx dlc replay "${folder}"`);
  t.is(replayed.exitCode, 3);
  t.regex(replayed.stderr, /was made by a program that opened a node: only that can repeat it/);
  const again = open(`// Comments do not count.\n${chat}`);
  t.is(again.out['heard']!.size, 2);
  await again[Symbol.asyncDispose]();
});

test('a tick that cannot be kept is told to nobody, and is the last', async (t) => {
  const closed: string[] = [];
  const sent: string[] = [];
  let isFull = false;
  const journal = { given: () => undefined, received: () => undefined, settled: () => undefined, sent: () => undefined, completed: () => {
    if (isFull) throw new StoreError('the disk is full');
  } };
  const transport = { send: ({ to }: { to: string }) => sent.push(to) > 0, receive: () => [], commit: () => undefined, onArrival: () => () => undefined };
  const store = { open: () => ({ session: '', keep: () => ({ transport, journal }), recover: () => undefined, close: () => closed.push('closed') }) };
  const node = moduleOf(chat).open({ address: 'a', store, transport });
  node.in['say']!.insert(['a', 'b', 'one']);
  node.tick();
  t.deepEqual(sent, ['b']);
  isFull = true;
  node.out['heard']!.subscribe(() => t.fail());
  node.in['say']!.insert(['a', 'b', 'two']);
  t.throws(() => node.tick(), { instanceOf: StoreError });
  t.deepEqual(sent, ['b']);
  t.throws(() => node.tick(), { instanceOf: UsageError, message: 'the node could not take up a snapshot, begin a tick, or keep its state; open another' });
  await node[Symbol.asyncDispose]();
  t.deepEqual(closed, ['closed']);
});

/** A process with an embedded node that sends numbers, each once it is in its own log. */
const sender = (library: string, folder: string, listen: string, peer: string): string => `
import { compile } from ${JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)};
import { wal, zeromq } from ${JSON.stringify(pathToFileURL(resolve('dist/runtime/node/index.js')).href)};
import { readFileSync } from 'node:fs';
const { module } = compile(readFileSync(${JSON.stringify(library)}, 'utf8'));
const node = module.open({ address: 'a', role: 'Sender', store: wal(${JSON.stringify(folder)}), transport: zeromq({ listen: ${JSON.stringify(listen)}, peers: { b: ${JSON.stringify(peer)} }, wait: 0 }) });
node.out.taken.subscribe(({ deltas }) => process.stdout.write(deltas.map(({ row }) => row.x + '\\n').join('')), { initial: true });
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const running = node.run({ signal: stop.signal });
for (let x = node.out.taken.size; !stop.signal.aborted && x < 400; x++) {
  node.in.line.insert({ x });
  if (x % 3 === 2) await new Promise((settle) => setTimeout(settle, 0));
}
await running;
await node[Symbol.asyncDispose]();
`;

const transfer = `.type Sender <: addr
.type Receiver <: addr
.decl line(x: number)
.input line
${taking}.decl receiver(@at: Sender, name: Receiver)
receiver("a", "b").
.channel item(@to: Receiver, x: number) reliable
item(r, x)@async :- receiver(_, r), line(x).
${counting}`;

test.serial('whoever is killed, an embedded node that keeps its state loses nothing and applies nothing twice', async (t) => {
  const folder = folderOf(t);
  const [here, there] = (await freePorts(2)).map((port) => `tcp://127.0.0.1:${port}`) as [string, string];
  const program = join(folder, 'transfer.dl');
  writeFileSync(program, transfer);
  writeFileSync(join(folder, 'sender.mjs'), sender(program, join(folder, 'a'), here, there));
  writeFileSync(join(folder, 'node.dl'), transfer.replace('.input line\n', ''));
  const receive = (): Process => new Process(t, ['node', join(folder, 'node.dl'), '--id', 'b:Receiver', '--listen', there, '--peer', `a:Sender=${here}`, '--state', join(folder, 'b'), '--format', 'ndjson', '--wait', '0']);
  const promised = new Set<number>();
  let receiver = receive();
  const got = (): readonly number[] => receiver.rows(['got']).map((each) => Number(/^got\["b",(\d+),/.exec(each)?.[1])).toSorted((x, y) => x - y);
  for (let round = 0; ; round++) {
    const child = spawn(process.execPath, [join(folder, 'sender.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.teardown(() => child.kill('SIGKILL'));
    const closed = once(child, 'close');
    let text = '';
    let fresh = 0;
    const before = promised.size;
    for await (const chunk of child.stdout) {
      const lines = (text + String(chunk)).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) promised.add(Number(line));
      fresh = promised.size - before;
      if (fresh > 60 && promised.size < 400) child.kill('SIGKILL');
      // Who ends does not wait for somebody who is not there.
      if (promised.size === 400) void receiver.until(() => got().length >= 400).then(() => child.kill('SIGTERM'));
    }
    const [code, signal] = await closed;
    if (code === 0) break;
    t.is(signal, 'SIGKILL');
    if (round % 2 === 0) {
      await receiver.stop('SIGKILL');
      receiver = receive();
    }
  }
  t.deepEqual([...promised].toSorted((x, y) => x - y), Array.from({ length: 400 }, (_, x) => x));
  t.is(await receiver.stop(), 0);
  t.deepEqual(got(), Array.from({ length: 400 }, (_, x) => x));
});

const ledger = `.decl put(x: number)
.input put
.decl note(x: number)
.input note
.persist note
.decl at(@n: addr)
at("a").
.channel echo(@to: addr, x: number)
.decl seen(x: number)
.persist seen
.output seen
.decl later(x: number)
.output later
later(7)@5.
.decl noted(x: number)
.output noted
noted(x) :- note(x).
noted(x + 100) :- later(x), note(y), x > y.
echo(n, x + 10)@async :- at(n), put(x), x < 5.
seen(x) :- echo(_, x), !note(x).
seen(x) :- put(x).
`;

type Step = { readonly kind: 'put' | 'note' | 'columns' | 'forget'; readonly x: number } | { readonly kind: 'tick' | 'settle' | 'end' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('put', 'note', 'columns', 'forget'), x: fc.integer({ min: 0, max: 15 }) }),
  fc.record({ kind: fc.constantFrom('tick', 'settle', 'end') }),
);

/** Does what a step says; a node that has ended has lost what no tick took in. */
async function take(node: Open, each: Step): Promise<void> {
  if (each.kind === 'put') node.in['put']!.insert([each.x]);
  else if (each.kind === 'note') node.in['note']!.insert([each.x]);
  else if (each.kind === 'columns') node.in['note']!.insertColumns([Int32Array.of(each.x, each.x + 1)]);
  else if (each.kind === 'forget') node.in['note']!.delete([each.x]);
  else if (each.kind === 'tick') node.tick();
  else if (each.kind === 'settle') await node.settle();
}

test.serial('a node that is opened again is where it was, whatever was inserted and deleted', async (t) => {
  const module = moduleOf(ledger);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.boolean(), fc.constantFrom(0, 200, 1e6), async (steps, isConnected, log) => {
      const folder = folderOf(t);
      const open = (): Open => module.open({ address: 'a', store: wal(folder, { fsync: 'never', log }), ...(isConnected ? { transport: zeromq() } : {}) });
      const plain = module.open({ address: 'a' });
      let kept = open();
      for (const each of steps) {
        if (each.kind === 'end') {
          // What waits is in a tick before the end; who is connected would do all that is due.
          for (const node of [plain, kept]) await take(node, { kind: isConnected ? 'settle' : 'tick' });
          await kept[Symbol.asyncDispose]();
          kept = open();
        } else {
          await take(plain, each);
          await take(kept, each);
        }
        t.is(contents(kept), contents(plain));
        t.is(kept.currentTick, plain.currentTick);
      }
      await kept[Symbol.asyncDispose]();
    }),
    { numRuns: 100 },
  );
});

test('what others in the process said is in the log, too', async (t) => {
  const folder = folderOf(t);
  const module = moduleOf(chat);
  const network = new MemoryNetwork(['a', 'b']);
  const a = module.open({ address: 'a', transport: network.at('a') });
  const open = (): Open => module.open({ address: 'b', transport: network.at('b'), store: wal(folder, { fsync: 'never' }) });
  let b = open();
  for (const text of ['one', 'two', 'three']) {
    a.in['say']!.insert(['a', 'b', text]);
    await a.settle();
    await b.settle();
    const before = contents(b);
    await b[Symbol.asyncDispose]();
    b = open();
    t.is(contents(b), before);
    await a.settle();
  }
  // No answer was sent again when ticks were repeated.
  t.is(a.out['heard']!.size, 3);
  t.is(b.stats.messagesSent, 0);
  await b[Symbol.asyncDispose]();
});
