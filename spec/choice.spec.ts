import test from 'ava';
import fc from 'fast-check';
import { simulate } from '../cli/simulate.ts';
import type { Module } from '../runtime/abi.ts';
import { distinctValues } from '../runtime/distinct-values.ts';
import { EncodedRows } from '../runtime/encoded-rows.ts';
import { Profile } from '../runtime/profile.ts';
import type { ProfileReport } from '../runtime/profile-report.ts';
import { Relation } from '../runtime/relation.ts';
import { Values } from '../runtime/values.ts';
import { bothRuns, compiled, engineText, type Case } from './agreement.ts';
import { deductivePrograms, locatedPrograms, scenarios, temporalPrograms } from './random-program.ts';

const runs = Number(process.env['RUNS'] ?? 60);

/** A module that takes another way through each rule that has several: few rows take the first one. */
function turned(module: Module, by: number): Module {
  const choices = module.choices.map((choice) => {
    const first = by % choice.ways.length;
    return { ...choice, ways: [...choice.ways.slice(first), ...choice.ways.slice(0, first)] };
  });
  return { ...module, choices };
}

/** Measures nothing. */
class Turning extends Profile {
  readonly #by: number;
  /** Ways that have been turned to, the most of one rule. */
  most = 0;

  constructor(by: number) {
    super(() => 0);
    this.#by = by;
  }

