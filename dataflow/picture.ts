import { Map as ImmutableMap } from 'immutable';
import type { Side } from './colour.ts';
import type { Edge, OperatorId } from './graph.ts';
import { visible } from './label.ts';
import { labelOf } from './operators.ts';
import type { Handoff, Partition, Subgraph } from './partition.ts';

/** What there is to draw of a partitioned graph, in canonical order; a notation only has to spell it. */
export interface Picture {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** A subgraph. */
export interface Box {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly Node[];
}

/** An operator; its id is the picture's own. */
export interface Node {
  readonly id: string;
  readonly label: string;
  readonly side: Side;
  readonly pivot: boolean;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Inside a tree; a handoff that copies rows; one that shares the relation's; or into a later tick. */
  readonly style: 'tree' | 'buffer' | 'shared' | 'tick';
  /** Empty for none. */
  readonly label: string;
}

/** Draws a partition: boxes in the order they run, numbered as in the compiled module, operators in the order rows pass them. */
export function draw(partition: Partition): Picture {
  const places = new Map<OperatorId, number>();
  for (const { operators } of partition.subgraphs) for (const id of operators) places.set(id, places.size + 1);
  const placeOf = (id: OperatorId): number => {
    const place = places.get(id);
    if (place === undefined) throw new Error(`internal error: ${id} is in no subgraph`);
    return place;
  };
  const nameOf = (id: OperatorId): string => `n${placeOf(id)}`;
  const edges = partition.graph.sortedEdges();
  edges.sort((a, b) => placeOf(a.from) - placeOf(b.from) || placeOf(a.to) - placeOf(b.to));
  const boxes = partition.subgraphs.map((subgraph, index) => ({
    id: `s${index}`,
    title: titleOf(partition, subgraph, index),
    nodes: subgraph.operators.map((id) => nodeOf(partition, subgraph, id, nameOf(id))),
  }));
  // By the edge's value, as the graph knows it.
  const handoffs = ImmutableMap(partition.handoffs.map((each) => [each.edge, each]));
  const arrows = [
    ...edges.map((each) => arrowOf(each, handoffs.get(each) ?? null, nameOf)),
    ...tickArrows(partition, nameOf),
  ];
  return { boxes, arrows };
}

function titleOf({ stages }: Partition, { stratum, component }: Subgraph, number: number): string {
  return `subgraph ${number}, stratum ${stratum}${stages[component]?.recursive ? ', recursive' : ''}`;
}

function nodeOf({ graph }: Partition, { pivot, sides }: Subgraph, id: OperatorId, name: string): Node {
  const label = visible(labelOf(graph.operator(id).operation));
  return { id: name, label, side: sides.get(id) ?? 'push', pivot: id === pivot };
}

function arrowOf({ from, to, port }: Edge, handoff: Handoff | null, nameOf: (id: OperatorId) => string): Arrow {
  const ends = { from: nameOf(from), to: nameOf(to) };
  const side = port === 'in' ? [] : [port];
  if (handoff === null) return { ...ends, style: 'tree', label: side.join('') };
  const { via, barrier } = handoff;
  const words = [...new Set([...side, via]), ...(barrier ? [`${barrier} barrier`] : [])];
  return { ...ends, style: via === 'buffer' ? 'buffer' : 'shared', label: words.join(', ') };
}

/** Arrows into later ticks: they connect nothing in this one, so the graph does not have them. */
function tickArrows({ graph }: Partition, nameOf: (id: OperatorId) => string): Arrow[] {
  const entries = { source: new Map<string, OperatorId[]>(), receive: new Map<string, OperatorId[]>() };
  const ids = graph.sortedIds();
  for (const id of ids) {
    const { operation } = graph.operator(id);
    if (operation.kind !== 'source' && operation.kind !== 'receive') continue;
    const known = entries[operation.kind].get(operation.relation);
    if (known) known.push(id);
    else entries[operation.kind].set(operation.relation, [id]);
  }
  return ids.flatMap((from) => {
    const { operation } = graph.operator(from);
    if (operation.kind !== 'next' && operation.kind !== 'send') return [];
    const { kind, relation } = operation;
    const received = kind === 'send' ? entries.receive.get(relation) : undefined;
    const label = kind === 'next' ? 'next tick' : 'later tick';
    const targets = received ?? entries.source.get(relation) ?? [];
    return targets.map((to): Arrow => ({ from: nameOf(from), to: nameOf(to), style: 'tick', label }));
  });
}
