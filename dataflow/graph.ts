import { List, OrderedMap } from 'immutable';
import type { Span } from '../datalog/source.ts';
import type { Operation, OperatorKind } from './operator.ts';

/**
 * An operator's identity: a text that says what it is (`reach/rule 2/join 1`), never a counter of the
 * order things were listed in, so that a permuted program has the same graph.
 */
export type OperatorId = string;

/** A vertex of the graph. Its kind's behaviour (ports, barriers, code) is in `operators/`. */
export interface Operator<K extends OperatorKind = OperatorKind> {
  readonly id: OperatorId;
  readonly operation: Operation<K>;
  /** The user's text it comes from; null for what the compiler adds. */
  readonly origin: Span | null;
}

/** An edge of the graph; of those with the same ends and port it holds one. */
export interface Edge {
  readonly from: OperatorId;
  readonly to: OperatorId;
  /** The input port of `to`. */
  readonly port: string;
}

export function edge(from: OperatorId, to: OperatorId, port = 'in'): Edge {
  return { from, to, port };
}

/**
 * A persistent graph: a pass returns a new one and shares what it did not change. Its meaning does not
 * depend on the order in which operators and edges were added: both are held in canonical order.
 */
export class Graph {
  readonly operators: OrderedMap<OperatorId, Operator>;
  /** By source, then target, then port. */
  readonly edges: List<Edge>;
  readonly #byId: ReadonlyMap<OperatorId, Operator>;

  private constructor(byId: ReadonlyMap<OperatorId, Operator>, edges: readonly Edge[]) {
    this.#byId = byId;
    this.operators = OrderedMap(byId);
    this.edges = List(edges);
  }

  /** Builds a graph at once; every edge's ends must be among the operators. */
  static of(operators: Iterable<Operator>, edges: Iterable<Edge>): Graph {
    const sorted = [...operators].sort((a, b) => compare(a.id, b.id));
    const byId = new Map(sorted.map((operator) => [operator.id, operator]));
    sorted.forEach(({ id }, i) => {
      if (i > 0 && sorted[i - 1]?.id === id) throw new Error(`two operators are called ${id}`);
    });
    const all = [...edges].sort(compareEdges);
    for (const { from, to } of all) {
      if (!byId.has(from) || !byId.has(to)) throw new Error(`an edge from ${from} to ${to} leaves the graph`);
    }
    return new Graph(byId, all.filter((each, i) => i === 0 || compareEdges(each, all[i - 1] ?? each) !== 0));
  }

  operator(id: OperatorId): Operator {
    const found = this.#byId.get(id);
    if (!found) throw new Error(`no operator ${id}`);
    return found;
  }

  /** Operator ids in their canonical order. */
  sortedIds(): OperatorId[] {
    return [...this.#byId.keys()];
  }

  /** Edges in their canonical order. */
  sortedEdges(): Edge[] {
    return this.edges.toArray();
  }
}

function compareEdges(a: Edge, b: Edge): number {
  return compare(a.from, b.from) || compare(a.to, b.to) || compare(a.port, b.port);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
