import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { curveKeyPair, Dealer } from 'zeromq';
import { Guard, type Keyring } from '../runtime/node/guard.ts';
import { Context } from 'zeromq';
import { freePorts } from '../runtime/node/ports.ts';
import { FrameCodec, wireVersion, type Frame } from '../runtime/wire/frame.ts';
import type { Rejection } from '../runtime/wire/malformed.ts';
import { keyBytes } from '../runtime/wire/z85.ts';
import { runCommand } from './command.ts';
import { Member } from './members.ts';
import { Process } from './processes.ts';

const pairs = new Map(['a', 'b', 'mallory', 'nobody'].map((name) => [name, curveKeyPair()]));

function keysOf(name: string): { readonly publicKey: string; readonly secretKey: string } {
  const pair = pairs.get(name);
  if (!pair) throw new Error(`no keys of ${name}`);
  return pair;
}

/** The keys of a node that knows all but one of them. */
function ringOf(name: string): Keyring {
  return { ...keysOf(name), peers: new Map([...pairs].flatMap(([peer, { publicKey }]): [string, string][] => (peer === 'nobody' ? [] : [[peer, publicKey]]))) };
}

const codec = new FrameCodec();

/** A client with keys of its own that says what it likes. */
class Client {
  readonly #socket: Dealer;

