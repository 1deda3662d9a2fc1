import test from 'ava';
import fc from 'fast-check';
import { pointsToOfWords } from '../bench/byhand/points-to.ts';
import { sameGenerationOfWords } from '../bench/byhand/same-generation.ts';
import { trianglesOfWords } from '../bench/byhand/triangles.ts';
import { Program } from '../bench/engine.ts';
import { randomGraph, scaleFree } from '../bench/generators/graphs.ts';
import { genealogy, statements } from '../bench/generators/programs.ts';
import { checksum, table, type Tables } from '../bench/table.ts';
import type { Results } from '../bench/byhand/derived.ts';
import { simulate } from '../cli/simulate.ts';
import type { Row } from '../runtime/abi.ts';
import { Cluster } from '../runtime/cluster.ts';
import { EncodedRows } from '../runtime/encoded-rows.ts';
import { Relation } from '../runtime/relation.ts';
import { RowGroups, RowOrder, Workplace } from '../runtime/row-groups.ts';
import { Values } from '../runtime/values.ts';
import { compiled } from './agreement.ts';

/** Words that are near each other, far from each other, and both. */
const seconds = fc.oneof(
  fc.array(fc.nat({ max: 90 }), { maxLength: 60 }),
  fc.array(fc.nat({ max: 3000 }), { maxLength: 200, size: 'max' }),
  fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 }),
  fc.array(fc.integer({ min: -0x7fffffff, max: 0x7fffffff }), { maxLength: 60 }),
);
const firsts = fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: -2, max: 5 }), fc.constantFrom(7000, 2_000_000_000));

function rowsOf(relation: Relation): number[] {
  return [...relation.words.subarray(0, relation.size * relation.arity)];
}

test('what is inserted at once is what is inserted one by one, in the same order', (t) => {
  const runs = fc.array(fc.tuple(firsts, firsts, seconds, fc.integer({ min: 1, max: 3 })), { maxLength: 40 });
  const property = fc.property(runs, (given) => {
    const [pairs, triples] = [new Relation(2), new Relation(3)];
    const [pairsOneByOne, triplesOneByOne] = [new Relation(2), new Relation(3)];
    for (const [a, b, words, step] of given) {
      const run = Int32Array.from([9, ...words]);
      pairs.insertRun2(a, run, 1, run.length, step);
      triples.insertRun3(a, b, run, 1, run.length, step);
      for (let at = 1; at < run.length; at += step) {
        pairsOneByOne.insert2(a, run[at]!);
        triplesOneByOne.insert3(a, b, run[at]!);
      }
    }
    t.deepEqual(rowsOf(pairs), rowsOf(pairsOneByOne));
    t.deepEqual(rowsOf(triples), rowsOf(triplesOneByOne));
    for (const [a, b, words] of given) for (const c of [...words, 5, -5]) t.is(pairs.has2(a, c) && triples.has3(a, b, c), pairsOneByOne.has2(a, c) && triplesOneByOne.has3(a, b, c));
  });
  fc.assert(property, { numRuns: 60 });
});

test('many triples that begin alike are inserted at once', (t) => {
  const [relation, oneByOne] = [new Relation(3), new Relation(3)];
  for (let i = 0; i < 400; i++) {
    const run = Int32Array.from({ length: 40 }, (_, j) => (i * 13 + j * (i % 3 === 0 ? 1 : 97)) % 5000);
    relation.insertRun3(i % 7, i % 5, run, 0, run.length, 1);
    for (const each of run) oneByOne.insert3(i % 7, i % 5, each);
  }
  t.is(relation.layout, 'triples');
  t.deepEqual(rowsOf(relation), rowsOf(oneByOne));
});

/** Rows of which many agree on the first two columns. */
function manyRows(count: number): Relation {
  const relation = new Relation(3);
  for (let i = 0; i < count; i++) relation.insert3((i * 7919) % 23, -((i * 31) % 11), i);
  return relation;
}

function byColumns(relation: Relation, columns: readonly number[], from: number, to: number): number[] {
  const rows = Array.from({ length: to - from }, (_, i) => [...relation.words.subarray((from + i) * 3, (from + i) * 3 + 3)]);
  const compare = (one: readonly number[], other: readonly number[]): number => columns.map((column) => one[column]! - other[column]!).find((each) => each !== 0) ?? 0;
  return rows.sort(compare).flat();
}

test('rows that agree on some columns come together, in the order in which they are', (t) => {
  const relation = manyRows(3000);
  const workplace = new Workplace();
  for (const columns of [[0], [1], [0, 1], [1, 0], [2]]) {
    const groups = new RowGroups(relation, workplace, columns);
    for (const [from, to] of [[0, 3000], [700, 2900], [10, 20]] as const) {
      const rows = [...groups.rows(from, to).subarray(groups.start, groups.end)];
      t.deepEqual(rows, to - from > 100 ? byColumns(relation, columns, from, to) : [...relation.words.subarray(from * 3, to * 3)]);
    }
  }
});

test('words alone come in order, however far apart they are', (t) => {
  const relation = new Relation(1);
  for (let i = 0; i < 1000; i++) relation.insert1((((i * 7919) % 1000) - 500) * 1_000_000);
  const groups = new RowGroups(relation, new Workplace(), [0]);
  t.deepEqual([...groups.rows(100, 900).subarray(groups.start, groups.end)], [...relation.words.slice(100, 900).sort()]);
});

test('rows whose words are far apart stay as they are', (t) => {
  const relation = new Relation(2);
  for (let i = 0; i < 1000; i++) relation.insert2(((i * 7919) % 1000) * 1_000_000, i);
  t.is(new Workplace().sort(relation, [0], 0, 1000), null);
});

