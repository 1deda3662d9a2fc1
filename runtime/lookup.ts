import { lengthened } from './growing-words.ts';
import { hash1, hash2, hashRow } from './hash.ts';
import type { Relation } from './relation.ts';

/** A row, in words. */
export interface Place {
  readonly words: Int32Array;
  readonly at: number;
}

/** A power of two. */
const initialBuckets = 16;
/** Words of a bucket, and of a node. */
const stride = 3;
/** Of hashed keys, how many could be addresses when they become addresses: one in so many. */
const mostFar = 4;
/** Buckets that are looked through for such keys with each row. */
const movedAtOnce = 4;

/**
 * An index of a relation on some of its columns, shared by every operator that looks them up: the
 * first row with a key, and from each row the next one with the same key (`next`, -1 at the end),
 * newest first. It follows the relation lazily: `update` takes in the rows added since.
 *
 * On one column whose words are dense (interned symbols, small integers) the key is its own address; other keys are
 * hashed, into as many buckets as there are keys. With each new key a bucket is split (linear hashing: Litwin, VLDB
 * 1980), so that no row waits for all keys to be hashed again. Words that turn out to be dense as rows come become addresses
 * a few buckets a row.
 */
export class Lookup {
  readonly relation: Relation;
  readonly columns: readonly number[];
  /** By row number; valid below the size at the last `update`, and until the next one. */
  next: Int32Array = new Int32Array(16);
  /** The key that `first` looks for, where it has more than two columns. */
  readonly key: Int32Array;
  protected indexed = 0;
  readonly #width: number;
  readonly #first: number;
  readonly #second: number;
  /** By small word, where one is the key: the newest row plus one; 0 is none. */
  #direct: Int32Array = new Int32Array(0);
  /** The least word that is hashed though it could be an address. */
  #nearest = Infinity;
  /**
   * Of keys that are hashed, by bucket: the key's only word, or its hash where it has several, its newest row plus one (0: there is no key),
   * and the node of the next key plus one.
   */
  #buckets: Int32Array = new Int32Array(initialBuckets * stride);
  /** The same of keys that are not the first of their bucket; of a node that is free, the next that is. */
  #nodes: Int32Array = new Int32Array(initialBuckets * stride);
  #nodeCount = 0;
  #freeNode = 0;
  /** Buckets in use, from the greatest power of two on up to twice that. */
  #used = initialBuckets;
  #power = initialBuckets;
  /** Keys that are hashed. */
  #keys = 0;
  /** Keys that were hashed though they could have been addresses since keys became some, and the greatest of them. */
  #near = 0;
  #farthest = 0;
  /** Keys that are addresses now may still be hashed in buckets from this one on; -1: none is. */
  #moved = -1;

  constructor(relation: Relation, columns: readonly number[]) {
    this.relation = relation;
    this.columns = columns;
    this.key = new Int32Array(columns.length);
    this.#width = columns.length;
    this.#first = columns[0] ?? 0;
    this.#second = columns[1] ?? 0;
  }

