import { Words, type Tables } from '../table.ts';
import type { Stream, Ticker } from '../ticking.ts';
import { derived } from './derived.ts';
import { PairNumbers } from './pair-numbers.ts';

/**
 * The closure of a graph without cycles under edges that come and go: how many ways lead from x to y is
 * counted, and a pair is there while there are some. What is deleted is gone one tick later.
 */
export function deletionByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  const ways = new Ways(stored['edge'].words);
  const arriving = streams.find((each) => each.relation === 'edge');
  const leaving = streams.find((each) => each.relation === 'del_edge');
  if (!arriving || !leaving) throw new Error('edges come and go');
  return {
    tick(index) {
      if (index > 0) {
        for (let row = leaving.starts[index - 1]; row < leaving.starts[index]; row++) ways.change(leaving.rows.words[row * 2], leaving.rows.words[row * 2 + 1], -1);
      }
      for (let row = arriving.starts[index]; row < arriving.starts[index + 1]; row++) ways.change(arriving.rows.words[row * 2], arriving.rows.words[row * 2 + 1], 1);
    },
    results: () => ({ path: derived(ways.pairs, 2, () => ways.words()) }),
  };
}

class Ways {
  pairs = 0;
  readonly #edges = new PairNumbers();
  readonly #present: Uint8Array;
  /** Edges of each node in chains: numbers plus one. */
  readonly #firstFrom: Int32Array;
  readonly #firstTo: Int32Array;
  readonly #nextFrom: Int32Array;
  readonly #nextTo: Int32Array;
  readonly #numbers = new PairNumbers();
  #counts = new Int32Array(1 << 12);
  readonly #before = new Words();
  readonly #after = new Words();

  constructor(edges: Int32Array) {
    const limit = edges.reduce((most, each) => Math.max(most, each), 0) + 1;
    this.#present = new Uint8Array(edges.length / 2);
    this.#firstFrom = new Int32Array(limit);
    this.#firstTo = new Int32Array(limit);
    this.#nextFrom = new Int32Array(edges.length / 2);
    this.#nextTo = new Int32Array(edges.length / 2);
    for (let at = 0; at < edges.length; at += 2) this.change(edges[at], edges[at + 1], 1);
  }

  /** An edge comes (1) or goes (-1): so does every way through it. */
  change(from: number, to: number, sign: 1 | -1): void {
    const known = this.#edges.find(from, to);
    if (known >= 0 && (this.#present[known] === 1) === (sign === 1)) return;
    this.#present[known < 0 ? this.#add(from, to) : known] = sign === 1 ? 1 : 0;
    this.#before.length = 0;
    this.#after.length = 0;
    this.#gather(from, this.#firstTo, this.#nextTo, this.#edges.firsts, this.#before);
    this.#gather(to, this.#firstFrom, this.#nextFrom, this.#edges.seconds, this.#after);
    for (let i = 0; i < this.#before.length; i++) {
      for (let j = 0; j < this.#after.length; j++) this.#count(this.#before.at(i), this.#after.at(j), sign);
    }
  }

  words(): Int32Array {
    const rows = new Words();
    for (let number = 0; number < this.#numbers.size; number++) {
      if (this.#counts[number] > 0) rows.push2(this.#numbers.firsts[number], this.#numbers.seconds[number]);
    }
    return rows.taken();
  }

  #add(from: number, to: number): number {
    const edge = this.#edges.of(from, to);
    this.#nextFrom[edge] = this.#firstFrom[from];
    this.#firstFrom[from] = edge + 1;
    this.#nextTo[edge] = this.#firstTo[to];
    this.#firstTo[to] = edge + 1;
    return edge;
  }

  /** The ends of all ways from a node, its own end first. */
  #gather(node: number, first: Int32Array, next: Int32Array, ends: Int32Array, into: Words): void {
    into.push(node);
    for (let at = into.length - 1; at < into.length; at++) {
      for (let edge = first[into.at(at)]; edge !== 0; edge = next[edge - 1]) if (this.#present[edge - 1] === 1) into.push(ends[edge - 1]);
    }
  }

  #count(x: number, y: number, sign: number): void {
    const number = this.#numbers.of(x, y);
    if (number >= this.#counts.length) {
      const grown = new Int32Array(this.#counts.length * 2);
      grown.set(this.#counts);
      this.#counts = grown;
    }
    const count = this.#counts[number] + sign;
    this.#counts[number] = count;
    if (sign > 0 ? count === 1 : count === 0) this.pairs += sign;
  }
}
