import test from 'ava';
import { compile, type Value } from '../index.ts';
import { embed } from '../planner/embed.ts';
import { instantiate } from '../planner/evaluate.ts';
import { usualThrift, type Thrift } from '../runtime/collector.ts';
import { openThrifty } from '../runtime/embedding/module.ts';
import type { OpenNode } from '../runtime/embedding/node.ts';
import type { OpenOptions } from '../runtime/embedding/types.ts';
import { MemoryNetwork } from '../runtime/transports/memory.ts';
import { localWireLimits } from '../runtime/wire/limits.ts';
import { compiled } from './agreement.ts';
import { contents, moduleOf, thrifts } from './open-node.ts';
import { RowsCodec } from './rows-codec.ts';

function opened(text: string, thrift: Thrift = usualThrift, options: OpenOptions = {}): OpenNode {
  const { schema, plans } = embed(compiled(text), 'program.dl');
  const modules = plans.map(({ role, plan }) => ({ role, make: () => instantiate(plan()) }));
  return openThrifty({ ...schema, modules, implementations: {} }, options, thrift);
}

/** How many values have words. */
function used(node: OpenNode): number {
  return node.transducer.values.used;
}

const streams: Readonly<Record<string, { readonly text: string; readonly give: (node: OpenNode, at: number) => void; readonly holds: (at: number) => string }>> = {
  'rows that are inserted and deleted': {
    text: '.decl held(s: symbol, f: float, n: number)\n.input held\n.output held\n.persist held\n',
    give: (node, at) => {
      node.in['held']!.insert([`s${at}`, at + 0.5, at * 2 ** 31 + 2 ** 31]);
      if (at >= 3) node.in['held']!.delete([`s${at - 3}`, at - 2.5, (at - 3) * 2 ** 31 + 2 ** 31]);
    },
    holds: (at) => `held: ${[at - 2, at - 1, at].map((each) => JSON.stringify({ s: `s${each}`, f: each + 0.5, n: each * 2 ** 31 + 2 ** 31 })).toSorted().join(' ')}`,
  },
  'rows that are carried on but for those dropped, and those that join them': {
    text: `
      .decl came(s: symbol)
      .input came
      .decl past(s: symbol)
      .decl before(s: symbol, t: symbol)
      .decl had(s: symbol)
      .output had
      before(s, t) :- came(s), past(t).
      past(s)@next :- came(s).
      past(s)@next :- past(s), !came(_).
      had(cat(s, t)) :- before(s, t).
    `,
    give: (node, at) => node.in['came']!.insert([`s${at}`]),
    holds: (at) => `had: {"s":"s${at}s${at - 1}"}`,
  },
  'aggregates of rows that come and go': {
    text: `
      .decl held(g: symbol, s: symbol, f: float)
      .input held
      .persist held
      .decl r(g: symbol, n: number, least: symbol, greatest: symbol, total: number, mean: float)
      .output r
      r(g, count<s>, min<s>, max<s>, sum<n>, max<f>) :- held(g, s, f), n = to_number(s) * 4294967296.
    `,
    give: (node, at) => {
      for (const group of ['a', `g${at}`]) node.in['held']!.insert([group, `${at}`, at / 3]);
      if (at >= 2) for (const group of ['a', `g${at - 2}`]) node.in['held']!.delete([group, `${at - 2}`, (at - 2) / 3]);
    },
    holds: (at) => {
      const row = (g: string, all: readonly number[]): string =>
        JSON.stringify({ g, n: all.length, least: all.map(String).toSorted()[0], greatest: all.map(String).toSorted().at(-1), total: all.reduce((a, b) => a + b, 0) * 2 ** 32, mean: Math.max(...all) / 3 });
      return `r: ${[row('a', [at - 1, at]), row(`g${at - 1}`, [at - 1]), row(`g${at}`, [at])].toSorted().join(' ')}`;
    },
  },
  'rows of one tick': {
    text: `
      .decl line(s: symbol)
      .input line
      .decl twice(s: symbol, f: float)
      .output twice
      .decl least(s: symbol)
      .output least
      twice(cat(s, s), to_float(s) / 7.0) :- line(s).
      least(min<s>) :- twice(s, _).
    `,
    give: (node, at) => node.in['line']!.insertAll([[`${at}`], [`${at}5`]]),
    holds: (at) => {
      const rows = [`${at}`, `${at}5`].map((s) => ({ s: s + s, f: Number(s) / 7 }));
      return `twice: ${rows.map((row) => JSON.stringify(row)).toSorted().join(' ')}\nleast: ${JSON.stringify({ s: rows.map(({ s }) => s).toSorted()[0] })}`;
    },
  },
};

