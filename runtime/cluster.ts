import { BlockMarks } from './block-marks.ts';
import { GrowingWords } from './growing-words.ts';
import { KeyNumbers } from './key-numbers.ts';
import type { Place } from './lookup.ts';
import type { Relation } from './relation.ts';
import { Workplace } from './row-groups.ts';

/** Words that say of a key where its block is, how many rows it has and how many it has room for; and one more, so that they are never in two cache lines. */
const stride = 4;
const initialKeys = 16;
/** Rows by which the number of keys is guessed. */
const sampled = 32;
/** Words of the first arena, and of one that is kept however little of it is used. */
const initialWords = 64;
const fewWords = 1024;
/** Rows of a block up to which it is moved one by one: to call what moves more takes longer. */
const few = 64;
/** Words of the table up to which it is kept, however few keys there are. */
const mostKept = 1 << 15;

/**
 * An index of a relation that loses no rows, with the other columns of all rows of one key beside each other,
 * so that a join reads them in order, where a list that is linked through the log would wait for
 * memory at every row. Like a `Lookup` it follows the relation lazily, and a key of one dense word is its own address.
 */
export class Cluster {
  readonly relation: Relation;
  readonly columns: readonly number[];
  /** The columns that are not of the key, in ascending order: what the arena has of a row. */
  readonly others: readonly number[];
  /** Blocks of rows; what was read of it before an `update` is not valid after it, and may be detached. */
  arena: Int32Array = new Int32Array(initialWords);
  readonly #arenaGrowth = new GrowingWords();
  /** The end of the block whose start was asked for last. */
  end = 0;
  /** The key that `start` looks for, where it has more than two columns. */
  readonly key: Int32Array;
  #table: Int32Array = new Int32Array(initialKeys * stride);
  readonly #tableGrowth = new GrowingWords();
  /** The numbers of keys, unless `#direct`. */
  readonly #numbers: KeyNumbers;
  #direct: boolean;
  /** How often blocks have moved, or may have. */
  moves = 0;
  readonly #workplace: Workplace;
  readonly #marks: BlockMarks[] = [];
  #keys = 0;
  #top = 0;
  #indexed = 0;
  /** Freed blocks by the logarithm of the rows that they have room for. */
  #free: number[][] = [];

  constructor(relation: Relation, columns: readonly number[], workplace = new Workplace()) {
    this.relation = relation;
    this.#workplace = workplace;
    this.columns = columns;
    this.others = Array.from({ length: relation.arity }, (_, column) => column).filter((column) => !columns.includes(column));
    this.key = new Int32Array(columns.length);
    this.#direct = columns.length === 1;
    this.#numbers = new KeyNumbers(Math.max(2, columns.length));
  }

