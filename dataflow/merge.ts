import { UnionFind } from '../datalog/algorithms.ts';
import { fit, type Colouring } from './colour.ts';
import type { OperatorId } from './graph.ts';
import type { Wire, Wiring } from './wiring.ts';

/**
 * The edges inside trees: operators are merged greedily, the dearest edge first, so that where a cycle has to
 * stay open it stays open at the edge that moves fewest rows. The two ends of a barrier are never in one tree.
 */
export function merge(wiring: Wiring, { colours, cost }: Colouring): ReadonlySet<Wire> {
  const sets = new Factions<OperatorId>();
  const candidates: Wire[] = [];
  for (const each of wiring.wires) {
    const from = colours.get(each.from);
    const to = colours.get(each.to);
    if (!from || !to) throw new Error(`internal error: an end of ${each.from} -> ${each.to} has no colour`);
    if (each.barrier) sets.oppose(each.from, each.to);
    else if (!each.apart && fit(from, to)) candidates.push(each);
  }
  candidates.sort((a, b) => (cost(a) < cost(b) ? 1 : cost(a) > cost(b) ? -1 : 0));
  return new Set(candidates.filter((each) => sets.join(each.from, each.to)));
}

/** Disjoint sets some of whose members must never meet; each set carries the list of its members' enemies. */
class Factions<Id> {
  readonly #sets = new UnionFind<Id>();
  /** By representative. The lists of a merged set are poured the smaller into the larger. */
  readonly #enemies = new Map<Id, Set<Id>>();

  /** Makes enemies; all of them before the first `join`. */
  oppose(a: Id, b: Id): void {
    this.#enemiesOf(a).add(b);
    this.#enemiesOf(b).add(a);
  }

  /** Makes two sets one, or refuses: they are one already, or enemies meet. */
  join(a: Id, b: Id): boolean {
    const first = this.#sets.find(a);
    const second = this.#sets.find(b);
    if (first === second) return false;
    const [fewer, more] = this.#bySize(first, second);
    const others = fewer.enemies;
    for (const enemy of others) if (this.#sets.find(enemy) === more.root) return false;
    this.#sets.union(first, second);
    for (const enemy of others) more.enemies.add(enemy);
    this.#enemies.delete(fewer.root);
    this.#enemies.delete(more.root);
    if (more.enemies.size > 0) this.#enemies.set(this.#sets.find(first), more.enemies);
    return true;
  }

  #bySize(first: Id, second: Id): [fewer: Faction<Id>, more: Faction<Id>] {
    const a = { root: first, enemies: this.#enemies.get(first) ?? new Set<Id>() };
    const b = { root: second, enemies: this.#enemies.get(second) ?? new Set<Id>() };
    return a.enemies.size <= b.enemies.size ? [a, b] : [b, a];
  }

  #enemiesOf(id: Id): Set<Id> {
    const known = this.#enemies.get(id);
    if (known) return known;
    const created = new Set<Id>();
    this.#enemies.set(id, created);
    return created;
  }
}

interface Faction<Id> {
  readonly root: Id;
  readonly enemies: Set<Id>;
}
