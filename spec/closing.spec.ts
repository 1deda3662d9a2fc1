import test from 'ava';
import fc from 'fast-check';
import { simulate } from '../cli/simulate.ts';
import { bothRuns, compiled } from './agreement.ts';
import { Closing } from '../runtime/closing.ts';
import { RunError } from '../runtime/error.ts';
import { defaultLimits, type Limits } from '../runtime/limits.ts';
import { Relation } from '../runtime/relation.ts';
import { Workplace } from '../runtime/row-groups.ts';
import { Pace, Scan } from '../runtime/scan.ts';
import { StepGraph } from '../runtime/step-graph.ts';
import { instantiate } from '../planner/evaluate.ts';

const runs = Number(process.env['RUNS'] ?? 10);

interface Links {
  readonly nodes: number;
  readonly links: readonly (readonly [from: number, to: number])[];
  /** Those of a later tick. */
  readonly late: readonly (readonly [from: number, to: number])[];
}

const links = fc.integer({ min: 5, max: 12 }).chain((nodes): fc.Arbitrary<Links> => {
  const node = fc.nat({ max: nodes - 1 });
  const pair = fc.tuple(node, node);
  return fc.record({ nodes: fc.constant(nodes), links: fc.array(pair, { minLength: 18, maxLength: 40 }), late: fc.array(pair, { maxLength: 6 }) });
});

/** Rules of which each passes a column of `p` on, beside what reads what they derive. */
const programs: Readonly<Record<string, string>> = {
  'the first column': 'p(x, y) :- e(x, y).\np(x, z) :- p(x, y), e(y, z).',
  'the second column': 'p(x, y) :- e(x, y).\np(x, z) :- e(x, y), p(y, z).',
  'by several rules': 'p(x, y) :- e(x, y), x < 20.\np(x, z) :- p(x, y), e(y, z), z != 3.\np(x, y + 1) :- p(x, y), y < 7.\np(x, z) :- p(x, y), e(z, w), e(w, y), w > 2.',
  'under negation': '.decl no(x: number)\nno(x) :- e(x, x).\np(x, y) :- e(x, y).\np(x, z) :- p(x, y), e(y, z), !no(z).',
  'with an aggregate in the step': 'p(x, y) :- e(x, y).\np(x, z) :- p(x, y), z = count : { e(y, _) }.',
  'of rows that are read': '.decl q(x: number)\n.decl n(x: number)\np(x, y) :- e(x, y).\np(x, z) :- p(x, y), e(y, z).\nq(x) :- p(x, x).\nn(c) :- c = count : { p(_, _) }.\n.decl w(x: number, y: number)\nw(x, y)@next :- p(x, y), x > y.',
  'of rows that are there before': '.persist p\np(x, y) :- e(x, y).\np(x, z) :- p(x, y), e(y, z).',
  'to rows that are asked for': 'p(x, y) :- e(x, y).\np(x, z) :- p(x, y), e(y, z).\n.decl both(x: number, y: number)\nboth(x, y) :- e(x, y), p(y, x).',
  'of large and negative numbers': 'p(x * 4294967296, 0 - y) :- e(x, y).\np(x, 0 - z) :- p(x, y), e(0 - y, z).',
};

for (const [name, rules] of Object.entries(programs)) {
  for (const kept of [false, true]) {
    test(`rules that pass on ${name} derive what they say, where links ${kept ? 'are kept' : 'hold for a tick'}`, (t) => {
      const property = fc.property(links, (given) => {
        const facts = [...given.links.map(([a, b]) => `e(${a}, ${b})@1.`), ...given.late.map(([a, b]) => `e(${a}, ${b})@3.`)];
        const text = `.decl e(x: number, y: number)\n${kept ? '.persist e\n' : ''}.decl p(x: number, y: number)\n${rules}\n${facts.join('\n')}\n`;
        // What may lose rows is not closed at once.
        const loses = kept && (rules.includes('!') || rules.includes('count'));
        if (!loses && instantiate(compiled(text).whole()).closings.length === 0) throw new Error('the rules are not taken for what they are');
        const { engine, reference } = bothRuns({ text, ticks: 4 });
        if (engine !== reference) throw new Error(`--- program\n${text}\n--- reference\n${reference}\n--- engine\n${engine}`);
      });
      t.notThrows(() => fc.assert(property, { numRuns: runs }));
    });
  }
}