  /** Forgets all rows, when the relation did; costs what it holds, not what it has held. */
  clear(): void {
    if (this.indexed === 0) return;
    if (this.#direct.length > this.indexed * 16 + 1024) this.#direct = new Int32Array(0);
    else this.#direct.fill(0);
    this.#buckets.fill(0, 0, this.#used * stride);
    this.#used = this.#power = initialBuckets;
    this.#nodeCount = 0;
    this.#freeNode = 0;
    this.#nearest = Infinity;
    this.#keys = 0;
    this.#near = 0;
    this.#farthest = 0;
    this.#moved = -1;
    this.indexed = 0;
  }

  /** How many rows it has taken in and not forgotten. */
  get rows(): number {
    return this.indexed;
  }

  /** How many keys its rows have; takes as long as the table is. */
  countKeys(): number {
    let keys = this.#keys;
    for (const head of this.#direct) if (head !== 0) keys++;
    return keys;
  }

  get bytes(): number {
    return this.next.byteLength + this.#direct.byteLength + this.#buckets.byteLength + this.#nodes.byteLength;
  }

  /** Takes in the rows added since the last time. */
  update(): void {
    const { size, words, arity } = this.relation;
    if (this.indexed === size) return;
    if (this.next.length < size) this.next = lengthened(this.next, size);
    for (; this.indexed < size; this.indexed++) {
      const row = this.indexed;
      if (this.#moved >= 0) this.#moveSome();
      if (this.#width === 1) {
        const word = words[row * arity + this.#first]!;
        if (this.#reaches(word)) {
          let newest = this.#direct[word]!;
          if (newest === 0 && this.#moved >= 0) newest = this.#takeHashed(word);
          this.next[row] = newest - 1;
          this.#direct[word] = row + 1;
          continue;
        }
      }
      this.#addHashed(row);
    }
  }

  /** Whether a word is its own address, for which the table may grow. */
  #reaches(word: number): boolean {
    if (word >= 0 && word < this.#direct.length) return true;
    if (word < 0) return false;
    if (!this.#isNear(word) || word >= this.#nearest) {
      this.#nearest = Math.min(this.#nearest, word);
      return false;
    }
    this.#direct = lengthened(this.#direct, word + 1);
    // Beyond may be words that have been hashed.
    if (this.#direct.length > this.#nearest) this.#direct = this.#direct.subarray(0, this.#nearest);
    return true;
  }

  /** Whether a word is small enough for how many rows there are to be its own address. */
  #isNear(word: number): boolean {
    return word >= 0 && word <= 4 * this.relation.size + 1024;
  }

  /** Notes that a key has been hashed; when many have been that could be addresses, they become addresses. */
  #noteHashed(word: number): void {
    if (!this.#isNear(word) || this.#moved >= 0) return;
    this.#farthest = Math.max(this.#farthest, word);
    if (++this.#near * mostFar <= this.#keys) return;
    this.#direct = lengthened(this.#direct, this.#farthest + 1);
    this.#moved = 0;
  }

  /** Takes keys that are addresses out of some buckets. */
  #moveSome(): void {
    const end = Math.min(this.#used, this.#moved + movedAtOnce);
    for (; this.#moved < end; this.#moved++) {
      const bucket = this.#moved * stride;
      for (let next = this.#buckets[bucket + 2]!; next !== 0; ) {
        const word = this.#nodes[(next - 1) * stride]!;
        next = this.#nodes[(next - 1) * stride + 2]!;
        if (this.#isAddress(word)) this.#direct[word] = this.#takeHashed(word);
      }
      const word = this.#buckets[bucket]!;
      if (this.#buckets[bucket + 1] !== 0 && this.#isAddress(word)) this.#direct[word] = this.#takeHashed(word);
    }
    if (this.#moved === this.#used) this.#endMove();
  }

  #isAddress(word: number): boolean {
    return word >= 0 && word < this.#direct.length;
  }

  #endMove(): void {
    this.#moved = -1;
    this.#near = 0;
    this.#nearest = this.#keys === 0 ? Infinity : this.#direct.length;
    if (this.#keys > 0) return;
    this.#buckets = new Int32Array(initialBuckets * stride);
    this.#nodes = new Int32Array(initialBuckets * stride);
    this.#nodeCount = 0;
    this.#freeNode = 0;
    this.#used = this.#power = initialBuckets;
  }

  /** Takes the key of one word out of its bucket: the newest row that it had plus one, or 0 where it is not there. */
  #takeHashed(word: number): number {
    const row = this.#firstHashed(word);
    if (row >= 0) this.#replaceHashed(word, row, -1);
    return row + 1;
  }

  #addHashed(row: number): void {
    const mark = this.#markOf(row);
    const bucket = this.#bucketOf(this.#hashBy(mark));
    const buckets = this.#buckets;
    if (buckets[bucket + 1] !== 0) {
      if (buckets[bucket] === mark && this.#isSame(buckets[bucket + 1]! - 1, row)) {
        this.next[row] = buckets[bucket + 1]! - 1;
        buckets[bucket + 1] = row + 1;
        return;
      }
      const nodes = this.#nodes;
      for (let node = buckets[bucket + 2]! - 1; node >= 0; node = nodes[node * stride + 2]! - 1) {
        const at = node * stride;
        if (nodes[at] !== mark || !this.#isSame(nodes[at + 1]! - 1, row)) continue;
        this.next[row] = nodes[at + 1]! - 1;
        nodes[at + 1] = row + 1;
        return;
      }
    }
    this.next[row] = -1;
    this.#put(bucket, mark, row + 1);
    this.#keys++;
    if (this.#used < this.#keys) this.#split();
    if (this.#width === 1) this.#noteHashed(mark);
  }

  /** Whether two rows whose keys have the same mark have the same key. */
  #isSame(one: number, other: number): boolean {
    return this.#width === 1 || this.#agree(one, other);
  }

  /** Adds a key to a bucket that has not got it. */
  #put(bucket: number, mark: number, entry: number): void {
    const buckets = this.#buckets;
    if (buckets[bucket + 1] === 0) {
      buckets[bucket] = mark;
      buckets[bucket + 1] = entry;
      return;
    }
    const node = this.#takeNode();
    this.#nodes[node * stride] = mark;
    this.#nodes[node * stride + 1] = entry;
    this.#nodes[node * stride + 2] = buckets[bucket + 2]!;
    buckets[bucket + 2] = node + 1;
  }

  #takeNode(): number {
    if (this.#freeNode > 0) {
      const node = this.#freeNode - 1;
      this.#freeNode = this.#nodes[node * stride + 2]!;
      return node;
    }
    if ((this.#nodeCount + 1) * stride > this.#nodes.length) this.#nodes = lengthened(this.#nodes, this.#nodes.length + stride);
    return this.#nodeCount++;
  }

  #giveNode(node: number): void {
    this.#nodes[node * stride + 2] = this.#freeNode;
    this.#freeNode = node + 1;
  }

  /** Gives some of the keys of one bucket to a new one. */
  #split(): void {
    const target = this.#used * stride;
    const source = target - this.#power * stride;
    if (target + stride > this.#buckets.length) this.#buckets = lengthened(this.#buckets, target + stride);
    if (++this.#used === this.#power * 2) this.#power = this.#used;
    const buckets = this.#buckets;
    const [mark, entry, rest] = [buckets[source]!, buckets[source + 1]!, buckets[source + 2]!];
    if (entry === 0) return;
    buckets[source + 1] = 0;
    buckets[source + 2] = 0;
    this.#put(this.#bucketOf(this.#hashBy(mark)), mark, entry);
    for (let next = rest; next !== 0; ) {
      const at = (next - 1) * stride;
      const [its, row, after] = [this.#nodes[at]!, this.#nodes[at + 1]!, this.#nodes[at + 2]!];
      this.#giveNode(next - 1);
      this.#put(this.#bucketOf(this.#hashBy(its)), its, row);
      next = after;
    }
  }

  /** Where the bucket of a hash begins. */
  #bucketOf(hash: number): number {
    const bucket = hash & (this.#power * 2 - 1);
    return (bucket < this.#used ? bucket : bucket & (this.#power - 1)) * stride;
  }

  /** The word that buckets and nodes have of a row's key. */
  #markOf(row: number): number {
    const { words, arity } = this.relation;
    const at = row * arity;
    if (this.#width === 1) return words[at + this.#first]!;
    if (this.#width === 2) return hash2(words[at + this.#first]!, words[at + this.#second]!);
    // What `first` looks for stands there until it is called, and nobody updates meanwhile.
    for (let i = 0; i < this.#width; i++) this.key[i] = words[at + this.columns[i]!]!;
    return hashRow(this.key, 0, this.#width);
  }

  #hashBy(mark: number): number {
    return this.#width === 1 ? hash1(mark) : mark;
  }

  /** Whether two rows have the same key. */
  #agree(one: number, other: number): boolean {
    const { words, arity } = this.relation;
    for (let i = 0; i < this.#width; i++) if (words[one * arity + this.columns[i]!] !== words[other * arity + this.columns[i]!]) return false;
    return true;
  }

  /** Puts another row, or none (-1), in the place of the newest row of its key. */
  protected replace(row: number, by: number): void {
    const { words, arity } = this.relation;
    const word = words[row * arity + this.#first]!;
    // What is an address may not have become one yet.
    if (this.#width === 1 && this.#isAddress(word) && this.#direct[word] !== 0) this.#direct[word] = by + 1;
    else this.#replaceHashed(this.#markOf(row), row, by);
  }

  #replaceHashed(mark: number, row: number, by: number): void {
    const buckets = this.#buckets;
    const nodes = this.#nodes;
    const bucket = this.#bucketOf(this.#hashBy(mark));
    const first = buckets[bucket + 2]! - 1;
    if (buckets[bucket + 1] === row + 1) {
      buckets[bucket + 1] = by + 1;
      if (by >= 0) return;
      this.#keys--;
      if (first < 0) return;
      buckets.set(nodes.subarray(first * stride, first * stride + stride), bucket);
      this.#giveNode(first);
      return;
    }
    let before = -1;
    let node = first;
    for (; nodes[node * stride + 1] !== row + 1; node = nodes[node * stride + 2]! - 1) before = node;
    nodes[node * stride + 1] = by + 1;
    if (by >= 0) return;
    this.#keys--;
    if (before < 0) buckets[bucket + 2] = nodes[node * stride + 2]!;
    else nodes[before * stride + 2] = nodes[node * stride + 2]!;
    this.#giveNode(node);
  }

  /** The newest row whose key column holds `a`, or -1. */
  first1(a: number): number {
    if (a >= 0 && a < this.#direct.length) {
      const newest = this.#direct[a]!;
      if (newest !== 0 || this.#moved < 0) return newest - 1;
    }
    return this.#keys === 0 ? -1 : this.#firstHashed(a);
  }

  #firstHashed(a: number): number {
    const buckets = this.#buckets;
    const bucket = this.#bucketOf(hash1(a));
    if (buckets[bucket] === a) return buckets[bucket + 1]! - 1;
    const nodes = this.#nodes;
    let node = buckets[bucket + 2]! - 1;
    while (node >= 0 && nodes[node * stride] !== a) node = nodes[node * stride + 2]! - 1;
    return node < 0 ? -1 : nodes[node * stride + 1]! - 1;
  }

  first2(a: number, b: number): number {
    this.key[0] = a;
    this.key[1] = b;
    return this.first();
  }

  /** The newest row with the key that stands in `key`, or -1. */
  first(): number {
    if (this.#width === 1) return this.first1(this.key[0]!);
    const hash = this.#width === 2 ? hash2(this.key[0]!, this.key[1]!) : hashRow(this.key, 0, this.#width);
    const bucket = this.#bucketOf(hash);
    const row = this.#buckets[bucket + 1]! - 1;
    if (row < 0 || (this.#buckets[bucket] === hash && this.#hasKey(row))) return row;
    const nodes = this.#nodes;
    let node = this.#buckets[bucket + 2]! - 1;
    while (node >= 0 && (nodes[node * stride] !== hash || !this.#hasKey(nodes[node * stride + 1]! - 1))) node = nodes[node * stride + 2]! - 1;
    return node < 0 ? -1 : nodes[node * stride + 1]! - 1;
  }

  #hasKey(row: number): boolean {
    const { words, arity } = this.relation;
    for (let i = 0; i < this.#width; i++) if (words[row * arity + this.columns[i]!] !== this.key[i]) return false;
    return true;
  }

  /** Where the rows of a key are, newest first. */
  *places(key: readonly number[]): Generator<Place> {
    const { words, arity } = this.relation;
    this.key.set(key);
    for (let row = this.first(); row >= 0; row = this.next[row]!) yield { words, at: row * arity };
  }
}
