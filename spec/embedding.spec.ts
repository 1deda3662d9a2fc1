import test from 'ava';
import fc from 'fast-check';
import { compile, dl, MemoryNetwork, ProgramError, RunError, UsageError, type Change, type UntypedModule, type UntypedRow } from '../index.ts';
import { statefulPrograms } from './random-program.ts';

type Open = ReturnType<UntypedModule['open']>;
type RowChange = Change<UntypedRow['row']>;

function opened(text: string): UntypedModule {
  const result = compile(text);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return result.module;
}

const reachability = `
.decl link(src: symbol, dst: symbol)
.input link
.persist link
.decl probe(x: symbol)
.input probe
.decl path(src: symbol, dst: symbol)
.output path
.decl dead(x: symbol)
.output dead
.decl reached(x: symbol, n: number)
.output reached
path(x, y) :- link(x, y).
path(x, z) :- path(x, y), link(y, z).
dead(x) :- link(_, x), !link(x, _).
reached(x, n) :- probe(x), n = count : { path(x, _) }.
`;

function rows(view: Iterable<UntypedRow['row']>): string[] {
  return [...view].map((row) => Object.values(row).join(' ')).sort();
}

function deltas({ deltas: all }: RowChange): string[] {
  return all.map(({ row, diff }) => `${diff} ${Object.values(row).join(' ')}`).sort();
}

const counter = '.decl n(x: number)\n.output n\nn(0)@1.\nn(x + 1)@next :- n(x), x < 5.\n';

test('compile gives diagnostics as plain data, and throws nothing for a mistake in the program', (t) => {
  const result = compile('p(x) :- q(x).\n', { file: 'a.dl' });
  t.false(result.ok);
  const [first] = result.ok ? [] : result.diagnostics;
  t.like(first, { code: 'unknown-relation', severity: 'error', file: 'a.dl', line: 1, column: 9, endLine: 1, endColumn: 10 });
  t.false(compile('.decl p(x: number)\n.input p(IO=stdin, format=json)\nq(x) :- p(x).\n').ok);
  t.false(compile('.include "other.dl"\n').ok);
  t.true(compile('.include "other.dl"\nq(x) :- p(x).\n', { file: 'dir/a.dl', include: (path) => (path === 'dir/other.dl' ? 'p(1).' : null) }).ok);
  const warned = compile('p(1, 2).\nq(x) :- p(x, y).\n');
  t.is(warned.ok && warned.warnings[0]?.severity, 'warning');
});

test('a program in the text of another is a module, or throws what is wrong with it', (t) => {
  const node = dl('.decl p(x: number)\n.input p\n.output p\n').open();
  node.in.p.insert([1], { x: 2 });
  node.tick();
  t.deepEqual([...node.out.p], [{ x: 1 }, { x: 2 }]);
  const failure = t.throws(() => dl('p(x) :- q(x).\n'), { instanceOf: ProgramError, message: /^program\.dl:1:9: error\[unknown-relation\].*\n1 \| p\(x\) :- q\(x\)\.\n/ });
  t.like(failure?.diagnostics[0], { code: 'unknown-relation', line: 1, column: 9 });
  t.throws(() => dl(5 as never), { instanceOf: UsageError });
});

test('inputs that are persisted stay until they are deleted, others hold for one tick', (t) => {
  const node = opened(reachability).open();
  t.is(node.currentTick, 0);
  node.in['link']!.insert({ src: 'a', dst: 'b' }, ['b', 'c']);
  node.in['probe']!.insert(['a']);
  t.deepEqual(node.tick(), { tick: 1, due: true });
  t.deepEqual(rows(node.out['path']!), ['a b', 'a c', 'b c']);
  t.deepEqual(rows(node.out['reached']!), ['a 2']);
  node.tick();
  t.deepEqual(rows(node.out['path']!), ['a b', 'a c', 'b c']);
  t.deepEqual(rows(node.out['reached']!), []);
  node.in['link']!.delete(['b', 'c']);
  node.in['probe']!.insert(['a']);
  node.tick();
  t.deepEqual(rows(node.out['path']!), ['a b']);
  t.deepEqual(rows(node.out['dead']!), ['b']);
  t.deepEqual(rows(node.out['reached']!), ['a 1']);
  t.deepEqual(rows(node.in['link']!), ['a b']);
});

