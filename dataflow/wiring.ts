import type { Edge, Graph, OperatorId } from './graph.ts';
import type { Barrier } from './operator.ts';
import { barrierOf, traitsOf } from './operators.ts';

/** An edge with what the passes ask of it, read once. */
export interface Wire {
  readonly edge: Edge;
  readonly from: OperatorId;
  readonly to: OperatorId;
  readonly port: string;
  /** What its target waits for before it takes rows from it. */
  readonly barrier: Barrier | null;
  /** Its ends cannot be neighbours in a tree: rows wait, or are taken again when none comes. */
  readonly apart: boolean;
}

/** A graph laid out for passes that ask for neighbours: everything in canonical order, each edge one wire. */
export interface Wiring {
  readonly ids: readonly OperatorId[];
  readonly wires: readonly Wire[];
  /** The wires into an operator. */
  readonly into: (id: OperatorId) => readonly Wire[];
  /** The wires out of an operator. */
  readonly outOf: (id: OperatorId) => readonly Wire[];
}

/**
 * Lays a graph out; an edge into a port that the operator does not have is our mistake. `rulesApart`: what begins a
 * rule is in no tree with what fills the relation that it reads.
 */
export function wire(graph: Graph, rulesApart = false): Wiring {
  const wires = graph.sortedEdges().map((edge) => {
    const { from, to, port } = edge;
    const { operation } = graph.operator(to);
    if (!traitsOf(operation).ports.includes(port)) {
      throw new Error(`internal error: ${to} has no port ${port} for an edge from ${from}`);
    }
    const barrier = barrierOf(operation, port);
    const isApart = (rulesApart && (operation.kind === 'scan' || operation.kind === 'loss')) || (operation.kind === 'scan' && operation.apart);
    const waits = (operation.kind === 'scan' && operation.whole) || (operation.kind === 'loss' && operation.settled);
    return { edge, from, to, port, barrier, apart: barrier !== null || waits || isApart };
  });
  return { ids: graph.sortedIds(), wires, ...neighbours(wires) };
}

/** Wires by their ends, each list in the order given. */
export function neighbours(wires: Iterable<Wire>): Pick<Wiring, 'into' | 'outOf'> {
  const into = new Map<OperatorId, Wire[]>();
  const outOf = new Map<OperatorId, Wire[]>();
  for (const each of wires) {
    append(into, each.to, each);
    append(outOf, each.from, each);
  }
  return { into: (id) => into.get(id) ?? none, outOf: (id) => outOf.get(id) ?? none };
}

const none: readonly Wire[] = [];

function append(lists: Map<OperatorId, Wire[]>, id: OperatorId, each: Wire): void {
  const list = lists.get(id);
  if (list) list.push(each);
  else lists.set(id, [each]);
}
