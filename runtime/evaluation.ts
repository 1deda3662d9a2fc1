import type { Linkage, Module, SubgraphShape } from './abi.ts';
import { ChangingLookup } from './changing-lookup.ts';
import { ChangingRelation } from './changing-relation.ts';
import type { Cluster } from './cluster.ts';
import { expecting } from './expectation.ts';
import { Guard } from './guard.ts';
import { LastingFold } from './lasting-fold.ts';
import type { Limits } from './limits.ts';
import type { Lookup } from './lookup.ts';
import type { Relation } from './relation.ts';
import type { Pace, Scan } from './scan.ts';
import { rowsOf, stageOf, type Stage } from './stage.ts';

/** What a run has cost so far. */
export interface Work {
  /** Calls of subgraphs. */
  readonly rounds: number;
  /** Rows that pipelines have started with: what a tick costs, but for the matches of each. */
  readonly rowsRead: number;
  readonly rowsDerived: number;
}

const never = () => false;

/**
 * The evaluation of one tick after another: stages in order, each to its fixpoint. A stage whose inputs
 * are those of the tick before is not run again: what it derived stands. Relations that lose no rows
 * are never emptied, and their readers go on where they stopped, so that a tick costs what changed.
 */
export class Evaluation {
  readonly #module: Module;
  readonly #linkage: Linkage;
  readonly #guard: Guard;
  readonly #pace: Pace;
  readonly #functions: readonly (() => void)[];
  /** Called before a relation is emptied. */
  readonly #emptying: (relation: number) => void;
  /** Relations that can lose rows. */
  readonly #changing: readonly { readonly index: number; readonly relation: ChangingRelation; readonly lookups: readonly ChangingLookup[]; readonly readers: readonly Scan[] }[];
  /** Indexes of each relation, to be forgotten with it. */
  readonly #indexesOf: readonly (readonly (Lookup | Cluster)[])[];
  /** By relation: whether its rows may differ from those of the tick before. */
  readonly #changed: Uint8Array;
  readonly #foldChanged: Uint8Array;
  /** By relation: its rows when its stage began. */
  readonly #sizeBefore: Uint32Array;
  /** By fold: those whose groups live on. */
  readonly #lasting: readonly (LastingFold | null)[];
  readonly #sourceChanged: Uint8Array;
  readonly #stages: readonly Stage[];
  /** Nothing stands of what was derived before this tick. */
  #fresh = true;
  #stage = 0;
  #stageStarted = false;
  #stageRounds = 0;
  #rounds = 0;
  #rowsRead = 0;
  /** Rows of the stages that are done. */
  #rowsDerived = 0;
  /** Rows that the relations of the stage held when it began. */
  #rowsBefore = 0;
  #pause: () => boolean = never;