test('a long chain is closed at once, not link by link', (t) => {
  const facts = Array.from({ length: 300 }, (_, i) => `e(${i}, ${i + 1}).`).join('\n');
  const simulation = simulate(compiled(`.decl e(x: number, y: number)\n.decl p(x: number, y: number)\n${programs['the first column']!}\n${facts}\n`), { inputs: new Map(), nodes: [] });
  while (simulation.advance(() => false) !== 'quiescent');
  t.is([...simulation.rows('p')].length, (300 * 301) / 2);
  t.true(simulation.stats.rounds < 20, `${simulation.stats.rounds} rounds`);
});

/** Pairs by text, for comparison. */
function pairsOf({ words, size }: Relation): string[] {
  return Array.from({ length: size }, (_, row) => `${words[row * 2]} ${words[row * 2 + 1]}`).sort();
}

const word = fc.oneof(fc.integer({ min: -3, max: 30 }), fc.constantFrom(70_000, -0x40000000, 0x3fffffff));
const pairs = fc.array(fc.tuple(word, word), { maxLength: 60 });

test('sets, a search, and adding one row after the other reach the same rows', (t) => {
  const property = fc.property(pairs, pairs, fc.constantFrom(0, 1), fc.integer({ min: 1, max: 50 }), pairs, (steps, begun, column, turn, more) => {
    const [naive, spread, searched] = [0, 1, 2].map(() => {
      const relation = new Relation(2);
      for (const [a, b] of begun) relation.insert2(a, b);
      return relation;
    }) as [Relation, Relation, Relation];
    for (let row = 0; row < naive.size; row++) {
      const [passed, from] = [naive.words[row * 2 + column]!, naive.words[row * 2 + 1 - column]!];
      for (const [a, b] of steps) if (a === from) naive.insert2(column === 0 ? passed : b, column === 0 ? b : passed);
    }
    const [one, other] = [spread, searched].map((relation) => {
      const graph = new StepGraph(relation, column);
      while (!graph.goesOn((at) => steps.forEach(([a, b]) => a === at && graph.add(b)), turn));
      return graph;
    }) as [StepGraph, StepGraph];
    spread.become(one.sets()!);
    const search = other.search();
    while (!search.goesOn(turn));
    t.is(spread.size, naive.size);
    for (const [a, b] of [...steps, ...begun, ...more]) t.is(spread.has2(a, b), naive.has2(a, b));
    for (const [a, b] of more) t.is(spread.insert2(a, b), naive.insert2(a, b));
    for (const [a, b] of more) searched.insert2(a, b);
    t.deepEqual(pairsOf(spread), pairsOf(naive));
    t.deepEqual(pairsOf(searched), pairsOf(naive));
  });
  t.notThrows(() => fc.assert(property, { numRuns: runs * 20 }));
});

test('rows that were sets are as others when more are added, and when all are forgotten', (t) => {
  const relation = new Relation(2);
  for (let a = 0; a < 100; a++) relation.insert2(a, 0);
  const graph = new StepGraph(relation, 0);
  while (!graph.goesOn((at) => at < 99 && graph.add(at + 1), 1000));
  relation.become(graph.sets()!);
  t.is(relation.size, 100 * 100);
  t.true(relation.bytes < 100 * 100 * 8, 'they are not written down');
  relation.append2(5, 1000);
  t.is(relation.size, 100 * 100 + 1);
  t.false(relation.insert2(99, 99));
  t.true(relation.insert2(5, 1001));
  t.true(relation.has2(5, 1000));
  relation.clear();
  t.is(relation.size, 0);
  t.false(relation.has2(0, 0));
  t.true(relation.insert2(0, 0));
  t.deepEqual(pairsOf(relation), ['0 0']);
});