  /** Forgets all rows, when the relation did; costs what it holds, not what it has held. */
  clear(): void {
    if (this.#indexed === 0) return;
    this.moves++;
    const isRoomy = this.#table.length > mostKept && this.#indexed * 16 < this.#table.length;
    if (isRoomy) this.#forgetTable();
    else this.#table.fill(0, 0, this.#keys * stride);
    if (this.arena.length > fewWords && this.#top * 16 < this.arena.length) this.#forgetArena();
    this.#numbers.clear();
    this.#keys = 0;
    this.#top = 0;
    this.#indexed = 0;
    this.#free = [];
  }

  #forgetArena(): void {
    this.#arenaGrowth.clear();
    this.arena = new Int32Array(initialWords);
  }

  /** How many rows it has taken in. */
  get rows(): number {
    return this.#indexed;
  }

  /** How many keys its rows have; takes as long as the table is. */
  countKeys(): number {
    let keys = 0;
    for (let at = 1; at < this.#table.length; at += stride) if (this.#table[at] !== 0) keys++;
    return keys;
  }

  get bytes(): number {
    const marks = this.#marks.reduce((sum, each) => sum + each.bytes, 0);
    return this.arena.byteLength + this.#table.byteLength + this.#numbers.bytes + marks;
  }

  /** Marks of its blocks for one who asks: two who ask in turn would undo what the other marked. */
  newMarks(): BlockMarks {
    const marks = new BlockMarks(this);
    this.#marks.push(marks);
    return marks;
  }

  /** Takes in the rows added since the last time; with a limit, only those below it. */
  update(limit = this.relation.size): void {
    if (this.#indexed >= limit) return;
    this.moves++;
    if (this.#indexed === 0) this.#build(limit);
    else if (!this.#addSorted(limit)) for (let row = this.#direct && this.others.length === 1 ? this.#addPairs(limit) : this.#indexed; row < limit; row++) this.#add(row);
    this.#indexed = limit;
  }

  /** Where the rows of the key `a` start in the arena; `end` is then their end. */
  start1(a: number): number {
    return this.#block(!this.#direct ? this.#numbers.find(a, 0) : a >= 0 && a < this.#keys ? a : -1);
  }

  start2(a: number, b: number): number {
    return this.#block(this.#numbers.find(a, b));
  }

  /** Where the rows of the key that stands in `key` start. */
  start(): number {
    const { key } = this;
    if (key.length === 1) return this.start1(key[0]!);
    return key.length === 2 ? this.start2(key[0]!, key[1]!) : this.#block(this.#numbers.findRow(key));
  }

  /** The rows of a key, each until the next is asked for. */
  *places(key: readonly number[]): Generator<Place> {
    this.key.set(key);
    const words = new Int32Array(this.relation.arity);
    this.columns.forEach((column, i) => {
      words[column] = key[i]!;
    });
    const start = this.start();
    for (let at = start, { end } = this; at < end; at += this.others.length) {
      this.others.forEach((column, i) => {
        words[column] = this.arena[at + i]!;
      });
      yield { words, at: 0 };
    }
  }

  #block(number: number): number {
    if (number < 0) {
      this.end = 0;
      return 0;
    }
    const start = this.#table[number * stride]!;
    this.end = start + this.#table[number * stride + 1]! * this.others.length;
    return start;
  }

  /** All rows at once: each block has just the room for them. */
  #build(size: number): void {
    const { words, arity } = this.relation;
    const numbers = this.#direct ? null : new Int32Array(size);
    if (!this.#direct && this.#differ(size)) {
      this.#numbers.reserve(size);
      this.#reach(size);
    }
    for (let row = 0; row < size; row++) {
      const number = this.#numberOf(words, row * arity);
      if (number < 0) return this.#build(size);
      if (numbers !== null) numbers[row] = number;
      this.#table[number * stride + 2]!++;
    }
    const width = this.others.length;
    if (this.arena.length < size * width) this.arena = this.#arenaGrowth.grow(this.arena, size * width);
    for (let number = 0; number < this.#keys; number++) {
      this.#table[number * stride] = this.#top;
      this.#top += this.#table[number * stride + 2]! * width;
    }
    if (numbers !== null) for (let row = 0; row < size; row++) this.#put(row, numbers[row]!);
    else if (width === 1) this.#putPairs(size);
    else for (let row = 0; row < size; row++) this.#put(row, words[row * arity + this.columns[0]!]!);
  }

  /** Adds rows of one other column whose keys are their own numbers to blocks that have room. */
  #putPairs(size: number): void {
    const { words, arity } = this.relation;
    const { arena } = this;
    const table = this.#table;
    const [key = 0] = this.columns;
    const [other = 0] = this.others;
    for (let from = 0; from < size * arity; from += arity) {
      const at = words[from + key]! * stride;
      arena[table[at]! + table[at + 1]!++] = words[from + other]!;
    }
  }

  /** Whether most keys of some rows look different: then a table for them need not grow step by step. */
  #differ(size: number): boolean {
    if (size < sampled * 2) return false;
    const { words, arity } = this.relation;
    const keys = new Set<string>();
    for (let i = 0; i < sampled; i++) {
      const at = Math.floor((i * size) / sampled) * arity;
      keys.add(this.columns.map((column) => words[at + column]!).join());
    }
    return keys.size > sampled * 0.9;
  }

  /** Adds many rows by their keys, so that each is looked for once; whether it has: it pays where there are many. */
  #addSorted(limit: number): boolean {
    const { columns, others } = this;
    const { arity } = this.relation;
    const [first = 0, second = first] = columns;
    const [other = 0] = others;
    const end = (limit - this.#indexed) * arity;
    const rows = columns.length > 2 ? null : this.#workplace.sort(this.relation, columns, this.#indexed, limit);
    if (rows === null) return false;
    for (let from = 0, to = 0; from < end; from = to) {
      do to += arity; while (to < end && rows[to + first] === rows[from + first] && rows[to + second] === rows[from + second]);
      const number = this.#numberOf(rows, from);
      if (number < 0) {
        // Its keys are not dense after all: all over again, by hashing.
        this.#build(limit);
        return true;
      }
      const at = number * stride;
      const count = this.#table[at + 1]! + (to - from) / arity;
      if (count > this.#table[at + 2]!) this.#widen(at, count);
      const { arena } = this;
      let next = this.#table[at]! + this.#table[at + 1]! * others.length;
      if (others.length === 1) for (let row = from + other; row < to; row += arity) arena[next++] = rows[row]!;
      else for (let row = from; row < to; row += arity) for (let i = 0; i < others.length; i++) arena[next++] = rows[row + others[i]!]!;
      this.#table[at + 1] = count;
    }
    return true;
  }

  /** Adds rows of one other column while their keys are known ones; the first row that it has not added. */
  #addPairs(limit: number): number {
    const { words, arity } = this.relation;
    const [key = 0] = this.columns;
    const [other = 0] = this.others;
    let row = this.#indexed;
    for (let from = row * arity; row < limit; row++, from += arity) {
      const word = words[from + key]!;
      if (word < 0 || word >= this.#keys) break;
      const at = word * stride;
      if (this.#table[at + 1] === this.#table[at + 2]) this.#widen(at, this.#table[at + 1]! + 1);
      this.arena[this.#table[at]! + this.#table[at + 1]!++] = words[from + other]!;
    }
    return row;
  }

  #add(row: number): void {
    const { words, arity } = this.relation;
    let number = this.#numberOf(words, row * arity);
    if (number < 0) {
      // Its keys are not dense after all: all over again, by hashing.
      this.#build(row);
      number = this.#numberOf(words, row * arity);
    }
    const at = number * stride;
    if (this.#table[at + 1] === this.#table[at + 2]) this.#widen(at, this.#table[at + 1]! + 1);
    this.#put(row, number);
  }

  /** Adds a row to a block that has room. */
  #put(row: number, number: number): void {
    const { others, arena } = this;
    const { words, arity } = this.relation;
    const at = number * stride;
    const to = this.#table[at]! + this.#table[at + 1]! * others.length;
    if (others.length === 1) arena[to] = words[row * arity + others[0]!]!;
    else for (let i = 0; i < others.length; i++) arena[to + i] = words[row * arity + others[i]!]!;
    this.#table[at + 1]!++;
  }

  /** Moves a block to one with room for so many rows, or up to twice as many. */
  #widen(at: number, rows: number): void {
    const width = this.others.length;
    const [from, count, before] = [this.#table[at]!, this.#table[at + 1]!, this.#table[at + 2]!];
    const room = rows === 1 ? 1 : 1 << (32 - Math.clz32(rows - 1));
    const to = this.#allocate(room);
    const { arena } = this;
    if (count > few) arena.copyWithin(to, from, from + count * width);
    else for (let i = 0; i < count * width; i++) arena[to + i] = arena[from + i]!;
    if (before > 0 && (before & (before - 1)) === 0) (this.#free[31 - Math.clz32(before)] ??= []).push(from);
    this.#table[at] = to;
    this.#table[at + 2] = room;
  }

  /** A block with room for so many rows, a power of two. */
  #allocate(room: number): number {
    const freed = this.#free[31 - Math.clz32(room)]?.pop();
    if (freed !== undefined) return freed;
    const start = this.#top;
    this.#top += room * this.others.length;
    if (this.#top > this.arena.length) {
      this.arena = this.#arenaGrowth.grow(this.arena, Math.max(this.#top, this.arena.length * 2));
    }
    return start;
  }

  /** The number of a row's key; -1, and nothing is known any more, where keys turn out not to be dense. */
  #numberOf(words: Int32Array, at: number): number {
    if (this.#direct) {
      const word = words[at + this.columns[0]!]!;
      if (word < this.#keys && word >= 0) return word;
      if (word < 0 || word > 4 * this.relation.size + 1024) {
        this.#forgetDirect();
        return -1;
      }
      this.#reach(word + 1);
      this.#keys = word + 1;
      return word;
    }
    const number = this.columns.length > 2 ? this.#numberOfLong(at / this.relation.arity) : this.#numbers.of(words[at + this.columns[0]!]!, this.columns.length > 1 ? words[at + this.columns[1]!]! : 0);
    if (number === this.#keys) this.#reach(++this.#keys);
    return number;
  }

  /** The number of a row's key of more than two columns. */
  #numberOfLong(row: number): number {
    const { words, arity } = this.relation;
    for (let i = 0; i < this.columns.length; i++) this.#numbers.row[i] = words[row * arity + this.columns[i]!]!;
    return this.#numbers.ofRow();
  }

  #forgetDirect(): void {
    this.#direct = false;
    this.#forgetTable();
    this.#keys = 0;
    this.#top = 0;
    this.#free = [];
  }

  #reach(keys: number): void {
    if (keys * stride <= this.#table.length) return;
    this.#table = this.#tableGrowth.grow(this.#table, Math.max(keys * stride, this.#table.length * 2));
  }

  #forgetTable(): void {
    this.#tableGrowth.clear();
    this.#table = new Int32Array(initialKeys * stride);
  }
}