  constructor(t: ExecutionContext, endpoint: string, options: ConstructorParameters<typeof Dealer>[0]) {
    this.#socket = new Dealer({ linger: 0, ...options });
    t.teardown(() => this.#socket.close());
    this.#socket.connect(endpoint);
  }

  async ask(frame: Frame): Promise<Frame | Rejection> {
    await this.#socket.send(Buffer.from(codec.encode(frame)));
    const [answer] = await this.#socket.receive();
    return codec.decode(answer ?? new Uint8Array());
  }

  send(frame: Frame): void {
    void this.#socket.send(Buffer.from(codec.encode(frame))).catch(() => undefined);
  }
}

const hello = { kind: 'hello', version: wireVersion, from: 'a', to: 'b', session: 's', base: 1, signatures: [], proof: new Uint8Array(32) } as const;

test('nodes with keys talk', async (t) => {
  const b = await Member.start(t, 'b', {}, { keyring: ringOf('b') });
  const a = await Member.start(t, 'a', { b: b.endpoint }, { keyring: ringOf('a') });
  for (const each of [1, 2, 3]) a.send('b', each, true);
  await b.takes(3);
  b.network.commit();
  await a.until(() => !a.network.pending);
  t.deepEqual(b.got, [1, 2, 3]);
  t.deepEqual(b.refused, []);
});

test('a key that is not known does not connect', async (t) => {
  const b = await Member.start(t, 'b', {}, { keyring: ringOf('b') });
  const a = await Member.start(t, 'a', { b: b.endpoint }, { keyring: { ...ringOf('a'), ...keysOf('nobody') } });
  a.send('b', 66);
  await a.until(() => a.losses.reasons.size > 0);
  t.deepEqual([...a.losses.reasons], ['"b" refuses this node: it does not know the key of this node']);
  t.regex(b.refused.join(), /^"a stranger": its key is not known \d+$/);
  t.deepEqual(a.network.missing, ['b']);
});

test('a node that has not the key it is expected to have is not told anything', async (t) => {
  const b = await Member.start(t, 'b', {}, { keyring: { ...ringOf('b'), ...keysOf('mallory') } });
  const a = await Member.start(t, 'a', { b: b.endpoint }, { keyring: ringOf('a') });
  a.send('b', 66);
  await a.until(() => a.losses.reasons.size > 0);
  t.regex([...a.losses.reasons].join(), /"b" refuses this node: the connection broke off before it began/);
  t.deepEqual(b.got, []);
});

test('a client without keys, or a node without keys, is refused', async (t) => {
  const b = await Member.start(t, 'b', {}, { keyring: ringOf('b') });
  const a = await Member.start(t, 'a', { b: b.endpoint });
  await a.until(() => a.losses.reasons.size > 0);
  t.deepEqual(a.network.missing, ['b']);
  const open = await Member.start(t, 'b');
  const c = await Member.start(t, 'a', { b: open.endpoint }, { keyring: ringOf('a') });
  await c.until(() => c.losses.reasons.size > 0);
  t.deepEqual(c.network.missing, ['b']);
});

test('a peer that is permitted cannot be another one', async (t) => {
  const b = await Member.start(t, 'b', {}, { keyring: ringOf('b') });
  const curve = { curveServerKey: keysOf('b').publicKey, curvePublicKey: keysOf('mallory').publicKey, curveSecretKey: keysOf('mallory').secretKey };
  const client = new Client(t, b.endpoint, curve);
  const refusal = { kind: 'refuse', reason: 'the key of this connection is not that of node a' } as const;
  t.deepEqual(await client.ask(hello), refusal);
  const guard = new Guard(ringOf('mallory'), new Context(), () => undefined);
  t.teardown(() => guard.close());
  t.deepEqual(await client.ask({ ...hello, proof: guard.prove(hello) }), refusal);
  t.deepEqual(await client.ask({ ...hello, from: 'nobody', proof: guard.prove({ ...hello, from: 'nobody' }) }), { ...refusal, reason: 'the key of this connection is not that of node nobody' });
  client.send({ kind: 'data', seq: 1, after: 0, payload: Uint8Array.of(66) });
  t.deepEqual(await client.ask({ kind: 'who' }), { kind: 'who' });
  const mine = { ...hello, from: 'mallory' } as const;
  t.deepEqual(await client.ask({ ...mine, proof: guard.prove(mine) }), { kind: 'welcome', session: 's', next: 1 });
  b.receive();
  t.deepEqual(b.got, []);
});

/** Connects again and again, and holds on to what it has; says how many connections there are. */
const holdOn = `
const { connect } = require('node:net');
let open = 0;
const next = () => {
  const socket = connect(Number(process.argv[1]), '127.0.0.1', () => {
    open++;
    if (open === Number(process.argv[2])) console.log('open');
    else next();
  });
  socket.on('error', () => undefined);
};
for (let each = 0; each < 50; each++) next();
`;

/** As many as this process may have, with what it needs besides. */
function connectionsAtMost(count: number): number {
  const limit = Number(/Max open files +(\d+)/.exec(existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : '')?.[1] ?? 1500);
  return Math.min(count, limit - 500);
}

test.serial('ten thousand connections that say nothing keep nobody out', async (t) => {
  const b = await Member.start(t, 'b', {}, { keyring: ringOf('b') });
  const a = await Member.start(t, 'a', { b: b.endpoint }, { keyring: ringOf('a') });
  a.send('b', 1);
  await b.takes(1);
  const count = connectionsAtMost(10_000);
  const { port } = new URL(b.endpoint);
  const idle = spawn(process.execPath, ['-e', holdOn, port, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => idle.kill('SIGKILL'));
  await once(idle.stdout, 'data');
  a.send('b', 2);
  await b.takes(2);
  const late = await Member.start(t, 'mallory', { b: b.endpoint }, { keyring: ringOf('mallory') });
  late.send('b', 3);
  await b.takes(3);
  t.deepEqual(b.got, [1, 2, 3]);
  t.log(`${count} connections`);
});

test('keys are text', (t) => {
  // The example of ZeroMQ's RFC 26.
  t.is(Buffer.from(keyBytes('Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID') ?? []).toString('hex'), 'bb88471d65e2659b30c55a5321cebb5aab2b70a398645c26dca2b2fcb43fc518');
  for (const wrong of ['', 'x', '~'.repeat(40), '#'.repeat(40), '0'.repeat(41)]) t.is(keyBytes(wrong), null);
});

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-keys-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

test.serial('keygen makes keys that are not overwritten, and secret ones that nobody else reads', async (t) => {
  const folder = folderOf(t);
  t.deepEqual(await runCommand('npx dlc keygen a b --out keys', folder), { exitCode: 0, stdout: '', stderr: '' });
  t.is(statSync(join(folder, 'keys/a.key')).mode & 0o777, 0o600);
  const [, key] = /^public (.*)\nsecret (.*)\n$/.exec(readFileSync(join(folder, 'keys/a.key'), 'utf8')) ?? [];
  t.is(readFileSync(join(folder, 'keys/a.pub'), 'utf8'), `public ${key}\n`);
  const again = await runCommand('npx dlc keygen a --out keys', folder);
  t.deepEqual([again.exitCode, again.stderr], [3, 'error: keys/a.key is there already; it is not overwritten\n']);
  const odd = await runCommand('npx dlc keygen ../a --out keys', folder);
  t.deepEqual([odd.exitCode, odd.stderr], [3, 'error: "../a" cannot be the name of a key: it is made of letters, digits, `_`, `.` and `-`\n']);
});

test.serial('a fleet with keys runs, and one whose keys are not right says so', async (t) => {
  const folder = folderOf(t);
  const program = 'examples/simple-broadcast.dl';
  await runCommand(`npx dlc keygen a b c --out "${folder}"`);
  const fleet = new Process(t, ['up', program, '--nodes', 'a,b,c', '--keys', folder]);
  await fleet.until(() => fleet.stdout.split('\n').length > 3);
  t.is(await fleet.stop(), 0);
  const [port = 0] = await freePorts(1);
  const node = `npx dlc node ${program} --id a --listen tcp://127.0.0.1:${port} --keys "${folder}"`;
  const stranger = await runCommand(`${node} --peer d=tcp://127.0.0.1:1`);
  t.deepEqual([stranger.exitCode, stranger.stderr], [3, `error: there is no ${folder}/d.pub, the public key of node d\n`]);
  const both = await runCommand(`${node} --insecure`);
  t.deepEqual([both.exitCode, both.stderr], [2, 'error: with --keys nobody is let in without one: give no --insecure\n']);
  chmodSync(join(folder, 'a.key'), 0o644);
  const open = await runCommand(node);
  t.deepEqual([open.exitCode, open.stderr], [3, `error: ${folder}/a.key can be read by others: chmod 600 ${folder}/a.key\n`]);
});
