import type { Relation } from './relation.ts';
import { hashRow } from './hash.ts';

/** A row, in words. */
export interface Place {
  readonly words: Int32Array;
  readonly at: number;
}

/**
 * An index of a relation on some of its columns, shared by every operator that looks them up: the
 * first row with a key, and from each row the next one with the same key (`next`, -1 at the end),
 * newest first. It follows the relation lazily: `update` takes in the rows added since.
 *
 * On one column whose words are dense (interned symbols, small integers) the key is its own address;
 * otherwise an open-addressing table at most half full, of the newest row of each key.
 */
export class Lookup {
  readonly relation: Relation;
  readonly columns: readonly number[];
  /** By row number; valid below the size at the last `update`. */
  next = new Int32Array(16);
  /** The key that `first` looks for, where it has more than two columns. */
  readonly key: Int32Array;
  /** Row number plus one, by key (`direct`) or by slot; 0 is none. */
  protected heads = new Int32Array(32);
  protected direct: boolean;
  protected keys = 0;
  protected indexed = 0;
  protected readonly scratch: Int32Array;

  constructor(relation: Relation, columns: readonly number[]) {
    this.relation = relation;
    this.columns = columns;
    this.key = new Int32Array(columns.length);
    this.scratch = new Int32Array(columns.length);
    this.direct = columns.length === 1;
  }

  /** Forgets all rows, when the relation did. */
  clear(): void {
    if (this.indexed === 0) return;
    this.heads.fill(0);
    this.keys = 0;
    this.indexed = 0;
  }

  /** How many rows it has taken in and not forgotten. */
  get rows(): number {
    return this.indexed;
  }

  /** How many keys its rows have; takes as long as the table is. */
  countKeys(): number {
    let keys = 0;
    for (const head of this.heads) if (head !== 0) keys++;
    return keys;
  }

  get bytes(): number {
    return this.next.byteLength + this.heads.byteLength;
  }

  /** Takes in the rows added since the last time. */
  update(): void {
    const size = this.relation.size;
    if (this.indexed === size) return;
    if (this.next.length < size) {
      const grown = new Int32Array(Math.max(size, this.next.length * 2));
      grown.set(this.next);
      this.next = grown;
    }
    while (this.indexed < size) {
      if (this.direct) this.#addDirect();
      else this.#addHashed();
    }
  }

  /** The newest row whose key column holds `a`, or -1. */
  first1(a: number): number {
    if (this.direct) return a >= 0 && a < this.heads.length ? this.heads[a]! - 1 : -1;
    this.key[0] = a;
    return this.first();
  }

  first2(a: number, b: number): number {
    this.key[0] = a;
    this.key[1] = b;
    return this.first();
  }

  /** The newest row with the key that stands in `key`, or -1. */
  first(): number {
    return this.heads[this.slotOf(this.key)]! - 1;
  }

  /** Where the rows of a key are, newest first. */
  *places(key: readonly number[]): Generator<Place> {
    const { words, arity } = this.relation;
    this.key.set(key);
    for (let row = key.length === 1 ? this.first1(key[0]!) : this.first(); row >= 0; row = this.next[row]!) yield { words, at: row * arity };
  }

  /** Indexes rows until done, or until a word does not fit and the index changes to hashing. */
  #addDirect(): void {
    const { words, arity, size } = this.relation;
    const column = this.columns[0]!;
    for (let row = this.indexed; row < size; row++) {
      const word = words[row * arity + column]!;
      if (word >= this.heads.length || word < 0) {
        if (word < 0 || word > 4 * size + 1024) {
          this.direct = false;
          this.#rehash(Math.max(32, this.heads.length));
          this.indexed = 0;
          return;
        }
        const grown = new Int32Array(Math.max(word + 1, this.heads.length * 2));
        grown.set(this.heads);
        this.heads = grown;
      }
      this.next[row] = this.heads[word]! - 1;
      this.heads[word] = row + 1;
      this.indexed = row + 1;
    }
  }

  #addHashed(): void {
    const { words, arity, size } = this.relation;
    const { columns } = this;
    for (let row = this.indexed; row < size; row++) {
      for (let i = 0; i < columns.length; i++) this.scratch[i] = words[row * arity + columns[i]!]!;
      const slot = this.slotOf(this.scratch);
      const newest = this.heads[slot]!;
      this.next[row] = newest - 1;
      this.heads[slot] = row + 1;
      this.indexed = row + 1;
      if (newest === 0 && ++this.keys * 2 > this.heads.length) {
        this.#rehash(this.heads.length * 2);
        this.indexed = 0;
        return;
      }
    }
  }

  /** Starts over with an empty table of at least this many slots; the caller indexes all rows again. */
  #rehash(slots: number): void {
    let length = 32;
    while (length < slots) length *= 2;
    this.heads = new Int32Array(length);
    this.keys = 0;
  }

  /** The slot of a key, or the free slot where it would go. */
  protected slotOf(key: Int32Array): number {
    const { words, arity } = this.relation;
    const { columns } = this;
    const count = columns.length;
    const mask = this.heads.length - 1;
    let slot = hashRow(key, 0, count) & mask;
    for (let head = this.heads[slot]!; head !== 0; head = this.heads[slot]!) {
      const at = (head - 1) * arity;
      let i = 0;
      while (i < count && words[at + columns[i]!] === key[i]) i++;
      if (i === count) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
