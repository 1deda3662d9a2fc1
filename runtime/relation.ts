import { hash1, hash2, hash3, hashRow } from './hash.ts';
import { PairSet } from './pair-set.ts';
import { TripleSet } from './triple-set.ts';
import { WordSet } from './word-set.ts';

/** Rows before the first growth. */
const initialRows = 16;
/** Rows between two calls of a watch. */
const stretch = 1 << 16;
/** Below so many triples their layout makes no difference. */
const fewTriples = 1 << 10;

/** Called now and then while a relation grows, with the relation; may throw to end what fills it. */
export type Watch = (relation: Relation) => void;

/**
 * A set of rows of fixed-width words. Rows are appended to one log (`words`, row-major), so a range
 * of row numbers is a delta. A row never changes and, until `clear`, never moves: an array read before
 * a growth still has the rows it had. Duplicates are found by a hash table of row numbers, or by what is smaller:
 * a `WordSet` for dense words, a `PairSet` for pairs whose first word is dense, a `TripleSet` for triples of
 * which many begin alike.
 *
 * Insertion and membership are expected O(arity); memory is 4 bytes a column and 8 to 16 bytes a row
 * for the table, kept at most half full.
 */
export class Relation {
  readonly arity: number;
  /** The log; the first `size * arity` words are rows. */
  words: Int32Array;
  size = 0;
  /** How far a collector has looked through the log. */
  scanned = 0;
  /** Where generated code puts a row of more than three columns before `insert` or `has`. */
  readonly row: Int32Array;
  /** Row number plus one; 0 is free. The length is a power of two. */
  protected slots: Int32Array;
  protected mask: number;
  /** What finds duplicates instead of the slots: at most one of them. */
  #dense: WordSet | null;
  #pairs: PairSet | null;
  #triples: TripleSet | null = null;
  readonly #numbered: boolean;
  /** Words up to which the log may go on without a call of the watch or a growth. */
  protected room: number;
  readonly #watch: Watch | null;

  /** `numbered`: `numberOf` is wanted, so all rows are hashed. */
  constructor(arity: number, watch: Watch | null = null, numbered = false) {
    this.arity = arity;
    this.#watch = watch;
    this.room = initialRows * arity;
    this.words = new Int32Array(initialRows * arity);
    this.row = new Int32Array(arity);
    this.slots = new Int32Array(initialRows * 2);
    this.mask = initialRows * 2 - 1;
    this.#numbered = numbered;
    this.#dense = arity === 1 && !numbered ? new WordSet() : null;
    this.#pairs = arity === 2 && !numbered ? new PairSet() : null;
  }

  /** Forgets all rows and keeps the memory, unless it is far more than the rows needed. */
  clear(): void {
    if (this.size === 0) return;
    this.#dense?.clear(this.words);
    this.#pairs?.clear();
    this.#triples?.clear();
    if (this.slots.length > 1024 && this.size * 16 < this.slots.length) {
      this.words = new Int32Array(initialRows * this.arity);
      this.slots = new Int32Array(initialRows * 2);
      this.mask = initialRows * 2 - 1;
    } else {
      this.slots.fill(0);
    }
    this.size = 0;
    this.scanned = 0;
    this.room = Math.min(this.words.length, stretch * this.arity);
  }

  /** Memory for the rows and what finds them. */
  get bytes(): number {
    return this.words.byteLength + this.slots.byteLength + ((this.#dense ?? this.#pairs ?? this.#triples)?.bytes ?? 0);
  }

  /** What finds duplicates. */
  get layout(): 'hash' | 'bits' | 'pairs' | 'triples' {
    if (this.#dense) return 'bits';
    return this.#pairs ? 'pairs' : this.#triples ? 'triples' : 'hash';
  }

  /** Adds the row of a relation without columns; whether it is new. */
  insert0(): boolean {
    if (this.size > 0) return false;
    this.size = 1;
    return true;
  }

  insert1(a: number): boolean {
    const dense = this.#dense;
    if (dense === null) return this.#insertHashed1(a);
    const added = dense.add(a);
    if (added <= 0) return added < 0 && this.#changeToHashing() && this.#insertHashed1(a);
    const at = this.size;
    if (at === this.room) this.makeRoom();
    this.words[at] = a;
    this.size++;
    return true;
  }

  #insertHashed1(a: number): boolean {
    const slots = this.slots;
    const words = this.words;
    let slot = hash1(a) & this.mask;
    for (let row = slots[slot]!; row !== 0; row = slots[slot]!) {
      if (words[row - 1] === a) return false;
      slot = (slot + 1) & this.mask;
    }
    const at = this.size;
    slots[slot] = at + 1;
    if (at === this.room) this.makeRoom();
    this.words[at] = a;
    this.added();
    return true;
  }

  insert2(a: number, b: number): boolean {
    const pairs = this.#pairs;
    if (pairs === null) return this.#insertHashed2(a, b);
    const added = pairs.add(a, b);
    if (added <= 0) return added < 0 && this.#changeToHashing() && this.#insertHashed2(a, b);
    const at = this.size * 2;
    if (at === this.room) this.makeRoom();
    this.words[at] = a;
    this.words[at + 1] = b;
    this.size++;
    return true;
  }

  #insertHashed2(a: number, b: number): boolean {
    const slots = this.slots;
    const words = this.words;
    const mask = this.mask;
    let slot = hash2(a, b) & mask;
    for (let row = slots[slot]!; row !== 0; row = slots[slot]!) {
      const at = row * 2 - 2;
      if (words[at] === a && words[at + 1] === b) return false;
      slot = (slot + 1) & mask;
    }
    const at = this.size * 2;
    slots[slot] = this.size + 1;
    if (at === this.room) this.makeRoom();
    this.words[at] = a;
    this.words[at + 1] = b;
    this.added();
    return true;
  }

  /** Gives up what takes (first) words to be dense. */
  #changeToHashing(): true {
    this.#dense = null;
    this.#pairs = null;
    let length = initialRows * 2;
    while (length <= this.size * 2) length *= 2;
    this.rehash(length);
    return true;
  }

