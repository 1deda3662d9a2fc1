import type { Relation } from './relation.ts';
import type { Scan } from './scan.ts';
import { StepGraph, type Search } from './step-graph.ts';

/** Rows, and different words that are passed on, from which on it is worth the while. */
const leastRows = 16;
const leastPassed = 4;
/** Rows in the end for which loops do as well. */
const fewRows = 1024;
/** Words that are passed on up to which sets of them are bits: to give one on is then no more than 256 operations on words. */
const mostBits = 8192;
/** Edges up to which a graph is gone through; loops, which note nothing, do better with more, or end what grows without end. */
const mostEdges = 1 << 24;
/** Steps, or rows, between two times that others have a turn. */
const turn = 1 << 16;

/** What has rows to take. */
interface Feed {
  readonly pending: boolean;
}

/** The rules that pass a column of a relation on, and what the relation's rows come from. */
export interface Closed {
  readonly relation: Relation;
  /** The column that they pass on. */
  readonly column: number;
  /** Their scans of the relation, and of other relations. */
  readonly scans: readonly Scan[];
  readonly others: readonly Scan[];
  /** Whatever else adds rows. */
  readonly feeds: readonly Feed[];
  /** Rows outlive the tick. */
  readonly lasts: boolean;
}

/**
 * Evaluates recursive rules that pass a column of pairs on, as `p(x, z) :- p(x, y), ...` with `x` nowhere else, for all
 * rows at once that have the same in the other column: what `y` leads to is found once and not for each `x`, which makes a graph, and the
 * rows are what can be reached in it. Where few words are passed on, sets of them go along the edges between its strongly connected
 * components, each edge once (Purdom, BIT 1970), and the rows are written down when somebody reads them. Where there are many,
 * the graph is searched from the rows of each.
 *
 * That is how the rules begin, when their relation has been empty; what comes to one that lives on, or is emptied and comes to few rows
 * at each tick, goes through their own loops.
 */
export class Closing {
  readonly #closed: Closed;
  #phase: 'waiting' | 'stepping' | 'searching' | 'done' = 'waiting';
  #graph: StepGraph | null = null;
  #search: Search | null = null;
  /** The rows that the relation came to when it last had any: often about as many as it comes to this time. */
  #before = Infinity;

  constructor(closed: Closed) {
    this.#closed = closed;
  }

  reset(): void {
    this.#become('waiting');
  }

  /** To be called before a relation is emptied. */
  resetWith(relation: Relation): void {
    if (relation !== this.#closed.relation) return;
    this.reset();
    if (relation.size > 0) this.#before = relation.size;
  }

  /** While the relation is being closed: how many rows it is going to have at least, and the memory that this takes meanwhile. */
  get rows(): number {
    return this.#graph?.nodes ?? 0;
  }

  get bytes(): number {
    return this.#graph?.bytes ?? 0;
  }

  /** Whether the rules' loops are to wait and `advance` is to be called. */
  isDue(): boolean {
    if (this.#phase !== 'waiting') return this.#phase !== 'done';
    const { relation, column, scans, others, feeds } = this.#closed;
    if (scans.some(({ taken }) => taken > 0)) return this.#become('done');
    if (relation.size === 0) return false;
    if (feeds.some(({ pending }) => pending)) return true;
    if (relation.size < leastRows || Math.max(relation.size, this.#before) < fewRows) return this.#become('done');
    this.#graph = new StepGraph(relation, column);
    if (this.#graph.passed.size < leastPassed) return this.#become('done');
    this.#phase = 'stepping';
    // There is nothing yet that the rows of others could be joined with.
    for (const each of others) each.taken = each.relation.size;
    return true;
  }

  /** Goes on for a while. `step` is to call `add` with all that a word of the other column leads to. */
  advance(step: (word: number) => void): void {
    if (this.#phase === 'stepping') this.#goOn(this.#graph!, step);
    else if (this.#phase === 'searching' && this.#search!.goesOn(turn)) this.#end();
  }

  #goOn(graph: StepGraph, step: (word: number) => void): void {
    if (graph.goesOn(step, turn)) this.#spread(graph);
    else if (graph.edges > mostEdges) this.#become('done');
  }

  add(word: number): void {
    this.#graph!.add(word);
  }

  #spread(graph: StepGraph): void {
    const sets = graph.passed.size > mostBits ? null : graph.sets();
    if (sets === null) {
      this.#search = graph.search();
      this.#phase = 'searching';
      return;
    }
    graph.relation.become(sets);
    this.#end();
  }

  /** All is derived. Where the relation lives on, the loops are left one row, so that what they look rows up in is up to date. */
  #end(): void {
    const { relation, scans, lasts } = this.#closed;
    for (const each of scans) each.taken = relation.size - (lasts ? 1 : 0);
    if (lasts) relation.index();
    this.#become('done');
  }

  #become(phase: 'waiting' | 'done'): false {
    this.#phase = phase;
    this.#graph = null;
    this.#search = null;
    return false;
  }
}
