import test, { type ExecutionContext } from 'ava';
import { Graph } from '../dataflow/graph.ts';
import type { OperatorKind } from '../dataflow/operator.ts';
import { partition, type Partition } from '../dataflow/partition.ts';
import { edgeText, graphOf, type Parts } from './handmade.ts';

/** What a partition says, as plain text to compare. */
function summary({ subgraphs, handoffs, stages }: Partition) {
  return {
    subgraphs: subgraphs.map(({ operators, sides, pivot }) =>
      operators.map((id) => `${id === pivot ? '*' : ''}${id}${sides.get(id) === 'pull' ? '<' : '>'}`).join(' '),
    ),
    handoffs: handoffs.map(({ edge, via, barrier }) => `${edgeText(edge)} (${via}${barrier ? `, ${barrier}` : ''})`),
    stages: stages.map(
      (each) => `${each.subgraphs.join(' ')} at ${each.stratum}${each.recursive ? ', recursive' : ''}`,
    ),
  };
}

function cut(parts: Parts, edges: readonly string[]) {
  return summary(partition(graphOf(parts, edges)));
}

const shape = test.macro({
  exec(t: ExecutionContext, parts: Parts, edges: readonly string[], expected: ReturnType<typeof summary>) {
    t.deepEqual(cut(parts, edges), expected);
    t.deepEqual(cut(parts, edges.toReversed()), expected);
    t.deepEqual(cut(Object.fromEntries(Object.entries(parts).toReversed()), edges), expected);
  },
  title: (given = '') => given,
});

test('an empty graph has no subgraphs', shape, {}, [], { subgraphs: [], handoffs: [], stages: [] });

test(
  'a linear chain is one subgraph without handoffs',
  shape,
  { a: 'source', b: 'scan', c: 'filter', d: 'map', e: 'sink' },
  ['a -> b', 'b -> c', 'c -> d', 'd -> e'],
  { subgraphs: ['a< *b> c> d> e>'], handoffs: [], stages: ['b at 0'] },
);

test(
  'transitive closure is one subgraph whose only handoff is its own back edge',
  shape,
  {
    seed: 'source', edge: 'source', join: 'join', map: 'map',
    union: 'union', distinct: 'distinct', tee: 'tee', out: 'sink',
  },
  [
    'seed -> union',
    'edge -> join.lookup',
    'tee -> join',
    'join -> map',
    'map -> union',
    'union -> distinct',
    'distinct -> tee',
    'tee -> out',
  ],
  {
    subgraphs: ['edge< join< map< seed< union< *distinct> tee> out>'],
    handoffs: ['tee -> join (buffer)'],
    stages: ['distinct at 0, recursive'],
  },
);

test(
  'a diamond is two subgraphs and two handoffs',
  shape,
  { s: 'source', tee: 'tee', m1: 'map', m2: 'map', union: 'union', out: 'sink' },
  ['s -> tee', 'tee -> m1', 'tee -> m2', 'm1 -> union', 'm2 -> union', 'union -> out'],
  {
    // A tee's rows are kept, so a handoff right after it costs nothing: the maps follow it.
    subgraphs: ['s< *tee>', 'm1< m2< union< *out>'],
    handoffs: ['tee -> m1 (buffer)', 'tee -> m2 (buffer)'],
    stages: ['tee at 0', 'out at 0'],
  },
);

test(
  'a self-join is two subgraphs and two handoffs',
  shape,
  { e: 'source', tee: 'tee', join: 'join', out: 'sink' },
  ['e -> tee', 'tee -> join', 'tee -> join.lookup', 'join -> out'],
  {
    subgraphs: ['e< *tee>', 'join< *out>'],
    handoffs: ['tee -> join (buffer)', 'tee -> join.lookup (lookup)'],
    stages: ['tee at 0', 'out at 0'],
  },
);