for (const [what, { text, give, holds }] of Object.entries(streams)) {
  test(`a stream of new values takes no more memory than those that are there: ${what}`, (t) => {
    const node = opened(text);
    let most = 0;
    const changes = { rows: 0 };
    for (const view of Object.values(node.out)) view.subscribe(({ deltas }) => (changes.rows += deltas.length));
    for (let at = 0; at < 20_000; at++) {
      give(node, at);
      node.tick();
      most = Math.max(most, used(node));
      if (at > 3 && at % 97 === 0 && contents(node) !== holds(at)) t.is(contents(node), holds(at));
    }
    t.true(most < 2.5 * usualThrift.least, `${most} values`);
    t.true(changes.rows > 20_000);
  });

  for (const [how, thrift] of Object.entries(thrifts)) {
    test(`new values do not take the place of those that are there, reclaimed ${how}: ${what}`, (t) => {
      const node = opened(text, thrift);
      let most = 0;
      for (let at = 0; at < 600; at++) {
        give(node, at);
        node.tick();
        if (at > 100) most = Math.max(most, used(node));
        if (at > 3) t.is(contents(node), holds(at));
      }
      // A few words between ticks do not keep up with what they meet.
      if (thrift.stride === Infinity) t.true(most < 100, `${most} values`);
    });
  }
}

const kept = '.decl held(s: symbol)\n.input held\n.output held\n.persist held\n';

/** Puts a text in the place of another, and a tick. */
function replace(node: OpenNode, at: number): void {
  node.in['held']!.insert([`s${at}`]);
  if (at > 0) node.in['held']!.delete([`s${at - 1}`]);
  node.tick();
}

function replacement(at: number): unknown {
  return [...(at > 0 ? [{ row: { s: `s${at - 1}` }, diff: -1 }] : []), { row: { s: `s${at}` }, diff: 1 }];
}

