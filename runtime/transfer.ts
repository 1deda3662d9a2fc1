import type { Linkage, Module } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import type { Relation } from './relation.ts';
import type { Source } from './source.ts';

/** Rows below which they are inserted one by one; more of them where the relation is emptied at every tick, and filled again. */
const few = { once: 8, again: 512 };

/**
 * The function of a subgraph, which takes all fixed rows at once where it does nothing but put the rows of a source
 * into their relation: no row is then looked for.
 */
export function transferring(module: Module, linkage: Linkage, subgraph: number, insertEach: () => void): () => void {
  const transfer = transferOf(module, linkage, subgraph);
  if (transfer === null) return insertEach;
  const { source, relation, least } = transfer;
  return () => {
    const { fixed } = source;
    if (relation.size > 0 || source.taken > 0 || fixed.size < least || !fixed.simplify()) insertEach();
    else {
      relation.adopt(fixed);
      source.taken = fixed.size;
    }
  };
}

interface Transfer {
  readonly source: Source;
  readonly relation: Relation;
  readonly least: number;
}

function transferOf(module: Module, { sources, relations }: Linkage, subgraph: number): Transfer | null {
  const shape = module.subgraphs[subgraph]!;
  const [from, ...otherSources] = shape.sources;
  const [into, ...otherRelations] = shape.relations;
  if (from === undefined || into === undefined || otherSources.length + otherRelations.length > 0) return null;
  const others = [shape.scans, shape.losses, shape.retracts, shape.fills, shape.folds, shape.unfolds, shape.exits, shape.rules];
  // A profile counts rows where they are inserted, and a limit is for them as well.
  if (others.some((each) => each.length > 0) || module.profile || module.relations[into]!.limit >= 0) return null;
  const relation = relations[into]!;
  if (module.sources[from]!.relation !== into || relation instanceof ChangingRelation) return null;
  return { source: sources[from]!, relation, least: module.relations[into]!.lifetime === 'tick' ? few.again : few.once };
}