test(
  'a tee and a join of it with the same set are never fused',
  shape,
  { a: 'source', tee: 'tee', f: 'filter', join: 'join', out: 'sink', side: 'sink' },
  ['a -> tee', 'tee -> side', 'tee -> f', 'f -> join', 'tee -> join.lookup', 'join -> out'],
  {
    subgraphs: ['a< *tee> side>', 'f< join< *out>'],
    handoffs: ['tee -> f (buffer)', 'tee -> join.lookup (lookup)'],
    stages: ['tee at 0', 'out at 0'],
  },
);

test(
  'a loop of pull operators is one subgraph with one handoff to itself, where fewest rows pass',
  shape,
  { s: 'source', u: 'union', f: 'filter', m: 'flatMap' },
  ['s -> u', 'u -> f', 'f -> m', 'm -> u'],
  { subgraphs: ['m< s< u< *f<'], handoffs: ['f -> m (buffer)'], stages: ['f at 0, recursive'] },
);

test(
  'an antijoin is two subgraphs and one handoff',
  shape,
  { a: 'source', b: 'source', anti: 'antijoin', out: 'sink' },
  ['a -> anti', 'b -> anti.neg', 'anti -> out'],
  {
    subgraphs: ['*b<', 'a< anti< *out>'],
    handoffs: ['b -> anti.neg (lookup, stratum)'],
    stages: ['b at 0', 'out at 1'],
  },
);

test(
  'an antijoin with both sides from one tee is two subgraphs and two handoffs',
  shape,
  { a: 'source', tee: 'tee', anti: 'antijoin', out: 'sink' },
  ['a -> tee', 'tee -> anti', 'tee -> anti.neg', 'anti -> out'],
  {
    subgraphs: ['a< *tee>', 'anti< *out>'],
    handoffs: ['tee -> anti (buffer)', 'tee -> anti.neg (lookup, stratum)'],
    stages: ['tee at 0', 'out at 1'],
  },
);

test(
  'a fold is two subgraphs and one handoff',
  shape,
  { a: 'source', m: 'map', fold: 'fold', out: 'sink' },
  ['a -> m', 'm -> fold', 'fold -> out'],
  { subgraphs: ['a< *m<', '*fold> out>'], handoffs: ['m -> fold (buffer, stratum)'], stages: ['m at 0', 'fold at 1'] },
);

test(
  'an operator with many inputs and many outputs is its own pivot',
  shape,
  { a: 'source', b: 'source', join: 'join', x: 'sink', y: 'sink' },
  ['a -> join', 'b -> join.lookup', 'join -> x', 'join -> y'],
  { subgraphs: ['a< b< *join> x> y>'], handoffs: [], stages: ['join at 0'] },
);

test(
  'a scan follows the handoff from a relation that keeps its rows',
  shape,
  { a: 'source', d: 'distinct', tee: 'tee', out: 'sink', scan: 'scan', f: 'filter', m: 'map', u: 'union', b: 'source' },
  ['a -> d', 'd -> tee', 'tee -> out', 'tee -> scan', 'scan -> f', 'f -> m', 'm -> u', 'b -> u'],
  {
    subgraphs: ['a< *d> tee> out>', 'b< scan< f< m< *u<'],
    handoffs: ['tee -> scan (log)'],
    stages: ['d at 0', 'u at 0'],
  },
);

/** Two chains between an operator that must push (a join read twice) and one that must pull. */
function between(first: Parts, edges: readonly string[]) {
  const parts: Parts = { a: 'source', b: 'source', join: 'join', out: 'sink', u: 'union', c: 'source', ...first };
  return cut(parts, ['a -> join', 'b -> join.lookup', 'join -> out', 'c -> u', ...edges]).handoffs;
}

