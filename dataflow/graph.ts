import { Map as ImmutableMap, OrderedSet, Record as ImmutableRecord, type RecordOf } from 'immutable';
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

interface EdgeFields {
  from: OperatorId;
  to: OperatorId;
  /** The input port of `to`. */
  port: string;
}

const makeEdge = ImmutableRecord<EdgeFields>({ from: '', to: '', port: 'in' });

/** An edge by value: two edges of the same ends and port are one. */
export type Edge = RecordOf<EdgeFields>;

export function edge(from: OperatorId, to: OperatorId, port = 'in'): Edge {
  return makeEdge({ from, to, port });
}

/**
 * A persistent graph: a pass returns a new one and shares what it did not change. Its meaning does not
 * depend on the order in which operators and edges were added; `sortedEdges` is the order to work in.
 */
export class Graph {
  readonly operators: ImmutableMap<OperatorId, Operator>;
  readonly edges: OrderedSet<Edge>;

  private constructor(operators: ImmutableMap<OperatorId, Operator>, edges: OrderedSet<Edge>) {
    this.operators = operators;
    this.edges = edges;
  }

  static readonly empty = new Graph(ImmutableMap(), OrderedSet());

  /** Builds a graph at once; every edge's ends must be among the operators. */
  static of(operators: Iterable<Operator>, edges: Iterable<Edge>): Graph {
    const byId = ImmutableMap<OperatorId, Operator>().withMutations((map) => {
      for (const operator of operators) {
        if (map.has(operator.id)) throw new Error(`two operators are called ${operator.id}`);
        map.set(operator.id, operator);
      }
    });
    const all = OrderedSet(edges);
    for (const { from, to } of all) {
      if (!byId.has(from) || !byId.has(to)) throw new Error(`an edge from ${from} to ${to} leaves the graph`);
    }
    return new Graph(byId, all);
  }

  operator(id: OperatorId): Operator {
    const found = this.operators.get(id);
    if (!found) throw new Error(`no operator ${id}`);
    return found;
  }

  /** Operator ids in their canonical order. */
  sortedIds(): OperatorId[] {
    return [...this.operators.keys()].sort();
  }

  /** Edges in their canonical order: by source, then target, then port. */
  sortedEdges(): Edge[] {
    // A field of a Record is dear to read, so each is read once and not at every comparison.
    return [...this.edges]
      .map((each) => ({ each, from: each.from, to: each.to, port: each.port }))
      .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.port, b.port))
      .map(({ each }) => each);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
