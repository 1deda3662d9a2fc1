import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { Dealer, Router } from 'zeromq';
import type { Row } from '../runtime/abi.ts';
import { isRowOf } from '../runtime/row-check.ts';
import { FrameCodec, wireVersion, type Frame, type Hello } from '../runtime/wire/frame.ts';
import { defaultWireLimits } from '../runtime/wire/limits.ts';
import type { SentShape } from '../runtime/wire/payload.ts';
import { Member } from './members.ts';
import { RowsCodec } from './rows-codec.ts';

const frames = new FrameCodec();
const codec = new RowsCodec(defaultWireLimits);

const shape: SentShape = {
  name: 'all',
  location: 0,
  columns: [{ name: 'at', type: 'symbol' }, { name: 's', type: 'symbol' }, { name: 'n', type: 'number' }, { name: 'u', type: 'unsigned' }, { name: 'f', type: 'float' }, { name: 'b', type: 'bool' }],
};
const rowOf = (index: number): Row => ['here', index % 3 === 0 ? `a text with \u00e9, number ${index}` : `t${index}`, index * 70_000, 2 ** 40 + index, index / 3, index % 2 === 0];
const rows = (count: number): readonly Row[] => Array.from({ length: count }, (_, index) => rowOf(index));
const payloads = [1, 15, 16, 300].map((count) => codec.encode([{ shape, rows: rows(count) }]).slice());
const hello: Hello = { kind: 'hello', version: wireVersion, from: 'x', to: 'b', session: 's', base: 1, signatures: ['p(x: number)'], proof: new Uint8Array(32) };
const valid: readonly Frame[] = [
  hello,
  { kind: 'welcome', session: 's', next: 7 },
  { kind: 'refuse', reason: 'no' },
  ...payloads.map((payload, index): Frame => ({ kind: 'data', seq: index + 1, after: 0, payload })),
  { kind: 'acknowledge', seq: 5 },
  { kind: 'who' },
  { kind: 'strained', nodes: [['a', 0], ['b', 70_000]] },
];
const encoded = valid.map((each) => frames.encode(each).slice());

/** Bytes that begin lengths and numbers, and the largest of these. */
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x7f, 0x80, 0x91, 0x9f, 0xc0, 0xc4, 0xc6, 0xcb, 0xcf, 0xd3, 0xdb, 0xdd, 0xff));
const place = fc.nat();
type Change = (bytes: Uint8Array) => Uint8Array;
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, byte).map(([at, value]): Change => (bytes) => (bytes.length === 0 ? bytes : bytes.with(at % bytes.length, value))),
  fc.tuple(place, fc.array(byte, { minLength: 1, maxLength: 9 })).map(([at, more]): Change => (bytes) => spliced(bytes, at, 0, Uint8Array.from(more))),
  fc.tuple(place, fc.nat(20)).map(([at, count]): Change => (bytes) => spliced(bytes, at, count, new Uint8Array())),
  fc.tuple(place, place, fc.nat(50)).map(([at, from, count]): Change => (bytes) => spliced(bytes, at, 0, bytes.subarray(from % (bytes.length + 1), (from % (bytes.length + 1)) + count))),
  place.map((at): Change => (bytes) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(place, fc.nat(encoded.length - 1)).map(([at, other]): Change => (bytes) => Uint8Array.from([...bytes.subarray(0, at % (bytes.length + 1)), ...(encoded[other] ?? [])])),
);
const mutant = (all: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...all), fc.array(changes, { minLength: 1, maxLength: 4 })).map(([bytes, list]) => list.reduce((changed, change) => change(changed), bytes));

function spliced(bytes: Uint8Array, at: number, count: number, more: Uint8Array): Uint8Array {
  const from = at % (bytes.length + 1);
  return Uint8Array.from([...bytes.subarray(0, from), ...more, ...bytes.subarray(from + count)]);
}

test('frames that were tampered with are frames or refused, and no larger than they were', (t) => {
  fc.assert(
    fc.property(mutant(encoded), (bytes) => {
      const frame = frames.decode(bytes);
      t.true(JSON.stringify({ ...frame, payload: null, proof: null }).length <= 6 * bytes.length + 200);
      if (frame.kind === 'data') t.true(frame.payload.length <= bytes.length && frame.after < frame.seq);
    }),
    { numRuns: 10_000 },
  );
});

test('payloads that were tampered with are rows of their relations or refused, of which each takes a byte at least', (t) => {
  fc.assert(
    fc.property(mutant(payloads), (bytes) => {
      const opened = codec.decode(bytes, (name) => (name === shape.name ? shape : null), 'here');
      if (opened.kind === 'rejected') return;
      const found = opened.messages.flatMap((each) => each.rows);
      t.true(found.length <= bytes.length);
      t.true(found.every((each) => each[0] === 'here' && isRowOf({ ...shape, limit: -1, lifetime: 'tick', auxiliary: false }, each)));
    }),
    { numRuns: 5_000 },
  );
});

/** As many mutants as there are, the same in each run. */
function mutants(all: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  return fc.sample(mutant(all), { numRuns: count, seed: 7 });
}

test('a node that is sent frames that were tampered with goes on', async (t) => {
  const b = await Member.start(t, 'b');
  const socket = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  t.teardown(() => socket.close());
  socket.connect(b.endpoint);
  await socket.send(Buffer.from(frames.encode({ ...hello, signatures: [] })));
  for (const each of mutants(encoded, 2000)) await socket.send(Buffer.from(each));
  const a = await Member.start(t, 'a', { b: b.endpoint });
  a.send('b', 77);
  await b.until(() => {
    b.receive();
    b.network.commit();
    return b.got.includes(77);
  });
  t.true(b.losses.refused.size > 3);
  t.true(b.losses.refused.size <= 1000);
});

/** Welcomes whoever comes, and then answers with what it is told to. */
async function hostile(t: ExecutionContext, answers: readonly Uint8Array[]): Promise<string> {
  const socket = new Router({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  t.teardown(() => socket.close());
  await socket.bind('tcp://127.0.0.1:*');
  void (async () => {
    try {
      for await (const [id, bytes] of socket) {
        const frame = frames.decode(bytes);
        if (frame.kind === 'hello') await socket.send([id, Buffer.from(frames.encode({ kind: 'welcome', session: frame.session, next: 1 }))]);
        for (const each of answers) await socket.send([id, Buffer.from(each)]);
      }
    } catch {
      // It was closed in the middle of it.
    }
  })();
  return socket.lastEndpoint ?? '';
}

test('a node whose peer answers what it likes goes on, and keeps no more for it than before', async (t) => {
  const endpoint = await hostile(t, mutants(encoded.slice(1, 3).concat(encoded.slice(-2)), 300));
  const b = await Member.start(t, 'b');
  const a = await Member.start(t, 'a', { x: endpoint, b: b.endpoint }, { limits: { ...defaultWireLimits, queueBytes: 20_000 } });
  await a.isConnected();
  for (let each = 0; each < 2000; each++) a.network.send({ to: 'x', payload: new Uint8Array(100), reliable: false, count: 1 });
  const waiting = a.network.counts.find((each) => each.peer === 'x')?.waiting ?? Infinity;
  t.true(waiting < 25_000 && waiting >= 0);
  a.send('b', 1, true);
  await b.takes(1);
  b.network.commit();
  await a.until(() => a.network.counts.find((each) => each.peer === 'b')?.acknowledged === 1);
  t.true(a.losses.reasons.size <= 1000);
});
