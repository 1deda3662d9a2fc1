import type { Linkage, Module } from './abi.ts';
import { ChangingLookup } from './changing-lookup.ts';
import { ChangingRelation } from './changing-relation.ts';
import { expecting } from './expectation.ts';
import { Guard } from './guard.ts';
import { LastingFold } from './lasting-fold.ts';
import type { Limits } from './limits.ts';
import type { Relation } from './relation.ts';
import type { Pace, Scan } from './scan.ts';
import { News } from './stage-setup.ts';
import { rowsOf, stageOf, takenBy, type Stage } from './stage.ts';

/** What a run has cost so far. */
export interface Work {
  /** Calls of subgraphs. */
  readonly rounds: number;
  /** Rows that pipelines have started with: what a tick costs, but for the matches of each. */
  readonly rowsRead: number;
  readonly rowsDerived: number;
}

/** Rows up to which an index may be behind its relation when a tick ends, so that no tick has to take in many. */
const mostLeft = 64;

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
  /** Relations that can lose rows. */
  readonly #changing: readonly { readonly relation: ChangingRelation; readonly lookups: readonly ChangingLookup[]; readonly readers: readonly Scan[] }[];
  readonly #news: News;
  /** Folds whose groups live on. */
  readonly #lasting: readonly LastingFold[];
  /** By source: whether rows that come by it are new even if they are those that came for the tick before. */
  readonly #mayHaveLost: readonly boolean[];
  readonly #stages: readonly Stage[];
  /** Nothing stands of what was derived before this tick. */
  #fresh = true;
  #stage = 0;
  #stageStarted = false;
  #stageRounds = 0;
  #rounds = 0;
  /** Rows that stages which are done have taken. */
  #rowsRead = 0;
  /** Rows of the stages that are done. */
  #rowsDerived = 0;
  /** Rows that the relations of the stage held when it began. */
  #rowsBefore = 0;
  /** Rows that its subgraphs had taken. */
  #takenBefore = 0;
  #pause: () => boolean = never;

  constructor(module: Module, linkage: Linkage, pace: Pace, limits: Limits, emptying: (relation: number) => void) {
    this.#module = module;
    this.#linkage = linkage;
    this.#pace = pace;
    this.#guard = new Guard(module, linkage, limits);
    this.#functions = linkage.values.pinning(() => module.link(linkage)).map((each, index) => expecting(module, linkage, index, each));
    this.#changing = linkage.relations.flatMap((relation) => {
      if (!(relation instanceof ChangingRelation)) return [];
      const lookups = linkage.lookups.filter((each) => each instanceof ChangingLookup).filter((each) => each.relation === relation);
      return [{ relation, lookups, readers: linkage.scans.filter((each) => each.relation === relation) }];
    });
    this.#news = new News(module);
    this.#lasting = linkage.folds.filter((each) => each instanceof LastingFold);
    this.#mayHaveLost = module.sources.map(({ relation }) => module.relations[relation]!.lifetime === 'changing');
    this.#stages = module.stages.map((stage) => stageOf(stage.subgraphs, module, linkage, this.#news, emptying));
  }

  /** What the ticks so far have cost, the rows of the one being worked on included. */
  get work(): Work {
    const stage = this.#stageStarted ? this.#stages[this.#stage] : undefined;
    return {
      rounds: this.#rounds,
      rowsRead: this.#rowsRead + (stage ? takenBy(stage) - this.#takenBefore : 0),
      rowsDerived: this.#rowsDerived + (stage ? rowsOf(stage.relations) - this.#rowsBefore : 0),
    };
  }

  /** Takes what has arrived and starts a tick; `advance` does its work. `fresh`: nothing is derived yet. */
  begin(tick: number, fresh: boolean): void {
    this.#start(tick, fresh);
    const { sources } = this.#linkage;
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index]!;
      if ((this.#mayHaveLost[index]! && source.arriving.size > 0) || source.differs) this.#news.flags[this.#news.ofSource(index)] = 1;
      source.begin();
    }
  }

  /** Starts a tick whose rows have been taken already, when what it derived is gone. */
  again(tick: number): void {
    this.#start(tick, true);
  }

  #start(tick: number, fresh: boolean): void {
    this.#guard.tick = tick;
    this.#fresh = fresh;
    for (const each of this.#linkage.losses) each.taken = 0;
    this.#news.flags.fill(fresh ? 1 : 0);
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
        if (!stage.occasions.any) continue;
        stage.setup.begin(this.#fresh);
        for (const each of stage.choices) each.settle();
        this.#stageStarted = true;
        this.#stageRounds = 0;
        this.#rowsBefore = rowsOf(stage.relations);
        this.#takenBefore = takenBy(stage);
      }
      if (!this.#runStage(stage)) return false;
      this.#rowsDerived += rowsOf(stage.relations) - this.#rowsBefore;
      this.#rowsRead += takenBy(stage) - this.#takenBefore;
      stage.setup.end();
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
    return this.#news.flags[relation] === 1;
  }

  /** Takes out what the tick has lost; to be called when all that it derives has been read. */
  end(): void {
    for (const each of this.#lasting) each.settle();
    for (const { relation, lookups, readers } of this.#changing) {
      for (const each of lookups) if (relation.size - each.rows > mostLeft) each.update();
      if (relation.lostCount === 0) continue;
      for (const each of readers) if (each.pending) each.taken = 0;
      relation.purge(lookups);
      for (const each of readers) each.taken = Math.min(each.taken, relation.size);
    }
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
      this.#call(indexes[at]!);
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