  insert3(a: number, b: number, c: number): boolean {
    const triples = this.#triples;
    if (triples === null) return this.#insertHashed3(a, b, c);
    if (!triples.add(a, b, c)) return false;
    const at = this.size * 3;
    if (at === this.room) this.makeRoom();
    this.words[at] = a;
    this.words[at + 1] = b;
    this.words[at + 2] = c;
    this.size++;
    return true;
  }

  #insertHashed3(a: number, b: number, c: number): boolean {
    const slots = this.slots;
    const words = this.words;
    const mask = this.mask;
    let slot = hash3(a, b, c) & mask;
    for (let row = slots[slot]!; row !== 0; row = slots[slot]!) {
      const at = row * 3 - 3;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c) return false;
      slot = (slot + 1) & mask;
    }
    const at = this.size * 3;
    slots[slot] = this.size + 1;
    if (at === this.room) this.makeRoom();
    this.words[at] = a;
    this.words[at + 1] = b;
    this.words[at + 2] = c;
    this.added();
    return true;
  }

  /** Adds the row that stands in `row`; whether it is new. */
  insert(): boolean {
    const { row } = this;
    if (this.#numbered) return this.#insertHashed();
    if (this.arity === 1) return this.insert1(row[0]!);
    if (this.arity === 2) return this.insert2(row[0]!, row[1]!);
    return this.arity === 3 ? this.insert3(row[0]!, row[1]!, row[2]!) : this.#insertHashed();
  }

  #insertHashed(): boolean {
    const slot = this.slotOf(this.row, 0);
    if (this.slots[slot] !== 0) return false;
    this.slots[slot] = this.size + 1;
    const at = this.size * this.arity;
    if (at === this.room) this.makeRoom();
    for (let i = 0; i < this.arity; i++) this.words[at + i] = this.row[i]!;
    this.added();
    return true;
  }

  /** Adds row `index` of another relation, but for `skipped` columns at its front; whether it is new. */
  insertFrom(other: Relation, index: number, skipped = 0): boolean {
    if (this.arity === 0) return this.insert0();
    const from = index * other.arity + skipped;
    for (let i = 0; i < this.arity; i++) this.row[i] = other.words[from + i]!;
    return this.insert();
  }

  has0(): boolean {
    return this.size > 0;
  }

  has1(a: number): boolean {
    if (this.#dense !== null) return this.#dense.has(a);
    this.row[0] = a;
    return this.has();
  }

  has2(a: number, b: number): boolean {
    if (this.#pairs !== null) return this.#pairs.has(a, b);
    this.row[0] = a;
    this.row[1] = b;
    return this.#isAt(this.row, 0);
  }

  has3(a: number, b: number, c: number): boolean {
    if (this.#triples !== null) return this.#triples.has(a, b, c);
    const row = this.row;
    row[0] = a;
    row[1] = b;
    row[2] = c;
    return this.has();
  }

  /** Whether the row that stands in `row` is there. */
  has(): boolean {
    return this.hasAt(this.row, 0);
  }

  /** The number of the row that stands in `row`, added if it is new. */
  numberOf(): number {
    if (this.arity === 0) {
      this.insert0();
      return 0;
    }
    const slot = this.slotOf(this.row, 0);
    if (this.slots[slot] === 0) {
      const at = this.size;
      this.insert();
      return at;
    }
    return this.slots[slot]! - 1;
  }

  /** Whether both hold the same rows. */
  equals(other: Relation): boolean {
    return this.size === other.size && this.countOutside(other) === 0;
  }

  /** How many of its rows another relation does not have. */
  countOutside(other: Relation): number {
    let count = 0;
    for (let row = 0; row < this.size; row++) if (!other.hasAt(this.words, row * this.arity)) count++;
    return count;
  }

  /** Puts a row of another relation of the same arity where `insert` and `has` look for it. */
  stage(other: Relation, index: number): void {
    const from = index * this.arity;
    for (let i = 0; i < this.arity; i++) this.row[i] = other.words[from + i]!;
  }

  /** Whether it has row `index` of another relation of the same arity. */
  hasFrom(other: Relation, index: number): boolean {
    return this.hasAt(other.words, index * this.arity);
  }

  protected hasAt(from: Int32Array, offset: number): boolean {
    if (this.arity === 0) return this.size > 0;
    if (this.#dense !== null) return this.#dense.has(from[offset]!);
    if (this.#pairs !== null) return this.#pairs.has(from[offset]!, from[offset + 1]!);
    if (this.#triples !== null) return this.#triples.has(from[offset]!, from[offset + 1]!, from[offset + 2]!);
    return this.#isAt(from, offset);
  }

  #isAt(from: Int32Array, offset: number): boolean {
    return this.slots[this.slotOf(from, offset)] !== 0;
  }

  /** The slot of the row at an offset of `from`, or the free slot where it would go. */
  protected slotOf(from: Int32Array, offset: number): number {
    const { arity, words } = this;
    let slot = hashOf(from, offset, arity) & this.mask;
    for (let row = this.slots[slot]!; row !== 0; row = this.slots[slot]!) {
      const at = (row - 1) * arity;
      let i = 0;
      while (i < arity && words[at + i] === from[offset + i]) i++;
      if (i === arity) return slot;
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }

  protected added(): void {
    if (++this.size * 2 <= this.slots.length) return;
    if (!this.#numbered && this.#changeLayout()) return;
    this.rehash(this.slots.length * 2);
  }

  /** Hashes no more where what is smaller has turned out to do. */
  #changeLayout(): boolean {
    const { words, size } = this;
    if (this.arity === 1) this.#dense = wordsOf(words, size);
    if (this.arity === 2) this.#pairs = pairsOf(words, size);
    if (this.arity === 3) this.#triples = size < fewTriples ? null : TripleSet.of(words, size);
    if (this.layout === 'hash') return false;
    this.slots = new Int32Array(initialRows * 2);
    this.mask = initialRows * 2 - 1;
    return true;
  }

  protected makeRoom(): void {
    this.#watch?.(this);
    const used = this.size * this.arity;
    if (used === this.words.length) {
      const grown = new Int32Array(Math.max(initialRows * this.arity, this.words.length * 2));
      grown.set(this.words);
      this.words = grown;
    }
    this.room = Math.min(this.words.length, used + stretch * this.arity);
  }

  protected rehash(length: number): void {
    const { arity, words, size } = this;
    const slots = new Int32Array(length);
    const mask = slots.length - 1;
    for (let row = 0; row < size; row++) {
      const at = row * arity;
      let slot = hashOf(words, at, arity) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.slots = slots;
    this.mask = mask;
  }
}

/** The words of a log, where they are dense. */
function wordsOf(words: Int32Array, size: number): WordSet | null {
  const set = new WordSet();
  for (let row = 0; row < size; row++) if (!set.reach(words[row]!, size)) return null;
  for (let row = 0; row < size; row++) set.add(words[row]!);
  return set;
}

/** The pairs of a log, where first words are dense, with several rows each. */
function pairsOf(words: Int32Array, size: number): PairSet | null {
  let largest = 0;
  for (let at = 0; at < size * 2; at += 2) {
    const first = words[at]!;
    if (first < 0 || first * 2 > size) return null;
    if (first > largest) largest = first;
  }
  const pairs = new PairSet();
  pairs.reserve(largest);
  for (let at = 0; at < size * 2; at += 2) pairs.add(words[at]!, words[at + 1]!);
  return pairs;
}

/** The hash of the row at an offset. */
export function hashOf(words: Int32Array, offset: number, arity: number): number {
  switch (arity) {
    case 1:
      return hash1(words[offset]!);
    case 2:
      return hash2(words[offset]!, words[offset + 1]!);
    case 3:
      return hash3(words[offset]!, words[offset + 1]!, words[offset + 2]!);
    default:
      return hashRow(words, offset, arity);
  }
}
