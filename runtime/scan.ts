import type { Relation } from './relation.ts';

/** The most rows a scan takes at once, so that a subgraph's function returns often enough to be interrupted. */
const chunk = 4096;

/**
 * A handoff that copies nothing: where one reader stands in a relation's log. Rows below `taken` have
 * been through the reader's rule; the rest are its delta.
 */
export class Scan {
  readonly relation: Relation;
  /** Rows taken so far. Generated code moves it when it has been through the rows. */
  taken = 0;

  constructor(relation: Relation) {
    this.relation = relation;
  }

  /** The end of the rows to take now. */
  end(): number {
    return Math.min(this.relation.size, this.taken + chunk);
  }

  get pending(): boolean {
    return this.taken < this.relation.size;
  }
}