test('of an insertion and a deletion before a tick the last counts, and what is not there can be deleted', (t) => {
  const node = opened(reachability).open();
  const link = node.in['link']!;
  link.insert(['a', 'b']);
  link.delete(['a', 'b'], ['x', 'y']);
  node.tick();
  t.is(link.size, 0);
  link.insert(['a', 'b']);
  node.tick();
  link.delete(['a', 'b']);
  link.insert(['a', 'b']);
  node.tick();
  t.is(link.size, 1);
});

test('a deletion is no reason to tick when there is nothing to delete', async (t) => {
  const node = opened(reachability).open();
  const { tick } = await node.settle();
  node.in['link']!.delete(['a', 'b']);
  t.deepEqual(await node.settle(), { tick, due: false });
});

const kinds = `
.decl row(a: number, b: unsigned, c: float, d: symbol, e: bool)
.input row
.persist row
.output row
.decl flag()
.input flag
`;

test('rows come as columns: typed arrays and others, by name and in order', (t) => {
  const node = opened(kinds).open();
  const input = node.in['row']!;
  input.insertColumns({ a: Int32Array.of(-5, 0x7fffffff), b: Uint8Array.of(0, 7), c: Float64Array.of(0.5, NaN), d: ['x', ''], e: [true, false] });
  input.insertColumns([[2 ** 53 - 1], Uint32Array.of(0xffffffff), Int8Array.of(-1), ['x'], [false]]);
  input.insertColumns([[], [], [], [], []]);
  node.tick();
  t.deepEqual(rows(input), ['-5 0 0.5 x true', '2147483647 7 NaN  false', `${2 ** 53 - 1} 4294967295 -1 x false`].sort());
});

test('rows that come as columns are those that come one by one, whatever is deleted between', (t) => {
  const program = `.decl kept(x: number, y: number)\n.input kept\n.persist kept\n.decl now(x: number, y: number)\n.input now\n.decl p(x: number, y: number)\n.output p\n.decl n(x: number, y: number)\n.output n
p(x, z) :- kept(x, y), kept(y, z).\np(x, y) :- now(x, y).\nn(x, y) :- now(x, y), !kept(x, y).\np(x / y, 0) :- now(x, y), kept(x, y).\n`;
  const module = opened(program);
  const failureOf = (node: Open): string => {
    try {
      node.tick();
      return '';
    } catch (failure) {
      return String(failure);
    }
  };
  const number = fc.integer({ min: -1, max: 12 });
  const step = fc.record({ relation: fc.constantFrom('kept', 'now'), kind: fc.constantFrom('insert', 'insert', 'delete', 'tick'), rows: fc.array(fc.tuple(number, number), { maxLength: 20 }), many: fc.boolean() });
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const [one, other] = [module.open(), module.open()];
    for (const { relation, kind, rows: few, many } of steps) {
      const given = many ? Array.from({ length: 30 }, (_, i) => few.map(([x, y]) => [x + i, y])).flat() : few;
      if (kind === 'delete') for (const node of [one, other]) node.in[relation]!.deleteAll(given);
      if (kind === 'insert') {
        one.in[relation]!.insertAll(given);
        other.in[relation]!.insertColumns([Int32Array.from(given, ([x = 0]) => x), given.map(([, y = 0]) => y)]);
      }
      if (kind !== 'tick') continue;
      t.is(failureOf(other), failureOf(one));
      for (const name of ['p', 'n']) t.deepEqual(rows(other.out[name]!), rows(one.out[name]!));
    }
  }), { numRuns: 150 });
});

