import { abiVersion, type FactShape, type Linkage, type Module, type RelationShape, type Row } from './abi.ts';
import { allocate } from './allocate.ts';
import { Backup } from './backup.ts';
import { captured, forget, insertAt, reinstate, type Carried } from './carried.ts';
import type { Cluster } from './cluster.ts';
import { changing } from './changing-relation.ts';
import type { Root, RootHolder } from './collector.ts';
import { distinctRows } from './distinct-rows.ts';
import { Evaluation, type Work } from './evaluation.ts';
import { Functors, type HostFunctor } from './functors.ts';
import { Inlets } from './inlets.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Lookup } from './lookup.ts';
import { Observer } from './observer.ts';
import { KeptRelation, LeavingRelation, type Persistent } from './persistent.ts';
import { Relation } from './relation.ts';
import { StorageRoots } from './roots.ts';
import { insertRow, putRow, rowsIn } from './row-words.ts';
import { Pace } from './scan.ts';
import type { Source } from './source.ts';
import type { RowLog } from './signed-rows.ts';
import type { Values } from './values.ts';
import { Withdrawals } from './withdrawals.ts';

/**
 * One running program at one location: inbox -> tick -> outbox, synchronous and deterministic. The
 * host owns the loop: `receive` rows, then `begin` a tick and `advance` until it is done, then take
 * what was `sent`.
 */
export class Transducer implements RootHolder {
  readonly module: Module;
  /** The last tick that began; 0 before the first. */
  tick = 0;
  readonly #linkage: Linkage;
  readonly #evaluation: Evaluation;
  readonly #inlets: Inlets;
  readonly #names: ReadonlyMap<string, number>;
  /** Facts stated for one tick, by that tick. */
  readonly #stated = new Map<number, FactShape[]>();
  /** Relations that a persistence rule carries on. */
  readonly #persistent: readonly Persistent[];
  /** The exits whose rows are sent. */
  readonly #sends: readonly number[];
  readonly #withdrawals: Withdrawals;
  readonly #backup: Backup;
  /** What is derived cannot be built on: a tick failed. */
  #isStale = false;
  /** Who watches, and which relation. */
  readonly #observers = new Map<Observer, number>();
  readonly #roots: StorageRoots;
  /** Rows came from outside for the next tick: it takes place even if they are those of this one. */
  #inserted = false;
  #insertedForLast = false;

