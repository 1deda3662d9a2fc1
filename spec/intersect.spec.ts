import test from 'ava';
import fc from 'fast-check';
import { moduleOf } from './open-node.ts';

const lasting = `
.decl edge(x: number, y: number)
.decl mark(x: number, k: number, y: number)
.input edge
.input mark
.persist edge
.persist mark
.decl triangle(x: number, y: number, z: number)
.output triangle
triangle(x, y, z) :- edge(x, y), edge(y, z), edge(x, z).
.decl marked(x: number, y: number, z: number)
.output marked
marked(x, y, z) :- edge(x, y), mark(y, 7, z), edge(z, x).
.decl kite(w: number, x: number, y: number, z: number)
.output kite
kite(w, x, y, z) :- edge(w, x), edge(w, y), edge(x, y), edge(w, z), edge(y, z).
`;
const programs = { kept: lasting, 'of one tick': lasting.replaceAll(/^\.persist .*\n/gm, '') };

type Pair = readonly [number, number];

/** Pairs of nodes of which some have many others, so that either side of an intersection is the shorter one. */
const near = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 }));
const far = fc.oneof(near, fc.constantFrom(-5, 100_000, 2_000_000_000));
const given = fc.oneof(...[near, far].map((node) => {
  const pairs = fc.array(fc.tuple(node, node), { maxLength: 150, size: 'max' });
  return fc.tuple(pairs, pairs, pairs);
}));

function expected(edges: readonly Pair[], marks: readonly Pair[]): { triangle: string[]; marked: string[]; kite: string[] } {
  const text = (pair: Pair): string => pair.join();
  const [isEdge, isMark] = [new Set(edges.map(text)), new Set(marks.map(text))];
  const nodes = [...new Set([...edges, ...marks].flat())];
  const found = (has: (x: number, y: number, z: number) => boolean): string[] =>
    [...isEdge].flatMap((edge) => {
      const [x = 0, y = 0] = edge.split(',').map(Number);
      return nodes.filter((z) => has(x, y, z)).map((z) => [x, y, z].join());
    }).sort();
  const triangle = found((x, y, z) => isEdge.has(text([y, z])) && isEdge.has(text([x, z])));
  return {
    triangle,
    kite: triangle.flatMap((each) => {
      const [w = 0, , y = 0] = each.split(',').map(Number);
      return nodes.filter((z) => isEdge.has(text([w, z])) && isEdge.has(text([y, z]))).map((z) => `${each},${z}`);
    }).sort(),
    marked: found((x, y, z) => isMark.has(text([y, z])) && isEdge.has(text([z, x]))),
  };
}

for (const [name, text] of Object.entries(programs)) {
  test(`bodies with a cycle find what three loops find: relations ${name}`, (t) => {
    const module = moduleOf(text);
    const property = fc.property(given, fc.boolean(), ([first, marks, second], withdraw) => {
      const open = module.open();
      const show = (): object => Object.fromEntries(['triangle', 'marked', 'kite'].map((each) => [each, [...open.out[each]!].map((row) => Object.values(row).join()).sort()]));
      const give = (edges: readonly Pair[]): void => {
        open.in['edge']!.insertAll(edges);
        open.in['mark']!.insertAll(marks.flatMap(([x, y]) => [[x, 7, y], [x, 8, y + 1]]));
        open.tick();
      };
      give(first);
      t.deepEqual(show(), expected(first, marks));
      give(second);
      const held = name === 'kept' ? [...first, ...second] : second;
      t.deepEqual(show(), expected(held, marks));
      if (!withdraw || name !== 'kept') return;
      open.in['edge']!.deleteAll(first);
      open.tick();
      const gone = new Set(first.map((pair) => pair.join()));
      t.deepEqual(show(), expected(held.filter((pair) => !gone.has(pair.join())), marks));
    });
    fc.assert(property, { numRuns: 60 });
  });
}