test('nothing is taken of columns of which something is wrong', (t) => {
  const node = opened(kinds).open();
  const input = node.in['row']!;
  const good = { a: [1], b: [1], c: [1], d: ['x'], e: [true] };
  const wrong = (columns: object, message: RegExp): void => {
    t.throws(() => input.insertColumns(columns as never), { instanceOf: UsageError, message });
  };
  wrong({ ...good, a: [1.5] }, /^column `a` of `row`, at index 0: a number is a safe integer, not 1.5$/);
  wrong({ ...good, a: BigInt64Array.of(5n) }, /at index 0: a number is a safe integer, not 5n$/);
  wrong({ ...good, a: Float64Array.of(2 ** 53) }, /a number is a safe integer, not 9007199254740992$/);
  wrong({ a: [1, 2], b: Int32Array.of(1, -1), c: [1, 1], d: ['', ''], e: [true, true] }, /^column `b` of `row`, at index 1: an unsigned is not below 0: -1$/);
  wrong({ ...good, d: [5] }, /a symbol is a string, not 5$/);
  wrong({ ...good, d: 'x' }, /^column `d` of `row` is an array or a typed array, not "x"$/);
  wrong({ ...good, e: Uint8Array.of(1) }, /a bool is true or false, not 1$/);
  wrong({ ...good, a: Array.from({ length: 1 }) }, /a number is a safe integer, not undefined$/);
  wrong({ ...good, e: [] }, /^the columns of `row` are of one length: `a` has 1, `e` 0$/);
  wrong({ ...good, f: [1] }, /has no column `f`/);
  wrong({ a: [1] }, /needs column `b`/);
  wrong([[1]], /has 5 columns, not 1$/);
  wrong(Int32Array.of(1), /are an object or an array of arrays/);
  t.throws(() => node.in['flag']!.insertColumns([]), { instanceOf: UsageError, message: /`flag` has no columns/ });
  node.tick();
  t.is(input.size, 0);
});

test('rows that come as columns are those of the node', (t) => {
  const node = opened('.decl p(@at: addr, x: number)\n.input p\n.persist p\n.output p\n').open({ address: 'a' });
  t.throws(() => node.in['p']!.insertColumns([['a', 'b'], [1, 2]]), { instanceOf: UsageError, message: 'a row of `p` at "b" is none of the node at "a"' });
  node.in['p']!.insertColumns([['a', 'a'], [1, 2]]);
  node.tick();
  t.deepEqual(rows(node.out['p']!), ['a 1', 'a 2']);
});

test('views know their rows by all columns and by some', (t) => {
  const node = opened(reachability).open();
  node.in['link']!.insertAll([['a', 'b'], ['b', 'c'], ['b', 'd']]);
  node.tick();
  const path = node.out['path']!;
  t.is(path.name, 'path');
  t.is(path.size, 5);
  t.true(path.has({ src: 'a', dst: 'd' }));
  t.false(path.has(['d', 'a']));
  t.false(path.has(['never', 'seen']));
  t.deepEqual(rows(path.where({ src: 'a' })), ['a b', 'a c', 'a d']);
  t.deepEqual(rows(path.where({ dst: 'c' })), ['a c', 'b c']);
  t.deepEqual(rows(path.where({ src: 'a', dst: 'c' })), ['a c']);
  t.deepEqual(rows(path.where({ src: 'never' })), []);
  t.is(rows(path.where({})).length, 5);
  node.in['link']!.delete(['b', 'd']);
  node.tick();
  t.deepEqual(rows(path.where({ src: 'a' })), ['a b', 'a c']);
});

test('values of every type come out as they went in', (t) => {
  const node = opened(`.decl v(n: number, u: unsigned, f: float, s: symbol, b: bool)\n.input v\n.output v\n.decl none()\n.input none\n.output none\n`).open();
  const row = { n: -(2 ** 53) + 1, u: 2 ** 53 - 1, f: 0.1, s: '\u{1f600}', b: true };
  node.in['v']!.insert(row, [0, 0, Infinity, '', false]);
  node.in['none']!.insert([]);
  node.tick();
  t.deepEqual([...node.out['v']!], [row, { n: 0, u: 0, f: Infinity, s: '', b: false }]);
  t.true(node.out['v']!.has(row));
  t.deepEqual([...node.out['none']!], [{}]);
  t.true(node.out['none']!.has([]));
});

test('settle ticks until nothing is due, over ticks that have nothing to do', async (t) => {
  t.deepEqual(await opened(counter).open().settle(), { tick: 7, due: false });
  const late = opened('.decl p(x: number)\n.output p\np(1)@100.\n').open();
  t.deepEqual(await late.settle(), { tick: 101, due: false });
  const node = opened('p(1)@1.\np(1 - x)@next :- p(x).\n').open();
  const failure = await t.throwsAsync(node.settle({ maxTicks: 10 }), { instanceOf: RunError });
  t.is(failure?.code, 'endless');
  await t.throwsAsync(node.settle({ signal: AbortSignal.abort(new Error('enough')) }), { message: 'enough' });
});