  override meter(module: Module): Module {
    this.most = Math.max(this.most, ...module.choices.map((each) => each.ways.length));
    return turned(module, this.#by);
  }
}

for (const [name, arbitrary] of Object.entries({ deductivePrograms, temporalPrograms, locatedPrograms, scenarios })) {
  test(`whatever way through a rule is taken, it gives the same rows: ${name}`, (t) => {
    let most = 0;
    const property = fc.property(arbitrary, ({ text, ...scenario }: Case) => {
      const { reference } = bothRuns({ text, ...scenario });
      for (const by of [1, 2, 3, 4, 5]) {
        const turning = new Turning(by);
        const openInputs = scenario.arrivals !== undefined && scenario.arrivals.length > 0;
        const engine = engineText(compiled(text, 'dl', { openInputs }), scenario, turning);
        if (engine !== reference) throw new Error(`--- program\n${text}\n--- reference\n${reference}\n--- engine, other ways by ${by}\n${engine}`);
        most = Math.max(most, turning.most);
        if (by + 1 >= turning.most) break;
      }
    });
    t.notThrows(() => fc.assert(property, { numRuns: runs }));
    if (runs >= 50) t.true(most > 2);
  });
}

type Pair = readonly [number, number];

/** What a rule costs of which the inputs get these pairs at each tick: how it was run, and what of its indexes. */
function profileOf(rule: string, ticks: readonly Readonly<Record<string, readonly Pair[]>>[]): ProfileReport {
  const names = Object.keys(ticks[0] ?? {});
  const text = [...names, 'q'].map((name) => `.decl ${name}(x: number, y: number)\n`).join('') + names.map((name) => `.input ${name}\n`).join('');
  const profile = new Profile(() => 0);
  const isOpen = ticks.length > 1;
  const compilation = compiled(`${text}.output q\n${rule}`, 'dl', { profiled: true, openInputs: isOpen });
  const values = new Values();
  const inputs = new Map(isOpen ? [] : names.map((name) => [name, rowsOf(ticks[0]?.[name] ?? [], values)]));
  const simulation = simulate(compilation, { inputs, values, nodes: [], profile });
  for (const tick of ticks) {
    if (isOpen) for (const name of names) simulation.insert(name, tick[name] ?? []);
    profile.measure(() => simulation.advance(() => false));
  }
  return profile.report();
}

function rowsOf(pairs: readonly Pair[], values: Values): EncodedRows {
  const rows = new EncodedRows(['number', 'number'], values);
  for (const pair of pairs) rows.append(pair);
  return rows;
}

/** So many pairs; the second of each has so many values. */
function pairs(count: number, values: number): Pair[] {
  return Array.from({ length: count }, (_, i) => [i, (i * 7919) % values]);
}

function swapped(rows: readonly Pair[]): Pair[] {
  return rows.map(([x, y]) => [y, x]);
}

/** The rows that a rule has begun with and found. */
function workOf({ rules }: ProfileReport): number {
  return rules.filter(({ rule }) => rule?.startsWith('q(')).reduce((sum, each) => sum + each.in + each.matches, 0);
}

/** What the ways through the rule begin with that have been taken. */
function taken({ rules }: ProfileReport): string[] {
  return rules.filter(({ rule }) => rule?.startsWith('q(')).flatMap(({ passes }) => passes.map(({ reads }) => reads));
}

const atoms = ['a(x, y)', 'b(y, z)', 'c(z, w)'] as const;
const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const;

for (const order of orders) {
  const rule = `q(x, w) :- ${order.map((at) => atoms[at]).join(', ')}.`;
  test(`what is scanned and joined first follows the sizes of relations, however it is written: ${rule}`, (t) => {
    const many = pairs(10_000, 100);
    // Each y is in a hundred rows of a and of b: together they have a million.
    const few = profileOf(rule, [{ a: many, b: swapped(many), c: [[1, 1], [2, 2]] }]);
    t.true(workOf(few) < 11_000, `${workOf(few)}`);
    const first = profileOf(rule, [{ a: [[1, 1], [2, 2]], b: swapped(many), c: many }]);
    t.true(workOf(first) < 21_000, `${workOf(first)}`);
  });
}

test('of two relations the larger one is scanned, so that an index is made of the smaller one', (t) => {
  const [many, few] = [pairs(10_000, 10_000), pairs(10, 10)];
  for (const rule of ['q(x, z) :- a(x, y), b(y, z).', 'q(x, z) :- b(y, z), a(x, y).']) {
    const small = profileOf(rule, [{ a: many, b: few }]);
    t.deepEqual([taken(small), small.indexes.map((each) => each.in)], [['scan a(x, y) if cheapest'], [10]]);
    const large = profileOf(rule, [{ a: few, b: many }]);
    t.deepEqual([taken(large), large.indexes.map((each) => each.in)], [['scan b(y, z) if cheapest'], [10]]);
  }
});

test('a way is chosen anew at each tick', (t) => {
  const [many, few] = [pairs(10_000, 10_000), pairs(10, 10)];
  const report = profileOf('q(x, z) :- a(x, y), b(y, z).', [{ a: many, b: few }, { a: few, b: many }, { a: many, b: few }]);
  t.deepEqual(taken(report).sort(), ['scan a(x, y) if cheapest', 'scan b(y, z) if cheapest']);
  t.deepEqual(report.indexes.map((each) => each.in).sort((x, y) => x - y), [10, 20]);
});

test('rules that could not be run otherwise, or as well, have one way', (t) => {
  const waysOf = (rule: string): number[] => {
    const text = `.decl a(x: number, y: number)\n.decl b(x: number, y: number)\n.input a\n.input b\n.decl q(x: number, y: number)\n.output q\n${rule}`;
    let ways: number[] = [];
    const profile = new (class extends Turning {
      override meter(module: Module): Module {
        ways = module.choices.map((each) => each.ways.length);
        return module;
      }
    })(0);
    simulate(compiled(text), { inputs: new Map(), nodes: [], profile });
    return ways;
  };
  t.deepEqual(waysOf('q(x, z) :- a(x, y), b(y, z).'), [2]);
  t.deepEqual(waysOf('q(x, z) :- a(x, y), a(y, z).'), []);
  t.deepEqual(waysOf('q(x, z) :- a(x, _), b(_, z).'), []);
  t.deepEqual(waysOf('q(x, z) :- a(x, y), b(12 / y, z).'), []);
  t.deepEqual(waysOf('q(x, y) :- a(x, y), !b(y, x).'), []);
  t.deepEqual(waysOf('q(x, y) :- a(x, y).\nq(x, z) :- q(x, y), b(y, z).'), []);
});

test('how many values a column has is told from a sample, in whatever order rows come', (t) => {
  for (const values of [20, 500, 10_000, 100_000]) {
    for (const wordOf of [(i: number) => i % values, (i: number) => Math.floor((i * values) / 100_000)]) {
      const relation = new Relation(2);
      for (let i = 0; i < 100_000; i++) relation.insert2(i, wordOf(i));
      const found = distinctValues(relation, 1, 1024);
      t.true(found > values / 2 && found < values * 2, `${found} instead of ${values}`);
    }
  }
  t.is(distinctValues(new Relation(1), 0, 0), 0);
});
