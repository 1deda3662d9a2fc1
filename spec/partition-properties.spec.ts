import test from 'ava';
import fc from 'fast-check';
import { edge, Graph, type Edge, type Operator } from '../dataflow/graph.ts';
import type { OperatorKind } from '../dataflow/operator.ts';
import { barrierOf, traitsOf } from '../dataflow/operators.ts';
import { partition, type Partition, type Subgraph } from '../dataflow/partition.ts';
import { simplify } from '../dataflow/simplify.ts';
import { edgeText, plain } from './handmade.ts';

interface Listing {
  readonly operators: readonly Operator[];
  readonly edges: readonly Edge[];
}

const kinds: readonly OperatorKind[] = [
  'source', 'scan', 'join', 'antijoin', 'filter', 'map', 'map', 'flatMap',
  'union', 'union', 'distinct', 'tee', 'tee', 'fold', 'sink',
];

/** Any graph whose barriers are crossed upwards only: every operator has a level, and no edge leads down. */
const listings: fc.Arbitrary<Listing> = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), level: fc.nat(2) }), { minLength: 1, maxLength: 24 })
  .chain((parts) =>
    fc.record({
      parts: fc.constant(parts),
      names: fc.shuffledSubarray(parts.map((_, index) => `v${index}`), { minLength: parts.length }),
      wires: fc.array(fc.record({ from: fc.nat(parts.length - 1), to: fc.nat(parts.length - 1), port: fc.nat(1) }), {
        maxLength: 2 * parts.length,
      }),
    }),
  )
  .map(({ parts, names, wires }) => {
    const operators = parts.map(({ kind }, index) => ({ id: names[index]!, operation: plain(kind), origin: null }));
    const edges = wires.flatMap(({ from, to, port }) => {
      const target = operators[to]!;
      const { ports } = traitsOf(target.operation);
      if (ports.length === 0 || parts[from]!.kind === 'sink') return [];
      const name = ports[port % ports.length]!;
      const rise = parts[to]!.level - parts[from]!.level;
      if (rise < 0 || (rise === 0 && barrierOf(target.operation, name))) return [];
      return [edge(operators[from]!.id, target.id, name)];
    });
    return { operators, edges };
  });

const shuffled = listings.chain((listing) =>
  fc.record({
    listing: fc.constant(listing),
    operators: fc.shuffledSubarray([...listing.operators], { minLength: listing.operators.length }),
    edges: fc.shuffledSubarray([...listing.edges], { minLength: listing.edges.length }),
  }),
);

const runs = { numRuns: 1000 };

function check(property: (graph: Graph, result: Partition) => void): void {
  fc.assert(
    fc.property(listings, ({ operators, edges }) => {
      const graph = Graph.of(operators, edges);
      property(graph, partition(graph));
    }),
    runs,
  );
}

/** Everything but the graph, as plain data. */
function plainData({ subgraphs, handoffs, stages }: Partition) {
  return {
    subgraphs: subgraphs.map((each) => ({ ...each, sides: [...each.sides] })),
    handoffs: handoffs.map((each) => ({ ...each, edge: edgeText(each.edge) })),
    stages,
  };
}

test('a permuted listing gives the same subgraphs, handoffs and stages', (t) => {
  fc.assert(
    fc.property(shuffled, ({ listing, operators, edges }) => {
      const [first, second] = [Graph.of(listing.operators, listing.edges), Graph.of(operators, edges)];
      t.deepEqual(plainData(partition(second)), plainData(partition(first)));
      t.deepEqual(plainData(partition(simplify(second))), plainData(partition(simplify(first))));
    }),
    runs,
  );
});

function treeEdges({ graph, handoffs }: Partition): Edge[] {
  const cut = new Set(handoffs.map((each) => edgeText(each.edge)));
  return graph.sortedEdges().filter((each) => !cut.has(edgeText(each)));
}

test('every operator is in one subgraph, and every edge is a handoff or in a tree', (t) => {
  check((graph, result) => {
    t.deepEqual(result.subgraphs.flatMap((each) => each.operators).toSorted(), graph.sortedIds());
    const home = new Map(result.subgraphs.flatMap((each) => each.operators.map((id) => [id, each.id])));
    for (const each of treeEdges(result)) t.is(home.get(each.from), home.get(each.to));
    for (const { edge: each, from, to } of result.handoffs) {
      t.deepEqual([from, to], [home.get(each.from), home.get(each.to)]);
    }
    t.is(treeEdges(result).length, graph.operators.size - result.subgraphs.length);
  });
});

function isInOutTree(subgraph: Subgraph, edges: readonly Edge[]): boolean {
  const inside = edges.filter((each) => subgraph.operators.includes(each.from));
  const place = (id: string): number => subgraph.operators.indexOf(id);
  const pivot = place(subgraph.pivot);
  const ordered = inside.every((each) => place(each.from) < place(each.to));
  const treed = subgraph.operators.every((id, index) =>
    index < pivot
      ? subgraph.sides.get(id) === 'pull' && inside.filter((each) => each.from === id).length === 1
      : index === pivot || (subgraph.sides.get(id) === 'push' && inside.filter((each) => each.to === id).length === 1),
  );
  const alone = inside.every((each) => place(each.to) <= pivot || place(each.from) >= pivot);
  return ordered && treed && alone && inside.length === subgraph.operators.length - 1;
}

test('every subgraph is an in-tree and an out-tree that share the pivot', (t) => {
  check((_, result) => {
    const edges = treeEdges(result);
    for (const subgraph of result.subgraphs) t.true(isInOutTree(subgraph, edges));
  });
});

test('an edge between two subgraphs is a barrier or leads from a push to a pull', (t) => {
  check((graph, { subgraphs, handoffs }) => {
    const sideOf = new Map(subgraphs.flatMap((each) => [...each.sides]));
    const inputs = (id: string): number => graph.edges.filter((each) => each.to === id).size;
    for (const { edge: each, from, to, barrier } of handoffs) {
      if (barrier || from === to) continue;
      t.is(sideOf.get(each.from), 'push');
      t.true(sideOf.get(each.to) === 'pull' || inputs(each.to) > 1);
    }
  });
});

test('stages run producers first, share a stratum, and rise across every barrier', (t) => {
  check((_, { subgraphs, handoffs, stages }) => {
    const stageOf = new Map(subgraphs.map((each) => [each.id, each.component]));
    for (const { from, to, barrier } of handoffs) {
      const [before, after] = [stageOf.get(from)!, stageOf.get(to)!];
      t.true(before < after || (before === after && !barrier && stages[before]!.recursive));
      t.true(stages[before]!.stratum + (barrier ? 1 : 0) <= stages[after]!.stratum);
    }
    for (const { id, stratum, component } of subgraphs) {
      t.true(stages[component]!.subgraphs.includes(id));
      t.is(stratum, stages[component]!.stratum);
    }
  });
});