test('a change is written as JSON with its rows', (t) => {
  const node = opened(reachability).open();
  const seen: RowChange[] = [];
  node.out['dead']!.subscribe((change) => seen.push(change));
  node.in['link']!.insert(['a', 'b']);
  node.tick();
  node.in['link']!.insert(['b', 'c']);
  node.tick();
  t.is(JSON.stringify(seen[1]), '{"tick":2,"deltas":[{"row":{"x":"b"},"diff":-1},{"row":{"x":"c"},"diff":1}]}');
});

test('subscribers are told at the end of a tick what came and what went', (t) => {
  const node = opened(reachability).open();
  const seen: string[][] = [];
  const end = node.out['path']!.subscribe((change) => seen.push([`tick ${change.tick}`, ...deltas(change)]));
  node.in['link']!.insert(['a', 'b']);
  t.deepEqual(seen, []);
  node.tick();
  node.tick();
  node.in['link']!.insert(['b', 'c']);
  node.in['link']!.delete(['a', 'b']);
  node.tick();
  t.deepEqual(seen, [['tick 1', '1 a b'], ['tick 3', '-1 a b', '1 b c']]);
  const late: string[][] = [];
  node.out['path']!.subscribe((change) => late.push(deltas(change)), { initial: true });
  t.deepEqual(late, [['1 b c']]);
  end();
  node.in['link']!.delete(['b', 'c']);
  node.tick();
  t.is(seen.length, 2);
  t.deepEqual(late, [['1 b c'], ['-1 b c']]);
});

test('what lasts one tick is retracted at the next', (t) => {
  const node = opened(reachability).open();
  const seen: string[][] = [];
  node.in['probe']!.subscribe((change) => seen.push(deltas(change)));
  node.in['probe']!.insert(['a'], ['b']);
  node.tick();
  node.in['probe']!.insert(['b']);
  node.tick();
  node.tick();
  t.deepEqual(seen, [['1 a', '1 b'], ['-1 a'], ['-1 b']]);
});

test('an abort ends a subscription', (t) => {
  const node = opened(reachability).open();
  const control = new AbortController();
  let calls = 0;
  node.out['path']!.subscribe(() => calls++, { signal: control.signal });
  node.out['path']!.subscribe(() => calls++, { signal: AbortSignal.abort(), initial: true });
  node.in['link']!.insert(['a', 'b']);
  node.tick();
  control.abort();
  node.in['link']!.insert(['b', 'c']);
  node.tick();
  t.is(calls, 1);
});

test('a subscriber may insert, which is for the next tick, and not tick', (t) => {
  const node = opened(reachability).open();
  const [link, path] = [node.in['link']!, node.out['path']!];
  const failures: unknown[] = [];
  path.subscribe(({ deltas: all }) => {
    if (all.length === 1) link.insert(['b', 'c']);
    try {
      node.tick();
    } catch (failure) {
      failures.push(failure);
    }
  });
  link.insert(['a', 'b']);
  t.deepEqual(node.tick(), { tick: 1, due: true });
  t.true(failures[0] instanceof UsageError);
  node.tick();
  t.is(path.size, 3);
});

test('what subscribers throw is thrown by the tick after all of them were called', (t) => {
  const node = opened(reachability).open();
  let calls = 0;
  node.out['path']!.subscribe(() => {
    throw new Error('mine');
  });
  node.out['path']!.subscribe(() => calls++);
  node.in['link']!.insert(['a', 'b']);
  t.throws(() => node.tick(), { message: 'mine' });
  t.is(calls, 1);
  t.is(node.currentTick, 1);
  t.deepEqual(rows(node.out['path']!), ['a b']);
});

test('a stream of changes gives each tick to a quick reader, and the net of several to a slow one', async (t) => {
  const node = opened(reachability).open();
  const link = node.in['link']!;
  const quick = node.out['path']!.changes();
  const slow = link.changes({ buffer: 1, initial: true });
  const reading = quick.next();
  link.insert(['a', 'b']);
  node.tick();
  t.deepEqual(deltas((await reading).value), ['1 a b']);
  link.insert(['b', 'c']);
  node.tick();
  link.delete(['b', 'c'], ['a', 'b']);
  link.insert(['c', 'd']);
  node.tick();
  const first: RowChange = (await slow.next()).value;
  t.is(first.tick, 3);
  t.deepEqual(deltas(first), ['1 c d']);
  t.deepEqual(deltas((await quick.next()).value), ['1 a c', '1 b c']);
  t.deepEqual(deltas((await quick.next()).value), ['-1 a b', '-1 a c', '-1 b c', '1 c d']);
});

