import test from 'ava';
import fc from 'fast-check';
import { ChangingRelation } from '../runtime/changing-relation.ts';
import { Cluster } from '../runtime/cluster.ts';
import { FixedRows } from '../runtime/fixed-rows.ts';
import { KeyNumbers } from '../runtime/key-numbers.ts';
import { Log } from '../runtime/log.ts';
import { Lookup } from '../runtime/lookup.ts';
import { ChangingLookup } from '../runtime/changing-lookup.ts';
import { Relation } from '../runtime/relation.ts';

/** Words that make every layout: dense and far, small and negative, and many to a first word. */
const word = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 3000 }),
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -0x7fffffff, max: 0x7fffffff }),
);
const clustered = fc.oneof(fc.integer({ min: 0, max: 700 }), fc.integer({ min: -3, max: 40 }), fc.integer({ min: 0, max: 100_000 }));

function insert(relation: Relation, row: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0] = row;
  switch (row.length) {
    case 0:
      return relation.insert0();
    case 1:
      return relation.insert1(a);
    case 2:
      return relation.insert2(a, b);
    case 3:
      return relation.insert3(a, b, c);
    default:
      relation.row.set(row);
      return relation.insert();
  }
}

function append(relation: Relation, row: readonly number[]): void {
  const [a = 0, b = 0, c = 0] = row;
  if (row.length === 1) return relation.append1(a);
  if (row.length === 2) return relation.append2(a, b);
  if (row.length === 3) return relation.append3(a, b, c);
  relation.row.set(row);
  relation.append();
}

function has(relation: Relation, row: readonly number[]): boolean {
  relation.row.set(row);
  return relation.has();
}

function rowsOf(relation: Relation): string[] {
  return Array.from({ length: relation.size }, (_, i) => [...relation.words.subarray(i * relation.arity, (i + 1) * relation.arity)].join());
}

/** Inserts rows and compares with a set of strings: what is new, what is there, and in which order. */
function behavesAsSet(rows: readonly (readonly number[])[], others: readonly (readonly number[])[], arity: number): void {
  const relation = new Relation(arity);
  for (let pass = 0; pass < 2; pass++) {
    const model = new Set<string>();
    for (const row of rows) {
      const isNew = !model.has(row.join());
      if (insert(relation, row) !== isNew) throw new Error(`insert ${row.join()}`);
      model.add(row.join());
    }
    if (rowsOf(relation).join(' ') !== [...model].join(' ')) throw new Error('the log differs');
    for (const row of [...rows, ...others]) if (has(relation, row) !== model.has(row.join())) throw new Error(`has ${row.join()}`);
    relation.clear();
    if (relation.size !== 0 || rows.some((row) => has(relation, row))) throw new Error('clear');
  }
}

function logOf(rows: readonly (readonly number[])[], arity: number): Log {
  const log = new Log(arity);
  log.appendLog({ arity, words: Int32Array.from(rows.flat()), size: rows.length });
  return log;
}

