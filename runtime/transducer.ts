import { abiVersion, type FactShape, type Linkage, type Module, type Row, type SubgraphShape } from './abi.ts';
import { FunctorFailure, RunError } from './error.ts';
import { accumulator, Fold } from './fold.ts';
import { Functors } from './functors.ts';
import { Lookup } from './lookup.ts';
import { Relation } from './relation.ts';
import { Pace, Scan } from './scan.ts';
import { Source } from './source.ts';
import type { Values } from './values.ts';

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
 * One running program at one location: inbox -> tick -> outbox, synchronous and deterministic. The
 * host owns the loop: `receive` rows, then `begin` a tick and `advance` until it is done, then take
 * what was `sent`. A stage whose inputs are those of the tick before is not run again: what it
 * derived stands.
 */
export class Transducer {
  readonly module: Module;
  readonly work: Work = { rounds: 0, rowsDerived: 0 };
  /** The last tick that began; 0 before the first. */
  tick = 0;
  readonly #limits: Limits;
  readonly #pace = new Pace();
  readonly #linkage: Linkage;
  readonly #functions: readonly (() => void)[];
  /** Lookups of each relation, to be forgotten with it. */
  readonly #lookupsOf: readonly (readonly Lookup[])[];
  readonly #sourceOf: ReadonlyMap<string, Source>;
  /** By relation: whether its rows may differ from those of the tick before. */
  readonly #changed: Uint8Array;
  readonly #foldChanged: Uint8Array;
  readonly #sourceChanged: Uint8Array;
  readonly #names: ReadonlyMap<string, number>;
  /** Facts stated for one tick, by that tick. */
  readonly #stated = new Map<number, FactShape[]>();
  /** Rows came from outside for the next tick: it takes place even if they are those of this one. */
  #inserted = false;
  #stage = 0;
  #stageStarted = false;
  #stageRounds = 0;

