import { components, type Adjacency } from './components.ts';
import { lengthened } from './growing-words.ts';
import type { Relation } from './relation.ts';
import { RowSets } from './row-sets.ts';
import { WordNumbers } from './word-numbers.ts';

/** Words of all sets together up to which they are bits. */
const mostWords = 1 << 24;

/**
 * What leads where when rules pass a column of pairs on: nodes are the words of the other column, numbered as they are met, and a row
 * leads to a row that passes the same on along each edge.
 */
export class StepGraph {
  readonly relation: Relation;
  /** The column that is passed on. */
  readonly column: number;
  /** The words that the relation's rows pass on. */
  readonly passed = new WordNumbers();
  readonly #nodes = new WordNumbers();
  /** Nodes whose edges are still to be found, the next one last. */
  #open: Int32Array = new Int32Array(16);
  #opened = 0;
  /** Rows that have been begun from. */
  #begun = 0;
  #starts: Int32Array = new Int32Array(16);
  #ends: Int32Array = new Int32Array(16);
  #targets: Int32Array = new Int32Array(16);
  #edges = 0;

  constructor(relation: Relation, column: number) {
    this.relation = relation;
    this.column = column;
    const { words, size } = relation;
    this.passed.reserve(size, largestIn(words, column, size));
    for (let at = column; at < size * 2; at += 2) this.passed.add(words[at]!);
    this.#nodes.reserve(size, largestIn(words, 1 - column, size));
  }

  /** How many nodes have been met: each is of some row in the end. */
  get nodes(): number {
    return this.#nodes.size;
  }

  get edges(): number {
    return this.#edges;
  }