for (const arity of [1, 2, 3]) {
  const one = fc.tuple(...Array.from({ length: arity }, (_, i) => (i === 0 ? fc.oneof(fc.integer({ min: -3, max: 700 }), fc.integer({ min: 9, max: 11 })) : clustered)));
  const ordered = (rows: number[][]) => rows.toSorted((a, b) => a.map((each, i) => each - b[i]!).find((order) => order !== 0) ?? 0);
  const some = fc.array(one, { maxLength: 400, size: 'max' });
  const rows = fc.oneof(some, some.map(ordered));

  test(`rows of ${arity} columns that are taken at once are those that are inserted one by one`, (t) => {
    let taken = 0;
    const property = fc.property(rows, fc.array(one, { maxLength: 50 }), fc.nat(300), (given, others, cut) => {
      const fixed = new FixedRows(arity);
      fixed.insertLog(logOf(given, arity));
      if (!fixed.simplify()) return;
      taken++;
      const model = new Set(given.map((row) => row.join()));
      const relation = new Relation(arity);
      for (let pass = 0; pass < 2; pass++) {
        relation.adopt(fixed);
        if (relation.size !== model.size || rowsOf(relation).some((row) => !model.has(row))) throw new Error('other rows');
        for (const row of others) if (has(relation, row) !== model.has(row.join())) throw new Error(`has ${row.join()}`);
        const now = new Set(model);
        for (const row of [...others, ...given]) {
          if (insert(relation, row) === now.has(row.join())) throw new Error(`insert ${row.join()}`);
          now.add(row.join());
        }
        relation.clear();
        if (relation.size > 0 || [...given, ...others].some((row) => has(relation, row))) throw new Error('clear');
      }
      const expected = Array.from({ length: fixed.size }, (_, row) => [...fixed.words.subarray(row * arity, (row + 1) * arity)]);
      for (const [asks, rows] of [[false, [...expected.slice(0, cut), ...others, ...expected]], [true, [...expected, ...others]]] as const) {
        relation.expect(fixed);
        const now = new Set<string>();
        for (const [at, row] of rows.entries()) {
          if (asks && at === cut && others.some((each) => has(relation, each) !== now.has(each.join()))) throw new Error('has, half way');
          if (insert(relation, row) === now.has(row.join())) throw new Error(`insert ${row.join()} where others were expected`);
          now.add(row.join());
        }
        if (rowsOf(relation).join(' ') !== [...now].join(' ')) throw new Error('the log differs');
        relation.clear();
      }
      for (const row of given) if (!fixed.hasFrom(logOf([row], arity), 0)) throw new Error(`has no ${row.join()}`);
    });
    fc.assert(property, { numRuns: 300 });
    t.true(taken > 100);
  });
}

for (const arity of [0, 1, 2, 3, 4, 6]) {
  test(`a relation of ${arity} columns is a set that keeps the order of insertion`, (t) => {
    const row = fc.array(word, { minLength: arity, maxLength: arity });
    const rows = fc.array(row, { maxLength: 400, size: 'max' });
    t.notThrows(() => fc.assert(fc.property(rows, rows, (given, others) => behavesAsSet(given, others, arity))));
  });
}

test('pairs behave as a set through arrays, tables and bitmaps', (t) => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), clustered), { minLength: 200, maxLength: 3000, size: 'max' });
  t.notThrows(() => fc.assert(fc.property(rows, rows, (given, others) => behavesAsSet(given, others, 2)), { numRuns: 60 }));
});

test('dense words behave as a set of bits, and as a hashed one once a word is far', (t) => {
  const rows = fc.array(fc.tuple(clustered), { minLength: 100, maxLength: 3000, size: 'max' });
  t.notThrows(() => fc.assert(fc.property(rows, rows, (given, others) => behavesAsSet(given, others, 1)), { numRuns: 60 }));
});

test('triples of which many begin alike behave as a set', (t) => {
  const triple = fc.tuple(fc.integer({ min: -2, max: 5 }), fc.integer({ min: 0, max: 5 }), clustered);
  const rows = fc.array(triple, { minLength: 2000, maxLength: 5000, size: 'max' });
  let triples = 0;
  const property = fc.property(rows, rows, (given, others) => {
    behavesAsSet(given, others, 3);
    const relation = new Relation(3);
    for (const row of given) insert(relation, row);
    if (relation.layout === 'triples') triples++;
  });
  t.notThrows(() => fc.assert(property, { numRuns: 20 }));
  t.true(triples > 0);
});

