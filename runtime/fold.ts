import type { FoldFunction } from './abi.ts';
import { FunctorFailure } from './error.ts';
import { FloatSum, IntegerSum } from './exact-sum.ts';
import { Multiset } from './multiset.ts';
import { compareText } from './order.ts';
import type { Relation } from './relation.ts';
import type { Holder, Values } from './values.ts';

/** Heap memory of an accumulator, roughly. */
export const accumulatorBytes = 256;

/** One aggregate over one group: takes words, gives a word. */
export interface Accumulator {
  add(word: number): void;
  result(): number;
}

/** One that gives words back. */
export interface RemovableAccumulator extends Accumulator {
  remove(word: number): void;
  /** Forgets all words. */
  clear(): void;
}

/**
 * The handoff before an aggregate: rows are folded into their groups as they are pushed, and the
 * groups are read when all rows are in. Memory is proportional to groups, not rows.
 */
export class Fold {
  readonly groups: Relation;
  /** Where generated code puts `[group..., values...]` before `add`. */
  readonly row: Int32Array;
  /** Groups that the reader has taken. */
  taken = 0;
  protected readonly functions: readonly FoldFunction[];
  protected readonly values: Values;
  #accumulators: RemovableAccumulator[] = [];

  /** `groups` numbers its rows. */
  constructor(groups: Relation, functions: readonly FoldFunction[], values: Values) {
    this.groups = groups;
    this.row = new Int32Array(groups.arity + functions.length);
    this.functions = functions;
    this.values = values;
  }

  get pending(): boolean {
    return this.taken < this.groups.size;
  }

  clear(): void {
    this.groups.clear();
    this.values.heap.release(this.#accumulators.length * accumulatorBytes);
    for (const each of this.#accumulators) each.clear();
    this.#accumulators = [];
    this.taken = 0;
  }

  /** Folds the row that stands in `row` into its group. */
  add(): void {
    const { groups, row } = this;
    const count = this.functions.length;
    for (let i = 0; i < groups.arity; i++) groups.row[i] = row[i]!;
    const group = groups.numberOf();
    if (group * count === this.#accumulators.length) {
      this.values.heap.take(count * accumulatorBytes, this.functions[0]?.rule ?? null);
      for (const each of this.functions) this.#accumulators.push(removable(each, this.values, this.values, false));
    }
    for (let i = 0; i < count; i++) this.#accumulators[group * count + i]!.add(row[groups.arity + i]!);
  }

  /** The word of aggregate `index` of a group. */
  result(group: number, index: number): number {
    return this.#accumulators[group * this.functions.length + index]!.result();
  }
}

/** An aggregate with nothing in it yet, for no longer than the rule is evaluated. */
export function accumulator(each: FoldFunction, values: Values): Accumulator {
  return removable(each, values, unheld, false);
}

/** The words of an aggregate that does not outlive the tick are those of rows that do not either. */
const unheld: Holder = { hold: () => undefined, release: () => undefined };

/** One that has its words kept by a holder; where it is `losing`, words may be removed that were added, but for doubles from a sum. */
export function removable({ function: name, type, rule }: FoldFunction, values: Values, holder: Holder, losing: boolean): RemovableAccumulator {
  switch (name) {
    case 'count': {
      let count = 0;
      return { add: () => count++, remove: () => count--, result: () => values.ofNumber(count), clear: nothing };
    }
    case 'min':
      return losing ? first(type, values, holder, -1) : extremum(type, values, holder, -1);
    case 'max':
      return losing ? first(type, values, holder, 1) : extremum(type, values, holder, 1);
    case 'sum':
      return type === 'float' ? floatSum(values) : integerSum(type, values, rule);
    case 'avg':
      return mean(type, values);
  }
}

function nothing(): void {
  // Sums and counts have no words.
}

function extremum(type: FoldFunction['type'], values: Values, holder: Holder, sign: 1 | -1): RemovableAccumulator {
  let best: number | null = null;
  const precedes = precedence(type, values, sign);
  return {
    add: (word) => {
      if (best !== null && !precedes(word, best)) return;
      if (best !== null) holder.release(type, best);
      holder.hold(type, word);
      best = word;
    },
    remove: irremovable,
    result: () => best ?? 0,
    clear: () => {
      if (best !== null) holder.release(type, best);
      best = null;
    },
  };
}

function first(type: FoldFunction['type'], values: Values, holder: Holder, sign: 1 | -1): RemovableAccumulator {
  const words = new Multiset(precedence(type, values, sign), { enters: (word) => holder.hold(type, word), leaves: (word) => holder.release(type, word) });
  return { add: (word) => words.add(word), remove: (word) => words.remove(word), result: () => words.first() ?? 0, clear: () => words.clear() };
}

function irremovable(): never {
  throw new Error('the rows of this fold are not lost');
}

/** Whether a word of a type is greater (1) or smaller (-1) than another; not-a-number is both, as in a sum. */
export function precedence(type: FoldFunction['type'], values: Values, sign: 1 | -1): (a: number, b: number) => boolean {
  switch (type) {
    case 'symbol':
      return (a, b) => compareText(values.text(a), values.text(b)) * sign > 0;
    case 'float':
      return (a, b) => doublePrecedes(values.float(a), values.float(b), sign);
    case 'bool':
      return (a, b) => (a - b) * sign > 0;
    default:
      return (a, b) => (values.number(a) - values.number(b)) * sign > 0;
  }
}

function doublePrecedes(a: number, b: number, sign: 1 | -1): boolean {
  return Number.isNaN(a) ? !Number.isNaN(b) : (a - b) * sign > 0;
}

function integerSum(type: FoldFunction['type'], values: Values, rule: number): RemovableAccumulator {
  const sum = new IntegerSum();
  return {
    add: (word) => sum.add(values.number(word)),
    remove: (word) => sum.add(-values.number(word)),
    result: () => {
      if (!sum.isSafe) throw new FunctorFailure('overflow', `a sum left the range of ${type}`, rule);
      return values.ofNumber(sum.value);
    },
    clear: nothing,
  };
}

function floatSum(values: Values): RemovableAccumulator {
  const sum = new FloatSum();
  return { add: (word) => sum.add(values.float(word)), remove: irremovable, result: () => values.ofFloat(sum.value), clear: nothing };
}

function mean(type: FoldFunction['type'], values: Values): RemovableAccumulator {
  const isFloat = type === 'float';
  const sum = isFloat ? new FloatSum() : new IntegerSum();
  let count = 0;
  return {
    add: (word) => {
      sum.add(isFloat ? values.float(word) : values.number(word));
      count++;
    },
    remove: (word) => {
      if (isFloat) irremovable();
      sum.add(-values.number(word));
      count--;
    },
    result: () => values.ofFloat(sum.value / count),
    clear: nothing,
  };
}
