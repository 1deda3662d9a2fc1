import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { encode } from '@msgpack/msgpack';
import { Dealer } from 'zeromq';
import { freePorts } from '../runtime/node/ports.ts';
import { FrameCodec, wireVersion, type Hello } from '../runtime/wire/frame.ts';
import { defaultWireLimits } from '../runtime/wire/limits.ts';
import { Member } from './members.ts';

const codec = new FrameCodec();
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

test('messages arrive in order, and are acknowledged when they are in effect', async (t) => {
  const b = await Member.start(t, 'b');
  const a = await Member.start(t, 'a', { b: b.endpoint });
  t.deepEqual(a.network.missing, ['b']);
  for (const each of numbers(0, 100)) a.send('b', each, each % 2 === 0);
  await b.takes(64);
  t.deepEqual(b.got, numbers(0, 64));
  t.true(a.network.pending);
  b.network.commit();
  await b.takes(100);
  t.deepEqual(b.got, numbers(0, 100));
  b.network.commit();
  await a.until(() => !a.network.pending);
  t.like(a.network.counts[0], { peer: 'b', open: true, sent: 100, resent: 0, lost: 0, acknowledged: 100, waiting: 0 });
});

test('a node hears itself, and nobody who is not there', async (t) => {
  const a = await Member.start(t, 'a');
  a.send('a', 7);
  a.receive();
  t.deepEqual(a.got, [7]);
  t.false(a.network.send({ to: 'z', payload: Uint8Array.of(1), reliable: true, count: 1 }));
});

test('what a receiver had not acknowledged when it ended is sent to the one that takes its place', async (t) => {
  const first = await Member.start(t, 'b');
  const a = await Member.start(t, 'a', { b: first.endpoint });
  for (const each of [1, 2, 3]) a.send('b', each, true);
  await first.takes(3);
  first.network.commit();
  await a.until(() => !a.network.pending);
  for (const each of [4, 5, 6]) a.send('b', each, each !== 5);
  await first.takes(6);
  first.network.close();
  await a.until(() => a.network.missing.length > 0);
  a.send('b', 7, true);
  const second = await Member.start(t, 'b', {}, { listen: first.endpoint });
  await second.takes(3);
  t.deepEqual(second.got, [4, 6, 7]);
  second.network.commit();
  await a.until(() => !a.network.pending);
  t.like(a.network.counts[0], { resent: 2, lost: 1, acknowledged: 6 });
});

test('a sender that is started again is heard from its beginning', async (t) => {
  const b = await Member.start(t, 'b');
  const first = await Member.start(t, 'a', { b: b.endpoint });
  first.send('b', 1, true);
  await b.takes(1);
  first.network.close();
  const second = await Member.start(t, 'a', { b: b.endpoint });
  second.send('b', 2, true);
  await b.takes(2);
  t.deepEqual(b.got, [1, 2]);
  b.network.commit();
  await second.until(() => !second.network.pending);
});

test('a peer that takes nothing bounds what waits for it, and keeps nobody from being heard', async (t) => {
  const limits = { ...defaultWireLimits, queueBytes: 50_000, inboxBytes: 2_000 };
  const idle = await Member.start(t, 'idle', {}, { limits });
  const a = await Member.start(t, 'a', { idle: idle.endpoint }, { limits });
  const c = await Member.start(t, 'c', { a: a.endpoint });
  await a.isConnected();
  for (let sent = 0; sent < 20_000; sent++) a.network.send({ to: 'idle', payload: new Uint8Array(100), reliable: false, count: 1 });
  t.true(a.network.congested);
  t.true((a.network.counts[0]?.waiting ?? Infinity) < 60_000);
  t.true((a.network.counts[0]?.lost ?? 0) > 19_000);
  c.send('a', 1);
  await a.takes(1);
  t.deepEqual(a.got, [1]);
});