for (const arity of [1, 2, 3, 4]) {
  test(`rows of ${arity} columns that are appended are found when they are asked for, among those inserted and after a clear`, (t) => {
    const row = fc.array(word, { minLength: arity, maxLength: arity });
    const rows = fc.uniqueArray(row, { maxLength: 200, size: 'max', selector: (each) => each.join() });
    const property = fc.property(rows, fc.nat({ max: 200 }), fc.boolean(), (given, cut, asks) => {
      const relation = new Relation(arity);
      for (let pass = 0; pass < 2; pass++) {
        given.slice(0, cut).forEach((each, at) => {
          append(relation, each);
          if (asks && at % 50 === 49 && !has(relation, each)) throw new Error(`has ${each.join()}`);
        });
        const isNew = given.map((each) => insert(relation, each));
        if (isNew.some((each, at) => each !== at >= cut)) throw new Error('an appended row was new');
        if (rowsOf(relation).join(' ') !== given.join(' ')) throw new Error('the log differs');
        if (given.some((each) => !has(relation, each))) throw new Error('has');
        relation.clear();
        if (given.some((each) => has(relation, each))) throw new Error('clear');
      }
    });
    t.notThrows(() => fc.assert(property));
  });
}

test('relations with the same rows are equal, whatever the order', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word)), (rows) => {
      const [one, two, less] = [new Relation(2), new Relation(2), new Relation(2)];
      for (const row of rows) insert(one, row);
      for (const row of [...rows].reverse()) insert(two, row);
      for (const row of rows.slice(1)) insert(less, row);
      return one.equals(two) && one.equals(less) === (one.size === less.size);
    }),
  );
  t.pass();
});

for (const columns of [[0], [1], [0, 1], [0, 2], [0, 1, 2]]) {
  test(`a lookup by columns ${columns.join(', ')} finds the rows of a key, newest first, and follows the relation`, (t) => {
    const small = fc.oneof(fc.integer({ min: -2, max: 6 }), word);
    const rows = fc.array(fc.tuple(small, small, small), { maxLength: 300, size: 'max' });
    t.notThrows(() =>
      fc.assert(
        fc.property(rows, fc.nat({ max: 300 }), (given, cut) => {
          const relation = new Relation(3);
          const lookup = new Lookup(relation, columns);
          for (const part of [given.slice(0, cut), given.slice(cut)]) {
            for (const row of part) insert(relation, row);
            lookup.update();
            for (const row of given) checkKey(relation, lookup, columns.map((column) => row[column] ?? 0));
          }
        }),
      ),
    );
  });
}

function checkKey(relation: Relation, lookup: Lookup, key: readonly number[]): void {
  const expected: number[] = [];
  for (let row = relation.size - 1; row >= 0; row--) {
    if (lookup.columns.every((column, i) => relation.words[row * 3 + column] === key[i])) expected.push(row);
  }
  const found: number[] = [];
  for (let row = firstOf(lookup, key); row >= 0; row = lookup.next[row] ?? -1) found.push(row);
  if (found.join() !== expected.join()) throw new Error(`key ${key.join()}: ${found.join()} is not ${expected.join()}`);
}

function firstOf(lookup: Lookup, key: readonly number[]): number {
  const [a = 0, b = 0] = key;
  if (key.length === 1) return lookup.first1(a);
  if (key.length === 2) return lookup.first2(a, b);
  lookup.key.set(key);
  return lookup.first();
}

for (const columns of [[0], [1], [0, 2], [1, 2]]) {
  test(`a cluster by columns ${columns.join(', ')} has what rows have in the others, also after it was cleared`, (t) => {
    const rows = fc.array(fc.tuple(clustered, clustered, word), { maxLength: 300 });
    t.notThrows(() =>
      fc.assert(
        fc.property(rows, fc.nat({ max: 300 }), rows, (given, cut, later) => {
          const relation = new Relation(3);
          const cluster = new Cluster(relation, columns);
          for (const part of [given.slice(0, cut), given.slice(cut)]) {
            for (const row of part) insert(relation, row);
            for (const limit of [Math.trunc(relation.size / 2), relation.size]) {
              cluster.update(limit);
              for (const row of given) checkBlock(relation, cluster, columns.map((column) => row[column] ?? 0));
            }
          }
          relation.clear();
          cluster.clear();
          for (const row of later) insert(relation, row);
          cluster.update();
          for (const row of [...given, ...later]) checkBlock(relation, cluster, columns.map((column) => row[column] ?? 0));
        }),
      ),
    );
  });
}