test('a stream ends with its signal, with its reader and with the node', async (t) => {
  const node = opened(reachability).open();
  const control = new AbortController();
  const aborted = node.out['path']!.changes({ signal: control.signal }).next();
  control.abort();
  t.true((await aborted).done);
  t.true((await node.out['path']!.changes({ signal: AbortSignal.abort(), initial: true }).next()).done);
  node.in['link']!.insert(['a', 'b']);
  node.tick();
  for await (const change of node.out['path']!.changes({ initial: true })) {
    t.deepEqual(deltas(change), ['1 a b']);
    break;
  }
  const last = node.out['path']!.changes({ initial: true });
  await node[Symbol.asyncDispose]();
  t.deepEqual(deltas((await last.next()).value), ['1 a b']);
  t.true((await last.next()).done);
});

test('a reader who does not read holds no memory of what came and went', async (t) => {
  const node = opened('.decl p(x: number)\n.input p\n.persist p\n.output p\n').open();
  const stream = node.out['p']!.changes({ buffer: 2 });
  for (let round = 0; round < 200; round++) {
    node.in['p']!.insertAll(Array.from({ length: 500 }, (_, i) => [round * 500 + i]));
    node.tick();
    node.in['p']!.deleteAll([...node.out['p']!]);
    node.tick();
  }
  const first: RowChange = (await stream.next()).value;
  t.is(first.deltas.length, 500);
  node.in['p']!.insert([1]);
  node.tick();
  t.is((await stream.next()).value.deltas.length, 500);
  t.deepEqual(deltas((await stream.next()).value), ['1 1']);
});

test('run ticks when something is due until it is told to stop', async (t) => {
  const node = opened(reachability).open();
  const control = new AbortController();
  const running = node.run({ signal: control.signal });
  const changes = node.out['path']!.changes();
  t.throws(() => node.tick(), { instanceOf: UsageError });
  await t.throwsAsync(node.settle(), { instanceOf: UsageError });
  node.in['link']!.insert(['a', 'b']);
  t.deepEqual(deltas((await changes.next()).value), ['1 a b']);
  node.in['link']!.insert(['b', 'c']);
  t.deepEqual(deltas((await changes.next()).value), ['1 a c', '1 b c']);
  control.abort();
  await running;
  t.notThrows(() => node.tick());
  const second = node.run();
  await node[Symbol.asyncDispose]();
  await second;
  t.pass();
});

const echo = `
.decl peer(@at: addr, other: addr)
.input peer
.persist peer
.decl say(@at: addr, text: symbol)
.input say
.channel heard(@at: addr, text: symbol)
.output heard
.decl log(@at: addr, text: symbol)
.output log
.persist log
heard(b, t)@async :- say(a, t), peer(a, b).
log(a, t) :- heard(a, t).
`;

test('nodes at several locations talk over a transport, woken by messages', async (t) => {
  const module = opened(echo);
  const network = new MemoryNetwork(['a', 'b']);
  const [a, b] = ['a', 'b'].map((address) => module.open({ address, transport: network.at(address) })) as [Open, Open];
  const stop = new AbortController();
  const running = [a, b].map((node) => node.run({ signal: stop.signal }));
  const heard = b.out['log']!.changes();
  a.in['peer']!.insert(['a', 'b']);
  a.in['say']!.insert(['a', 'hello']);
  t.deepEqual(deltas((await heard.next()).value), ['1 b hello']);
  t.throws(() => a.in['say']!.insert(['b', 'not here']), { instanceOf: UsageError });
  stop.abort();
  await Promise.all(running);
  t.is(a.stats.messagesSent, 1);
  network.at('a').send({ to: 'b', payload: new Uint8Array([1, 2, 3]), reliable: false, count: 1 });
  b.tick();
  t.is(b.stats.messagesDropped, 1);
});