  /** `location` is where it runs: it takes only the facts stated for there, or all of them when it is null. */
  constructor(module: Module, values: Values, location: string | null = null, limits: Limits = defaultLimits, functors: readonly HostFunctor[] = []) {
    if (module.abiVersion !== abiVersion) {
      throw new Error(`the module was compiled for ABI ${module.abiVersion}, this runtime is ABI ${abiVersion}: compile it again`);
    }
    this.module = module;
    const pace = new Pace();
    this.#linkage = allocate(module, values, new Functors(functors), pace, (relation) => this.#evaluation.grown(relation));
    this.#evaluation = new Evaluation(module, this.#linkage, pace, limits, (relation) => this.#backup.save(relation));
    this.#backup = new Backup(module, this.#linkage);
    this.#inlets = new Inlets(module, this.#linkage);
    this.#persistent = module.relations.flatMap((shape, index) => this.#persisted(shape, index));
    this.#sends = module.exits.flatMap(({ kind }, index) => (kind === 'send' ? [index] : []));
    this.#withdrawals = new Withdrawals(module, this.#linkage);
    this.#roots = new StorageRoots(module, this.#linkage);
    values.collector.add(this);
    this.#names = new Map(module.relations.map((shape, index) => [shape.name, index]));
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
    insertRow(this.module.relations[relation]!, this.#linkage.values, row, this.#inlets.at(relation, 'source').fixed);
  }

  /** Many rows that hold at every tick, as words of the transducer's values; to be called before the first. */
  holdAll(relation: number, rows: RowLog): void {
    this.#inlets.at(relation, 'source').fixed.insertLog(rows);
  }

  /** A row from outside, for the inbox of the next tick, which then takes place whatever it holds. */
  insert(relation: number, row: Row): void {
    const { arriving } = this.#inlets.at(relation, 'receive');
    insertRow(this.module.relations[relation]!, this.#linkage.values, row, arriving);
    this.#withdrawals.mark(relation, arriving.row, false);
    if (!this.module.relations[relation]!.auxiliary) this.#inserted = true;
  }

  /** Many rows from outside, as words of the transducer's values, for the inbox of the next tick. */
  insertAll(relation: number, rows: RowLog): void {
    if (rows.size === 0) return;
    const { arriving } = this.#inlets.at(relation, 'receive');
    const distinct = arriving.size === 0 ? distinctRows(rows) : null;
    if (distinct !== null) arriving.adopt(distinct);
    else for (let row = 0; row < rows.size; row++) arriving.insertFrom(rows, row);
    this.#withdrawals.unmark(relation, rows);
    if (!this.module.relations[relation]!.auxiliary) this.#inserted = true;
  }

  /**
   * Withdraws a row from outside, from the next tick on: it is not among what arrives then, nor, in a relation
   * that is kept, among what is. What it was derived of from elsewhere it is derived of again.
   */
  remove(relation: number, row: Row): void {
    const { arriving } = this.#inlets.at(relation, 'receive');
    putRow(this.module.relations[relation]!, this.#linkage.values, row, arriving);
    this.#withdrawals.mark(relation, arriving.row, true);
    const leave = this.#inlets.find(relation, 'leave');
    if (leave) insertAt(leave.arriving, arriving.row, 0);
  }

  /** Rows for the inbox of the next tick, as words of the transducer's values. */
  receive(relation: number, rows: RowLog): void {
    const { arriving } = this.#inlets.at(relation, 'receive');
    for (let row = 0; row < rows.size; row++) arriving.insertFrom(rows, row);
  }

  /** The same of those rows only which the relation does not hold for good: to receive others makes no difference. Whether there was one. */
  receiveNews(relation: number, rows: RowLog): boolean {
    const { lifetime } = this.module.relations[relation]!;
    if (lifetime !== 'kept' && lifetime !== 'growing') {
      this.receive(relation, rows);
      return rows.size > 0;
    }
    const { arriving } = this.#inlets.at(relation, 'receive');
    const held = this.#linkage.relations[relation]!;
    let isNews = false;
    for (let row = 0; row < rows.size; row++) {
      if (held.hasFrom(rows, row)) continue;
      arriving.insertFrom(rows, row);
      isNews = true;
    }
    return isNews;
  }

  /** Whether rows delivered to a relation have a reader here. */
  receives(relation: number): boolean {
    return this.#inlets.find(relation, 'receive') !== null;
  }

  /**
   * Whether the next tick has anything to do: rows were inserted for it, or its inbox or what is
   * carried into it is not as it was. What the compiler added for itself is no reason to run.
   */
  get due(): boolean {
    if (this.#isMoved()) return true;
    const { sources } = this.#linkage;
    for (let index = 0; index < sources.length; index++) if (this.#brings(sources[index]!, index)) return true;
    return false;
  }

  /** Whether the next tick would have something to do, but only to be without rows that came for the last one. */
  get isFading(): boolean {
    if (this.#isMoved()) return false;
    let fading = false;
    const { sources } = this.#linkage;
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index]!;
      if (!this.#brings(source, index)) continue;
      if (this.module.sources[index]!.kind !== 'receive' || source.arriving.size > 0) return false;
      fading = true;
    }
    return fading;
  }

  /** Whether the next tick has something to do, whatever its inbox and what `@next` rules carry into it. */
  #isMoved(): boolean {
    if (this.tick === 0 || this.#inserted || this.#withdrawals.effective) return true;
    for (const each of this.#persistent) if (each.differs) return true;
    return false;
  }

  /** Whether what comes by a source is a reason to run. */
  #brings(source: Source, index: number): boolean {
    const { kind, relation } = this.module.sources[index]!;
    const { auxiliary, lifetime } = this.module.relations[relation]!;
    if (auxiliary || kind === 'leave' || (kind === 'source' && lifetime === 'changing')) return false;
    return kind === 'source' && lifetime === 'kept' ? source.arriving.countOutside(this.#linkage.relations[relation]!) > 0 : source.differs;
  }

  /** The first tick after this one at which a fact is stated, or Infinity. */
  get nextStated(): number {
    let next = Infinity;
    let isUsers = false;
    for (const [tick, facts] of this.#stated) {
      if (tick <= this.tick) continue;
      next = Math.min(next, tick);
      isUsers ||= facts.some((fact) => !this.module.relations[fact.relation]!.auxiliary);
    }
    return isUsers ? next : Infinity;
  }

  /** Passes over ticks that have nothing to do, so that the next one is `tick`. */
  skipTo(tick: number): void {
    this.#encodeFactsOf(tick);
    this.tick = tick - 1;
    this.#stateFactsOf(tick);
  }

  /** Takes the inbox and starts a tick; `advance` does its work. */
  begin(): void {
    const { collector } = this.values;
    collector.tickBegins();
    try {
      this.#take();
    } catch (failure) {
      // There was no room: this tick will not end.
      collector.tickEnds();
      throw failure;
    }
  }

  #take(): void {
    this.#backup.begin();
    if (this.#isStale) this.#startOver();
    this.#withdrawals.apply();
    const fresh = this.#isStale || this.tick === 0;
    this.#isStale = false;
    this.tick++;
    for (const each of this.#persistent) each.begin();
    this.#insertedForLast = this.#inserted;
    this.#inserted = false;
    this.#evaluation.begin(this.tick, fresh);
  }

  /** Empties all relations; what is carried on arrives again. */
  #startOver(): void {
    this.#remember();
    this.#backup.saveAll();
    for (const each of this.#persistent) each.arrive();
    forget(this.#linkage);
  }

  /**
   * Takes back the tick that was begun last, which failed: what relations hold, what waits and what is withdrawn
   * is as it was before. No rule is evaluated for it: the next tick derives everything again.
   */
  abort(): void {
    this.#remember();
    this.#backup.saveAll();
    for (const source of this.#linkage.sources) source.undo();
    forget(this.#linkage);
    this.#backup.restore();
    this.#withdrawals.undo();
    for (const each of this.#persistent) each.undo();
    this.#inserted = this.#insertedForLast;
    this.#isStale = true;
    this.tick--;
    for (const observer of this.#observers.keys()) observer.resume();
    this.values.collector.tickEnds();
  }

  /** Everything that the next tick depends on. */
  carried(): Carried {
    return { tick: this.tick, inserted: this.#inserted, withdrawn: this.#withdrawals.rows(), ...captured(this.module, this.#linkage, this.#persistent) };
  }

  /** Takes up what a transducer of the same module carried. */
  resume(carried: Carried): void {
    this.#remember();
    forget(this.#linkage);
    this.#withdrawals.clear();
    reinstate(this.module, this.#linkage, this.#inlets, carried);
    for (const { relation, differs } of carried.relations) this.#persistent.find((each) => each.index === relation)?.resume(differs);
    for (const { relation, rows } of carried.withdrawn) for (const row of rows) this.remove(relation, row);
    this.#inserted = carried.inserted;
    this.#repeat(carried.tick);
  }

  *roots(): Generator<Root> {
    yield* this.#roots.all();
    for (const [relation, log] of this.#withdrawals.logs()) yield this.#roots.of(relation, log);
    for (const [observer, relation] of this.#observers) for (const log of observer.logs()) yield this.#roots.of(relation, log);
  }

  /** Derives again what the last tick did, of what it carries. */
  #repeat(tick: number): void {
    this.tick = tick;
    this.#isStale = false;
    if (tick === 0) return;
    this.#evaluation.again(tick);
    while (!this.#evaluation.advance(() => false));
    this.#evaluation.end();
  }

  /** Watches a relation until the observer is given back to `release`. */
  observe(relation: number): Observer {
    const observer = new Observer(this.#linkage.relations[relation]!, this.module.relations[relation]!.lifetime !== 'tick');
    this.#observers.set(observer, relation);
    return observer;
  }

  release(observer: Observer): void {
    this.#observers.delete(observer);
  }

  #remember(): void {
    for (const observer of this.#observers.keys()) observer.remember();
  }

  /** What the ticks so far have cost. */
  get work(): Work {
    return this.#evaluation.work;
  }

  /** Works on the tick until it is done (true) or `pause` says to come back later (false). */
  advance(pause: () => boolean): boolean {
    const done = this.#evaluation.advance(pause);
    if (!done) return false;
    this.#encodeFactsOf(this.tick + 1);
    this.#backup.end();
    this.#carry();
    for (const each of this.#persistent) each.end();
    for (const each of this.#observers.keys()) each.collect();
    this.#evaluation.end();
    this.values.collector.tickEnds();
    return true;
  }

  /** Whether a relation's rows may differ from those of the tick before. */
  mayHaveChanged(relation: number): boolean {
    return this.#evaluation.mayHaveChanged(relation);
  }

  /** The rows of a relation at the last tick, in no order that means anything. */
  rows(relation: number): Row[] {
    return rowsIn(this.module.relations[relation]!, this.#linkage.values, this.#linkage.relations[relation]!);
  }

  /** A relation as it is at the last tick; not to be changed, and until the next tick only. */
  relation(index: number): Relation {
    return this.#linkage.relations[index]!;
  }

  /** The indexes that the program has of a relation. */
  indexesOf(relation: number): readonly (Lookup | Cluster)[] {
    const { lookups, relations } = this.#linkage;
    return lookups.filter((each) => each.relation === relations[relation]);
  }

  /** What its words stand for. */
  get values(): Values {
    return this.#linkage.values;
  }

  /** What the last tick sends: rows by relation, each once, as words of the transducer's values; until the next tick only. */
  sent(): { readonly relation: number; readonly rows: RowLog }[] {
    if (this.#sends.length === 0) return [];
    const sent: { readonly relation: number; rows: Relation }[] = [];
    for (const index of this.#sends) {
      const rows = this.#linkage.exits[index]!;
      if (rows.size === 0) continue;
      const { relation } = this.module.exits[index]!;
      const before = sent.find((each) => each.relation === relation);
      if (before) before.rows = union(before.rows, rows);
      else sent.push({ relation, rows });
    }
    return sent;
  }

  #persisted({ lifetime, auxiliary }: RelationShape, index: number): Persistent[] {
    const relation = this.#linkage.relations[index]!;
    if (auxiliary) return [];
    if (lifetime === 'kept') return [new KeptRelation(index, relation, this.#inlets)];
    return this.#inlets.find(index, 'leave') ? [new LeavingRelation(index, changing(relation), this.#inlets)] : [];
  }

  /** Gives what `@next` rules derived, and the facts stated for it, to the next tick. */
  #carry(): void {
    const { exits } = this.module;
    for (let index = 0; index < exits.length; index++) {
      const shape = exits[index]!;
      const rows = this.#linkage.exits[index]!;
      if (shape.kind === 'send' || rows.size === 0) continue;
      const { arriving } = this.#inlets.at(shape.relation, shape.kind === 'next' ? 'source' : 'leave');
      for (let row = 0; row < rows.size; row++) arriving.insertFrom(rows, row);
    }
    this.#stateFactsOf(this.tick + 1);
  }

  /** There may be no room for the values of the facts of a tick: that is found out before anything is done that cannot be taken back. */
  #encodeFactsOf(tick: number): void {
    if (this.#stated.size === 0) return;
    for (const { relation, row } of this.#stated.get(tick) ?? none) putRow(this.module.relations[relation]!, this.#linkage.values, row, this.#inlets.at(relation, 'receive').arriving);
  }

  #stateFactsOf(tick: number): void {
    if (this.#stated.size === 0) return;
    for (const fact of this.#stated.get(tick) ?? none) this.insert(fact.relation, fact.row);
  }
}

const none: readonly FactShape[] = [];

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function union(a: Relation, b: Relation): Relation {
  const both = new Relation(a.arity);
  for (const each of [a, b]) for (let row = 0; row < each.size; row++) both.insertFrom(each, row);
  return both;
}