test('all rows are taken in an order, some at a time, and those that come later after them, or with what is left of them', (t) => {
  const relation = manyRows(2000);
  const order = new RowOrder(relation, [0]);
  const taken: number[] = [];
  const take = (from: number, to: number): void => {
    const rows = order.rows(from, to);
    taken.push(...rows.subarray(order.start, order.end));
  };
  take(0, 600);
  for (let i = 0; i < 100; i++) relation.insert3(5, 5, i);
  take(600, 2000);
  take(2000, 2100);
  t.deepEqual(taken, [...byColumns(relation, [0], 0, 2000), ...relation.words.subarray(6000, 6300)]);
  taken.length = 0;
  take(0, 600);
  take(0, 2100);
  t.deepEqual(taken.slice(1800), byColumns(relation, [0], 0, 2100));
  taken.length = 0;
  take(0, 1800);
  for (let i = 0; i < 500; i++) relation.insert3(6, 6, i);
  take(1800, 2256);
  take(2256, 2600);
  t.deepEqual(rowTexts(taken).sort(), rowTexts(rowsOf(relation)).sort());
});

function rowTexts(words: readonly number[]): string[] {
  return words.flatMap((_, at) => (at % 3 === 0 ? [words.slice(at, at + 3).join()] : []));
}

test('a recursive rule takes each row once, however often it is interrupted', (t) => {
  const text = '.decl e(x: number, y: number)\n.input e\n.decl f(x: number, y: number)\n.input f\n.decl p(x: number, y: number)\n.output p\np(x, y) :- e(x, y).\np(x, z) :- p(x, y), e(y, z), f(x, z).\n';
  const { edges, ancestors } = tree(3, 6);
  for (const period of [1, 2, 5]) {
    const values = new Values();
    const encoded = (rows: readonly Row[]): EncodedRows => {
      const into = new EncodedRows(['number', 'number'], values);
      for (const each of rows) into.append(each);
      return into;
    };
    const simulation = simulate(compiled(text), { inputs: new Map([['e', encoded(edges)], ['f', encoded(ancestors)]]), values, nodes: [], profile: null });
    let calls = 0;
    while (simulation.advance(() => ++calls % period === 0) === 'working');
    t.is(simulation.rows('p').length, ancestors.length, `a pause at every ${period}`);
  }
});

/** A tree whose leaves have the least numbers: its edges, and who is above whom. */
function tree(children: number, depth: number): { readonly edges: Row[]; readonly ancestors: Row[] } {
  const [edges, ancestors]: [Row[], Row[]] = [[], []];
  let [level, number]: [number[][], number] = [[[1_000_000]], 1_000_000];
  for (let at = 0; at < depth; at++) {
    level = level.flatMap((path) =>
      Array.from({ length: children }, () => {
        number--;
        edges.push([path.at(-1)!, number]);
        for (const each of path) ancestors.push([each, number]);
        return [...path, number];
      }),
    );
  }
  return { edges, ancestors };
}

for (const columns of [[0], [1], [0, 1], [0, 2]]) {
  test(`a cluster by columns ${columns.join(', ')} takes in many rows at a time`, (t) => {
    const relation = manyRows(5000);
    for (let i = 0; i < 1000; i++) relation.insert3(i % 2 === 0 ? i * 1000 : i % 50, 4, -i);
    const [cluster, oneByOne] = [new Cluster(relation, columns), new Cluster(relation, columns)];
    for (let limit = 1; limit <= 6000; limit++) oneByOne.update(limit);
    for (const limit of [10, 800, 4000, 6000]) cluster.update(limit);
    for (let row = 0; row < 6000; row += 7) {
      const key = columns.map((column) => relation.words[row * 3 + column]!);
      t.deepEqual(blockOf(cluster, key), blockOf(oneByOne, key));
    }
  });
}

function blockOf(cluster: Cluster, key: readonly number[]): number[] {
  cluster.key.set(key);
  const start = cluster.start();
  return [...cluster.arena.subarray(start, cluster.end)];
}

const large: readonly (readonly [string, Tables, (tables: Tables) => Results])[] = [
  ['points-to', statements({ modules: 8, variables: 100, objects: 50, fields: 4, assigns: 220, loads: 20, stores: 20, calls: 10 }, 3), pointsToOfWords],
  ['same-generation', { parent: genealogy(600, 22, 5) }, sameGenerationOfWords],
  ['triangles', { edge: randomGraph(400, 12_000, 7) }, trianglesOfWords],
  ['triangles', { edge: scaleFree(3000, 8, 0.5, 8) }, trianglesOfWords],
];

for (const [index, [program, inputs, byHand]] of large.entries()) {
  test(`rules derive the same from many rows, whatever their order: ${program} ${index}`, (t) => {
    const sums = (results: Results): object => Object.fromEntries(Object.entries(results).map(([name, each]) => [name, checksum(each.table())]));
    const expected = sums(byHand(inputs));
    const compiled = new Program(program);
    for (const tables of [inputs, shuffled(inputs)]) {
      const engine = compiled.open();
      for (const [name, rows] of Object.entries(tables)) engine.insert(name, rows);
      engine.tick();
      t.deepEqual(sums(engine.results()), expected);
    }
  });
}

/** The same rows in another order. */
function shuffled(tables: Tables): Tables {
  return Object.fromEntries(
    Object.entries(tables).map(([name, { arity, words }]) => {
      const rows = words.length / arity;
      const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => ((a * 7919) % rows) - ((b * 7919) % rows));
      return [name, table(arity, Int32Array.from(order.flatMap((row) => [...words.subarray(row * arity, row * arity + arity)])))];
    }),
  );
}
