import type { ChangingRelation } from './changing-relation.ts';
import type { Pace } from './scan.ts';

/** A handoff of the rows that a relation loses in a tick: where one reader stands in the list of them. */
export class LossScan {
  readonly relation: ChangingRelation;
  /** Losses taken so far in this tick. */
  taken = 0;
  readonly #pace: Pace;

  constructor(relation: ChangingRelation, pace: Pace) {
    this.relation = relation;
    this.#pace = pace;
  }

  /** The end of the losses to take now. */
  end(): number {
    return Math.min(this.relation.lostCount, this.taken + this.#pace.rows);
  }

  get pending(): boolean {
    return this.taken < this.relation.lostCount;
  }

  /** Takes them all; whether there are some that the relation has not got back. */
  any(): boolean {
    const { losses, lostCount } = this.relation;
    const waiting = losses.subarray(this.taken, lostCount);
    this.taken = lostCount;
    return waiting.some((number) => this.relation.isLost(number));
  }
}
