import { initialRows } from './growing-log.ts';
import { HashedRows } from './hashed-rows.ts';
import { PairSet } from './pair-set.ts';
import type { RowSets } from './row-sets.ts';
import type { RowLog } from './signed-rows.ts';
import { TripleSet } from './triple-set.ts';
import { WordSet } from './word-set.ts';

/** Words of a run that are inserted one by one. */
const short = 4;
/** Up to so many rows each is compared with what is looked for, which costs less than what finds rows, and emptying that. */
const few = 8;

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
export class Relation extends HashedRows {
  /** What finds duplicates instead of the slots: at most one of them. */
  #dense: WordSet | null = null;
  #pairs: PairSet | null = null;
  #triples: TripleSet | null = null;
  /** The words of a run that are new. */
  #found = new Int32Array(16);
  readonly #numbered: boolean;
  readonly #watch: Watch | null;
  /** Its rows are those of others too, and not its own to write over. */
  #isGiven = false;
  /** Rows up to which `words` has those that are likely to be inserted. */
  #expected = 0;
  /** What finds duplicates is there. */
  #isIndexed = true;

  /** `numbered`: `numberOf` is wanted, so all rows are hashed. */
  constructor(arity: number, watch: Watch | null = null, numbered = false) {
    super(arity);
    this.#watch = watch;
    this.#numbered = numbered;
    this.#begin();
  }

  /** Forgets all rows and keeps the memory, unless it is far more than the rows needed. */
  clear(): void {
    this.forgetSets();
    if (this.#isGiven) this.#giveBack();
    if (this.size === 0) return;
    if (this.size <= few && !this.#numbered) {
      this.#dropIndex();
    } else {
      this.#dense?.clear(this);
      this.#pairs?.clear(this);
      this.#triples?.clear();
    }
    const most = Math.max(this.slots.length, this.arity === 0 ? 0 : this.log.length / this.arity);
    this.empty(most <= 1024 || this.size * 16 >= most);
  }

  /**
   * Prepares an empty relation for rows that are likely to be inserted next, in this order, each once: as long as they
   * are, none is looked for. What finds duplicates is made only when it is asked for; for many relations it never is.
   */
  expect({ words, size }: RowLog): void {
    if (this.size > 0) throw new Error('only an empty relation has rows that are all to come');
    this.log = words.subarray(0, size * this.arity);
    this.room = this.log.length;
    this.#forgetIndex();
    this.#expected = size;
    this.#isGiven = true;
    this.#watch?.(this);
  }

  /** Takes rows, each once, into a relation that has none. */
  adopt(log: RowLog): void {
    this.expect(log);
    this.size = log.size;
  }

  /** Its rows, for another relation to take as they are: nobody writes over them. */
  share(): RowLog {
    this.#isGiven = true;
    return this;
  }

  #giveBack(): void {
    this.empty(false);
    this.#begin();
    this.#expected = 0;
    this.#isGiven = false;
  }

