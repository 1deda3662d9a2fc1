import type { Linkage, Module, SubgraphShape } from './abi.ts';
import type { Choice } from './choice.ts';
import type { Fold } from './fold.ts';
import { LastingFold } from './lasting-fold.ts';
import type { LossScan } from './loss-scan.ts';
import type { Relation } from './relation.ts';
import type { Scan } from './scan.ts';
import type { Source } from './source.ts';
import { Occasions, StageSetup, type News } from './stage-setup.ts';

/** A stage, and what its subgraphs fill. */
export interface Stage {
  readonly indexes: readonly number[];
  readonly subgraphs: readonly SubgraphShape[];
  readonly readers: readonly Readers[];
  readonly occasions: Occasions;
  readonly setup: StageSetup;
  readonly relations: readonly Relation[];
  /** What leaves the tick, and the groups of aggregates. */
  readonly others: readonly Relation[];
  /** Of its rules that can be run in several ways. */
  readonly choices: readonly Choice[];
  /** Relations with a `.limitsize`. */
  readonly limited: readonly { readonly relation: Relation; readonly limit: number }[];
}

/** The stage of the subgraphs with these indexes; `emptying` is called before a relation is emptied. */
export function stageOf(indexes: readonly number[], module: Module, linkage: Linkage, news: News, emptying: (relation: number) => void): Stage {
  const { relations, exits, folds, choices } = linkage;
  const subgraphs = indexes.map((index) => module.subgraphs[index]!);
  const scans = new Set(subgraphs.flatMap((each) => each.scans));
  const filled = subgraphs.flatMap((each) => each.relations);
  return {
    indexes,
    subgraphs,
    readers: subgraphs.map((each) => new Readers(each, linkage)),
    occasions: new Occasions(subgraphs, module, linkage, news),
    setup: new StageSetup(subgraphs, module, linkage, news, emptying),
    relations: filled.map((index) => relations[index]!),
    others: subgraphs.flatMap((each) => [...each.exits.map((index) => exits[index]!), ...each.fills.map((index) => folds[index]!.groups)]),
    choices: choices.filter((_, index) => module.choices[index]!.ways.some(({ scan }) => scans.has(scan))),
    limited: filled.flatMap((index) => (module.relations[index]!.limit < 0 ? [] : [{ relation: relations[index]!, limit: module.relations[index]!.limit }])),
  };
}

/** How many rows relations hold together. */
export function rowsOf(relations: readonly Relation[]): number {
  let rows = 0;
  for (const relation of relations) rows += relation.size;
  return rows;
}

/** How many rows the subgraphs of a stage have taken since they were last put back. */
export function takenBy({ readers }: Stage): number {
  let taken = 0;
  for (const each of readers) taken += each.taken;
  return taken;
}

/** Of all that a stage fills, what holds most rows. */
export function largest({ relations, others }: Stage): Relation {
  return [...relations, ...others].reduce((a, b) => (a.size >= b.size ? a : b));
}

/** What a subgraph takes rows from. Asked at every call of it, so in loops that make no objects. */
export class Readers {
  readonly #scans: readonly (Scan | LossScan | Source | Fold)[];
  readonly #unfolds: readonly LastingFold[];

  constructor({ scans, losses, sources, folds, unfolds }: SubgraphShape, linkage: Linkage) {
    this.#scans = [
      ...scans.map((index) => linkage.scans[index]!),
      ...losses.map((index) => linkage.losses[index]!),
      ...sources.map((index) => linkage.sources[index]!),
      ...folds.map((index) => linkage.folds[index]!),
    ];
    this.#unfolds = unfolds.map((index) => linkage.folds[index]!).filter((each) => each instanceof LastingFold);
  }

  /** Whether there is something left to take. */
  get pending(): boolean {
    for (const each of this.#scans) if (each.pending) return true;
    for (const each of this.#unfolds) if (each.expiring) return true;
    return false;
  }

  /** How many rows have been taken since they were last put back. */
  get taken(): number {
    let taken = 0;
    for (const each of this.#scans) taken += each.taken;
    for (const each of this.#unfolds) taken += each.outdated;
    return taken;
  }
}
