import { UnionFind } from '../datalog/algorithms.ts';
import type { Colour, Side } from './colour.ts';
import type { OperatorId } from './graph.ts';
import { neighbours, type Wire, type Wiring } from './wiring.ts';

/** An in-tree of pull operators and an out-tree of push operators that share a root, the pivot. */
export interface Tree {
  /** The pivot's id, so that it does not depend on how the tree was found. */
  readonly id: string;
  /** Topological: pull operators towards the pivot, then push operators away from it. */
  readonly operators: readonly OperatorId[];
  /** The first operator that is not pull, or the root of a tree of pull operators only. */
  readonly pivot: OperatorId;
  readonly sides: ReadonlyMap<OperatorId, Side>;
}

/** The trees that a choice of edges makes of a graph, in the order of their least members. Throws if one is none. */
export function trees(wiring: Wiring, chosen: ReadonlySet<Wire>, colours: ReadonlyMap<OperatorId, Colour>): Tree[] {
  const sets = new UnionFind<OperatorId>();
  for (const { from, to } of chosen) sets.union(from, to);
  const members = new Map<OperatorId, OperatorId[]>();
  for (const id of wiring.ids) {
    const root = sets.find(id);
    const list = members.get(root);
    if (list) list.push(id);
    else members.set(root, [id]);
  }
  const within = neighbours(wiring.wires.filter((each) => chosen.has(each)));
  return [...members.values()].map((list) => plant(list, within, (id) => colours.get(id) === 'pull'));
}

type Within = Pick<Wiring, 'into' | 'outOf'>;

/** The tree of a set of operators, checked to be one: whatever follows relies on it. */
function plant(members: readonly OperatorId[], within: Within, pulls: (id: OperatorId) => boolean): Tree {
  const pivot = pivotOf(members, within, pulls);
  const above = walk(pivot, (id) => within.into(id).map((each) => each.from).filter(pulls).reverse());
  const below = walk(pivot, (id) => within.outOf(id).map((each) => each.to).filter((to) => !pulls(to)));
  const operators = [...above.slice(1).reverse(), ...below];
  const whole = operators.length === members.length && new Set(operators).size === members.length;
  const edges = members.reduce((sum, id) => sum + within.outOf(id).length, 0);
  if (!whole || edges !== members.length - 1 || !members.every((id) => id === pivot || hasPlace(id, within, pulls))) {
    throw new Error(`internal error: not an in-out tree: ${members.join(', ')}`);
  }
  return { id: pivot, operators, pivot, sides: new Map(operators.map((id) => [id, pulls(id) ? 'pull' : 'push'])) };
}

function pivotOf(members: readonly OperatorId[], within: Within, pulls: (id: OperatorId) => boolean): OperatorId {
  const pushers = members.filter((id) => !pulls(id));
  const roots =
    pushers.length > 0
      ? pushers.filter((id) => within.into(id).every((each) => pulls(each.from)))
      : members.filter((id) => within.outOf(id).length === 0);
  const [pivot] = roots;
  if (pivot !== undefined && roots.length === 1) return pivot;
  throw new Error(`internal error: no one pivot among ${members.join(', ')}`);
}

/** Away from the pivot a pull operator has one output, and a push operator one input and that from a push. */
function hasPlace(id: OperatorId, within: Within, pulls: (id: OperatorId) => boolean): boolean {
  if (pulls(id)) return within.outOf(id).length === 1;
  const into = within.into(id);
  return into.length === 1 && into.every((each) => !pulls(each.from));
}

/** Everything a step leads to, each before what it leads to in turn. Stops at what it has seen. */
function walk(start: OperatorId, step: (id: OperatorId) => OperatorId[]): OperatorId[] {
  const seen = new Set([start]);
  const stack = [start];
  const found: OperatorId[] = [];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    found.push(id);
    for (const next of step(id).reverse()) {
      if (seen.has(next)) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return found;
}
