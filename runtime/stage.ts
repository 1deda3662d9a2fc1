import type { Linkage, Module, SubgraphShape } from './abi.ts';
import type { Relation } from './relation.ts';

/** A stage, and what its subgraphs fill. */
export interface Stage {
  readonly indexes: readonly number[];
  readonly subgraphs: readonly SubgraphShape[];
  readonly relations: readonly Relation[];
  /** What leaves the tick, and the groups of aggregates. */
  readonly others: readonly Relation[];
  /** Relations with a `.limitsize`. */
  readonly limited: readonly { readonly relation: Relation; readonly limit: number }[];
}

/** The stage of the subgraphs with these indexes. */
export function stageOf(indexes: readonly number[], module: Module, { relations, exits, folds }: Linkage): Stage {
  const subgraphs = indexes.map((index) => module.subgraphs[index]!);
  const filled = subgraphs.flatMap((each) => each.relations);
  return {
    indexes,
    subgraphs,
    relations: filled.map((index) => relations[index]!),
    others: subgraphs.flatMap((each) => [...each.exits.map((index) => exits[index]!), ...each.fills.map((index) => folds[index]!.groups)]),
    limited: filled.flatMap((index) => (module.relations[index]!.limit < 0 ? [] : [{ relation: relations[index]!, limit: module.relations[index]!.limit }])),
  };
}

/** How many rows relations hold together. */
export function rowsOf(relations: readonly Relation[]): number {
  let rows = 0;
  for (const relation of relations) rows += relation.size;
  return rows;
}

/** Of all that a stage fills, what holds most rows. */
export function largest({ relations, others }: Stage): Relation {
  return [...relations, ...others].reduce((a, b) => (a.size >= b.size ? a : b));
}
