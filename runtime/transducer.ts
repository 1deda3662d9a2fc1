import { abiVersion, type FactShape, type Linkage, type Module, type Row } from './abi.ts';
import { ChangingLookup } from './changing-lookup.ts';
import { ChangingRelation } from './changing-relation.ts';
import { Evaluation, type Work } from './evaluation.ts';
import { accumulator, Fold } from './fold.ts';
import { Functors } from './functors.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { Lookup } from './lookup.ts';
import { LossScan } from './loss-scan.ts';
import { Relation } from './relation.ts';
import { Pace, Scan } from './scan.ts';
import { Source } from './source.ts';
import type { Values } from './values.ts';

/** A relation that is carried on but for what is dropped. */
interface Leaving {
  readonly index: number;
  readonly relation: ChangingRelation;
  /** Its rows before the tick began. */
  before: number;
  /** Rows that were not carried into the last tick, but are facts of every tick. */
  readonly stated: Relation;
  /** Whether the next tick finds other rows carried into it than the last one did. */
  differs: boolean;
}

/**
 * One running program at one location: inbox -> tick -> outbox, synchronous and deterministic. The
 * host owns the loop: `receive` rows, then `begin` a tick and `advance` until it is done, then take
 * what was `sent`.
 */
export class Transducer {
  readonly module: Module;
  /** The last tick that began; 0 before the first. */
  tick = 0;
  readonly #linkage: Linkage;
  readonly #evaluation: Evaluation;
  readonly #sourceOf: ReadonlyMap<string, Source>;
  readonly #names: ReadonlyMap<string, number>;
  /** Facts stated for one tick, by that tick. */
  readonly #stated = new Map<number, FactShape[]>();
  /** Relations that a persistence rule carries on, with how many rows were carried into the last tick. */
  readonly #kept: readonly { readonly index: number; before: number }[];
  /** Relations that are carried on but for what is dropped. */
  readonly #leaving: readonly Leaving[];
  /** Rows came from outside for the next tick: it takes place even if they are those of this one. */
  #inserted = false;

