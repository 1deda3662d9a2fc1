import type { Linkage, Module, SubgraphShape } from './abi.ts';
import { changing, type ChangingRelation } from './changing-relation.ts';
import type { Closing } from './closing.ts';
import type { Fold } from './fold.ts';
import { LastingFold } from './lasting-fold.ts';
import type { LossScan } from './loss-scan.ts';
import type { Relation } from './relation.ts';
import type { Scan } from './scan.ts';
import type { Source } from './source.ts';

/** Of relations, sources and folds, in this order: whether one may differ from the tick before. */
export class News {
  readonly flags: Uint8Array;
  readonly #relations: number;
  readonly #sources: number;

  constructor({ relations, sources, folds }: Module) {
    this.flags = new Uint8Array(relations.length + sources.length + folds.length);
    this.#relations = relations.length;
    this.#sources = sources.length;
  }

  ofSource(index: number): number {
    return this.#relations + index;
  }

  ofFold(index: number): number {
    return this.#relations + this.#sources + index;
  }
}

/** What there is to run a stage for: without any of it, what the stage derived stands. */
export class Occasions {
  readonly #flags: Uint8Array;
  readonly #concerns: Int32Array;
  readonly #losses: readonly LossScan[];
  readonly #folds: readonly LastingFold[];

  constructor(subgraphs: readonly SubgraphShape[], module: Module, linkage: Linkage, news: News) {
    this.#flags = news.flags;
    const concerns = ({ sources, scans, reads, relations, folds }: SubgraphShape): number[] => [
      ...sources.map((index) => news.ofSource(index)),
      ...scans.map((index) => module.scans[index]!.relation),
      ...reads,
      ...relations,
      ...folds.map((index) => news.ofFold(index)),
    ];
    this.#concerns = Int32Array.from(new Set(subgraphs.flatMap(concerns)));
    this.#losses = subgraphs.flatMap(({ losses }) => losses.map((index) => linkage.losses[index]!));
    this.#folds = subgraphs.flatMap(({ folds, unfolds }) => [...folds, ...unfolds].map((index) => linkage.folds[index]!)).filter((each) => each instanceof LastingFold);
  }

  get any(): boolean {
    const flags = this.#flags;
    for (const concern of this.#concerns) if (flags[concern] === 1) return true;
    for (const each of this.#losses) if (each.pending) return true;
    for (const each of this.#folds) if (each.touchedCount > 0) return true;
    return false;
  }
}

/** What is done to storage before a stage is run, and noted of it afterwards. */
export class StageSetup {
  readonly #flags: Uint8Array;
  readonly #closings: readonly Closing[];
  /** Called before a relation is emptied. */
  readonly #emptying: (relation: number) => void;
  /** Relations whose rows outlive the tick, by what they held when the stage began. */
  readonly #lasting: readonly { readonly index: number; readonly relation: Relation }[];
  readonly #before: Uint32Array;
  readonly #passing: readonly { readonly index: number; readonly relation: Relation; readonly indexes: readonly { clear(): void }[] }[];
  readonly #losing: readonly { readonly index: number; readonly relation: ChangingRelation }[];
  readonly #filled: readonly { readonly flag: number; readonly fold: Fold; readonly lasts: boolean }[];
  /** Readers that take all rows at every tick. */
  readonly #scans: readonly Scan[];
  readonly #sources: readonly Source[];
  readonly #folds: readonly Fold[];
  readonly #exits: readonly Relation[];

  constructor(subgraphs: readonly SubgraphShape[], module: Module, linkage: Linkage, news: News, emptying: (relation: number) => void) {
    const { relations, lookups, scans, sources, folds, exits, closings } = linkage;
    const lasts = (relation: number): boolean => module.relations[relation]!.lifetime !== 'tick';
    this.#flags = news.flags;
    this.#closings = closings;
    this.#emptying = emptying;
    const own = subgraphs.flatMap((each) => each.relations).map((index) => ({ index, relation: relations[index]! }));
    this.#lasting = own.filter(({ index }) => lasts(index));
    this.#before = new Uint32Array(this.#lasting.length);
    this.#passing = own.filter(({ index }) => !lasts(index)).map((each) => ({ ...each, indexes: lookups.filter(({ relation }) => relation === each.relation) }));
    this.#losing = subgraphs.flatMap(({ retracts }) => retracts).map((index) => ({ index, relation: changing(relations[index]!) }));
    this.#filled = subgraphs.flatMap(({ fills }) => fills).map((index) => ({ flag: news.ofFold(index), fold: folds[index]!, lasts: module.folds[index]!.lifetime !== 'tick' }));
    const isAnew = (index: number): boolean => module.scans[index]!.whole || !lasts(module.scans[index]!.relation);
    this.#scans = subgraphs.flatMap((each) => each.scans.filter(isAnew)).map((index) => scans[index]!);
    this.#sources = subgraphs.flatMap((each) => each.sources.filter((index) => !lasts(module.sources[index]!.relation))).map((index) => sources[index]!);
    this.#folds = subgraphs.flatMap((each) => each.folds).map((index) => folds[index]!).filter((each) => !(each instanceof LastingFold));
    this.#exits = subgraphs.flatMap((each) => each.exits).map((index) => exits[index]!);
  }

  /** Empties what the stage derives for one tick and puts readers that take all rows back to the start. `fresh`: nothing is derived yet. */
  begin(fresh: boolean): void {
    for (let i = 0; i < this.#lasting.length; i++) this.#before[i] = this.#lasting[i]!.relation.size;
    for (const { index, relation, indexes } of this.#passing) {
      this.#emptying(index);
      for (const each of this.#closings) each.resetWith(relation);
      relation.clear();
      for (const each of indexes) each.clear();
      this.#flags[index] = 1;
    }
    for (const { flag, fold, lasts } of this.#filled) {
      if (lasts && !fresh) continue;
      fold.clear();
      this.#flags[flag] = 1;
    }
    for (const each of this.#scans) each.taken = 0;
    for (const each of this.#sources) each.taken = 0;
    for (const each of this.#folds) each.taken = 0;
    for (const each of this.#exits) each.clear();
  }

  /** Notes which relations have gained or lost rows. */
  end(): void {
    for (const { index, relation } of this.#losing) if (relation.lostCount > 0) this.#flags[index] = 1;
    for (let i = 0; i < this.#lasting.length; i++) {
      const { index, relation } = this.#lasting[i]!;
      if (relation.size > this.#before[i]!) this.#flags[index] = 1;
    }
  }
}
