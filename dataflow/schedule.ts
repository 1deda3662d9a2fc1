import { components } from '../datalog/algorithms.ts';
import type { Barrier } from './operator.ts';

/** Mutually dependent subgraphs: run until none has anything left, before the stages that follow. */
export interface Stage {
  /** Their ids, in canonical order. */
  readonly subgraphs: readonly string[];
  readonly recursive: boolean;
  readonly stratum: number;
}

/** That one subgraph feeds another. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly barrier: Barrier | null;
}

/**
 * Subgraphs in the order to run them: stratum by stratum, and in each, producers before consumers. A stage's
 * stratum is settled from the predecessors of all its members, so that they share it whatever their order.
 * What only the next tick sees orders nothing.
 */
export function schedule(ids: readonly string[], dependencies: readonly Dependency[]): Stage[] {
  const sorted = [...ids].sort();
  const now = dependencies.filter((each) => each.barrier !== 'tick');
  const successors = groupBy(now, (each) => each.from);
  const found = components(sorted, (id) => (successors.get(id) ?? []).map((each) => each.to).sort());
  const stageOf = new Map(found.flatMap((members, index) => members.map((id) => [id, index])));
  const incoming = groupBy(now, (each) => stageOf.get(each.to) ?? -1);
  const placed: Placed[] = [];
  // Invariant: every stage that leads to the one at hand has its place.
  found.forEach((members, index) => {
    const into = incoming.get(index) ?? [];
    const inner = into.filter((each) => stageOf.get(each.from) === index);
    refuseBarrier(inner);
    const stage = { subgraphs: [...members].sort(), recursive: inner.length > 0, stratum: 0 };
    const first: Placed = { stage, depth: 0 };
    placed.push(into.reduce((place, each) => after(placed[stageOf.get(each.from) ?? -1], each, place), first));
  });
  return placed.sort(inOrder).map((each) => each.stage);
}

/** A stage, and how many others lead to it at most. */
interface Placed {
  readonly stage: Stage;
  readonly depth: number;
}

/** A place no earlier than a predecessor allows; a stage is no predecessor of itself. */
function after(before: Placed | undefined, { barrier }: Dependency, { stage, depth }: Placed): Placed {
  if (before === undefined) return { stage, depth };
  const stratum = Math.max(stage.stratum, before.stage.stratum + (barrier ? 1 : 0));
  return { stage: { ...stage, stratum }, depth: Math.max(depth, before.depth + 1) };
}

function inOrder(a: Placed, b: Placed): number {
  const [first = ''] = a.stage.subgraphs;
  const [second = ''] = b.stage.subgraphs;
  return a.stage.stratum - b.stage.stratum || a.depth - b.depth || (first < second ? -1 : 1);
}

/** The planner stratifies before there is a graph, and tells the user; here a barrier on a cycle is our mistake. */
function refuseBarrier(inner: readonly Dependency[]): void {
  const wrong = inner.find((each) => each.barrier !== null);
  if (!wrong) return;
  throw new Error(`internal error: a stratum barrier on a cycle, from subgraph ${wrong.from} to subgraph ${wrong.to}`);
}

function groupBy<Key, Value>(values: readonly Value[], key: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
