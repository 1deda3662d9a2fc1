import type { ChangingRelation } from './changing-relation.ts';
import type { Inlets } from './inlets.ts';
import { Relation } from './relation.ts';

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
  readonly #inlets: Inlets;

  constructor(index: number, relation: Relation, inlets: Inlets) {
    this.index = index;
    this.relation = relation;
    this.#inlets = inlets;
  }

  begin(): void {
    this.#differed = this.differs;
    const arriving = this.#inlets.find(this.index, 'source')?.arriving;
    this.#before = this.relation.size + (arriving?.countOutside(this.relation) ?? 0);
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
  readonly #inlets: Inlets;

  constructor(index: number, relation: ChangingRelation, inlets: Inlets) {
    this.index = index;
    this.relation = relation;
    this.#inlets = inlets;
    this.#stated = new Relation(relation.arity);
  }

  begin(): void {
    this.#differed = this.differs;
    this.#before = this.relation.size;
    this.#stated.clear();
    const fixed = this.#inlets.find(this.index, 'source')?.fixed;
    const { arriving } = this.#inlets.at(this.index, 'leave');
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
    const leave = this.#inlets.at(this.index, 'leave').arriving;
    for (let row = 0; row < this.relation.size; row++) if (!leave.hasFrom(this.relation, row)) arriving.insertFrom(this.relation, row);
  }

  #carriesOther(): boolean {
    const source = this.#inlets.find(this.index, 'source');
    const dropped = this.#inlets.at(this.index, 'leave').arriving;
    const isCarried = (from: Relation, row: number): boolean => !dropped.hasFrom(from, row) && !(source?.present.hasFrom(from, row) ?? false);
    const { relation } = this;
    for (let row = this.#before; row < relation.size; row++) if (relation.gone[row] === 0 && isCarried(relation, row)) return true;
    for (let row = 0; row < this.#stated.size; row++) if (isCarried(this.#stated, row)) return true;
    for (let row = 0; row < dropped.size; row++) if (this.#wasCarried(dropped, row) && !(source?.arriving.hasFrom(dropped, row) ?? false)) return true;
    for (let row = 0; source && row < source.arriving.size; row++) if (!this.#wasCarried(source.arriving, row)) return true;
    return false;
  }

  /** Whether the last tick found a row carried into it. */
  #wasCarried(from: Relation, row: number): boolean {
    this.relation.stage(from, row);
    const number = this.relation.find();
    if (number >= 0 && number < this.#before && !this.#stated.hasFrom(from, row)) return true;
    return this.#inlets.find(this.index, 'source')?.present.hasFrom(from, row) ?? false;
  }
}
