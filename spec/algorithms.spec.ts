import test from 'ava';
import fc from 'fast-check';
import { components, UnionFind } from '../datalog/algorithms.ts';

const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });

function reaches(pairs: readonly (readonly [number, number])[], from: number): ReadonlySet<number> {
  const found = new Set([from]);
  for (const at of found) for (const [a, b] of pairs) if (a === at) found.add(b);
  return found;
}

test('two ids are in one component when each reaches the other, and components are in topological order', (t) => {
  const ids = Array.from({ length: 10 }, (_, i) => i);
  fc.assert(
    fc.property(edges, (pairs) => {
      const found = components(ids, (id) => pairs.flatMap(([a, b]) => (a === id ? [b] : [])));
      const indexOf = (id: number): number => found.findIndex((members) => members.includes(id));
      return ids.every((a) =>
        [...reaches(pairs, a)].every(
          (b) => (reaches(pairs, b).has(a) ? indexOf(a) === indexOf(b) : indexOf(a) < indexOf(b)),
        ),
      );
    }),
  );
  t.pass();
});

test('a chain of any length fits the stack', (t) => {
  const length = 200_000;
  const found = components(Array.from({ length }, (_, i) => i), (id) => (id + 1 < length ? [id + 1] : []));
  t.deepEqual([found.length, found[0], found.at(-1)], [length, [0], [length - 1]]);
});

test('sets are united transitively', (t) => {
  const ids = Array.from({ length: 10 }, (_, i) => i);
  fc.assert(
    fc.property(edges, (pairs) => {
      const sets = new UnionFind<number>();
      for (const [a, b] of pairs) sets.union(a, b);
      const both = [...pairs, ...pairs.map(([a, b]) => [b, a] as const)];
      return ids.every((a) => ids.every((b) => sets.connected(a, b) === reaches(both, a).has(b)));
    }),
  );
  t.pass();
});