  constructor(module: Module, linkage: Linkage, pace: Pace, limits: Limits, emptying: (relation: number) => void) {
    this.#emptying = emptying;
    this.#module = module;
    this.#linkage = linkage;
    this.#pace = pace;
    this.#guard = new Guard(module, linkage, limits);
    this.#functions = linkage.values.pinning(() => module.link(linkage)).map((each, index) => expecting(module, linkage, index, each));
    this.#changing = linkage.relations.flatMap((relation, index) => {
      if (!(relation instanceof ChangingRelation)) return [];
      const lookups = linkage.lookups.filter((each) => each instanceof ChangingLookup).filter((each) => each.relation === relation);
      return [{ index, relation, lookups, readers: linkage.scans.filter((each) => each.relation === relation) }];
    });
    this.#indexesOf = linkage.relations.map((relation) => linkage.lookups.filter((each) => each.relation === relation));
    this.#changed = new Uint8Array(linkage.relations.length);
    this.#foldChanged = new Uint8Array(module.folds.length);
    this.#sizeBefore = new Uint32Array(linkage.relations.length);
    this.#lasting = linkage.folds.map((each) => (each instanceof LastingFold ? each : null));
    this.#sourceChanged = new Uint8Array(module.sources.length);
    this.#stages = module.stages.map((stage) => stageOf(stage.subgraphs, module, linkage));
  }

  /** What the ticks so far have cost, the rows of the one being worked on included. */
  get work(): Work {
    const stage = this.#stageStarted ? this.#stages[this.#stage] : undefined;
    return { rounds: this.#rounds, rowsRead: this.#rowsRead, rowsDerived: this.#rowsDerived + (stage ? rowsOf(stage.relations) - this.#rowsBefore : 0) };
  }

  /** Takes what has arrived and starts a tick; `advance` does its work. `fresh`: nothing is derived yet. */
  begin(tick: number, fresh: boolean): void {
    const { sources } = this.#linkage;
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index]!;
      this.#sourceChanged[index] = source.differs || (this.#mayHaveLost(index) && source.arriving.size > 0) ? 1 : 0;
      source.begin();
    }
    this.#start(tick, fresh);
  }

  /** Starts a tick whose rows have been taken already, when what it derived is gone. */
  again(tick: number): void {
    this.#start(tick, true);
  }

  #start(tick: number, fresh: boolean): void {
    this.#guard.tick = tick;
    this.#fresh = fresh;
    for (const each of this.#linkage.losses) each.taken = 0;
    if (fresh) this.#sourceChanged.fill(1);
    this.#changed.fill(fresh ? 1 : 0);
    this.#foldChanged.fill(fresh ? 1 : 0);
    this.#stage = 0;
    this.#stageStarted = false;
  }

  /**
   * Works on the tick until it is done (true) or `pause` says to come back later (false). `pause` is also
   * called within long passes, which cannot stop half way, whatever it says.
   */
  advance(pause: () => boolean): boolean {
    this.#pause = pause;
    for (; this.#stage < this.#stages.length; this.#stage++) {
      const stage = this.#stages[this.#stage]!;
      if (!this.#stageStarted) {
        if (!this.#isStageAffected(stage)) continue;
        for (const each of stage.subgraphs) this.#reset(each);
        for (const each of stage.choices) each.settle();
        this.#stageStarted = true;
        this.#stageRounds = 0;
        this.#rowsBefore = rowsOf(stage.relations);
      }
      if (!this.#runStage(stage)) return false;
      this.#rowsDerived += rowsOf(stage.relations) - this.#rowsBefore;
      for (const each of stage.subgraphs) this.#noteGains(each);
      this.#stageStarted = false;
    }
    return true;
  }

  /** To be called while a relation grows: refuses what is too much, and lets `pause` look at the clock. */
  grown(relation: Relation): void {
    const stage = this.#stages[this.#stage];
    if (!stage || !this.#stageStarted) return;
    this.#guard.refuseMuch(stage, relation);
    this.#pause();
  }

  /** Whether a relation's rows may differ from those of the tick before. */
  mayHaveChanged(relation: number): boolean {
    return this.#changed[relation] === 1;
  }

  #isStageAffected({ subgraphs }: Stage): boolean {
    for (const each of subgraphs) if (this.#isAffected(each)) return true;
    return false;
  }

  #isAffected({ sources, scans, reads, losses, relations, folds, unfolds }: SubgraphShape): boolean {
    for (const index of sources) if (this.#sourceChanged[index] === 1) return true;
    for (const index of scans) if (this.#changed[this.#module.scans[index]!.relation] === 1) return true;
    for (const index of reads) if (this.#changed[index] === 1) return true;
    for (const index of losses) if (this.#linkage.losses[index]!.pending) return true;
    for (const index of relations) if (this.#changed[index] === 1) return true;
    for (const index of folds) if (this.#foldChanged[index] === 1 || this.#isTouched(index)) return true;
    for (const index of unfolds) if (this.#isTouched(index)) return true;
    return false;
  }

  /** Takes out what the tick has lost; to be called when all that it derives has been read. */
  end(): void {
    for (const each of this.#lasting) each?.settle();
    for (const { relation, lookups, readers } of this.#changing) {
      if (relation.lostCount === 0) continue;
      for (const each of readers) if (each.pending) each.taken = 0;
      relation.purge(lookups);
      for (const each of readers) each.taken = Math.min(each.taken, relation.size);
    }
  }

  /** Whether this tick has touched groups of a fold that lives on. */
  #isTouched(fold: number): boolean {
    return (this.#lasting[fold]?.touchedCount ?? 0) > 0;
  }

  /** Whether rows that come by a source are new even if they are those that came for the tick before. */
  #mayHaveLost(source: number): boolean {
    return this.#module.relations[this.#module.sources[source]!.relation]!.lifetime === 'changing';
  }

  /** Whether a relation's rows outlive the tick. */
  #lasts(relation: number): boolean {
    return this.#module.relations[relation]!.lifetime !== 'tick';
  }

  /** Notes which relations of a subgraph that has run have gained or lost rows. */
  #noteGains(subgraph: SubgraphShape): void {
    for (const { index, relation } of this.#changing) if (relation.lostCount > 0) this.#changed[index] = 1;
    for (const index of subgraph.relations) {
      if (this.#linkage.relations[index]!.size > this.#sizeBefore[index]!) this.#changed[index] = 1;
    }
  }

  /** Empties what a subgraph derives for one tick and puts readers that take all rows back to the start. */
  #reset(subgraph: SubgraphShape): void {
    const { relations, scans, sources, folds, closings, exits } = this.#linkage;
    for (const index of subgraph.relations) {
      this.#sizeBefore[index] = this.#lasts(index) ? relations[index]!.size : 0;
      if (this.#lasts(index)) continue;
      this.#emptying(index);
      for (const each of closings) each.resetWith(relations[index]!);
      relations[index]!.clear();
      for (const each of this.#indexesOf[index]!) each.clear();
      this.#changed[index] = 1;
    }
    for (const index of subgraph.fills) {
      if (this.#module.folds[index]!.lifetime !== 'tick' && !this.#fresh) continue;
      folds[index]!.clear();
      this.#foldChanged[index] = 1;
    }
    for (const index of subgraph.scans) {
      const { relation, whole } = this.#module.scans[index]!;
      if (whole || !this.#lasts(relation)) scans[index]!.taken = 0;
    }
    for (const index of subgraph.sources) if (!this.#lasts(this.#module.sources[index]!.relation)) sources[index]!.taken = 0;
    for (const index of subgraph.folds) if (!(folds[index] instanceof LastingFold)) folds[index]!.taken = 0;
    for (const index of subgraph.exits) exits[index]!.clear();
  }

  /** Runs the subgraphs until none has anything left to take; false when paused. */
  #runStage(stage: Stage): boolean {
    const { indexes, readers } = stage;
    for (let idle = 0, at = 0; idle < readers.length; at = at + 1 === readers.length ? 0 : at + 1) {
      const reader = readers[at]!;
      if (!reader.pending) {
        idle++;
        continue;
      }
      idle = 0;
      const before = reader.taken;
      this.#call(indexes[at]!);
      this.#rowsRead += reader.taken - before;
      this.#rounds++;
      this.#stageRounds++;
      if (this.#guard.isFull(stage, this.#stageRounds)) return true;
      const interrupted = this.#pause();
      this.#pace.adapt(interrupted);
      if (interrupted) return false;
    }
    return true;
  }

  #call(index: number): void {
    try {
      this.#functions[index]!();
    } catch (failure) {
      throw this.#guard.explain(failure, this.#module.subgraphs[index]!);
    }
  }
}
