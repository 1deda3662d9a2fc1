import type { OperatorId } from './graph.ts';
import type { Partition } from './partition.ts';

/** How rows move in a partitioned graph: along tree edges, from one operator to the next, and over handoffs. */
export class Flows {
  /** Operators that start a loop: their rows come by a handoff, or from outside. */
  readonly leads: ReadonlySet<OperatorId>;
  readonly #into = new Map<OperatorId, OperatorId[]>();
  readonly #fills = new Map<OperatorId, OperatorId[]>();
  readonly #branches = new Map<OperatorId, number>();

  constructor({ graph, handoffs }: Partition) {
    const cut = new Set(handoffs.map((each) => each.edge));
    const kindOf = (id: OperatorId): string => graph.operator(id).operation.kind;
    for (const each of graph.sortedEdges()) {
      if (cut.has(each)) {
        if (each.port === 'in' && (kindOf(each.to) === 'fold' || kindOf(each.to) === 'unfold')) add(this.#fills, each.from, each.to);
      } else {
        add(this.#into, each.from, each.to);
        this.#branches.set(each.to, this.branches(each.to) + 1);
      }
    }
    const fromOutside = graph.sortedIds().filter((id) => kindOf(id) === 'source' || kindOf(id) === 'receive' || kindOf(id) === 'leave' || kindOf(id) === 'unfold');
    this.leads = new Set([...fromOutside, ...handoffs.flatMap(({ edge }) => (edge.port === 'in' ? [edge.to] : []))]);
  }

  /** The operators that a row goes to next within its tree. */
  into(id: OperatorId): readonly OperatorId[] {
    return this.#into.get(id) ?? [];
  }

  /** The folds that an operator's rows are added to, on the far side of a handoff. */
  fills(id: OperatorId): readonly OperatorId[] {
    return this.#fills.get(id) ?? [];
  }

  /** How many operators of its tree flow into an operator. */
  branches(id: OperatorId): number {
    return this.#branches.get(id) ?? 0;
  }
}

function add(lists: Map<OperatorId, OperatorId[]>, key: OperatorId, value: OperatorId): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