for (const [how, thrift] of Object.entries(thrifts)) {
  test(`changes that nobody has read yet keep their values: ${how}`, (t) => {
    const node = opened(kept, thrift);
    const read: (() => unknown)[] = [];
    node.out['held']!.subscribe((change) => read.push(() => change.deltas));
    for (let at = 0; at < 40; at++) replace(node, at);
    for (const [at, each] of read.entries()) t.deepEqual(each(), replacement(at));
  });

  test(`changes that wait in a stream keep their values: ${how}`, async (t) => {
    const node = opened(kept, thrift);
    const stream = node.out['held']!.changes({ buffer: 20 });
    for (let at = 0; at < 40; at++) replace(node, at);
    for (let at = 0; at < 19; at++) t.deepEqual((await stream.next()).value?.deltas, replacement(at));
    t.deepEqual((await stream.next()).value?.deltas, [{ row: { s: 's18' }, diff: -1 }, { row: { s: 's39' }, diff: 1 }]);
    await stream.return?.();
  });

  test(`the values of the program's own texts and ordinals stay: ${how}`, (t) => {
    const node = opened(
      `
        .decl word(s: symbol, n: number)
        .input word
        .decl known(s: symbol, f: float, n: number)
        .output known
        .decl number_of(n: number)
        .output number_of
        .persist number_of
        known("constant", 2.5, 5000000000) :- word("key", 5000000001).
        number_of(ord(s)) :- word(s, 0).
      `,
      thrift,
    );
    node.in['word']!.insert(['first', 0]);
    node.tick();
    for (let at = 1; at < 50; at++) {
      node.in['word']!.insert([`s${at}`, at]);
      node.tick();
    }
    node.in['word']!.insert(['key', 5_000_000_001], ['first', 0]);
    node.tick();
    t.deepEqual([...node.out['known']!], [{ s: 'constant', f: 2.5, n: 5_000_000_000 }]);
    t.is(node.out['number_of']!.size, 1);
  });

  test(`values that rules hand on, from rows that are looked through late to others that were early, stay: ${how}`, (t) => {
    const node = opened(
      `
        .decl came(n: number, s: symbol)
        .input came
        .decl move(n: number)
        .input move
        .decl here(n: number, s: symbol)
        .output here
        .decl there(n: number, s: symbol)
        .output there
        .decl moved(n: number, s: symbol)
        .output moved
        here(n, s)@next :- came(n, s), n >= 0.
        here(n, s)@next :- here(n, s), !move(n).
        there(n, s)@next :- here(n, s), move(n).
        there(n, s)@next :- there(n, s), !move(n).
        here(n, s)@next :- there(n, s), move(n).
        moved(n, s) :- here(n, s), move(n).
        moved(n, s) :- there(n, s), move(n).
      `,
      thrift,
    );
    const size = 30;
    const isHere = new Map<number, boolean>();
    let random = 1;
    for (let at = 0; at < 500; at++) {
      node.in['came']!.insert(at < size ? [at, `s${at}`] : [-1, `noise ${at}`]);
      const moving = new Set<number>();
      for (let each = 0; each < at % 9; each++) {
        random = (random * 48_271) % 0x7fffffff;
        moving.add(random % size);
      }
      node.in['move']!.insertAll([...moving].map((each) => [each]));
      const before = new Map(isHere);
      node.tick();
      const rows = (which: boolean): unknown => [...before].filter(([, is]) => is === which).map(([n]) => `${n} s${n}`).toSorted();
      for (const [name, which] of [['here', true], ['there', false]] as const) t.deepEqual(Array.from(node.out[name]!, ({ n, s }) => `${n} ${s}`).toSorted(), rows(which));
      t.deepEqual(Array.from(node.out['moved']!, ({ n, s }) => `${n} ${s}`).toSorted(), [...moving].filter((n) => before.has(n)).map((n) => `${n} s${n}`).toSorted());
      for (const n of moving) if (isHere.has(n)) isHere.set(n, !isHere.get(n));
      if (at < size) isHere.set(at, true);
    }
  });

  test(`rows that move into gaps of what was looked through keep their values: ${how}`, (t) => {
    const node = opened(kept, thrift);
    const there: string[] = [];
    for (let at = 0; at < 400; at++) {
      there.push(`s${at}`);
      node.in['held']!.insert([`s${at}`]);
      // Old and new ones go, in a mixed order, and up to forty stay.
      if (there.length > 40) node.in['held']!.deleteAll(there.splice((at * 7) % 38, 1 + (at % 3)).map((each) => [each]));
      node.tick();
      t.is(contents(node), `held: ${there.map((s) => JSON.stringify({ s })).toSorted().join(' ')}`);
    }
  });

  test(`what is sent again at every tick keeps its values: ${how}`, (t) => {
    const text = `
      .decl other(s: symbol)
      .input other
      .decl start(@at: addr, to: addr)
      .input start
      .persist start
      .channel hear(@at: addr, text: symbol)
      .output hear
      hear(to, cat(at, to))@async :- start(at, to).
    `;
    const network = new MemoryNetwork(['a', 'b']);
    const [a, b] = ['a', 'b'].map((address) => opened(text, thrift, { address, transport: network.at(address) }));
    a!.in['start']!.insert(['a', 'b']);
    for (let at = 0; at < 60; at++) {
      a!.in['other']!.insert([`s${at}`]);
      a!.tick();
      b!.tick();
      t.is(contents(b!), 'hear: {"at":"b","text":"ab"}');
    }
  });

  test(`rows that wait to be withdrawn or to arrive keep their values over other nodes' ticks: ${how}`, async (t) => {
    const text = `
      .decl say(@at: addr, to: addr, text: symbol)
      .input say
      .channel hear(@at: addr, text: symbol)
      .decl heard(@at: addr, text: symbol)
      .output heard
      hear(to, text)@async :- say(at, to, text).
      heard(at, text) :- hear(at, text).
    `;
    const network = new MemoryNetwork(['a', 'b']);
    const [a, b] = ['a', 'b'].map((address) => opened(text, thrift, { address, transport: network.at(address) }));
    for (let at = 0; at < 60; at++) {
      a!.in['say']!.insert(['a', 'b', `s${at}`]);
      await a!.settle();
      if (at % 3 === 0) await b!.settle();
    }
    await b!.settle();
    t.is(contents(b!), 'heard: ');
    a!.in['say']!.insert(['a', 'b', 'last']);
    a!.tick();
    b!.tick();
    t.is(contents(b!), 'heard: {"at":"b","text":"last"}');
  });

  test(`a node that takes up a snapshot reclaims values as before: ${how}`, (t) => {
    const node = opened(kept, thrift);
    let snapshot = node.snapshot();
    let at = 0;
    for (let round = 0; round < 10; round++) {
      for (let step = 0; step < 30; step++, at++) {
        node.in['held']!.insert([`s${at}`]);
        if (at > 4) node.in['held']!.delete([`s${at - 5}`]);
        if (step === 10) snapshot = node.snapshot();
        node.tick();
      }
      const now = contents(node);
      const then = node.snapshot();
      node.restore(snapshot);
      node.tick();
      node.restore(then);
      t.is(contents(node), now);
    }
    t.true(used(node) < 120, `${used(node)} values`);
  });
}

