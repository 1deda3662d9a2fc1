/** A vertex on the way of a depth-first search. */
interface Visit<Id> {
  readonly id: Id;
  readonly index: number;
  readonly rest: Iterator<Id>;
  /** The least index reachable through at most one edge back to an unfinished component. */
  low: number;
  finished: boolean;
}

/**
 * Strongly connected components (Tarjan, 1972), each before those it leads to; the members of one in the
 * order of `ids`. Iterative, so a chain of any length fits the stack. Successors not among `ids` are ignored.
 */
export function components<Id>(ids: Iterable<Id>, successors: (id: Id) => Iterable<Id>): Id[][] {
  const order = new Map<Id, number>();
  for (const id of ids) if (!order.has(id)) order.set(id, order.size);
  const visits = new Map<Id, Visit<Id>>();
  const unfinished: Visit<Id>[] = [];
  const found: Id[][] = [];
  const path: Visit<Id>[] = [];

  const enter = (id: Id): void => {
    const index = visits.size;
    const visit = { id, index, low: index, finished: false, rest: successors(id)[Symbol.iterator]() };
    visits.set(id, visit);
    unfinished.push(visit);
    path.push(visit);
  };
  const finish = (root: Visit<Id>): void => {
    const members: Id[] = [];
    for (let last = unfinished.pop(); last !== undefined; last = unfinished.pop()) {
      last.finished = true;
      members.push(last.id);
      if (last === root) break;
    }
    found.push(members.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)));
  };

  for (const start of order.keys()) {
    if (!visits.has(start)) enter(start);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const step = visit.rest.next();
      if (step.done) {
        path.pop();
        const parent = path.at(-1);
        if (parent) parent.low = Math.min(parent.low, visit.low);
        if (visit.low === visit.index) finish(visit);
      } else if (order.has(step.value)) {
        const seen = visits.get(step.value);
        if (seen === undefined) enter(step.value);
        else if (!seen.finished) visit.low = Math.min(visit.low, seen.index);
      }
    }
  }
  // A component is finished after all it leads to.
  return found.reverse();
}

/** Disjoint sets (Tarjan, 1975), by size and with path halving. */
export class UnionFind<Id> {
  readonly #parent = new Map<Id, Id>();
  readonly #size = new Map<Id, number>();

  /** The representative of a set; which member it is, is not specified. */
  find(id: Id): Id {
    let at = id;
    for (;;) {
      const parent = this.#parent.get(at) ?? at;
      const grandparent = this.#parent.get(parent) ?? parent;
      if (parent === grandparent) return parent;
      this.#parent.set(at, grandparent);
      at = grandparent;
    }
  }

  union(a: Id, b: Id): void {
    const first = this.find(a);
    const second = this.find(b);
    if (first === second) return;
    const firstSize = this.#size.get(first) ?? 1;
    const secondSize = this.#size.get(second) ?? 1;
    const [root, child] = firstSize >= secondSize ? [first, second] : [second, first];
    this.#parent.set(child, root);
    this.#size.set(root, firstSize + secondSize);
  }

  connected(a: Id, b: Id): boolean {
    return this.find(a) === this.find(b);
  }
}