  /** `location` is where it runs: it takes only the facts stated for there, or all of them when it is null. */
  constructor(module: Module, values: Values, location: string | null = null, limits: Limits = defaultLimits) {
    if (module.abiVersion !== abiVersion) {
      throw new Error(`the module was compiled for ABI ${module.abiVersion}, this runtime is ABI ${abiVersion}: compile it again`);
    }
    this.module = module;
    const pace = new Pace();
    const watch = (relation: Relation) => this.#evaluation.grown(relation);
    const relations = module.relations.map(({ columns, lifetime }) => (lifetime === 'changing' ? new ChangingRelation(columns.length, watch) : new Relation(columns.length, watch)));
    this.#linkage = {
      relations,
      lookups: module.lookups.map((shape) => {
        const relation = relations[shape.relation]!;
        return relation instanceof ChangingRelation ? new ChangingLookup(relation, shape.columns) : new Lookup(relation, shape.columns);
      }),
      losses: module.losses.map((shape) => new LossScan(changing(relations[shape.relation]!), pace)),
      scans: module.scans.map((shape) => new Scan(relations[shape.relation]!, pace)),
      sources: module.sources.map((shape) => new Source(relations[shape.relation]!.arity, pace)),
      folds: module.folds.map((shape) => new Fold(shape.groupColumns, shape.folds, values, watch)),
      exits: module.exits.map((shape) => new Relation(relations[shape.relation]!.arity, watch)),
      values,
      functors: new Functors(),
      accumulate: (name, type, rule) => accumulator({ function: name, type, rule }, values),
    };
    this.#evaluation = new Evaluation(module, this.#linkage, pace, limits);
    this.#leaving = module.sources.flatMap(({ relation, kind }) =>
      kind === 'leave' && !module.relations[relation]!.auxiliary ? [{ index: relation, relation: changing(relations[relation]!), before: 0, stated: new Relation(relations[relation]!.arity), differs: false }] : [],
    );
    this.#kept = module.relations.flatMap(({ lifetime, auxiliary }, index) => (lifetime === 'kept' && !auxiliary ? [{ index, before: 0 }] : []));
    this.#names = new Map(module.relations.map((shape, index) => [shape.name, index]));
    module.sources.forEach(({ relation, kind }, index) => {
      const held = relations[relation]!;
      if (kind === 'source' && held instanceof ChangingRelation) held.stated = this.#linkage.sources[index]!.fixed;
    });
    this.#sourceOf = new Map(module.sources.map((shape, index) => [sourceKey(shape.relation, shape.kind), this.#linkage.sources[index]!]));
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
    if (this.tick === 0 || this.#inserted) return true;
    const { sources, relations } = this.module;
    if (this.#kept.some(({ index, before }) => this.#linkage.relations[index]!.size > before)) return true;
    if (this.#leaving.some((each) => each.differs)) return true;
    return this.#linkage.sources.some((source, index) => {
      const { kind, relation } = sources[index]!;
      const { auxiliary, lifetime } = relations[relation]!;
      if (auxiliary || kind === 'leave' || (kind === 'source' && lifetime === 'changing')) return false;
      return kind === 'source' && lifetime === 'kept' ? source.arriving.countOutside(this.#linkage.relations[relation]!) > 0 : source.differs;
    });
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
    this.tick = tick - 1;
    this.#stateFactsOf(tick);
  }

  /** Takes the inbox and starts a tick; `advance` does its work. */
  begin(): void {
    const first = this.tick === 0;
    this.tick++;
    for (const each of this.#leaving) this.#beginLeaving(each);
    for (const each of this.#kept) each.before = this.#carriedInto(each.index);
    this.#inserted = false;
    this.#evaluation.begin(this.tick, first);
  }

  /** What the ticks so far have cost. */
  get work(): Work {
    return this.#evaluation.work;
  }

  /** Works on the tick until it is done (true) or `pause` says to come back later (false). */
  advance(pause: () => boolean): boolean {
    const done = this.#evaluation.advance(pause);
    if (done) {
      this.#carry();
      for (const each of this.#leaving) each.differs = this.#carriesOther(each);
      this.#evaluation.end();
    }
    return done;
  }

  /** Whether a relation's rows may differ from those of the tick before. */
  mayHaveChanged(relation: number): boolean {
    return this.#evaluation.mayHaveChanged(relation);
  }

  /** A relation as it is at the last tick; not to be changed, and until the next tick only. */
  relation(index: number): Relation {
    return this.#linkage.relations[index]!;
  }

  /** What its words stand for. */
  get values(): Values {
    return this.#linkage.values;
  }

  /** What the last tick sends: rows by relation. */
  sent(): { readonly relation: number; readonly rows: readonly Row[] }[] {
    return this.module.exits.flatMap((shape, index) =>
      shape.kind === 'send' ? [{ relation: shape.relation, rows: this.#decode(shape.relation, this.#linkage.exits[index]!) }] : [],
    );
  }

  /** How many rows of a kept relation the tick that begins finds carried: those it holds and those of `@next` rules. */
  #carriedInto(relation: number): number {
    const held = this.#linkage.relations[relation]!;
    const arriving = this.#sourceOf.get(sourceKey(relation, 'source'))?.arriving;
    return held.size + (arriving?.countOutside(held) ?? 0);
  }

  /** Notes what the tick begins with: the facts that hold at every tick do not leave. */
  #beginLeaving(leaving: Leaving): void {
    leaving.before = leaving.relation.size;
    leaving.stated.clear();
    const fixed = this.#sourceOf.get(sourceKey(leaving.index, 'source'))?.fixed;
    const leave = this.#inlet(leaving.index, 'leave');
    if (!fixed || fixed.size === 0 || leave.arriving.size === 0) return;
    for (let row = 0; row < leave.arriving.size; row++) if (fixed.hasFrom(leave.arriving, row)) leaving.stated.insertFrom(leave.arriving, row);
  }

  /** Whether the next tick finds other rows carried into a relation that drops some than this one did. */
  #carriesOther({ index, relation, before, stated }: Leaving): boolean {
    const source = this.#sourceOf.get(sourceKey(index, 'source'));
    const dropped = this.#inlet(index, 'leave').arriving;
    const wasCarried = (from: Relation, row: number): boolean => {
      relation.stage(from, row);
      const number = relation.find();
      return (number >= 0 && number < before && !stated.hasFrom(from, row)) || (source?.present.hasFrom(from, row) ?? false);
    };
    for (let row = before; row < relation.size; row++) {
      if (relation.gone[row] === 0 && !dropped.hasFrom(relation, row) && !(source?.present.hasFrom(relation, row) ?? false)) return true;
    }
    for (let row = 0; row < stated.size; row++) if (!dropped.hasFrom(stated, row) && !(source?.present.hasFrom(stated, row) ?? false)) return true;
    for (let row = 0; row < dropped.size; row++) if (wasCarried(dropped, row) && !(source?.arriving.hasFrom(dropped, row) ?? false)) return true;
    for (let row = 0; source && row < source.arriving.size; row++) if (!wasCarried(source.arriving, row)) return true;
    return false;
  }

  #inlet(relation: number, kind: 'source' | 'receive' | 'leave'): Source {
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

  /** Gives what `@next` rules derived, and the facts stated for it, to the next tick. */
  #carry(): void {
    this.module.exits.forEach((shape, index) => {
      if (shape.kind === 'send') return;
      const rows = this.#linkage.exits[index]!;
      const { arriving } = this.#inlet(shape.relation, shape.kind === 'next' ? 'source' : 'leave');
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

function changing(relation: Relation): ChangingRelation {
  if (relation instanceof ChangingRelation) return relation;
  throw new Error('only a changing relation loses rows');
}

function sourceKey(relation: number, kind: 'source' | 'receive' | 'leave'): string {
  return `${kind} ${relation}`;
}