test('those who send to a node that forwards to one that is not there wait, and go on when it is', async (t) => {
  const limits = { ...defaultWireLimits, queueBytes: 50_000 };
  const [first = 0, second = 0] = await freePorts(2);
  const endpoints = { a: `tcp://127.0.0.1:${first}`, b: `tcp://127.0.0.1:${second}` };
  const c = await Member.start(t, 'c', endpoints, { limits });
  const a = await Member.start(t, 'a', { b: endpoints.b, c: c.endpoint }, { listen: endpoints.a, limits });
  const forward = (): void => {
    for (const { payload } of a.network.receive()) {
      a.network.send({ to: 'b', payload, reliable: true, count: 1 });
      // Of what goes round nobody is to wait for himself.
      a.network.send({ to: 'c', payload: payload.slice(0, 1), reliable: true, count: 1 });
    }
    a.network.commit();
  };
  a.network.onArrival(forward);
  c.network.onArrival(() => {
    c.receive();
    c.network.commit();
  });
  let sent = 0;
  await c.until(() => !c.network.missing.includes('a'));
  while (!c.network.congested || c.network.pending) {
    if (!c.network.congested) c.network.send({ to: 'a', payload: new Uint8Array(1_000).fill(sent++ % 256), reliable: true, count: 1 });
    await setImmediate();
  }
  t.true(a.network.congested);
  const b = await Member.start(t, 'b', {}, { listen: endpoints.b, limits });
  await b.until(() => {
    b.receive();
    b.network.commit();
    return b.got.length >= sent;
  });
  t.deepEqual(b.got, numbers(0, sent).map((each) => each % 256));
  await a.until(() => !a.network.congested);
  await c.until(() => !c.network.congested);
});

test('a receiver without room leaves messages to their sender, and takes them when there is room', async (t) => {
  const b = await Member.start(t, 'b', {}, { limits: { ...defaultWireLimits, inboxBytes: 3 } });
  const a = await Member.start(t, 'a', { b: b.endpoint });
  for (const each of numbers(0, 50)) a.send('b', each, true);
  await b.until(() => {
    b.receive();
    b.network.commit();
    return b.got.length >= 50;
  });
  t.deepEqual(b.got, numbers(0, 50));
});

test('nodes whose programs differ in what they send refuse each other, and say in what', async (t) => {
  const b = await Member.start(t, 'b', {}, { signatures: ['vote(@to: symbol, n: number)'] });
  const a = await Member.start(t, 'a', { b: b.endpoint }, { signatures: ['vote(@to: symbol, n: symbol)'] });
  await a.until(() => a.losses.reasons.size > 0);
  const differs = 'node a runs another program: it has vote(@to: symbol, n: symbol), this node has vote(@to: symbol, n: number)';
  t.deepEqual([...a.losses.reasons], [`"b" refuses this node: ${differs}`]);
  t.deepEqual(b.refused, [`"a": ${differs} 1`]);
  t.deepEqual(a.network.missing, ['b']);
});

test('an endpoint at which another node listens is said to be wrong', async (t) => {
  const b = await Member.start(t, 'b');
  const a = await Member.start(t, 'a', { c: b.endpoint });
  await a.until(() => a.losses.reasons.size > 0);
  t.deepEqual([...a.losses.reasons], ['"c" refuses this node: this is node b, not c']);
});

/** A peer that sends what it likes. */
class Stranger {
  readonly #socket: Dealer;

