import type { FoldFunction } from './abi.ts';
import { precedence, removable, type RemovableAccumulator } from './fold.ts';
import { lengthened } from './growing-words.ts';
import { Multiset } from './multiset.ts';
import type { Values } from './values.ts';

/** One aggregate over all groups of a fold that live on, which are numbered. */
export interface FoldColumn {
  /** There is a group with the next number. */
  begin(group: number): void;
  add(group: number, word: number): void;
  remove(group: number, word: number): void;
  /** The word of the aggregate of a group that has rows. */
  result(group: number): number;
  /** Forgets what a group has. */
  clear(group: number): void;
  /** Gives what the last group has to another, which has nothing. */
  move(from: number, to: number): void;
}

/** `countOf`: how many rows a group has. `losing`: rows are removed too. */
export function foldColumn(shape: FoldFunction, values: Values, losing: boolean, countOf: (group: number) => number): FoldColumn {
  if (shape.function === 'count') return new CountColumn(values, countOf);
  if (losing && (shape.function === 'min' || shape.function === 'max')) return new FirstColumn(shape, values);
  return new AccumulatorColumn(() => removable(shape, values, values, losing));
}

class CountColumn implements FoldColumn {
  readonly #values: Values;
  readonly #countOf: (group: number) => number;

  constructor(values: Values, countOf: (group: number) => number) {
    this.#values = values;
    this.#countOf = countOf;
  }

  begin(): void {
    // The fold counts the rows of its groups.
  }

  add(): void {
    // The same.
  }

  remove(): void {
    // The same.
  }

  clear(): void {
    // The same.
  }

  move(): void {
    // The same.
  }

  result(group: number): number {
    return this.#values.ofNumber(this.#countOf(group));
  }
}

/** An object for each group. */
class AccumulatorColumn implements FoldColumn {
  readonly #make: () => RemovableAccumulator;
  readonly #accumulators: RemovableAccumulator[] = [];

  constructor(make: () => RemovableAccumulator) {
    this.#make = make;
  }

  begin(group: number): void {
    this.#accumulators[group] = this.#make();
  }

  add(group: number, word: number): void {
    this.#accumulators[group]!.add(word);
  }

  remove(group: number, word: number): void {
    this.#accumulators[group]!.remove(word);
  }

  result(group: number): number {
    return this.#accumulators[group]!.result();
  }

  clear(group: number): void {
    this.#accumulators[group]!.clear();
  }

  move(from: number, to: number): void {
    this.#accumulators[to] = this.#accumulators[from]!;
  }
}

/** Words of what is known of a group: where its words are, for how many there is room, how many there are, and which comes first. */
const stride = 4;
const smallest = 4;
/** Words of a group from which on they are a `Multiset`: until then each of them is looked at when the first is removed. */
const many = 64;
/** The room of a group whose words are one. */
const elsewhere = -1;

/** Which word of a group comes first: those of a small group are beside each other, in no order. */
class FirstColumn implements FoldColumn {
  readonly #type: FoldFunction['type'];
  readonly #values: Values;
  readonly #precedes: (a: number, b: number) => boolean;
  #groups: Int32Array = new Int32Array(16 * stride);
  #arena: Int32Array = new Int32Array(64);
  #top = 0;
  /** Freed blocks by the logarithm of their room. */
  readonly #free: number[][] = [];
  readonly #large = new Map<number, Multiset>();

  constructor({ function: name, type }: FoldFunction, values: Values) {
    this.#type = type;
    this.#values = values;
    this.#precedes = precedence(type, values, name === 'min' ? -1 : 1);
  }

  begin(group: number): void {
    const at = group * stride;
    this.#groups = lengthened(this.#groups, at + stride);
    this.#groups.fill(0, at, at + stride);
  }