test('rows that were given by another relation, and then were sets, are forgotten', (t) => {
  const given = new Relation(2);
  for (let a = 0; a < 20; a++) given.insert2(a, a + 1);
  const relation = new Relation(2);
  relation.adopt(given);
  const graph = new StepGraph(relation, 0);
  while (!graph.goesOn((at) => at < 20 && graph.add(at + 1), 1000));
  relation.become(graph.sets()!);
  relation.clear();
  t.true(relation.insert2(7, 8));
  t.deepEqual(pairsOf(relation), ['7 8']);
});

/** Facts by which more is passed on than is left to the loops. */
const few = Array.from({ length: 20 }, (_, i) => `e(${i}, ${i}).`).join('\n');

/** Rules that derive more than there is memory for. */
const endless: Readonly<Record<string, string>> = {
  'small numbers': 'p(x, y + 1) :- p(x, y).',
  'negative numbers': 'p(x, y - 1) :- p(x, y).',
  'many at a time': 'p(x, z) :- p(x, y), z = range(0, 2000000000).',
};

for (const [name, rule] of Object.entries(endless)) {
  test(`what grows without end while it is closed, by ${name}, is ended as ever`, (t) => {
    const text = `.decl e(x: number, y: number)\n.decl p(x: number, y: number)\np(x, y) :- e(x, y).\n${rule}\n${few}\n`;
    const ended = (limits: Partial<Limits>): unknown => {
      const simulation = simulate(compiled(text), { inputs: new Map(), nodes: [], limits: { ...defaultLimits, ...limits } });
      return t.throws(() => {
        while (simulation.advance(() => false) !== 'quiescent');
      }, { instanceOf: RunError })?.message;
    };
    t.is(ended({ maxRows: 100_000 }), 'p grows without end: more than 100000 rows in tick 1');
    t.is(ended({ maxBytes: 4 << 20 }), 'p grows without end: more than 4 MB of rows in tick 1');
  });
}

test('rules that lead from each of many words to each of many are left to their loops', (t) => {
  const relation = new Relation(2);
  for (let a = 0; a < 20; a++) relation.insert2(a, a);
  const scan = new Scan(relation, new Pace(), new Workplace());
  const closing = new Closing({ relation, column: 0, scans: [scan], others: [], feeds: [], lasts: false });
  const step = (): void => {
    for (let at = 0; at < 100_000; at++) closing.add(at);
  };
  while (closing.isDue()) closing.advance(step);
  t.is(relation.size, 20);
  t.is(scan.taken, 0);
  t.is(closing.bytes, 0);
});

test('what came to few rows at the tick before is left to its loops', (t) => {
  const relation = new Relation(2);
  const scan = new Scan(relation, new Pace(), new Workplace());
  const closing = new Closing({ relation, column: 0, scans: [scan], others: [], feeds: [], lasts: false });
  const isClosed = (leadsTo: number): boolean => {
    closing.resetWith(relation);
    relation.clear();
    scan.taken = 0;
    // A tick in which there is nothing says nothing.
    closing.resetWith(relation);
    for (let a = 0; a < 20; a++) relation.insert2(a, a);
    const isDue = closing.isDue();
    while (closing.isDue()) closing.advance((at) => at < leadsTo && closing.add(at + 1));
    return isDue;
  };
  t.true(isClosed(0), 'nothing is known of the first time');
  t.false(isClosed(0));
  for (let a = 0; a < 2000; a++) relation.insert2(a, a + 1);
  t.true(isClosed(2000));
  t.true(isClosed(0));
  t.false(isClosed(0));
});