  /** What finds duplicates while there are no rows: nothing, unless rows have numbers. */
  #begin(): void {
    this.#dropIndex();
    this.#isIndexed = this.#numbered;
  }

  /** Takes rows of two columns, of which it has some already, into as little as they are; they are written down when somebody reads them. */
  become(sets: RowSets): void {
    this.appends();
    this.spread(sets);
    this.#watch?.(this);
  }

  /** To be called when it is not large yet, but what is going to be its rows takes more memory. */
  grows(): void {
    this.#watch?.(this);
  }

  /** From now on rows are appended: what finds them is made anew when somebody asks for it. */
  appends(): void {
    if (this.#numbered) throw new Error('rows with numbers are always found');
    this.#dropIndex();
    this.forgetSlots();
  }

  #dropIndex(): void {
    this.#dense = null;
    this.#pairs = null;
    this.#triples = null;
    this.#isIndexed = false;
  }

  /** Makes what finds its rows now, so that nobody has to wait for it later. */
  index(): void {
    if (!this.#isIndexed) this.#index();
  }

  /** Makes what finds duplicates of the rows that have been inserted; others than those expected may come. */
  #index(): this {
    this.settle();
    this.#isIndexed = true;
    if (this.size < this.#expected) this.disown();
    this.#expected = 0;
    if (this.#numbered || !this.#changeLayout()) this.#hash();
    return this;
  }

  #hash(): true {
    let length = initialRows * 2;
    while (length <= this.size * 2) length *= 2;
    this.rehash(length);
    return true;
  }

  /** Memory for the rows and what finds them. */
  get bytes(): number {
    return this.logBytes + this.slots.byteLength + ((this.#dense ?? this.#pairs ?? this.#triples)?.bytes ?? 0);
  }

  /** What finds duplicates. */
  get layout(): 'hash' | 'bits' | 'pairs' | 'triples' | 'none' {
    if (!this.#isIndexed) return 'none';
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
    if (dense === null) return this.#isIndexed ? this.insertHashed1(a) : this.#insertLate1(a);
    const added = dense.add(a);
    if (added <= 0) return added < 0 && this.#changeToHashing() && this.insertHashed1(a);
    this.push1(a);
    return true;
  }

  /** The same where nothing finds rows yet. */
  #insertLate1(a: number): boolean {
    if (this.size < this.#expected && this.log[this.size] === a) return this.#takeExpected();
    if (!this.#staysFew()) return this.#index().insert1(a);
    if (this.#hasFew1(a)) return false;
    this.push1(a);
    return true;
  }

  /** Whether rows are so few that there is room for another one before something has to find them. V8 leaves compiled code for a private getter. */
  #staysFew(): boolean {
    return this.size < few && this.#expected === 0 && this.sets === null;
  }

  /** Whether each row can be compared with what is looked for. */
  #areFew(): boolean {
    return this.size <= few && this.sets === null;
  }

  /** Whether one of a few rows is that at an offset of `from`. */
  #isAmong(from: Int32Array, offset: number): boolean {
    const { arity, log, size } = this;
    for (let at = 0; at < size * arity; at += arity) {
      let i = 0;
      while (i < arity && log[at + i] === from[offset + i]) i++;
      if (i === arity) return true;
    }
    return false;
  }

  insert2(a: number, b: number): boolean {
    const pairs = this.#pairs;
    if (pairs === null) return this.#isIndexed ? this.insertHashed2(a, b) : this.#insertLate2(a, b);
    const added = pairs.add(a, b);
    if (added <= 0) return added < 0 && this.#changeToHashing() && this.insertHashed2(a, b);
    this.push2(a, b);
    return true;
  }

  #insertLate2(a: number, b: number): boolean {
    const next = this.size * 2;
    if (this.size < this.#expected && this.log[next] === a && this.log[next + 1] === b) return this.#takeExpected();
    if (!this.#staysFew()) return this.#index().insert2(a, b);
    if (this.#hasFew2(a, b)) return false;
    this.push2(a, b);
    return true;
  }

  /** Gives up what takes (first) words to be dense. */
  #changeToHashing(): true {
    this.#dense = null;
    this.#pairs = null;
    return this.#hash();
  }

  insert3(a: number, b: number, c: number): boolean {
    const triples = this.#triples;
    if (triples === null) return this.#isIndexed ? this.insertHashed3(a, b, c) : this.#insertLate3(a, b, c);
    if (!triples.add(a, b, c)) return false;
    this.push3(a, b, c);
    return true;
  }

  #insertLate3(a: number, b: number, c: number): boolean {
    const next = this.size * 3;
    if (this.size < this.#expected && this.log[next] === a && this.log[next + 1] === b && this.log[next + 2] === c) return this.#takeExpected();
    if (!this.#staysFew()) return this.#index().insert3(a, b, c);
    for (let at = 0; at < next; at += 3) if (this.log[at] === a && this.log[at + 1] === b && this.log[at + 2] === c) return false;
    this.push3(a, b, c);
    return true;
  }

  /** Inserts pairs: of a word and every `step`th of some words. */
  insertRun2(a: number, words: Int32Array, from: number, to: number, step: number): void {
    if (to - from > short * step && this.#insertLongRun2(a, words, from, to, step)) return;
    for (let at = from; at < to; at += step) this.insert2(a, words[at]!);
  }

  #insertLongRun2(a: number, words: Int32Array, from: number, to: number, step: number): boolean {
    if (this.#pairs === null) return false;
    const found = this.#roomFor(to - from);
    const count = this.#pairs.addRun(a, words, from, to, step, found);
    if (count < 0) return false;
    this.pushPairs(0, a, found, 0, count);
    return true;
  }

  /** Inserts triples: of two words and every `step`th of some words. */
  insertRun3(a: number, b: number, words: Int32Array, from: number, to: number, step: number): void {
    if (to - from > step && this.#insertLongRun3(a, b, words, from, to, step)) return;
    for (let at = from; at < to; at += step) this.insert3(a, b, words[at]!);
  }

  #insertLongRun3(a: number, b: number, words: Int32Array, from: number, to: number, step: number): boolean {
    if (this.#triples === null) return false;
    const found = this.#roomFor(to - from);
    const count = this.#triples.addRun(a, b, words, from, to, step, found);
    for (let i = 0; i < count; i++) this.push3(a, b, found[i]!);
    return true;
  }

  #roomFor(words: number): Int32Array {
    if (this.#found.length < words) this.#found = new Int32Array(words * 2);
    return this.#found;
  }

  /** Adds the row that stands in `row`; whether it is new. */
  insert(): boolean {
    const { row } = this;
    if (this.#numbered) return this.insertHashed();
    if (this.arity === 1) return this.insert1(row[0]!);
    if (this.arity === 2) return this.insert2(row[0]!, row[1]!);
    if (this.arity === 3) return this.insert3(row[0]!, row[1]!, row[2]!);
    return this.#isIndexed ? this.insertHashed() : this.#insertLate();
  }

  #insertLate(): boolean {
    if (this.size < this.#expected && this.#isNext()) return this.#takeExpected();
    if (!this.#staysFew()) return this.#index().insertHashed();
    if (this.#isAmong(this.row, 0)) return false;
    this.push(this.row);
    return true;
  }

  /** Whether the row that stands in `row` is the next that is expected. */
  #isNext(): boolean {
    const { row, log: words, arity } = this;
    let i = 0;
    while (i < arity && words[this.size * arity + i] === row[i]) i++;
    return i === arity;
  }

  /** Those expected are different from each other, so the next of them is new. */
  #takeExpected(): true {
    this.size++;
    return true;
  }

  /** Adds row `index` of another relation, but for `skipped` columns at its front; whether it is new. */
  insertFrom(other: RowLog, index: number, skipped = 0): boolean {
    if (this.arity === 0) return this.insert0();
    const from = index * other.arity + skipped;
    for (let i = 0; i < this.arity; i++) this.row[i] = other.words[from + i]!;
    return this.insert();
  }

  append0(): void {
    this.size = 1;
  }

  /** Adds a row that is known to be new; what finds it is made when it is asked for. */
  append1(a: number): void {
    if (this.#isIndexed && !this.#forgetIndex()) return void this.insert1(a);
    this.push1(a);
  }

  append2(a: number, b: number): void {
    if (this.#isIndexed && !this.#forgetIndex()) return void this.insert2(a, b);
    this.push2(a, b);
  }

  /** Adds pairs that are known to be new: each has `word` in one column and one of the words `from` to `to` of `others` in the other. */
  appendPairs(column: number, word: number, others: Int32Array, from: number, to: number): void {
    if (this.#isIndexed) this.appends();
    this.pushPairs(column, word, others, from, to);
  }

  append3(a: number, b: number, c: number): void {
    if (this.#isIndexed && !this.#forgetIndex()) return void this.insert3(a, b, c);
    this.push3(a, b, c);
  }

  /** Adds the row that stands in `row`, which is known to be new. */
  append(): void {
    if (this.#isIndexed && !this.#forgetIndex()) return void this.insert();
    this.push(this.row);
  }

  /** Whether there was nothing in what finds rows, which is then not kept up. */
  #forgetIndex(): boolean {
    if (this.size > 0 || this.#numbered) return false;
    this.#dropIndex();
    return true;
  }

  has0(): boolean {
    return this.size > 0;
  }

  has1(a: number): boolean {
    if (!this.#isIndexed) {
      if (this.#areFew()) return this.#hasFew1(a);
      this.#index();
    }
    if (this.#dense !== null) return this.#dense.has(a);
    this.row[0] = a;
    return this.has();
  }

  #hasFew1(a: number): boolean {
    for (let row = 0; row < this.size; row++) if (this.log[row] === a) return true;
    return false;
  }

  has2(a: number, b: number): boolean {
    if (!this.#isIndexed) {
      if (this.sets !== null) return this.sets.has(a, b);
      if (this.#areFew()) return this.#hasFew2(a, b);
      this.#index();
    }
    if (this.#pairs !== null) return this.#pairs.has(a, b);
    this.row[0] = a;
    this.row[1] = b;
    return this.has();
  }

  #hasFew2(a: number, b: number): boolean {
    for (let at = 0; at < this.size * 2; at += 2) if (this.log[at] === a && this.log[at + 1] === b) return true;
    return false;
  }

  has3(a: number, b: number, c: number): boolean {
    if (!this.#isIndexed && !this.#areFew()) this.#index();
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
    return this.numberIn(slot);
  }

  /** Whether both hold the same rows. */
  equals(other: Relation): boolean {
    if (this.size !== other.size) return false;
    for (let row = 0; row < this.size; row++) if (!other.hasAt(this.words, row * this.arity)) return false;
    return true;
  }

  /** How many of its rows another relation does not have. */
  countOutside(other: Relation): number {
    let count = 0;
    for (let row = 0; row < this.size; row++) if (!other.hasAt(this.words, row * this.arity)) count++;
    return count;
  }

  /** Puts a row of another relation of the same arity where `insert` and `has` look for it. */
  stage(other: RowLog, index: number): void {
    const from = index * this.arity;
    for (let i = 0; i < this.arity; i++) this.row[i] = other.words[from + i]!;
  }

  /** Whether it has row `index` of another relation of the same arity. */
  hasFrom(other: RowLog, index: number): boolean {
    return this.hasAt(other.words, index * this.arity);
  }

  protected hasAt(from: Int32Array, offset: number): boolean {
    if (this.arity === 0) return this.size > 0;
    if (!this.#isIndexed) {
      if (this.sets !== null) return this.sets.has(from[offset]!, from[offset + 1]!);
      if (this.#areFew()) return this.#isAmong(from, offset);
      this.#index();
    }
    if (this.#dense !== null) return this.#dense.has(from[offset]!);
    if (this.#pairs !== null) return this.#pairs.has(from[offset]!, from[offset + 1]!);
    if (this.#triples !== null) return this.#triples.has(from[offset]!, from[offset + 1]!, from[offset + 2]!);
    return this.slots[this.slotOf(from, offset)] !== 0;
  }

  protected override crowded(): void {
    if (this.#numbered || !this.#changeLayout()) super.crowded();
  }

  /** Hashes no more where what is smaller has turned out to do. */
  #changeLayout(): boolean {
    const { words, size } = this;
    if (this.arity === 1) this.#dense = WordSet.of(words, size);
    if (this.arity === 2) this.#pairs = PairSet.of(words, size);
    if (this.arity === 3) this.#triples = TripleSet.of(words, size);
    if (this.layout === 'hash') return false;
    this.forgetSlots();
    return true;
  }

  protected override makeRoom(): void {
    this.settle();
    this.#watch?.(this);
    super.makeRoom();
  }
}
