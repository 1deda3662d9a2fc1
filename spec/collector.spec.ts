import test from 'ava';
import fc from 'fast-check';
import { compile } from '../planner/compile.ts';
import { instantiate } from '../planner/evaluate.ts';
import { ChangingRelation } from '../runtime/changing-relation.ts';
import { internedColumns } from '../runtime/collector.ts';
import { Relation } from '../runtime/relation.ts';
import { Transducer } from '../runtime/transducer.ts';
import { Values } from '../runtime/values.ts';

const columns = internedColumns(['number', 'symbol']);

/** Three places for rows: two that lose some, and one that is filled anew at every tick. No text is asked for twice. */
class Places {
  readonly values: Values;
  readonly #logs = [new ChangingRelation(2), new ChangingRelation(2), new Relation(2), new Relation(2)];
  /** By row: its place and its word. */
  readonly #rows = new Map<number, { place: number; word: number }>();

  constructor(stride: number) {
    this.values = new Values(undefined, { least: 0, stride, poisons: true });
    this.values.collector.add({ roots: () => this.#logs.map((log) => ({ log, columns })) });
  }

  /** In a tick, some rows go to other places, and as many texts come that nobody needs. */
  tick(moves: readonly (readonly [row: number, place: number])[]): void {
    this.values.collector.tickBegins();
    this.values.collector.tickEnds();
    for (const [row, place] of moves) this.#move(row, place);
    for (const place of [2, 3]) this.#logs[place]!.clear();
    for (const [row, { place, word }] of this.#rows) if (place > 1) this.#logs[place]!.insert2(row, word);
    for (const log of this.#logs) if (log instanceof ChangingRelation) log.purge([]);
  }

  #move(row: number, place: number): void {
    const known = this.#rows.get(row);
    const word = known?.word ?? this.values.ofText(`row ${row}`);
    this.values.ofText(`noise ${this.values.taken}`);
    if (known?.place === place) return;
    const before = known && this.#logs[known.place];
    if (before instanceof ChangingRelation) {
      before.row[0] = row;
      before.row[1] = word;
      before.lose();
    }
    if (place < 2) this.#logs[place]!.insert2(row, word);
    this.#rows.set(row, { place, word });
  }

  check(): void {
    for (const [row, { word }] of this.#rows) if (this.values.text(word) !== `row ${row}`) throw new Error(`row ${row} is ${this.values.text(word)}`);
  }
}

test('no value is reclaimed whose word moves from row to row while it is looked for', (t) => {
  const moves = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 3 })), { maxLength: 12 });
  const property = fc.property(fc.array(moves, { minLength: 30, maxLength: 150, size: 'max' }), fc.integer({ min: 1, max: 40 }), (ticks, stride) => {
    const places = new Places(stride);
    for (const each of ticks) {
      places.tick(each);
      places.check();
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: 300 }));
});

test('a collection that is under way ends though no value is met any more', (t) => {
  const values = new Values(undefined, { least: 100, stride: null, poisons: false });
  const log = new Relation(2);
  for (let row = 0; row < 5_000; row++) log.insert2(row, values.ofText(`row ${row}`));
  values.collector.add({ roots: () => [{ log, columns }] });
  const tick = (): void => {
    values.collector.tickBegins();
    values.collector.tickEnds();
  };
  tick();
  for (let at = 0; at < 5_000; at++) values.ofText(`noise ${at}`);
  t.is(values.used, 10_000);
  for (let at = 0; at < 200; at++) tick();
  t.is(values.used, 5_000);
});

test('values are reclaimed after a tick that could not begin', (t) => {
  const result = compile([{ file: 'p.dl', text: '.decl p(x: number)\n.output p\np(1)@1.\np(x + 1)@next :- p(x).\n', dialect: 'dl' }], () => null);
  if (!result.ok) throw new Error('it does not compile');
  const module = instantiate(result.compilation.forRoles(new Set()));
  let isFull = false;
  const sources = new Proxy(module.sources, {
    get: (all, name) => {
      if (isFull) throw new RangeError('there is no room');
      return Reflect.get(all, name);
    },
  });
  const values = new Values(undefined, { least: 0, stride: 1, poisons: true });
  const transducer = new Transducer({ ...module, sources }, values);
  transducer.remove(transducer.relationNamed('p'), [1]);
  isFull = true;
  t.throws(() => transducer.begin(), { instanceOf: RangeError });
  isFull = false;
  let isAsked = false;
  values.collector.add({
    roots: () => {
      isAsked = true;
      return [];
    },
  });
  values.collector.tickBegins();
  t.true(isAsked);
});