function checkBlock(relation: Relation, cluster: Cluster, key: readonly number[]): void {
  const expected: string[] = [];
  for (let row = 0; row < cluster.rows; row++) {
    const at = (column: number): number => relation.words[row * 3 + column]!;
    if (cluster.columns.every((column, i) => at(column) === key[i])) expected.push(cluster.others.map(at).join(' '));
  }
  const found: string[] = [];
  const [a = 0, b = 0] = key;
  const start = key.length === 1 ? cluster.start1(a) : cluster.start2(a, b);
  for (let at = start, { end } = cluster, width = cluster.others.length; at < end; at += width) found.push(cluster.arena.slice(at, at + width).join(' '));
  if (found.join() !== expected.join()) throw new Error(`key ${key.join()}: ${found.join()} is not ${expected.join()}`);
}

test('pairs whose first words turn out to be dense are found as before', (t) => {
  const relation = new Relation(2);
  const rows = Array.from({ length: 60_000 }, (_, i): readonly [number, number] => [5_000 + ((i * 7919) % 20_000), (i * 31) % 977]);
  const expected = new Set<string>();
  for (const [a, b] of rows) {
    t.is(relation.insert2(a, b), !expected.has(`${a} ${b}`));
    expected.add(`${a} ${b}`);
  }
  t.is(relation.size, expected.size);
  for (const [a, b] of rows) if (!relation.has2(a, b) || relation.has2(a, b + 1) !== expected.has(`${a} ${b + 1}`)) t.fail(`${a} ${b}`);
  t.true(relation.insert2(-1, 5));
  t.true(relation.has2(-1, 5) && relation.has2(...rows[0]!));
});

test('a row that there was no room for is not there once the relation was cleared', (t) => {
  const relation = new Relation(1, () => {
    throw new Error('no room');
  });
  for (let a = 0; a < 4; a++) relation.insert1(a);
  t.throws(() => relation.insert1(5000), { message: 'no room' });
  relation.clear();
  t.false(relation.has1(5000));
  t.true(relation.insert1(5000));
});

test('a relation and its index give back what one large tick took', (t) => {
  const relation = new Relation(2);
  const cluster = new Cluster(relation, [0]);
  const fill = (rows: number): number => {
    for (let row = 0; row < rows; row++) relation.insert2(row % 30_000, row);
    cluster.update();
    const bytes = relation.bytes + cluster.bytes;
    relation.clear();
    cluster.clear();
    return bytes;
  };
  const usual = fill(30);
  t.true(fill(200_000) > 1_000_000);
  fill(30);
  t.is(fill(30), usual);
});

/** Words so far from each other that rows of them are hashed. */
const far = (i: number): number => Math.imul(i, 0x9e3779b1);

test('many rows are found while a larger table for them is prepared, and when it is there', (t) => {
  const relation = new Relation(3);
  for (let i = 0; i < 300_000; i++) {
    if (!relation.insert3(far(i), i, 7)) t.fail(`${i} is not new`);
    const earlier = Math.trunc(i * 0.7);
    if (relation.insert3(far(earlier), earlier, 7) || relation.has3(far(i + 1), i + 1, 7)) t.fail(`after ${i}`);
  }
  t.is(relation.layout, 'hash');
  for (let i = 0; i < 300_000; i++) if (!relation.has3(far(i), i, 7)) t.fail(`${i}`);
  relation.clear();
  t.false(relation.has3(far(1), 1, 7));
  t.true(relation.insert3(far(1), 1, 7));
});

test('many rows that come, go and return are found while a larger table for them is prepared', (t) => {
  const relation = new ChangingRelation(2);
  const has = (i: number): boolean => relation.has2(far(i), i);
  const lose = (i: number): void => {
    relation.row.set([far(i), i]);
    if (!relation.lose()) t.fail(`${i} was not there`);
  };
  let gone = 0;
  for (let i = 0; i < 200_000; i++) {
    relation.insert2(far(i), i);
    // Now and then a row goes at the end of a tick, and another one is back before it.
    if (i % 30_011 === 30_010) {
      lose(gone++);
      lose(i - 5);
      relation.insert2(far(i - 5), i - 5);
      if (i % 2 === 0) relation.purge([]);
    }
  }
  relation.purge([]);
  t.is(relation.size, 200_000 - gone);
  for (let i = 0; i < 200_000; i++) if (has(i) !== i >= gone) t.fail(`${i}`);
});