  /** `location` is where it runs: it takes only the facts stated for there, or all of them when it is null. */
  constructor(module: Module, values: Values, location: string | null = null, limits: Limits = defaultLimits) {
    if (module.abiVersion !== abiVersion) {
      throw new Error(`the module was compiled for ABI ${module.abiVersion}, this runtime is ABI ${abiVersion}: compile it again`);
    }
    this.module = module;
    this.#limits = limits;
    const relations = module.relations.map((shape) => new Relation(shape.columns.length));
    this.#linkage = {
      relations,
      lookups: module.lookups.map((shape) => new Lookup(relations[shape.relation]!, shape.columns)),
      scans: module.scans.map((shape) => new Scan(relations[shape.relation]!, this.#pace)),
      sources: module.sources.map((shape) => new Source(relations[shape.relation]!.arity, this.#pace)),
      folds: module.folds.map((shape) => new Fold(shape.groupColumns, shape.folds, values)),
      exits: module.exits.map((shape) => new Relation(relations[shape.relation]!.arity)),
      values,
      functors: new Functors(),
      accumulate: (name, type, rule) => accumulator({ function: name, type, rule }, values),
    };
    this.#functions = module.link(this.#linkage);
    this.#names = new Map(module.relations.map((shape, index) => [shape.name, index]));
    this.#lookupsOf = relations.map((relation) => this.#linkage.lookups.filter((each) => each.relation === relation));
    this.#sourceOf = new Map(module.sources.map((shape, index) => [sourceKey(shape.relation, shape.kind), this.#linkage.sources[index]!]));
    this.#changed = new Uint8Array(relations.length);
    this.#foldChanged = new Uint8Array(module.folds.length);
    this.#sourceChanged = new Uint8Array(module.sources.length);
    for (const fact of module.facts) {
      const column = module.relations[fact.relation]!.location;
      if (location !== null && column >= 0 && fact.row[column] !== location) continue;
      this.state(fact.relation, fact.row, fact.tick);
    }
  }

  /** The index of a relation in the module, or -1 where this transducer has none of that name. */
  relationNamed(name: string): number {
    return this.#names.get(name) ?? -1;
  }

  /** States a fact for a tick, or for every tick (0); to be called before the first. */
  state(relation: number, row: Row, tick: number): void {
    if (tick === 0) this.hold(relation, row);
    else if (tick === 1) this.insert(relation, row);
    else push(this.#stated, tick, { relation, row, tick });
  }

  /** A row that holds at every tick; to be called before the first. */
  hold(relation: number, row: Row): void {
    this.#encode(relation, row, this.#inlet(relation, 'source').fixed);
  }

  /** A row from outside, for the inbox of the next tick, which then takes place whatever it holds. */
  insert(relation: number, row: Row): void {
    this.receive(relation, row);
    if (!this.module.relations[relation]!.auxiliary) this.#inserted = true;
  }

  /** A row for the inbox of the next tick. */
  receive(relation: number, row: Row): void {
    this.#encode(relation, row, this.#inlet(relation, 'receive').arriving);
  }

  /** Whether rows delivered to a relation have a reader here. */
  receives(relation: number): boolean {
    return this.#sourceOf.has(sourceKey(relation, 'receive'));
  }

  /**
   * Whether the next tick has anything to do: rows were inserted for it, or its inbox or what is
   * carried into it is not as it was. What the compiler added for itself is no reason to run.
   */
  get due(): boolean {
    const { sources, relations } = this.module;
    if (this.tick === 0 || this.#inserted) return true;
    return this.#linkage.sources.some((source, index) => !relations[sources[index]!.relation]!.auxiliary && source.differs);
  }

  /** The first tick after this one at which a fact is stated, or Infinity. */
  get nextStated(): number {
    const later = [...this.#stated].filter(([tick]) => tick > this.tick);
    const users = later.filter(([, facts]) => facts.some((fact) => !this.module.relations[fact.relation]!.auxiliary));
    return users.length === 0 ? Infinity : Math.min(...later.map(([tick]) => tick));
  }

  /** Passes over ticks that have nothing to do, so that the next one is `tick`. */
  skipTo(tick: number): void {
    this.tick = tick - 1;
    this.#stateFactsOf(tick);
  }

  /** Takes the inbox and starts a tick; `advance` does its work. */
  begin(): void {
    const first = this.tick === 0;
    this.tick++;
    this.#linkage.sources.forEach((source, index) => {
      this.#sourceChanged[index] = first || source.differs ? 1 : 0;
      source.begin();
    });
    this.#changed.fill(first ? 1 : 0);
    this.#foldChanged.fill(first ? 1 : 0);
    this.#inserted = false;
    this.#stage = 0;
    this.#stageStarted = false;
  }

  /** Works on the tick until it is done (true) or `pause` says to come back later (false). */
  advance(pause: () => boolean): boolean {
    const { stages } = this.module;
    while (this.#stage < stages.length) {
      const stage = stages[this.#stage]!;
      const subgraphs = stage.subgraphs.map((index) => this.module.subgraphs[index]!);
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
      for (const each of subgraphs) for (const relation of each.relations) this.work.rowsDerived += this.#linkage.relations[relation]!.size;
      this.#stage++;
      this.#stageStarted = false;
    }
    this.#carry();
    return true;
  }

  /** Whether a relation's rows may differ from those of the tick before. */
  mayHaveChanged(relation: number): boolean {
    return this.#changed[relation] === 1;
  }

  /** The rows of a relation at the last tick, in no order that means anything. */
  rows(relation: number): Row[] {
    return this.#decode(relation, this.#linkage.relations[relation]!);
  }

  /** How many rows a relation holds. */
  count(relation: number): number {
    return this.#linkage.relations[relation]!.size;
  }

  /** What the last tick sends: rows by relation. */
  sent(): { readonly relation: number; readonly rows: readonly Row[] }[] {
    return this.module.exits.flatMap((shape, index) =>
      shape.kind === 'send' ? [{ relation: shape.relation, rows: this.#decode(shape.relation, this.#linkage.exits[index]!) }] : [],
    );
  }

  #inlet(relation: number, kind: 'source' | 'receive'): Source {
    const source = this.#sourceOf.get(sourceKey(relation, kind));
    if (!source) throw new Error(`${this.module.relations[relation]?.name ?? relation} takes no rows from outside`);
    return source;
  }

  #encode(relation: number, row: Row, into: Relation): void {
    const { columns } = this.module.relations[relation]!;
    if (columns.length === 0) {
      into.insert0();
      return;
    }
    columns.forEach((column, i) => {
      into.row[i] = this.#linkage.values.encode(column.type, row[i]!);
    });
    into.insert();
  }

  #decode(relation: number, from: Relation): Row[] {
    const { columns } = this.module.relations[relation]!;
    const rows: Row[] = [];
    for (let at = 0, row = 0; row < from.size; row++, at += columns.length) {
      rows.push(columns.map((column, i) => this.#linkage.values.decode(column.type, from.words[at + i]!)));
    }
    return rows;
  }

  #isAffected(subgraph: SubgraphShape): boolean {
    const { scans } = this.module;
    return (
      subgraph.sources.some((index) => this.#sourceChanged[index] === 1) ||
      subgraph.scans.some((index) => this.#changed[scans[index]!.relation] === 1) ||
      subgraph.reads.some((index) => this.#changed[index] === 1) ||
      subgraph.folds.some((index) => this.#foldChanged[index] === 1)
    );
  }

  /** Empties what a subgraph derives and puts its readers back to the start. */
  #reset(subgraph: SubgraphShape): void {
    const { relations, scans, sources, folds, exits } = this.#linkage;
    for (const index of subgraph.relations) {
      relations[index]!.clear();
      for (const lookup of this.#lookupsOf[index]!) lookup.clear();
      this.#changed[index] = 1;
    }
    for (const index of subgraph.fills) {
      folds[index]!.clear();
      this.#foldChanged[index] = 1;
    }
    for (const index of subgraph.scans) scans[index]!.taken = 0;
    for (const index of subgraph.sources) sources[index]!.taken = 0;
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
        const rule = this.module.rules[failure.rule];
        throw new RunError(failure.code, failure.message, rule?.text ?? null, rule?.place ?? null);
      }
      if (failure instanceof RangeError && /alloc|array length|array buffer/i.test(failure.message)) throw this.#runaway(this.module.subgraphs[subgraph]!, 'memory ran out');
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
        const { limit } = this.module.relations[index]!;
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
    const rules = subgraph.rules.map((index) => this.module.rules[index]!);
    const rule = rules.find((each) => each.recursive) ?? rules[0];
    const name = rule ? this.module.relations[rule.relation]!.name : 'a relation';
    return new RunError('runaway', `${name} grows without end: ${what} in tick ${this.tick}`, rule?.text ?? null, rule?.place ?? null);
  }

  /** Gives what `@next` rules derived, and the facts stated for it, to the next tick. */
  #carry(): void {
    this.module.exits.forEach((shape, index) => {
      if (shape.kind !== 'next') return;
      const rows = this.#linkage.exits[index]!;
      const { arriving } = this.#inlet(shape.relation, 'source');
      for (let row = 0; row < rows.size; row++) arriving.insertFrom(rows, row);
    });
    this.#stateFactsOf(this.tick + 1);
  }

  #stateFactsOf(tick: number): void {
    for (const fact of this.#stated.get(tick) ?? []) this.insert(fact.relation, fact.row);
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function sourceKey(relation: number, kind: 'source' | 'receive'): string {
  return `${kind} ${relation}`;
}