  get bytes(): number {
    const lists = [this.#open, this.#starts, this.#ends, this.#targets];
    return lists.reduce((sum, each) => sum + each.byteLength, this.passed.bytes + this.#nodes.bytes);
  }

  /** What the node at work leads to. */
  add(word: number): void {
    if (this.#edges === this.#targets.length) this.#makeRoom();
    this.#targets[this.#edges++] = this.#nodes.add(word);
  }

  /** One step may lead to more than there is memory for. */
  #makeRoom(): void {
    this.relation.grows();
    this.#targets = lengthened(this.#targets, this.#edges + 1);
  }

  /**
   * Finds so many edges, or those of so many nodes: `step` is to add what a word leads to. Whether all have been found. Goes in
   * depth first, so that what is near in the graph has near numbers.
   */
  goesOn(step: (word: number) => void, most: number): boolean {
    const { words, size } = this.relation;
    const stop = this.#edges + most;
    for (let left = most; left > 0 && this.#edges < stop; left--) {
      if (this.#opened > 0) this.#follow(this.#open[--this.#opened]!, step);
      else if (this.#begun === size) return true;
      else this.#openFrom(words[this.#begun++ * 2 + 1 - this.column]!);
    }
    return false;
  }

  #openFrom(word: number): void {
    const known = this.#nodes.size;
    this.#nodes.add(word);
    this.#openNew(known);
  }

  #follow(node: number, step: (word: number) => void): void {
    const known = this.#nodes.size;
    this.#starts[node] = this.#edges;
    step(this.#nodes.words[node]!);
    this.#ends[node] = this.#edges;
    this.#openNew(known);
  }

  /** Opens the nodes from a number on. */
  #openNew(from: number): void {
    const { size } = this.#nodes;
    this.#starts = lengthened(this.#starts, size);
    this.#ends = lengthened(this.#ends, size);
    this.#open = lengthened(this.#open, size);
    for (let node = from; node < size; node++) this.#open[this.#opened++] = node;
  }

  /** What all nodes have in the end, as sets of bits; null where these are too large. */
  sets(): RowSets | null {
    const graph = this.#adjacency();
    const found = components(graph);
    if (found.count * Math.ceil(this.passed.size / 32) > mostWords) return null;
    const sets = new RowSets(this.column, this.passed, this.#nodes, found);
    const { words, size } = this.relation;
    for (let at = 0; at < size * 2; at += 2) sets.add(this.passed.find(words[at + this.column]!), this.#nodes.find(words[at + 1 - this.column]!));
    sets.spread(graph);
    return sets;
  }

  /** A search of all that is reached from the rows of each passed word. */
  search(): Search {
    return new Search(this, this.#adjacency(), this.#nodes);
  }

  #adjacency(): Adjacency {
    return { nodes: this.#nodes.size, starts: this.#starts, ends: this.#ends, targets: this.#targets };
  }
}

/** Words of a node of a search. */
const stride = 4;

/** Adds to a relation what is reached from its rows, for one passed word after the other. */
export class Search {
  readonly #graph: StepGraph;
  /**
   * Of each node where its edges begin and end, the passed word that it was reached for last, plus one, and its word: beside each other, as
   * all of that is asked for whenever it is reached, and to wait for memory is most of what the search does.
   */
  readonly #nodes: Int32Array;
  /** Where the nodes that edges lead to are among them. */
  readonly #targets: Int32Array;
  /** The nodes of the rows that the search begins with, by passed word: those of `p` are from `#firsts[p]` on. */
  readonly #firsts: Int32Array;
  readonly #begun: Int32Array;
  /** The nodes reached for the passed word at work, and their words. */
  readonly #open: Int32Array;
  readonly #found: Int32Array;
  #next = 0;

  constructor(graph: StepGraph, adjacency: Adjacency, nodes: WordNumbers) {
    this.#graph = graph;
    this.#nodes = new Int32Array(adjacency.nodes * stride);
    for (let node = 0; node < adjacency.nodes; node++) {
      this.#nodes[node * stride] = adjacency.starts[node]!;
      this.#nodes[node * stride + 1] = adjacency.ends[node]!;
      this.#nodes[node * stride + 3] = nodes.words[node]!;
    }
    this.#targets = adjacency.targets.map((target) => target * stride);
    this.#open = new Int32Array(adjacency.nodes);
    this.#found = new Int32Array(adjacency.nodes);
    const { relation, column, passed } = graph;
    const { words, size } = relation;
    this.#firsts = new Int32Array(passed.size + 2);
    for (let at = column; at < size * 2; at += 2) this.#firsts[passed.find(words[at]!) + 2]!++;
    for (let i = 2; i < this.#firsts.length; i++) this.#firsts[i]! += this.#firsts[i - 1]!;
    this.#begun = new Int32Array(size);
    for (let at = 0; at < size * 2; at += 2) this.#begun[this.#firsts[passed.find(words[at + column]!) + 1]!++] = nodes.find(words[at + 1 - column]!) * stride;
    relation.appends();
  }

  /** Searches until so many rows have been added, or somewhat more; whether that was all. */
  goesOn(most: number): boolean {
    const { relation, passed } = this.#graph;
    for (const stop = relation.size + most; this.#next < passed.size && relation.size < stop; this.#next++) this.#searchFor(this.#next);
    return this.#next === passed.size;
  }

  #searchFor(number: number): void {
    const { relation, column, passed } = this.#graph;
    const nodes = this.#nodes;
    const targets = this.#targets;
    const open = this.#open;
    const found = this.#found;
    const mark = number + 1;
    let size = 0;
    for (let at = this.#firsts[number]!, end = this.#firsts[mark]!; at < end; at++) {
      const node = this.#begun[at]!;
      nodes[node + 2] = mark;
      open[size++] = node;
    }
    const known = size;
    for (let next = 0; next < size; next++) {
      const node = open[next]!;
      for (let at = nodes[node]!, end = nodes[node + 1]!; at < end; at++) {
        const target = targets[at]!;
        if (nodes[target + 2] === mark) continue;
        nodes[target + 2] = mark;
        found[size] = nodes[target + 3]!;
        open[size++] = target;
      }
    }
    relation.appendPairs(column, passed.words[number]!, found, known, size);
  }
}

/** The largest word in a column of pairs, or 0. */
function largestIn(words: Int32Array, column: number, size: number): number {
  let largest = 0;
  for (let at = column; at < size * 2; at += 2) if (words[at]! > largest) largest = words[at]!;
  return largest;
}
