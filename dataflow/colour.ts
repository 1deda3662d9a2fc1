import type { Graph, OperatorId } from './graph.ts';
import { traitsOf } from './operators.ts';
import type { Wire, Wiring } from './wiring.ts';

export type Side = 'pull' | 'push';

/** The side of an operator; `pivot` where the degrees leave it no place but the root of both trees. */
export type Colour = Side | 'pivot';

export interface Colouring {
  readonly colours: ReadonlyMap<OperatorId, Colour>;
  /**
   * How many rows a handoff on an edge would move, as powers of an unknown factor: comparable along one
   * chain of unary operators. Below everything where the rows are kept by their relation anyway.
   */
  readonly cost: (each: Wire) => number;
}

/** Whether two coloured operators may be neighbours in a tree: all but push before pull. */
export function fit(from: Colour, to: Colour): boolean {
  return from === 'pull' || to === 'push';
}

/**
 * Colours every operator: by its degrees, and where those leave it open (one in, one out) by its neighbours.
 * Between a push and a pull a chain of such operators must be cut somewhere; it is cut where fewest rows pass.
 */
export function colour(graph: Graph, wiring: Wiring): Colouring {
  const colours = new Map<OperatorId, Colour>();
  for (const id of wiring.ids) {
    const { side } = traitsOf(graph.operator(id).operation);
    const byDegree = colourOf(wiring.into(id).length, wiring.outOf(id).length, side);
    if (byDegree) colours.set(id, byDegree);
  }
  const levels = new Map<Wire, number>();
  const cost = (each: Wire): number =>
    traitsOf(graph.operator(each.from).operation).keeps ? -Infinity : (levels.get(each) ?? 0);
  for (const chain of chains(wiring, new Set(colours.keys()))) {
    measure(graph, chain, levels);
    settle(chain, cost, colours);
  }
  return { colours, cost };
}

/** The colour that degrees and a kind's demand leave, or null for an operator that may be on either side. */
function colourOf(inputs: number, outputs: number, side: Side | null): Colour | null {
  if (inputs > 1) return outputs > 1 || side === 'push' ? 'pivot' : 'pull';
  if (outputs > 1) return side === 'pull' ? 'pivot' : 'push';
  if (side) return side;
  if (inputs === 1) return outputs === 1 ? null : 'push';
  return 'pull';
}

/** A maximal run of unary operators that nothing holds apart: each edge but the last leads to the next member. */
interface Chain {
  readonly members: readonly OperatorId[];
  /** One more than members: into the first, between them, out of the last. In a cycle the two ends are one edge. */
  readonly edges: readonly Wire[];
}

/** Chains of the operators that are not decided; those from a decided operator or held apart first, then pure cycles. */
function* chains(wiring: Wiring, decided: ReadonlySet<OperatorId>): Generator<Chain> {
  const open = wiring.ids.filter((id) => !decided.has(id));
  const seen = new Set<OperatorId>();
  const follow = (first: OperatorId): Chain => {
    const members: OperatorId[] = [];
    const edges = [...wiring.into(first)];
    for (let id = first; ; ) {
      seen.add(id);
      members.push(id);
      const [out] = wiring.outOf(id);
      if (!out) throw new Error(`internal error: ${id} is not unary`);
      edges.push(out);
      if (decided.has(out.to) || seen.has(out.to) || out.apart) return { members, edges };
      id = out.to;
    }
  };
  const starts = (id: OperatorId): boolean =>
    wiring.into(id).some((each) => decided.has(each.from) || each.apart);
  for (const id of open) if (starts(id)) yield follow(id);
  for (const id of open) if (!seen.has(id)) yield follow(id);
}

function measure(graph: Graph, { members, edges }: Chain, levels: Map<Wire, number>): void {
  let level = 0;
  edges.forEach((each, index) => {
    const member = members[index - 1];
    if (member !== undefined) level += { fewer: -1, same: 0, more: 1 }[traitsOf(graph.operator(member).operation).rows];
    levels.set(each, level);
  });
}

function settle(chain: Chain, cost: Colouring['cost'], colours: Map<OperatorId, Colour>): void {
  const before = chain.edges.at(0);
  const after = chain.edges.at(-1);
  // Where ends are held apart there is a handoff in any case, which asks for no side; so does the cut of a pure cycle.
  const from = before && !before.apart ? colours.get(before.from) : undefined;
  const to = after && !after.apart ? colours.get(after.to) : undefined;
  const pushed = from === 'push' || from === 'pivot';
  const pulled = to === 'pull' || to === 'pivot';
  const cut = pushed && pulled ? cheapest(chain.edges, cost) : pushed || to === 'push' ? chain.members.length : 0;
  chain.members.forEach((id, index) => colours.set(id, index < cut ? 'push' : 'pull'));
}

/** The index of the edge that moves fewest rows; of equals the last, so that a relation's scan follows the cut. */
function cheapest(edges: readonly Wire[], cost: Colouring['cost']): number {
  let best = 0;
  let least = Infinity;
  edges.forEach((each, index) => {
    if (cost(each) > least) return;
    least = cost(each);
    best = index;
  });
  return best;
}
