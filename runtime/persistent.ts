import type { ChangingRelation } from './changing-relation.ts';
import type { Inlets } from './inlets.ts';
import { Relation } from './relation.ts';
import type { Source } from './source.ts';

/** A relation that a persistence rule carries on, and whether the next tick finds as much of it as the last one did. */
export interface Persistent {
  readonly index: number;
  readonly relation: Relation;
  /** Whether the next tick finds other rows carried into the relation than the last one did. */
  readonly differs: boolean;
  /** To be called before a tick takes what has arrived. */
  begin(): void;
  /** To be called when a tick is done and what it carries has arrived for the next one. */
  end(): void;
  /** Takes back `begin`, once. */
  undo(): void;
  /** Takes up what another transducer found. */
  resume(differs: boolean): void;
  /** Makes all that is carried on arrive for the next tick, which is to derive everything again. */
  arrive(): void;
}

/** One that loses no rows. */
export class KeptRelation implements Persistent {
  readonly index: number;
  readonly relation: Relation;
  differs = false;
  #differed = false;
  /** How many rows were carried into the last tick: those it held and those of `@next` rules. */
  #before = 0;
  /** Where rows come from that are carried into it, if any are but its own. */
  readonly #source: Source | null;
  readonly #inlets: Inlets;

  constructor(index: number, relation: Relation, inlets: Inlets) {
    this.index = index;
    this.relation = relation;
    this.#source = inlets.find(index, 'source');
    this.#inlets = inlets;
  }

  begin(): void {
    this.#differed = this.differs;
    this.#before = this.relation.size + (this.#source?.arriving.countOutside(this.relation) ?? 0);
  }

  end(): void {
    this.differs = this.relation.size > this.#before;
  }

  undo(): void {
    this.differs = this.#differed;
  }

  resume(differs: boolean): void {
    this.differs = differs;
  }

  arrive(): void {
    const { arriving } = this.#inlets.at(this.index, 'source');
    for (let row = 0; row < this.relation.size; row++) arriving.insertFrom(this.relation, row);
  }
}

/** One that is carried on but for what is dropped or withdrawn. */
export class LeavingRelation implements Persistent {
  readonly index: number;
  readonly relation: ChangingRelation;
  differs = false;
  #differed = false;
  /** How many rows it held before the last tick. */
  #before = 0;
  /** Rows that were not carried into the last tick, but are facts of every tick. */
  readonly #stated: Relation;
  /** Where rows come from that are carried into it, if any are but its own. */
  readonly #source: Source | null;
  readonly #inlets: Inlets;
  readonly #leave: Source;

  constructor(index: number, relation: ChangingRelation, inlets: Inlets) {
    this.index = index;
    this.relation = relation;
    this.#source = inlets.find(index, 'source');
    this.#inlets = inlets;
    this.#leave = inlets.at(index, 'leave');
    this.#stated = new Relation(relation.arity);
  }

  begin(): void {
    this.#differed = this.differs;
    this.#before = this.relation.size;
    this.#stated.clear();
    const fixed = this.#source?.fixed;
    const { arriving } = this.#leave;
    if (!fixed || fixed.size === 0) return;
    for (let row = 0; row < arriving.size; row++) if (fixed.hasFrom(arriving, row)) this.#stated.insertFrom(arriving, row);
  }

  end(): void {
    this.differs = this.#carriesOther();
  }

  undo(): void {
    this.differs = this.#differed;
  }

  resume(differs: boolean): void {
    this.differs = differs;
  }

  arrive(): void {
    const { arriving } = this.#inlets.at(this.index, 'source');
    const leave = this.#leave.arriving;
    for (let row = 0; row < this.relation.size; row++) if (!leave.hasFrom(this.relation, row)) arriving.insertFrom(this.relation, row);
  }

  #carriesOther(): boolean {
    const dropped = this.#leave.arriving;
    const arriving = this.#source?.arriving ?? null;
    const present = this.#source?.present ?? null;
    const { relation } = this;
    for (let row = this.#before; row < relation.size; row++) if (relation.gone[row] === 0 && isCarried(relation, row, dropped, present)) return true;
    for (let row = 0; row < this.#stated.size; row++) if (isCarried(this.#stated, row, dropped, present)) return true;
    for (let row = 0; row < dropped.size; row++) if (this.#wasCarried(dropped, row) && !(arriving?.hasFrom(dropped, row) ?? false)) return true;
    for (let row = 0; arriving !== null && row < arriving.size; row++) if (!this.#wasCarried(arriving, row)) return true;
    return false;
  }

  /** Whether the last tick found a row carried into it. */
  #wasCarried(from: Relation, row: number): boolean {
    this.relation.stage(from, row);
    const number = this.relation.find();
    if (number >= 0 && number < this.#before && !this.#stated.hasFrom(from, row)) return true;
    return this.#source?.present.hasFrom(from, row) ?? false;
  }
}

/** Whether a row is carried on that was not carried into the last tick: it is not dropped, and was not among what was present. */
function isCarried(from: Relation, row: number, dropped: Relation, present: Relation | null): boolean {
  return !dropped.hasFrom(from, row) && !(present?.hasFrom(from, row) ?? false);
}