for (const columns of [[0], [1], [0, 1], [0, 1, 2]]) {
  test(`an index by columns ${columns.join(', ')} finds the rows of many keys as they come and go`, (t) => {
    const property = fc.property(fc.infiniteStream(fc.nat()), fc.constantFrom(40, 3_000, 6_000, 200_000), (numbers, words) => {
      const draw = (limit: number): number => numbers.next().value! % limit;
      const relation = new ChangingRelation(3);
      const index = new ChangingLookup(relation, columns);
      const held = new Map<string, readonly number[]>();
      for (let tick = 0; tick < 30; tick++) {
        for (let i = 0; i < 60; i++) {
          const row = [draw(words) - 3, draw(7) === 0 ? draw(words) : (i * 31) % words, draw(2)];
          held.set(row.join(' '), row);
          relation.insert3(row[0]!, row[1]!, row[2]!);
        }
        index.update();
        for (const [text, row] of [...held].filter(() => draw(3) === 0)) {
          held.delete(text);
          relation.row.set(row);
          relation.lose();
        }
        relation.purge([index]);
        const byKey = new Map<string, string[]>();
        for (const row of held.values()) {
          const key = columns.map((column) => row[column]!).join(' ');
          byKey.set(key, [...(byKey.get(key) ?? []), row.join(' ')]);
        }
        t.is(index.countKeys(), byKey.size);
        for (const [key, rows] of byKey) {
          const found = [...index.places(key.split(' ').map(Number))].map(({ words: log, at }) => log.subarray(at, at + 3).join(' '));
          t.deepEqual(found.sort(), rows.sort());
        }
        t.deepEqual([...index.places(columns.map(() => -100))], []);
      }
    });
    t.notThrows(() => fc.assert(property, { numRuns: 6 }));
  });
}

test('words that turn out to be dense, in no order, are found while they become addresses and when they are', (t) => {
  const relation = new Relation(2);
  const index = new Lookup(relation, [0]);
  const wordOf = (i: number): number => (i * 7919) % 50_000;
  for (let row = 0; row < 40_000; row++) {
    relation.insert2(wordOf(row), row);
    relation.insert2(-1 - (row % 100), row);
    index.update();
    if (row % 1000 !== 999) continue;
    for (let i = 0; i <= row; i += 13) if (relation.words[index.first1(wordOf(i)) * 2 + 1] !== i) t.fail(`${i} of ${row}`);
    t.is(index.first1(wordOf(row + 1)), -1);
    t.is(relation.words[index.first1(-1) * 2 + 1], row - 99);
    t.is(index.countKeys(), row + 101);
  }
});

for (const width of [2, 3]) {
  test(`keys of ${width} words have numbers in the order in which they are met, while a larger table is prepared and after a clear`, (t) => {
    const numbers = new KeyNumbers(width);
    const put = (key: number): void => numbers.row.set([key, key % 77, -key].slice(0, width));
    const of = (key: number): number => (put(key), width === 2 ? numbers.of(key, key % 77) : numbers.ofRow());
    const find = (key: number): number => (put(key), width === 2 ? numbers.find(key, key % 77) : numbers.findRow(numbers.row));
    for (const count of [150_000, 10, 70_000]) {
      for (let key = 0; key < count; key++) {
        const known = key >> 1;
        if (of(key * 3) !== key || of(known * 3) !== known || find(key * 3) !== key || find(key * 3 + 1) !== -1) t.fail(`${key} of ${count}`);
      }
      numbers.clear();
      t.is(find(0), -1);
      if (count === 10) numbers.reserve(70_000);
    }
  });
}
