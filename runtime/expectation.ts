import type { Linkage, Module } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import type { Relation } from './relation.ts';
import type { Source } from './source.ts';

/** Rows below which it makes no difference; more of them where the relation is emptied at every tick, and filled again. */
const few = { once: 8, again: 512 };

/** A relation and the sources of its rows. */
interface Inlet {
  readonly relation: Relation;
  readonly sources: readonly Source[];
  readonly least: number;
}

/**
 * The function of a subgraph, before which relations that are empty are prepared for the rows of a source, where
 * these are all different: then none of them is looked for when it is inserted.
 */
export function expecting(module: Module, linkage: Linkage, subgraph: number, run: () => void): () => void {
  const inlets = inletsOf(module, linkage, subgraph);
  if (inlets.length === 0) return run;
  return () => {
    for (const { relation, sources, least } of inlets) {
      const source = relation.size > 0 ? null : onlyPending(sources);
      if (source !== null && source.size >= least && source.simplify()) relation.expect(source.share());
    }
    run();
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

function inletsOf(module: Module, linkage: Linkage, subgraph: number): Inlet[] {
  const { relations, sources } = module.subgraphs[subgraph]!;
  return relations.flatMap((index) => {
    const relation = linkage.relations[index]!;
    const own = sources.filter((each) => module.sources[each]!.relation === index && module.sources[each]!.kind !== 'leave');
    if (own.length === 0 || relation instanceof ChangingRelation) return [];
    const least = module.relations[index]!.lifetime === 'tick' ? few.again : few.once;
    return [{ relation, sources: own.map((each) => linkage.sources[each]!), least }];
  });
}
