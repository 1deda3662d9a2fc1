import type { Linkage, Module, SubgraphShape } from './abi.ts';
import { FunctorFailure, RunError } from './error.ts';
import type { Lookup } from './lookup.ts';
import type { Pace } from './scan.ts';

/** When a run is stopped as a runaway. */
export interface Limits {
  /** Rows that the relations of one stage may hold. */
  readonly maxRows: number;
  /** Calls of the functions of one stage in one tick. */
  readonly maxRounds: number;
}

export const defaultLimits: Limits = { maxRows: 50_000_000, maxRounds: 2_000_000 };

/** What a run has cost so far. */
export interface Work {
  rounds: number;
  rowsDerived: number;
}

/**
 * The evaluation of one tick after another: stages in order, each to its fixpoint. A stage whose inputs
 * are those of the tick before is not run again: what it derived stands. Relations that lose no rows
 * are never emptied, and their readers go on where they stopped, so that a tick costs what changed.
 */
export class Evaluation {
  readonly work: Work = { rounds: 0, rowsDerived: 0 };
  readonly #module: Module;
  readonly #linkage: Linkage;
  readonly #limits: Limits;
  readonly #pace: Pace;
  readonly #functions: readonly (() => void)[];
  /** Lookups of each relation, to be forgotten with it. */
  readonly #lookupsOf: readonly (readonly Lookup[])[];
  /** By relation: whether its rows may differ from those of the tick before. */
  readonly #changed: Uint8Array;
  readonly #foldChanged: Uint8Array;
  /** By relation: its rows when its stage began. */
  readonly #sizeBefore: Uint32Array;
  readonly #sourceChanged: Uint8Array;
  #tick = 0;
  #stage = 0;
  #stageStarted = false;
  #stageRounds = 0;

  constructor(module: Module, linkage: Linkage, pace: Pace, limits: Limits) {
    this.#module = module;
    this.#linkage = linkage;
    this.#pace = pace;
    this.#limits = limits;
    this.#functions = module.link(linkage);
    this.#lookupsOf = linkage.relations.map((relation) => linkage.lookups.filter((each) => each.relation === relation));
    this.#changed = new Uint8Array(linkage.relations.length);
    this.#foldChanged = new Uint8Array(module.folds.length);
    this.#sizeBefore = new Uint32Array(linkage.relations.length);
    this.#sourceChanged = new Uint8Array(module.sources.length);
  }

