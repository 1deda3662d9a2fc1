import { encode } from '@msgpack/msgpack';
import test from 'ava';
import fc from 'fast-check';
import type { ColumnType, Row, Value } from '../runtime/abi.ts';
import { isRowOf } from '../runtime/row-check.ts';
import { FrameCodec, type Frame } from '../runtime/wire/frame.ts';
import { defaultWireLimits, localWireLimits } from '../runtime/wire/limits.ts';
import type { Rejection } from '../runtime/wire/malformed.ts';
import { Outbox } from '../runtime/wire/outbox.ts';
import type { SentShape } from '../runtime/wire/payload.ts';
import { difference, signaturesOf } from '../runtime/wire/schema.ts';
import { Writer } from '../runtime/wire/writer.ts';
import { RowsCodec, type Opened } from './rows-codec.ts';

const limits = { ...defaultWireLimits, maxFrameRows: 500, maxTextBytes: 2000 };
const codec = new RowsCodec(limits);
const frames = new FrameCodec();

const values: Readonly<Record<ColumnType, fc.Arbitrary<Value>>> = {
  number: fc.oneof(fc.integer(), fc.maxSafeInteger()),
  unsigned: fc.oneof(fc.nat(), fc.maxSafeNat()),
  float: fc.double().map((value) => value + 0),
  symbol: fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('', '\u{feff}', '\u{1f600}')),
  bool: fc.boolean(),
};
const types: readonly ColumnType[] = ['number', 'unsigned', 'float', 'symbol', 'bool'];

/** A relation that is located in its second column, if it has two, or nowhere. */
const relation = fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 4 }).chain((columns) => {
  const location = columns.length > 1 ? 1 : -1;
  const shape: SentShape = { name: 'r', location, columns: columns.map((type, at) => ({ name: `c${at}`, type: at === location ? 'symbol' : type })) };
  const row = fc.tuple(...shape.columns.map(({ type }, at) => (at === location ? fc.constant('here') : values[type])));
  return fc.record({ shape: fc.constant(shape), rows: fc.array(row, { minLength: 1, maxLength: 60 }) });
});

function open(bytes: Uint8Array, shape: SentShape): Opened | Rejection {
  return codec.decode(bytes, (name) => (name === shape.name ? shape : null), 'here');
}

/** Whatever was read is rows of the relation. */
function isSound(opened: Opened | Rejection): boolean {
  if (opened.kind === 'rejected') return true;
  return opened.messages.every(({ shape, rows }) => rows.every((row) => isRowOf({ ...shape, limit: -1, lifetime: 'tick', auxiliary: false }, row)));
}

test('rows come out of a payload as they went in', (t) => {
  fc.assert(
    fc.property(relation, ({ shape, rows }) => {
      t.deepEqual(open(codec.encode([{ shape, rows }]), shape), { kind: 'payload', messages: [{ shape, rows }], unknown: [] });
    }),
    { numRuns: 500 },
  );
});

test('not-a-number is the same bytes, whichever of them it was first', (t) => {
  const shape: SentShape = { name: 'r', location: -1, columns: [{ name: 'f', type: 'float' }] };
  const ofBits = (bits: bigint): number => new Float64Array(new BigUint64Array([bits]).buffer)[0] ?? 0;
  for (const count of [1, 16]) {
    const [first, ...others] = [Number.NaN, ofBits(0xfff8000000000000n), ofBits(0x7ff8000000000001n)].map((value) => new RowsCodec(limits).encode([{ shape, rows: Array.from({ length: count }, () => [value]) }]));
    for (const each of others) t.deepEqual(each, first);
  }
});

test('what is written is msgpack, in the bytes that others write', (t) => {
  const writer = new Writer();
  const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom('x'.repeat(31), 'x'.repeat(255), '\u00e9'.repeat(20), '\u{1f600}'.repeat(200), 'x'.repeat(70_000)));
  const number = fc.oneof(fc.integer({ min: -200, max: 300 }), fc.integer(), fc.maxSafeInteger(), fc.double().map((each) => each + 0), fc.constantFrom(65_535, 65_536, 2 ** 32 - 1, 2 ** 32, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 32), -32_768, -32_769));
  const value = fc.oneof(text, number, fc.boolean(), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), (list) => {
      writer.array(list.length);
      for (const each of list) {
        if (typeof each === 'string') writer.text(each);
        else if (typeof each === 'number') writer.number(each);
        else if (typeof each === 'boolean') writer.boolean(each);
        else writer.binary(each);
      }
      t.deepEqual(writer.take(), encode(list));
    }),
    { numRuns: 500 },
  );
});

