import { components } from '../datalog/algorithms.ts';
import { colour } from './colour.ts';
import type { Edge, Graph, OperatorId } from './graph.ts';
import { merge } from './merge.ts';
import type { Barrier } from './operator.ts';
import { traitsOf } from './operators.ts';
import { schedule, type Stage } from './schedule.ts';
import { trees, type Tree } from './tree.ts';
import { wire, type Wire, type Wiring } from './wiring.ts';

export type { Stage };

/** What becomes one function. */
export interface Subgraph extends Tree {
  readonly stratum: number;
  /** Index of its stage. */
  readonly component: number;
}

/** An edge that is in no tree: the only place where rows wait. */
export interface Handoff {
  readonly edge: Edge;
  /** The subgraph that writes. */
  readonly from: string;
  /** The subgraph that reads; the same one for a back edge. */
  readonly to: string;
  readonly barrier: Barrier | null;
  /**
   * How the rows get across: a reader's place in the relation's `log`, a `lookup` by key in the relation's
   * index, or a `buffer` of their own.
   */
  readonly via: 'log' | 'lookup' | 'buffer';
}

/** A graph cut into in-out trees. */
export interface Partition {
  readonly graph: Graph;
  /** In the order of their stages. */
  readonly subgraphs: readonly Subgraph[];
  /** In the canonical order of their edges. */
  readonly handoffs: readonly Handoff[];
  /** In the order to run them. */
  readonly stages: readonly Stage[];
}

/**
 * Cuts a graph into in-out trees joined by handoffs, and orders them. Depends only on the graph, not on the order
 * it was listed in. The technique is Hydroflow's (`dfir_lang`), but for the choice of where to cut and the strata.
 * `rulesApart`: no tree has operators of a rule and of another that reads what it derives.
 */
export function partition(graph: Graph, rulesApart = false): Partition {
  const wiring = wire(graph, rulesApart);
  const colouring = colour(graph, wiring);
  const chosen = merge(wiring, colouring);
  const planted = trees(wiring, chosen, colouring.colours);
  const handoffs = handoffsOf(graph, wiring, chosen, planted);
  const stages = schedule(planted.map((tree) => tree.id), handoffs);
  refuseFalseCycles(wiring, stages);
  const byId = new Map(planted.map((tree) => [tree.id, tree]));
  const subgraphs = stages.flatMap(({ subgraphs: ids, stratum }, component) =>
    ids.map((id) => ({ ...known(byId, id), stratum, component })),
  );
  return { graph, subgraphs, handoffs, stages };
}

function handoffsOf(graph: Graph, wiring: Wiring, chosen: ReadonlySet<Wire>, planted: readonly Tree[]): Handoff[] {
  const treeOf = new Map(planted.flatMap((tree) => tree.operators.map((id) => [id, tree.id])));
  return wiring.wires
    .filter((each) => !chosen.has(each))
    .map((each) => ({
      edge: each.edge,
      from: known(treeOf, each.from),
      to: known(treeOf, each.to),
      barrier: each.barrier,
      via: viaOf(graph, each),
    }));
}

function viaOf(graph: Graph, { from, to, port }: Wire): Handoff['via'] {
  const reader = graph.operator(to).operation;
  if (traitsOf(reader).ports[0] !== port) return 'lookup';
  return (reader.kind === 'scan' || reader.kind === 'loss') && traitsOf(graph.operator(from).operation).keeps ? 'log' : 'buffer';
}

/**
 * Contracting trees must not make a cycle that the operators do not have. A path through a tree passes its pivot,
 * so subgraphs depend on each other only if their pivots do.
 */
function refuseFalseCycles(wiring: Wiring, stages: readonly Stage[]): void {
  const targets = (id: OperatorId): OperatorId[] =>
    wiring.outOf(id).filter((each) => each.barrier !== 'tick').map((each) => each.to);
  const cycles = components(wiring.ids, targets);
  const cycleOf = new Map(cycles.flatMap((members, index) => members.map((id) => [id, index])));
  for (const { subgraphs } of stages) {
    if (new Set(subgraphs.map((pivot) => known(cycleOf, pivot))).size <= 1) continue;
    throw new Error(`internal error: a cycle of subgraphs that is none of operators: ${subgraphs.join(', ')}`);
  }
}

function known<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`internal error: nothing known of ${String(key)}`);
  return value;
}