test('messages that have nowhere to go are counted, and said once', async (t) => {
  const said: string[] = [];
  const node = opened(echo).open({ address: 'a', onWarning: (message) => said.push(message) });
  node.in['peer']!.insert(['a', 'z']);
  for (const text of ['1', '2']) {
    node.in['say']!.insert(['a', text]);
    await node.settle();
  }
  t.is(node.stats.messagesDropped, 2);
  t.deepEqual(said, ['a message was dropped: there is no location "z"']);
});

const misuses: readonly (readonly [string, (node: Open) => unknown, RegExp])[] = [
  ['an unknown input', (node) => node.in['lnk'], /has no input `lnk` here; its inputs are `link` and `probe`/],
  ['an unknown output', (node) => node.out['link'], /has no output `link`/],
  ['a column too few', (node) => node.in['link']!.insert(['a']), /has 2 columns, not 1/],
  ['a missing column', (node) => node.in['link']!.insert({ src: 'a' }), /needs column `dst`/],
  ['an unknown column', (node) => node.in['link']!.insert({ src: 'a', dst: 'b', cost: 1 }), /no column `cost`/],
  ['a value of another type', (node) => node.in['link']!.insert({ src: 'a', dst: 1 }), /column `dst` of `link`: a symbol is a string, not 1/],
  ['half a character', (node) => node.in['link']!.insert(['\ud800', '']), /surrogate/],
  ['a row that is none', (node) => node.in['link']!.insert('a' as never), /is an object or an array/],
  ['a question about an unknown column', (node) => node.out['path']!.where({ from: 'a' }), /no column `from`/],
  ['a question of another type', (node) => node.out['path']!.where({ src: 1 }), /a symbol is a string/],
  ['a listener that is none', (node) => node.out['path']!.subscribe('x' as never), /is a function/],
  ['an empty buffer', (node) => node.out['path']!.changes({ buffer: 0 }), /`buffer` of `changes` is a whole number from 1 up, not 0/],
  ['a signal that is none', (node) => node.out['path']!.subscribe(() => undefined, { signal: new AbortController() as never }), /`signal` of `subscribe` is an AbortSignal/],
  ['an option that there is not', (node) => node.out['path']!.subscribe(() => undefined, { inital: true } as never), /has no option `inital`; its options are `initial` and `signal`/],
  ['options that are none', (node) => node.out['path']!.changes(null as never), /the options of `changes` are an object, not null/],
  ['rows that are no iterable', (node) => node.in['link']!.insertAll(5 as never), /the rows of `link` are an iterable, such as an array, not 5/],
  ['rows that come later', (node) => node.in['link']!.insertAll((async function* () {})() as never), /are an iterable/],
  ['a question about nothing', (node) => node.out['path']!.where({ src: undefined as never }), /a symbol is a string, not undefined/],
  ['bytes that are no snapshot', (node) => node.restore(new Uint8Array([1, 2, 3])), /no snapshot/],
  ['a snapshot of another program', (node) => node.restore(opened(counter).open().snapshot()), /another program/],
];

for (const [what, misuse, message] of misuses) {
  test(`misuse is an error: ${what}`, (t) => {
    const node = opened(reachability).open();
    t.throws(() => misuse(node), { instanceOf: UsageError, message });
    t.notThrows(() => node.tick());
  });
}

test('settle and run reject options that are none', async (t) => {
  const node = opened(reachability).open();
  await t.throwsAsync(node.settle({ maxTicks: '5' as never }), { instanceOf: UsageError, message: /`maxTicks` of `settle` is a whole number from 1 up, not "5"/ });
  await t.throwsAsync(node.settle(null as never), { instanceOf: UsageError });
  await t.throwsAsync(node.run({ signal: 5 as never }), { instanceOf: UsageError, message: /`signal` of `run`/ });
  t.notThrows(() => node.tick());
});

test('a listener that is told at once is a listener: it does not tick, and one that fails is none', (t) => {
  const node = opened(reachability).open();
  t.throws(() => node.out['path']!.subscribe(() => node.tick(), { initial: true }), { instanceOf: UsageError, message: /cannot tick/ });
  let calls = 0;
  const fail = (): never => {
    calls++;
    throw new Error('mine');
  };
  t.throws(() => node.out['path']!.subscribe(fail, { initial: true }), { message: 'mine' });
  node.in['link']!.insert(['a', 'b']);
  t.notThrows(() => node.tick());
  t.is(calls, 1);
});

