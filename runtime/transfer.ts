import type { Linkage, Module } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import type { Relation } from './relation.ts';
import type { Source } from './source.ts';

/** Rows below which they are inserted one by one; more of them where the relation is emptied at every tick, and filled again. */
const few = { once: 8, again: 512 };

interface Transfer {
  readonly sources: readonly Source[];
  readonly relation: Relation;
  readonly least: number;
}

/**
 * The function of a subgraph, which takes many rows at once where it does nothing but put the rows of sources into
 * their relation, and that is empty: no row is then looked for.
 */
export function transferring(module: Module, linkage: Linkage, subgraph: number, insertEach: () => void): () => void {
  const transfer = transferOf(module, linkage, subgraph);
  if (transfer === null) return insertEach;
  const { sources, relation, least } = transfer;
  return () => {
    const source = relation.size > 0 ? null : onlyPending(sources);
    if (source !== null && source.size >= least && source.simplify()) {
      relation.adopt(source.share());
      source.taken = source.size;
    } else insertEach();
  };
}

/** The one source that has rows, if it has all of them still. */
function onlyPending(sources: readonly Source[]): Source | null {
  let found: Source | null = null;
  for (const each of sources) {
    if (each.size === 0) continue;
    if (found !== null || each.taken > 0) return null;
    found = each;
  }
  return found;
}

function transferOf(module: Module, { sources, relations }: Linkage, subgraph: number): Transfer | null {
  const shape = module.subgraphs[subgraph]!;
  const [into, ...otherRelations] = shape.relations;
  if (into === undefined || otherRelations.length > 0) return null;
  const others = [shape.scans, shape.losses, shape.retracts, shape.fills, shape.folds, shape.unfolds, shape.exits, shape.rules];
  // A profile counts rows where they are inserted, and a limit is for them as well.
  if (others.some((each) => each.length > 0) || module.profile || module.relations[into]!.limit >= 0) return null;
  const relation = relations[into]!;
  const isOther = (source: number): boolean => module.sources[source]!.relation !== into || module.sources[source]!.kind === 'leave';
  if (relation instanceof ChangingRelation || shape.sources.some(isOther)) return null;
  const least = module.relations[into]!.lifetime === 'tick' ? few.again : few.once;
  return { sources: shape.sources.map((each) => sources[each]!), relation, least };
}
