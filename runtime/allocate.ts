import type { ClosingShape, ColumnType, FoldFunction, Linkage, Module } from './abi.ts';
import { ChangingLookup } from './changing-lookup.ts';
import { changing, ChangingRelation } from './changing-relation.ts';
import { Choice } from './choice.ts';
import { Closing } from './closing.ts';
import { Cluster } from './cluster.ts';
import { accumulator, Fold } from './fold.ts';
import type { Functors } from './functors.ts';
import { LastingFold } from './lasting-fold.ts';
import { Lookup } from './lookup.ts';
import { LossScan } from './loss-scan.ts';
import { Relation, type Watch } from './relation.ts';
import { Workplace } from './row-groups.ts';
import { Scan, type Pace } from './scan.ts';
import { Source } from './source.ts';
import type { Values } from './values.ts';

/** The storage of one transducer of a module; `watch` is called while its relations grow. */
export function allocate(module: Module, values: Values, functors: Functors, pace: Pace, watch: Watch): Linkage {
  const relations = module.relations.map(({ columns, lifetime }) => (lifetime === 'changing' ? new ChangingRelation(columns.length, watch) : new Relation(columns.length, watch)));
  const workplace = new Workplace();
  const sources = module.sources.map((shape) => new Source(relations[shape.relation]!.arity, pace));
  module.sources.forEach(({ relation, kind }, index) => {
    const held = relations[relation]!;
    if (kind === 'source' && held instanceof ChangingRelation) held.stated = sources[index]!.fixed;
  });
  const linkage = {
    relations,
    lookups: module.lookups.map((shape) => {
      const relation = relations[shape.relation]!;
      if (shape.clustered) return new Cluster(relation, shape.columns, workplace);
      return relation instanceof ChangingRelation ? new ChangingLookup(relation, shape.columns) : new Lookup(relation, shape.columns);
    }),
    losses: module.losses.map((shape) => new LossScan(changing(relations[shape.relation]!), pace)),
    scans: module.scans.map((shape) => new Scan(relations[shape.relation]!, pace, workplace)),
    sources,
    folds: module.folds.map(({ lifetime, groups, folds }) =>
      lifetime === 'growing' || lifetime === 'changing'
        ? new LastingFold(groups.length, folds, values, lifetime === 'changing', watch)
        : new Fold(new Relation(groups.length, watch, true), folds, values),
    ),
    exits: module.exits.map((shape) => new Relation(relations[shape.relation]!.arity, watch)),
    values,
    functors,
    accumulate: (name: FoldFunction['function'], type: ColumnType, rule: number) => accumulator({ function: name, type, rule }, values),
  } satisfies Omit<Linkage, 'closings' | 'choices'>;
  return {
    ...linkage,
    closings: module.closings.map((shape) => closing(shape, module, linkage)),
    choices: module.choices.map((shape) => new Choice(shape, linkage)),
  };
}

function closing({ relation, column, scans: own, subgraph }: ClosingShape, module: Module, { relations, scans, sources, folds }: Pick<Linkage, 'relations' | 'scans' | 'sources' | 'folds'>): Closing {
  const begun = own.map((index) => scans[index]!);
  const closed = relations[relation]!;
  const others = module.subgraphs[subgraph]!;
  return new Closing({
    relation: closed,
    column,
    scans: begun.filter((each) => each.relation === closed),
    others: begun.filter((each) => each.relation !== closed),
    feeds: [
      ...others.scans.filter((index) => !own.includes(index)).map((index) => scans[index]!),
      ...others.sources.map((index) => sources[index]!),
      ...others.folds.map((index) => folds[index]!),
    ],
    lasts: module.relations[relation]!.lifetime !== 'tick' && module.relations[relation]!.lifetime !== 'fixed',
  });
}