test('a view is its rows as JSON', (t) => {
  const node = opened(reachability).open();
  node.in['link']!.insert(['a', 'b']);
  node.tick();
  t.is(JSON.stringify({ links: node.in['link'], names: Object.keys(node.out) }), '{"links":[{"src":"a","dst":"b"}],"names":["path","dead","reached"]}');
  t.notThrows(() => JSON.stringify(node));
});

test('what a compiler is given that is none is an error', (t) => {
  const including = '.include "a.dl"\n';
  t.throws(() => compile('', null as never), { instanceOf: UsageError });
  t.throws(() => compile('', { file: 5 as never }), { instanceOf: UsageError, message: /`file` of `compile` is a string, not 5/ });
  t.throws(() => compile(including, { include: 'a' as never }), { instanceOf: UsageError, message: /`include` of `compile` is a function/ });
  t.throws(() => compile(including, { include: () => 5 as never }), { instanceOf: UsageError, message: /gives the text of "a.dl", or null, and not 5/ });
  t.false(compile(including, { include: () => undefined }).ok);
});

test('options that do not fit the program are an error', (t) => {
  t.throws(() => opened(reachability).open(null as never), { instanceOf: UsageError, message: /the options of `open` are an object/ });
  t.throws(() => opened(reachability).open({ adress: 'a' } as never), { instanceOf: UsageError, message: /no option `adress`/ });
  t.throws(() => opened(reachability).open({ limits: { maxRows: NaN } }), { instanceOf: UsageError, message: /`maxRows` of `limits`/ });
  t.throws(() => opened(echo).open({ address: 'a', transport: {} as never }), { instanceOf: UsageError, message: /`send`, `receive` and `onArrival`/ });
  t.throws(() => new MemoryNetwork(undefined as never), { instanceOf: UsageError, message: /locations of a network are an iterable/ });
  t.throws(() => new MemoryNetwork(['a']).at('b'), { instanceOf: UsageError, message: /no location "b"; it has `a`/ });
  t.throws(() => opened(reachability).open({ address: 'a' }), { instanceOf: UsageError, message: /no locations/ });
  t.throws(() => opened(echo).open(), { instanceOf: UsageError, message: /give the `address`/ });
  t.throws(() => opened(echo).open({ address: 'a', role: 'Leader' }), { instanceOf: UsageError, message: /no role/ });
  t.throws(() => opened(echo).open({ address: 'a', functors: { f: () => 1 } }), { instanceOf: UsageError, message: /no functor `f`/ });
});

test('numbers that are not safe integers are refused, and nothing of the call is taken', (t) => {
  const node = opened('.decl p(x: number, y: unsigned)\n.input p\n.output p\n').open();
  for (const row of [[1.5, 0], [2 ** 53, 0], [NaN, 0], [0, -1], ['1', 0], [1n, 0]]) {
    t.throws(() => node.in['p']!.insert([1, 1], row as never), { instanceOf: UsageError });
  }
  node.tick();
  t.is(node.out['p']!.size, 0);
});

test('a node that is disposed of leaves nothing on the signals of those who watched it', async (t) => {
  const node = opened(reachability).open();
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const counted = Object.assign(signal, {
    addEventListener: (_: string, listener: unknown) => void listeners.add(listener),
    removeEventListener: (_: string, listener: unknown) => void listeners.delete(listener),
  });
  node.out['path']!.subscribe(() => undefined, { signal: counted });
  const changes = node.out['path']!.changes({ signal: counted });
  t.is(listeners.size, 2);
  await node[Symbol.asyncDispose]();
  t.is(listeners.size, 0);
  t.true((await changes.next()).done);
});

test('a node that is disposed of takes no call', async (t) => {
  const node = opened(reachability).open();
  const { out } = node;
  await node[Symbol.asyncDispose]();
  await node[Symbol.asyncDispose]();
  t.throws(() => node.tick(), { instanceOf: UsageError, message: /disposed/ });
  t.throws(() => out['path']!.size, { instanceOf: UsageError });
  t.throws(() => [...out['path']!], { instanceOf: UsageError });
  await t.throwsAsync(node.settle(), { instanceOf: UsageError });
});

test('reading on after a tick is an error', (t) => {
  const node = opened(reachability).open();
  node.in['link']!.insert(['a', 'b'], ['b', 'c']);
  node.tick();
  t.throws(() => {
    for (const _ of node.out['path']!) node.tick();
  }, { instanceOf: UsageError, message: /copy them first/ });
});