  constructor(t: ExecutionContext, endpoint: string) {
    this.#socket = new Dealer({ linger: 0 });
    t.teardown(() => this.#socket.close());
    this.#socket.connect(endpoint);
  }

  async send(...parts: readonly Uint8Array[]): Promise<void> {
    await this.#socket.send(parts.map((each) => Buffer.from(each)));
  }

  /** What it is answered. */
  async answer(): Promise<unknown> {
    const [frame] = await this.#socket.receive();
    return frame ? codec.decode(frame) : null;
  }
}

const hello: Hello = { kind: 'hello', version: wireVersion, from: 'x', to: 'b', session: 's', base: 1, signatures: [], proof: new Uint8Array() };
const data = (seq: number, after: number, ...payload: readonly number[]): Uint8Array => codec.encode({ kind: 'data', seq, after, payload: Uint8Array.from(payload) });

test('what strangers send is answered, counted by its reason, and has no effect', async (t) => {
  const b = await Member.start(t, 'b');
  const x = new Stranger(t, b.endpoint);
  await x.send(data(1, 0, 66));
  t.deepEqual(await x.answer(), { kind: 'who' });
  for (const garbage of [new Uint8Array(), new Uint8Array(1000).fill(0x93), Uint8Array.of(0xc1), encode({ a: 1 })]) await x.send(garbage);
  await x.send(codec.encode(hello), Uint8Array.of(1), Uint8Array.of(2));
  await x.send(encode([0, 99]));
  t.deepEqual(await x.answer(), { kind: 'refuse', reason: 'it speaks version 1 of the protocol' });
  await x.send(codec.encode({ ...hello, from: 'b' }));
  t.deepEqual(await x.answer(), { kind: 'refuse', reason: 'there is a node b already' });
  await x.send(codec.encode(hello));
  t.deepEqual(await x.answer(), { kind: 'welcome', session: 's', next: 1 });
  await x.send(data(5, 3, 66));
  t.deepEqual(await x.answer(), { kind: 'who' });
  await x.send(codec.encode({ kind: 'acknowledge', seq: 1 }));
  await x.send(data(1, 0, 77));
  await b.takes(1);
  t.deepEqual(b.got, [77]);
  t.deepEqual(b.refused, ['"a stranger": several parts 1', '"a stranger": truncated 1', '"a stranger": wrong-shape 2', '"a stranger": wrong-type 1', '"a stranger": wrong-version 1', '"b": there is a node b already 1', '"x": out-of-order 1'].sort());
});

test('who takes up its session on another connection is told there what is in effect', async (t) => {
  const b = await Member.start(t, 'b');
  const [first, second] = [new Stranger(t, b.endpoint), new Stranger(t, b.endpoint)];
  await first.send(codec.encode(hello));
  await first.send(data(1, 0, 77));
  await b.takes(1);
  await second.send(codec.encode(hello));
  t.deepEqual(await second.answer(), { kind: 'welcome', session: 's', next: 2 });
  b.network.commit();
  t.deepEqual(await second.answer(), { kind: 'acknowledge', seq: 1 });
});

test('messages of a byte take room, too', async (t) => {
  const b = await Member.start(t, 'b', {}, { limits: { ...defaultWireLimits, inboxBytes: 1000 } });
  const x = new Stranger(t, b.endpoint);
  await x.send(codec.encode(hello));
  for (const each of numbers(1, 50)) await x.send(data(each, 0, each));
  await x.send(Uint8Array.of(0xc1));
  await b.until(() => b.refused.length > 0);
  b.receive();
  t.deepEqual(b.got, numbers(1, 11));
});

test('a peer of many names takes no more memory than one', async (t) => {
  const b = await Member.start(t, 'b', {}, { limits: { ...defaultWireLimits, maxConnections: 10 } });
  const x = new Stranger(t, b.endpoint);
  for (let name = 0; name < 3000; name++) await x.send(codec.encode({ ...hello, from: `x${name}`, to: 'other' }));
  await x.send(codec.encode(hello));
  let answer = await x.answer();
  while (JSON.stringify(answer) !== JSON.stringify({ kind: 'welcome', session: 's', next: 1 })) answer = await x.answer();
  t.true(b.losses.refused.size <= 1000);
  t.true(b.losses.reasons.size <= 1000);
});

test('connections that speak another protocol, and frames that are too long, disturb nobody', async (t) => {
  const b = await Member.start(t, 'b', {}, { limits: { ...defaultWireLimits, maxFrameBytes: 1000 } });
  const { port } = new URL(b.endpoint);
  const written = ['GET / HTTP/1.1\r\n\r\n', '\0'.repeat(5000), '\xff'.repeat(5000)].map(
    (text) =>
      new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1'), () => resolve()));
        socket.on('error', () => undefined);
        t.teardown(() => socket.destroy());
      }),
  );
  await Promise.all(written);
  const long = new Stranger(t, b.endpoint);
  await long.send(new Uint8Array(2000));
  const a = await Member.start(t, 'a', { b: b.endpoint });
  a.send('b', 1);
  await b.takes(1);
  t.deepEqual(b.got, [1]);
});