  /** Takes what has arrived and starts a tick; `advance` does its work. */
  begin(tick: number, first: boolean): void {
    this.#tick = tick;
    this.#linkage.sources.forEach((source, index) => {
      this.#sourceChanged[index] = first || source.differs ? 1 : 0;
      source.begin();
    });
    this.#changed.fill(first ? 1 : 0);
    this.#foldChanged.fill(first ? 1 : 0);
    this.#stage = 0;
    this.#stageStarted = false;
  }

  /** Works on the tick until it is done (true) or `pause` says to come back later (false). */
  advance(pause: () => boolean): boolean {
    const { stages } = this.#module;
    while (this.#stage < stages.length) {
      const stage = stages[this.#stage]!;
      const subgraphs = stage.subgraphs.map((index) => this.#module.subgraphs[index]!);
      if (!this.#stageStarted) {
        if (!subgraphs.some((each) => this.#isAffected(each))) {
          this.#stage++;
          continue;
        }
        for (const each of subgraphs) this.#reset(each);
        this.#stageStarted = true;
        this.#stageRounds = 0;
      }
      if (!this.#runStage(stage.subgraphs, subgraphs, pause)) return false;
      for (const each of subgraphs) this.#settle(each);
      this.#stage++;
      this.#stageStarted = false;
    }
    return true;
  }

  /** Whether a relation's rows may differ from those of the tick before. */
  mayHaveChanged(relation: number): boolean {
    return this.#changed[relation] === 1;
  }

  #isAffected(subgraph: SubgraphShape): boolean {
    const { scans } = this.#module;
    return (
      subgraph.sources.some((index) => this.#sourceChanged[index] === 1) ||
      subgraph.scans.some((index) => this.#changed[scans[index]!.relation] === 1) ||
      subgraph.reads.some((index) => this.#changed[index] === 1) ||
      subgraph.folds.some((index) => this.#foldChanged[index] === 1)
    );
  }

  /** Whether a relation's rows outlive the tick. */
  #lasts(relation: number): boolean {
    return this.#module.relations[relation]!.lifetime !== 'tick';
  }

  /** Counts what a subgraph has derived and notes which of its relations have gained rows. */
  #settle(subgraph: SubgraphShape): void {
    for (const index of subgraph.relations) {
      const { size } = this.#linkage.relations[index]!;
      const gained = size - this.#sizeBefore[index]!;
      this.work.rowsDerived += gained;
      if (gained > 0) this.#changed[index] = 1;
    }
  }

  /** Empties what a subgraph derives for one tick and puts readers that take all rows back to the start. */
  #reset(subgraph: SubgraphShape): void {
    const { relations, scans, sources, folds, exits } = this.#linkage;
    for (const index of subgraph.relations) {
      this.#sizeBefore[index] = this.#lasts(index) ? relations[index]!.size : 0;
      if (this.#lasts(index)) continue;
      relations[index]!.clear();
      for (const lookup of this.#lookupsOf[index]!) lookup.clear();
      this.#changed[index] = 1;
    }
    for (const index of subgraph.fills) {
      if (this.#module.folds[index]!.fixed && this.#tick > 1) continue;
      folds[index]!.clear();
      this.#foldChanged[index] = 1;
    }
    for (const index of subgraph.scans) {
      const { relation, whole } = this.#module.scans[index]!;
      if (whole || !this.#lasts(relation)) scans[index]!.taken = 0;
    }
    for (const index of subgraph.sources) if (!this.#lasts(this.#module.sources[index]!.relation)) sources[index]!.taken = 0;
    for (const index of subgraph.folds) folds[index]!.taken = 0;
    for (const index of subgraph.exits) exits[index]!.clear();
  }

  /** Runs the subgraphs until none has anything left to take; false when paused. */
  #runStage(indexes: readonly number[], subgraphs: readonly SubgraphShape[], pause: () => boolean): boolean {
    for (let idle = 0, at = 0; idle < subgraphs.length; at = (at + 1) % subgraphs.length) {
      const subgraph = subgraphs[at]!;
      if (!this.#isPending(subgraph)) {
        idle++;
        continue;
      }
      idle = 0;
      this.#call(indexes[at]!);
      this.work.rounds++;
      this.#stageRounds++;
      if (this.#isFull(subgraphs)) return true;
      const interrupted = pause();
      this.#pace.adapt(interrupted);
      if (interrupted) return false;
    }
    return true;
  }

  #isPending(subgraph: SubgraphShape): boolean {
    const { scans, sources, folds } = this.#linkage;
    return (
      subgraph.scans.some((index) => scans[index]!.pending) ||
      subgraph.sources.some((index) => sources[index]!.pending) ||
      subgraph.folds.some((index) => folds[index]!.pending)
    );
  }

  #call(subgraph: number): void {
    try {
      this.#functions[subgraph]!();
    } catch (failure) {
      if (failure instanceof FunctorFailure) {
        const rule = this.#module.rules[failure.rule];
        throw new RunError(failure.code, failure.message, rule?.text ?? null, rule?.place ?? null);
      }
      if (failure instanceof RangeError && /alloc|array length|array buffer/i.test(failure.message)) throw this.#runaway(this.#module.subgraphs[subgraph]!, 'memory ran out');
      throw failure;
    }
  }

  /** Whether a `.limitsize` ends the stage; a limit of the run is an error. */
  #isFull(subgraphs: readonly SubgraphShape[]): boolean {
    let rows = 0;
    for (const subgraph of subgraphs) {
      for (const index of subgraph.relations) {
        const { size } = this.#linkage.relations[index]!;
        rows += size;
        const { limit } = this.#module.relations[index]!;
        if (limit >= 0 && size >= limit) return true;
      }
    }
    const { maxRows, maxRounds } = this.#limits;
    const largest = subgraphs.reduce((a, b) => (this.#sizeOf(a) >= this.#sizeOf(b) ? a : b));
    if (rows > maxRows) throw this.#runaway(largest, `more than ${maxRows} rows`);
    if (this.#stageRounds > maxRounds) throw this.#runaway(largest, `no fixpoint after ${maxRounds} rounds`);
    return false;
  }

  #sizeOf(subgraph: SubgraphShape): number {
    return subgraph.relations.reduce((sum, index) => sum + this.#linkage.relations[index]!.size, 0);
  }

  #runaway(subgraph: SubgraphShape, what: string): RunError {
    const rules = subgraph.rules.map((index) => this.#module.rules[index]!);
    const rule = rules.find((each) => each.recursive) ?? rules[0];
    const name = rule ? this.#module.relations[rule.relation]!.name : 'a relation';
    return new RunError('runaway', `${name} grows without end: ${what} in tick ${this.#tick}`, rule?.text ?? null, rule?.place ?? null);
  }
}