test('a rule that fails aborts its tick, and the node is as it was before', (t) => {
  const node = opened('.decl d(x: number)\n.input d\n.persist d\n.decl q(y: number)\n.output q\n.decl all(x: number)\n.output all\nall(x) :- d(x).\nq(100 / x) :- d(x).\n').open();
  const seen: string[][] = [];
  node.out['all']!.subscribe((change) => seen.push(deltas(change)));
  node.in['d']!.insert([5]);
  node.tick();
  node.in['d']!.insert([0], [4]);
  const failure = t.throws(() => node.tick(), { instanceOf: RunError });
  t.is(failure?.code, 'division-by-zero');
  t.is(failure?.rule, 'q(100 / x) :- d(x).');
  t.is(node.currentTick, 1);
  t.deepEqual([rows(node.out['all']!), rows(node.out['q']!), rows(node.in['d']!)], [['5'], ['20'], ['5']]);
  t.throws(() => node.tick(), { instanceOf: RunError });
  node.in['d']!.delete([0]);
  t.deepEqual(node.tick(), { tick: 2, due: true });
  t.deepEqual([rows(node.out['all']!), rows(node.out['q']!)], [['4', '5'], ['20', '25']]);
  t.deepEqual(seen, [['1 5'], ['1 4']]);
});

test('a snapshot is taken up where it was made', (t) => {
  const module = opened(reachability);
  const node = module.open();
  node.in['link']!.insert(['a', 'b'], ['b', 'c']);
  node.tick();
  node.in['link']!.insert(['c', 'd']);
  node.in['link']!.delete(['a', 'b']);
  const bytes = node.snapshot();
  const other = module.open({ snapshot: bytes });
  t.is(other.currentTick, 1);
  t.deepEqual(rows(other.out['path']!), ['a b', 'a c', 'b c']);
  other.tick();
  t.deepEqual(rows(other.out['path']!), ['b c', 'b d', 'c d']);
  const seen: string[][] = [];
  other.out['path']!.subscribe((change) => seen.push(deltas(change)));
  other.restore(bytes);
  t.deepEqual(seen, [['-1 b d', '-1 c d', '1 a b', '1 a c']]);
  t.deepEqual(rows(other.out['path']!), rows(node.out['path']!));
});

test('a snapshot of another location or version, or one that is damaged, is refused', (t) => {
  const module = opened(echo);
  const bytes = module.open({ address: 'a' }).snapshot();
  t.throws(() => module.open({ address: 'b', snapshot: bytes }), { instanceOf: UsageError, message: /is of "a"; this node is "b"/ });
  t.throws(() => module.open({ address: 'a', snapshot: bytes.slice(0, -1) }), { instanceOf: UsageError, message: /no snapshot/ });
  const version = Uint8Array.from(bytes);
  version[version.indexOf(0x63) + 1] = 9;
  t.throws(() => module.open({ address: 'a', snapshot: version }), { instanceOf: UsageError, message: /version 9/ });
  t.throws(() => module.open({ address: 'a', snapshot: 'x' as never }), { instanceOf: UsageError });
});

test('a program goes on from its snapshot as it would have without', (t) => {
  const property = fc.property(statefulPrograms, fc.nat({ max: 5 }), ({ text, arrivals }, when) => {
    const module = opened(text);
    const node = module.open();
    let other: Open | null = null;
    const states = (each: Open): string => Object.entries(each.out).map(([name, view]) => `${name}: ${rows(view).join(', ')}`).join('\n');
    for (let tick = 1; tick <= 8; tick++) {
      const nodes = other === null ? [node] : [node, other];
      const ends = nodes.map((each) => {
        for (const arrival of arrivals) if (arrival.tick === tick) each.in[arrival.relation]!.insert(arrival.row);
        try {
          return `${JSON.stringify(each.tick())}\n${states(each)}`;
        } catch (error) {
          if (error instanceof RunError) return 'failed';
          throw error;
        }
      });
      if (new Set(ends).size > 1) throw new Error(`--- program\n${text}\n--- tick ${tick}\n${ends.join('\n--- or\n')}`);
      if (ends[0] === 'failed') return;
      if (tick === when) other = module.open({ snapshot: node.snapshot() });
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 300), includeErrorInReport: true }));
});