  add(group: number, word: number): void {
    const at = group * stride;
    const groups = this.#groups;
    if (groups[at + 1] === elsewhere) return this.#largeOf(group).add(word);
    const count = groups[at + 2]!;
    if (count === many) return this.#enlarge(group).add(word);
    if (count === groups[at + 1]) this.#widen(at);
    this.#values.hold(this.#type, word);
    this.#arena[groups[at]! + count] = word;
    groups[at + 2] = count + 1;
    if (count === 0 || this.#precedes(word, groups[at + 3]!)) groups[at + 3] = word;
  }

  remove(group: number, word: number): void {
    const at = group * stride;
    const groups = this.#groups;
    if (groups[at + 1] === elsewhere) return this.#largeOf(group).remove(word);
    const arena = this.#arena;
    const start = groups[at]!;
    const last = start + groups[at + 2]! - 1;
    let found = last;
    while (found >= start && arena[found] !== word) found--;
    if (found < start) throw new Error('a word is removed that is not there');
    arena[found] = arena[last]!;
    groups[at + 2]!--;
    if (groups[at + 3] === word) groups[at + 3] = this.#firstOf(start, last);
    this.#values.release(this.#type, word);
  }

  result(group: number): number {
    return this.#groups[group * stride + 1] === elsewhere ? (this.#largeOf(group).first() ?? 0) : this.#groups[group * stride + 3]!;
  }

  clear(group: number): void {
    const at = group * stride;
    const groups = this.#groups;
    if (groups[at + 1] === elsewhere) {
      this.#largeOf(group).clear();
      this.#large.delete(group);
    } else {
      this.#release(at);
    }
    groups.fill(0, at, at + stride);
  }

  move(from: number, to: number): void {
    this.#groups.copyWithin(to * stride, from * stride, from * stride + stride);
    this.#groups.fill(0, from * stride, from * stride + stride);
    const large = this.#large.get(from);
    if (large === undefined) return;
    this.#large.delete(from);
    this.#large.set(to, large);
  }

  /** Of some words, that which comes first. */
  #firstOf(start: number, end: number): number {
    const arena = this.#arena;
    let first = start < end ? arena[start]! : 0;
    for (let at = start + 1; at < end; at++) if (this.#precedes(arena[at]!, first)) first = arena[at]!;
    return first;
  }

  #largeOf(group: number): Multiset {
    const large = this.#large.get(group);
    if (large === undefined) throw new Error('the words of a large group are not there');
    return large;
  }

  /** Makes the words of a group a multiset. */
  #enlarge(group: number): Multiset {
    const at = group * stride;
    const words = new Multiset(this.#precedes, { enters: (word) => this.#values.hold(this.#type, word), leaves: (word) => this.#values.release(this.#type, word) });
    for (let i = 0, start = this.#groups[at]!; i < many; i++) words.add(this.#arena[start + i]!);
    this.#large.set(group, words);
    this.#release(at);
    this.#groups[at + 1] = elsewhere;
    return words;
  }

  /** Lets go of the words of a small group, and of their block. */
  #release(at: number): void {
    const [start, room, count] = [this.#groups[at]!, this.#groups[at + 1]!, this.#groups[at + 2]!];
    for (let i = start; i < start + count; i++) this.#values.release(this.#type, this.#arena[i]!);
    if (room > 0) (this.#free[31 - Math.clz32(room)] ??= []).push(start);
  }

  /** Moves a full block to one with twice the room. */
  #widen(at: number): void {
    const [from, before, count] = [this.#groups[at]!, this.#groups[at + 1]!, this.#groups[at + 2]!];
    const room = Math.max(smallest, before * 2);
    const to = this.#allocate(room);
    this.#arena.copyWithin(to, from, from + count);
    if (before > 0) (this.#free[31 - Math.clz32(before)] ??= []).push(from);
    this.#groups[at] = to;
    this.#groups[at + 1] = room;
  }

  #allocate(room: number): number {
    const freed = this.#free[31 - Math.clz32(room)]?.pop();
    if (freed !== undefined) return freed;
    const start = this.#top;
    this.#top += room;
    this.#arena = lengthened(this.#arena, this.#top);
    return start;
  }
}
