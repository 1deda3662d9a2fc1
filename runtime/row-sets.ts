import type { Adjacency, Components } from './components.ts';
import type { WordNumbers } from './word-numbers.ts';

/** Bits of a word. */
const wordBits = 32;

/**
 * Pairs as sets of what they have in one column, a set of bits for each component of a graph of what they have in the other:
 * every node of the component has the same.
 */
export class RowSets {
  /** The column that the sets are of. */
  readonly column: number;
  readonly #members: WordNumbers;
  readonly #nodes: WordNumbers;
  readonly #components: Components;
  /** Words of a set. */
  readonly #width: number;
  readonly #bits: Int32Array;

  constructor(column: number, members: WordNumbers, nodes: WordNumbers, found: Components) {
    this.column = column;
    this.#members = members;
    this.#nodes = nodes;
    this.#components = found;
    this.#width = Math.ceil(members.size / wordBits);
    this.#bits = new Int32Array(this.#width * found.count);
  }

  get bytes(): number {
    return this.#bits.byteLength + this.#members.bytes + this.#nodes.bytes + this.#components.of.byteLength;
  }

  /** Adds a member to the set of a node, both by number. */
  add(member: number, node: number): void {
    this.#bits[this.#components.of[node]! * this.#width + (member >>> 5)]! |= 1 << member;
  }

  /** Gives what each node has to all nodes that its edges lead to. */
  spread({ nodes, starts, ends, targets }: Adjacency): void {
    const { count, of } = this.#components;
    const members = byComponent(nodes, this.#components);
    const given = new Int32Array(count).fill(-1);
    // A component's set is complete when those before it in this order have been spread.
    for (let at = nodes - 1; at >= 0; at--) {
      const node = members[at]!;
      const from = of[node]!;
      for (let edge = starts[node]!, end = ends[node]!; edge < end; edge++) {
        const to = of[targets[edge]!]!;
        if (to === from || given[to] === from) continue;
        given[to] = from;
        this.#unite(to, from);
      }
    }
  }

  #unite(to: number, from: number): void {
    const bits = this.#bits;
    const width = this.#width;
    for (let source = from * width, target = to * width, end = target + width; target < end; source++, target++) bits[target]! |= bits[source]!;
  }

  /** How many pairs there are. */
  count(): number {
    const { count, of } = this.#components;
    const sizes = new Float64Array(count);
    for (let set = 0; set < count; set++) {
      let size = 0;
      for (let at = set * this.#width, end = at + this.#width; at < end; at++) size += ones(this.#bits[at]!);
      sizes[set] = size;
    }
    let pairs = 0;
    for (let node = 0; node < this.#nodes.size; node++) pairs += sizes[of[node]!]!;
    return pairs;
  }

  has(a: number, b: number): boolean {
    const member = this.#members.find(this.column === 0 ? a : b);
    const node = this.#nodes.find(this.column === 0 ? b : a);
    if (member < 0 || node < 0) return false;
    return (this.#bits[this.#components.of[node]! * this.#width + (member >>> 5)]! & (1 << member)) !== 0;
  }

  /** Writes all pairs. */
  write(words: Int32Array): void {
    const { column } = this;
    const nodes = byComponent(this.#nodes.size, this.#components);
    const set = new Int32Array(this.#members.size);
    let [of, size, at] = [-1, 0, 0];
    for (const node of nodes) {
      if (this.#components.of[node] !== of) {
        of = this.#components.of[node]!;
        size = this.#read(of, set);
      }
      const other = this.#nodes.words[node]!;
      for (let i = 0; i < size; i++, at += 2) {
        words[at + column] = set[i]!;
        words[at + 1 - column] = other;
      }
    }
  }

  /** The words of the members of a set; how many. */
  #read(set: number, members: Int32Array): number {
    const { words } = this.#members;
    const from = set * this.#width;
    let size = 0;
    for (let word = 0; word < this.#width; word++) {
      for (let bits = this.#bits[from + word]!; bits !== 0; bits &= bits - 1) members[size++] = words[word * wordBits + 31 - Math.clz32(bits & -bits)]!;
    }
    return size;
  }
}

/** Nodes in the order of their components. */
function byComponent(nodes: number, { count, of }: Components): Int32Array {
  const ends = new Int32Array(count + 1);
  for (let node = 0; node < nodes; node++) ends[of[node]! + 1]!++;
  for (let component = 0; component < count; component++) ends[component + 1]! += ends[component]!;
  const ordered = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) ordered[ends[of[node]!]!++] = node;
  return ordered;
}

/** How many bits of a word are set. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
