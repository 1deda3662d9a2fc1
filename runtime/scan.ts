import type { Relation } from './relation.ts';
import { RowGroups, RowOrder, type Workplace } from './row-groups.ts';

/** Rows up to which more at once takes less time for each: those that have a word in common meet what it leads to together. */
const most = 1 << 17;

/**
 * The most rows that a scan or source takes at once, so that a subgraph's function returns often enough
 * to be interrupted. How rows are cut into chunks does not show in any result.
 */
export class Pace {
  rows = 256;

  /** After a call that was followed by an interruption, or by none. */
  adapt(interrupted: boolean): void {
    this.rows = interrupted ? Math.max(8, this.rows >> 1) : Math.min(most, this.rows * 2);
  }
}

/**
 * A handoff that copies nothing: where one reader stands in a relation's log. Rows below `taken` have
 * been through the reader's rule; the rest are its delta.
 */
export class Scan {
  readonly relation: Relation;
  /** Rows taken so far. Generated code moves it when it has been through the rows. */
  taken = 0;
  readonly #pace: Pace;
  readonly #workplace: Workplace;

  constructor(relation: Relation, pace: Pace, workplace: Workplace) {
    this.relation = relation;
    this.#pace = pace;
    this.#workplace = workplace;
  }

  /** For who wants those rows together that agree on some columns. */
  groupedBy(columns: readonly number[]): RowGroups {
    return new RowGroups(this.relation, this.#workplace, columns);
  }

  /** For who wants all rows that are there in the order of some columns. */
  orderedBy(columns: readonly number[]): RowOrder {
    return new RowOrder(this.relation, columns);
  }

  /** The end of the rows to take now. */
  end(): number {
    return Math.min(this.relation.size, this.taken + this.#pace.rows);
  }

  get pending(): boolean {
    return this.taken < this.relation.size;
  }
}
