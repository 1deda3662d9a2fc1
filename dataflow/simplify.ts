import { edge, Graph, type Edge, type OperatorId } from './graph.ts';

/** Every pass that makes a graph smaller and leaves its meaning. */
export function simplify(graph: Graph): Graph {
  return dropUnary(graph);
}

/**
 * Without the unions and tees that do nothing: of one input and one output, and tees that nobody reads. Where
 * that leaves two equal edges they are one, for relations are sets, so the pass goes on with their ends.
 */
export function dropUnary(graph: Graph): Graph {
  const left = new Edges(graph.edges);
  const removed = new Set<OperatorId>();
  const waiting = graph.sortedIds().filter((id) => isPassive(graph, id)).reverse();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (removed.has(id)) continue;
    const into = left.into(id);
    const out = left.outOf(id);
    const [before] = into;
    const [after] = out;
    const unread = out.length === 0 && graph.operator(id).operation.kind === 'tee';
    const unary = into.length === 1 && out.length === 1 && before !== after;
    if (!unread && !unary) continue;
    removed.add(id);
    for (const each of [...into, ...out]) left.remove(each);
    if (unary && before && after) left.add(edge(before.from, after.to, after.port));
    const ends = [...into.map((each) => each.from), ...out.map((each) => each.to)];
    waiting.push(...ends.filter((end) => isPassive(graph, end)));
  }
  if (removed.size === 0) return graph;
  return Graph.of(
    graph.operators.valueSeq().filter((each) => !removed.has(each.id)),
    left.all(),
  );
}

function isPassive(graph: Graph, id: OperatorId): boolean {
  const { kind } = graph.operator(id).operation;
  return kind === 'union' || kind === 'tee';
}

/** Edges while they change, by their ends. Keyed by what makes two edges equal. */
class Edges {
  readonly #into = new Map<OperatorId, Map<string, Edge>>();
  readonly #outOf = new Map<OperatorId, Map<string, Edge>>();

  constructor(edges: Iterable<Edge>) {
    for (const each of edges) this.add(each);
  }

  into(id: OperatorId): Edge[] {
    return [...(this.#into.get(id)?.values() ?? [])];
  }

  outOf(id: OperatorId): Edge[] {
    return [...(this.#outOf.get(id)?.values() ?? [])];
  }

  *all(): Generator<Edge> {
    for (const edges of this.#outOf.values()) yield* edges.values();
  }

  add(each: Edge): void {
    insert(this.#outOf, each.from, each);
    insert(this.#into, each.to, each);
  }

  remove(each: Edge): void {
    this.#outOf.get(each.from)?.delete(keyOf(each));
    this.#into.get(each.to)?.delete(keyOf(each));
  }
}

function insert(lists: Map<OperatorId, Map<string, Edge>>, id: OperatorId, each: Edge): void {
  const list = lists.get(id) ?? new Map<string, Edge>();
  lists.set(id, list.set(keyOf(each), each));
}

function keyOf({ from, to, port }: Edge): string {
  return JSON.stringify([from, to, port]);
}