test('filters and projections come before a handoff, flatMaps after', (t) => {
  const mixed: Parts = { f: 'filter', m: 'map', g: 'flatMap', h: 'flatMap' };
  t.deepEqual(between(mixed, ['join -> f', 'f -> m', 'm -> g', 'g -> h', 'h -> u']), ['m -> g (buffer)']);
  t.deepEqual(between(mixed, ['join -> g', 'g -> f', 'f -> m', 'm -> h', 'h -> u']), ['m -> h (buffer)']);
  t.deepEqual(between(mixed, ['join -> g', 'g -> h', 'h -> f', 'f -> m', 'm -> u']), ['m -> u (buffer)']);
  t.deepEqual(between(mixed, ['join -> g', 'g -> h', 'h -> u']), ['join -> g (buffer)']);
});

test(
  'a loop of unary operators is cut where fewest rows pass',
  shape,
  { a: 'map', b: 'flatMap', c: 'scan' },
  ['a -> b', 'b -> c', 'c -> a'],
  { subgraphs: ['b< c< *a<'], handoffs: ['a -> b (buffer)'], stages: ['a at 0, recursive'] },
);

test(
  'a loop of unary operators with a relation in it is cut after the relation',
  shape,
  { a: 'map', d: 'distinct', s: 'scan', f: 'filter' },
  ['a -> d', 'd -> s', 's -> f', 'f -> a'],
  { subgraphs: ['*s> f> a> d>'], handoffs: ['d -> s (log)'], stages: ['s at 0, recursive'] },
);

test(
  'an edge from an operator to itself is a handoff to itself',
  shape,
  { a: 'map' },
  ['a -> a'],
  { subgraphs: ['*a<'], handoffs: ['a -> a (buffer)'], stages: ['a at 0, recursive'] },
);

test('an edge into a port that does not exist is refused', (t) => {
  t.throws(() => cut({ s: 'source', m: 'map' }, ['s -> m.neg']), { message: /no port neg/ });
  t.throws(() => cut({ s: 'source', m: 'map' }, ['s -> m.constructor']), { message: /no port constructor/ });
  t.throws(() => cut({ s: 'source', m: 'map' }, ['m -> s']), { message: /no port in/ });
});

test('a large graph has every edge either in a tree or a handoff', (t) => {
  const parts: Record<string, OperatorKind> = {};
  const edges: string[] = [];
  for (let index = 0; index < 1000; index++) {
    const previous = Math.max(0, index - 1);
    Object.assign(parts, {
      [`s${index}`]: 'source', [`u${index}`]: 'union', [`d${index}`]: 'distinct',
      [`t${index}`]: 'tee', [`o${index}`]: 'sink',
      [`scan${index}`]: 'scan', [`join${index}`]: 'join', [`m${index}`]: 'map',
      [`n${index}`]: 'scan', [`anti${index}`]: 'antijoin',
    });
    edges.push(`s${index} -> u${index}`, `u${index} -> d${index}`, `d${index} -> t${index}`, `t${index} -> o${index}`);
    edges.push(`t${index} -> scan${index}`, `scan${index} -> join${index}`, `t${previous} -> join${index}.lookup`);
    edges.push(`join${index} -> m${index}`, `m${index} -> u${index}`);
    edges.push(`t${index} -> n${index}`, `n${index} -> anti${index}`);
    if (index > 0) edges.push(`t${previous} -> anti${index}.neg`, `anti${previous} -> u${index}`);
  }
  const { subgraphs, handoffs, stages } = partition(graphOf(parts, edges));
  t.is(subgraphs.flatMap((each) => each.operators).length, 10_000);
  t.is(edges.length - handoffs.length, 10_000 - subgraphs.length);
  t.is(stages.filter((stage) => stage.recursive).length, 1000);
});

test('a graph without operators in common is partitioned as its parts are', (t) => {
  const one = graphOf({ a: 'source', b: 'sink' }, ['a -> b']);
  const two = graphOf({ c: 'source', d: 'sink' }, ['c -> d']);
  const both = Graph.of([...one.operators.values(), ...two.operators.values()], [...one.edges, ...two.edges]);
  t.deepEqual(summary(partition(both)).subgraphs, ['a< *b>', 'c< *d>']);
});