test('a limit on memory is one on values that are there, not on all that ever were', (t) => {
  const node = opened(kept, { ...usualThrift, least: 100 }, { limits: { maxHeap: 100_000 } });
  t.notThrows(() => {
    for (let at = 0; at < 10_000; at++) {
      node.in['held']!.insert([`s${at}`]);
      if (at > 0) node.in['held']!.delete([`s${at - 1}`]);
      node.tick();
    }
  });
});

test('values of a library module are reclaimed too', (t) => {
  const result = compile('.decl now(s: symbol)\n.input now\n.output now\n');
  if (!result.ok) return t.fail();
  const node = result.module.open({ limits: { maxHeap: 3_000_000 } });
  const texts: Value[] = [];
  for (let at = 0; at < 40_000; at++) {
    node.in['now']!.insert([`s${at}`]);
    node.tick();
    if (at % 10_000 === 0) texts.push(...Array.from(node.out['now']!, (row) => row['s']!));
  }
  t.deepEqual(texts, ['s0', 's10000', 's20000', 's30000']);
});

test('a tick after which there is no room for the facts of the next one is taken back as a whole', (t) => {
  const module = moduleOf(`.decl n(x: number)\n.output n\nn(0)@1.\nn(x + 1)@next :- n(x), x < 9.\n.decl late(s: symbol)\n.output late\nlate("${'y'.repeat(3_000)}")@3.\n`);
  const node = module.open({ limits: { maxHeap: 5_000 } });
  node.tick();
  for (let attempt = 0; attempt < 2; attempt++) {
    t.throws(() => node.tick(), { message: /of symbols and groups/ });
    t.deepEqual([...node.out['n']!], [{ x: 0 }]);
  }
  const resumed = module.open({ snapshot: node.snapshot() });
  resumed.tick();
  t.deepEqual([...resumed.out['n']!], [{ x: 1 }]);
});

/** A node that hears others, and the bytes of what is said to it. */
function hearing(thrift: Thrift): { readonly node: OpenNode; readonly tell: (relation: string, texts: readonly string[], tail: readonly number[]) => void } {
  const network = new MemoryNetwork(['a', 'b']);
  const text = '.channel hear(@at: addr, text: symbol)\n.decl say(@at: addr, text: symbol)\n.input say\n.output hear\nhear(at, text)@async :- say(at, text).\n';
  const tell = (name: string, texts: readonly string[], tail: readonly number[]): void => {
    const shape = { name, location: 0, columns: [{ name: 'at', type: 'symbol' }, { name: 'text', type: 'symbol' }] } as const;
    const bytes = new RowsCodec(localWireLimits).encode([{ shape, rows: texts.map((each) => ['b', each]) }]);
    network.at('a').send({ to: 'b', payload: Uint8Array.from([...bytes, ...tail]), reliable: false, count: texts.length });
  };
  return { node: opened(text, thrift, { address: 'b', transport: network.at('b') }), tell };
}

for (const [what, relation, tail] of [
  ['is found to be malformed at its end', 'hear', [0]],
  ['no other node may say', 'say', []],
] as const) {
  test(`values of what ${what} are reclaimed, though no tick comes of it`, async (t) => {
    const { node, tell } = hearing(usualThrift);
    await node.settle();
    const ticks = node.tick().tick;
    for (let at = 0; at < 60; at++) {
      tell(relation, Array.from({ length: 1000 }, (_, row) => `${at} ${row}`), tail);
      await node.settle();
    }
    t.is(node.tick().tick, ticks + 1);
    t.true(used(node) < 10_000, String(used(node)));
  });

  for (const [how, thrift] of Object.entries(thrifts)) {
    test(`those of what came with what ${what} stay: ${how}`, (t) => {
      const { node, tell } = hearing(thrift);
      for (let at = 0; at < 40; at++) {
        tell('hear', [`before ${at}`], []);
        for (let each = 0; each < 3; each++) tell(relation, [`wrong ${at} ${each}`], tail);
        tell('hear', [`after ${at}`], []);
        node.tick();
        t.is(contents(node), `hear: {"at":"b","text":"after ${at}"} {"at":"b","text":"before ${at}"}`);
      }
    });
  }
}