test('columns are written as the bytes that they are', (t) => {
  const writer = new Writer();
  const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), fc.array(fc.integer(), { maxLength: 300 }), fc.array(fc.double(), { maxLength: 40 }), (list, numbers, floats) => {
      const bytes = (from: { readonly buffer: ArrayBuffer }): Uint8Array => new Uint8Array(from.buffer);
      writer.array(5);
      writer.texts(list);
      for (const width of [1, 2, 4] as const) writer.integers(Int32Array.from(numbers), width);
      writer.doubles(floats.length, (index) => floats[index] ?? 0);
      const expected = [texts(...list), Uint8Array.from(numbers), bytes(Uint16Array.from(numbers)), bytes(Int32Array.from(numbers)), bytes(Float64Array.from(floats, (each) => each + 0))];
      t.deepEqual(writer.take(), encode(expected));
    }),
    { numRuns: 300 },
  );
});

test('any bytes are read as rows of the right types or refused', (t) => {
  fc.assert(
    fc.property(relation, fc.uint8Array({ maxLength: 200 }), ({ shape }, bytes) => {
      t.true(isSound(open(bytes, shape)));
      t.truthy(frames.decode(bytes).kind);
    }),
    { numRuns: 2000 },
  );
});

test('a payload that was tampered with is read as rows of the right types or refused', (t) => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(relation, changes, fc.nat(), fc.boolean(), ({ shape, rows }, flips, cut, isCut) => {
      const bytes = codec.encode([{ shape, rows }]);
      for (const [at, value] of flips) bytes[at % bytes.length] = value;
      t.true(isSound(open(isCut ? bytes.subarray(0, cut % bytes.length) : bytes, shape)));
    }),
    { numRuns: 3000 },
  );
});

