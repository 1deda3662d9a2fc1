import test from 'ava';
import { simplify } from '../dataflow/simplify.ts';
import { edgeText, graphOf, type Parts } from './handmade.ts';

function simple(parts: Parts, edges: readonly string[]) {
  const graph = simplify(graphOf(parts, edges));
  return { ids: graph.sortedIds(), edges: graph.sortedEdges().map(edgeText) };
}

test('a union of one and a tee to one go, and their neighbours are joined at the port', (t) => {
  const parts: Parts = { s: 'source', u: 'union', d: 'distinct', tee: 'tee', j: 'join', o: 'sink' };
  t.deepEqual(simple(parts, ['s -> u', 'u -> d', 'd -> tee', 'tee -> j.lookup', 'j -> o']), {
    ids: ['d', 'j', 'o', 's'],
    edges: ['d -> j.lookup', 'j -> o', 's -> d'],
  });
});

test('a tee that nobody reads goes, and so does what only fed it', (t) => {
  const parts: Parts = { s: 'source', d: 'distinct', t1: 'tee', t2: 'tee', o: 'sink' };
  t.deepEqual(simple(parts, ['s -> d', 'd -> t1', 't1 -> t2', 't1 -> o']), {
    ids: ['d', 'o', 's'],
    edges: ['d -> o', 's -> d'],
  });
});

test('unions and tees that do something stay', (t) => {
  const parts: Parts = { a: 'source', b: 'source', u: 'union', tee: 'tee', x: 'sink', y: 'sink' };
  const edges = ['a -> u', 'b -> u', 'tee -> x', 'tee -> y', 'u -> tee'];
  t.deepEqual(simple(parts, edges), { ids: ['a', 'b', 'tee', 'u', 'x', 'y'], edges });
  const graph = graphOf(parts, edges);
  t.is(simplify(graph), graph);
});

test('where two edges become one, their ends are looked at again', (t) => {
  const parts: Parts = { s: 'source', tee: 'tee', u1: 'union', u2: 'union', o: 'sink' };
  t.deepEqual(simple(parts, ['s -> tee', 'tee -> u1', 'tee -> u2', 'u1 -> u2', 'u2 -> o']), {
    ids: ['o', 's'],
    edges: ['s -> o'],
  });
});

test('a loop of unions and tees keeps one of them', (t) => {
  t.deepEqual(simple({ u: 'union', tee: 'tee' }, ['u -> tee', 'tee -> u']), { ids: ['u'], edges: ['u -> u'] });
});