const link: SentShape = { name: 'link', location: 0, columns: [{ name: 'at', type: 'symbol' }, { name: 'text', type: 'symbol' }, { name: 'n', type: 'number' }, { name: 'f', type: 'float' }] };
const token: SentShape = { name: 'token', location: 0, columns: [{ name: 'at', type: 'symbol' }] };
const shapes = new Map([link, token].map((shape) => [shape.name, shape]));
const bytesOf = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);
const texts = (...parts: readonly string[]): Uint8Array => new TextEncoder().encode(parts.join(''));
const ints = (values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);
const doubles = (values: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
const many = Array.from({ length: 16 }, (_, index) => index);
const columns = (text: unknown, lengths: unknown, n: unknown, f: unknown): unknown => ['link', 16, [text, lengths, n, f]];
const fine = columns(texts('é'.repeat(16)), Uint8Array.from(many, () => 1), ints(many), doubles(many));

const wrong: readonly (readonly [string, unknown, string])[] = [
  ['no array', 'link', 'wrong-shape'],
  ['a relation without rows', ['link', 1], 'wrong-shape'],
  ['fewer values than rows', ['link', 2, ['x', 1, 1.5]], 'wrong-shape'],
  ['no row', ['link', 0, []], 'wrong-shape'],
  ['a number of rows that is none', ['link', -1, []], 'wrong-type'],
  ['more rows than a frame may have', ['link', 501, []], 'too-large'],
  ['a proposition twice', ['token', 2, []], 'wrong-shape'],
  ['propositions in columns', ['token', 16, []], 'wrong-shape'],
  ['a value that nests', ['link', 1, [['x'], 1, 1.5]], 'wrong-type'],
  ['a number for a symbol', ['link', 1, [1, 1, 1.5]], 'wrong-type'],
  ['a symbol for a number', ['link', 1, ['x', '1', 1.5]], 'wrong-type'],
  ['a fraction for a number', ['link', 1, ['x', 0.5, 1.5]], 'wrong-type'],
  ['an integer that is not exact', ['link', 1, ['x', 2 ** 53, 1.5]], 'wrong-type'],
  ['null', ['link', 1, [null, 1, 1.5]], 'wrong-type'],
  ['an object', ['link', 1, [{ a: 1 }, 1, 1.5]], 'wrong-type'],
  ['a symbol that is too long', ['link', 1, ['x'.repeat(2001), 1, 1.5]], 'too-large'],
  ['an unknown relation that nests', ['other', 1, [[1]]], 'wrong-type'],
  ['a column that is not bytes', columns('x'.repeat(16), Uint8Array.from(many, () => 1), ints(many), doubles(many)), 'wrong-type'],
  ['texts that are longer than their lengths', columns(texts('x'.repeat(17)), Uint8Array.from(many, () => 1), ints(many), doubles(many)), 'wrong-shape'],
  ['texts that are shorter than their lengths', columns(texts('x'.repeat(15)), Uint8Array.from(many, () => 1), ints(many), doubles(many)), 'wrong-shape'],
  ['a cut through a character', columns(texts('\u{1f600}'.repeat(8)), Uint8Array.from(many, () => 1), ints(many), doubles(many)), 'wrong-shape'],
  ['lengths of no width', columns(texts('x'.repeat(16)), new Uint8Array(17).fill(1), ints(many), doubles(many)), 'wrong-shape'],
  ['bytes of no width', columns(texts('x'.repeat(16)), Uint8Array.from(many, () => 1), ints(many).subarray(1), doubles(many)), 'wrong-shape'],
  ['a fraction in a column of numbers', columns(texts('x'.repeat(16)), Uint8Array.from(many, () => 1), doubles(many.map((n) => n + 0.5)), doubles(many)), 'wrong-type'],
  ['-0 in a column', columns(texts('x'.repeat(16)), Uint8Array.from(many, () => 1), ints(many), doubles(many.map(() => -0))), 'wrong-type'],
  ['texts that are no UTF-8', columns(bytesOf(0xc3, 0x28, ...many), Uint8Array.from(many, () => 1), ints(many), doubles(many)), 'invalid-text'],
];

for (const [what, payload, fault] of wrong) {
  test(`refused: ${what}`, (t) => {
    t.deepEqual(codec.decode(encode(payload), (name) => shapes.get(name) ?? null, 'here'), { kind: 'rejected', fault });
  });
}

const row = [...encode('link'), 0x01, 0x93];
const raw: readonly (readonly [string, readonly number[], string])[] = [
  ['nothing', [], 'truncated'],
  ['bytes behind the end', [...encode(fine), 0xc0], 'trailing-bytes'],
  ['text that is no UTF-8', [0x93, ...row, 0xa2, 0xc3, 0x28, 0x01, 0x01], 'invalid-text'],
  ['half of a character', [0x93, ...row, 0xa3, 0xed, 0xa0, 0x80, 0x01, 0x01], 'invalid-text'],
  ['-0', [0x93, ...row, 0xa0, 0x01, 0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0], 'wrong-type'],
  ['a length beyond the end', [0x93, ...row, 0xdb, 0xff, 0xff, 0xff, 0xff], 'too-large'],
  ['an array of four billion', [0xdd, 0xff, 0xff, 0xff, 0xff], 'truncated'],
];

for (const [what, bytes, fault] of raw) {
  test(`refused: ${what}`, (t) => {
    t.deepEqual(codec.decode(bytesOf(...bytes), (name) => shapes.get(name) ?? null, 'here'), { kind: 'rejected', fault });
  });
}

test('ten megabytes of nested arrays take no time and no memory', (t) => {
  const bytes = new Uint8Array(10_000_000).fill(0x91);
  t.is(frames.decode(bytes).kind, 'rejected');
  t.is(codec.decode(bytes, () => link, 'here').kind, 'rejected');
});

test('a relation that is not there is passed over, and the others are read', (t) => {
  const opened = codec.decode(encode(['other', 7, [1, 'x', true, bytesOf(1), 1.5, -70000, 2 ** 40], 'token', 1, []]), (name) => shapes.get(name) ?? null, 'here');
  t.deepEqual(opened, { kind: 'payload', messages: [{ shape: token, rows: [['here']] }], unknown: [{ relation: 'other', count: 7 }] });
});

test('the location is that of the receiver, whatever the sender says', (t) => {
  const opened = codec.decode(encode(['link', 1, ['x', 1, 1.5]]), () => link, 'me');
  t.deepEqual(opened.kind === 'payload' && opened.messages[0]?.rows, [['me', 'x', 1, 1.5]]);
});

const sample: readonly Frame[] = [
  { kind: 'hello', version: 1, from: 'a', to: 'b', session: 's', base: 1, signatures: ['p(x: number)', 'q()'], proof: bytesOf(1, 2) },
  { kind: 'welcome', session: 's', next: 7 },
  { kind: 'refuse', reason: 'no' },
  { kind: 'data', seq: 2 ** 40, after: 3, payload: bytesOf(1, 2, 3) },
  { kind: 'acknowledge', seq: 5 },
  { kind: 'who' },
  { kind: 'strained', nodes: [['a', 0], ['b', 70_000]] },
];

test('frames come out as they went in, and no part of one is a frame', (t) => {
  for (const frame of sample) {
    const bytes = frames.encode(frame);
    t.deepEqual(frames.decode(bytes), frame);
    for (let length = 0; length < bytes.length; length++) t.is(frames.decode(bytes.subarray(0, length)).kind, 'rejected');
    for (let at = 0; at < bytes.length; at++) for (const value of [0, 0x91, 0xc0, 0xff]) t.truthy(frames.decode(bytes.with(at, value)).kind);
  }
});

test('a reason that is too long for a frame is cut short', (t) => {
  t.is(frames.decode(frames.encode({ kind: 'refuse', reason: '\u20ac'.repeat(5000) })).kind, 'refuse');
});

test('a hello of another version is told from what is no frame', (t) => {
  t.deepEqual(frames.decode(encode([0, 2, 'what comes later may be anything'])), { kind: 'rejected', fault: 'wrong-version' });
  t.deepEqual(frames.decode(encode([9])), { kind: 'rejected', fault: 'wrong-shape' });
  t.deepEqual(frames.decode(encode([3, 5, 5, bytesOf()])), { kind: 'rejected', fault: 'out-of-order' });
});

test('much is divided among frames, each of which can be read', (t) => {
  const rows: Row[] = Array.from({ length: 2500 }, (_, n) => ['b', `text ${n}`, n, n / 2]);
  const outbox = new Outbox(codec.codec, { ...limits, fullRows: 400 }, new Set(['token']));
  const log = codec.logOf(link, rows);
  rows.forEach((_, index) => outbox.add('b', link, log, index));
  outbox.add('b', token, codec.logOf(token, [['b']]), 0);
  outbox.add('c', link, codec.logOf(link, [['c', 'x', 1, 1]]), 0);
  const parcels = [...outbox.parcels()];
  t.deepEqual(parcels.map(({ to, count, reliable }) => `${to} ${count} ${reliable}`), [...Array.from({ length: 6 }, () => 'b 400 false'), 'b 101 true', 'c 1 false']);
  const read = parcels.slice(0, -1).flatMap(({ payload }) => {
    const opened = codec.decode(payload ?? bytesOf(), (name) => shapes.get(name) ?? null, 'b');
    return opened.kind === 'payload' ? opened.messages.flatMap((each) => (each.shape === link ? each.rows : [])) : [];
  });
  t.deepEqual(read, rows);
});

test('rows of several relations in one payload are those of each, however many words they take, and those of the one before it are not needed', (t) => {
  const local = new RowsCodec(localWireLimits);
  const others = ['x', 'y', 'z'].map((name): SentShape => ({ ...link, name }));
  for (const counts of [[3, 300, 15], [700, 1, 900], [2, 2, 2], [100_000, 1, 20]]) {
    const messages = others.map((shape, index) => ({ shape, rows: Array.from({ length: counts[index]! }, (_, n): Row => ['b', `${shape.name} ${n % 100}`, n, index]) }));
    t.deepEqual(local.decode(local.encode(messages), (name) => others.find((each) => each.name === name) ?? null, 'b'), { kind: 'payload', messages, unknown: [] });
  }
});

test('a row that is longer than a frame may be is left out alone', (t) => {
  const local = new RowsCodec(localWireLimits);
  const outbox = new Outbox(local.codec, { ...limits, maxTextBytes: 100, fullBytes: 50 }, new Set());
  const log = local.logOf(link, ['before', 'x'.repeat(101), 'after'].map((text) => ['b', text, 1, 1]));
  for (let row = 0; row < log.size; row++) outbox.add('b', link, log, row);
  t.deepEqual([...outbox.parcels()].map(({ payload, count }) => [payload !== null, count]), [[true, 1], [false, 1], [true, 1]]);
});

test('programs that differ in what they send say in what', (t) => {
  const vote = { name: 'vote', columns: [{ name: 'to', type: 'symbol' }, { name: 'n', type: 'number' }], location: 0, reliable: false } as const;
  const done = { name: 'done', columns: [], location: null, reliable: true } as const;
  t.deepEqual(signaturesOf([vote, done]), ['done() reliable', 'vote(@to: symbol, n: number)']);
  const own = signaturesOf([vote, done]);
  t.is(difference(own, signaturesOf([done, vote])), null);
  t.is(difference(own, signaturesOf([vote])), 'it has no done() reliable');
  t.is(difference(signaturesOf([vote]), own), 'this node has no done() reliable');
  t.is(difference(own, signaturesOf([done, { ...vote, location: null }])), 'it has vote(to: symbol, n: number), this node has vote(@to: symbol, n: number)');
});
