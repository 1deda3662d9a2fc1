import type { FoldFunction } from './abi.ts';
import { FunctorFailure } from './error.ts';
import { FloatSum, IntegerSum } from './exact-sum.ts';
import { compareText } from './order.ts';
import { Relation, type Watch } from './relation.ts';
import type { Values } from './values.ts';

/** Heap memory of an accumulator, roughly. */
const accumulatorBytes = 256;

/** One aggregate over one group: takes words, gives a word. */
export interface Accumulator {
  add(word: number): void;
  result(): number;
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
  readonly #functions: readonly FoldFunction[];
  readonly #values: Values;
  #accumulators: Accumulator[] = [];

  constructor(groupColumns: number, functions: readonly FoldFunction[], values: Values, watch: Watch | null = null) {
    this.groups = new Relation(groupColumns, watch, true);
    this.row = new Int32Array(groupColumns + functions.length);
    this.#functions = functions;
    this.#values = values;
  }

  get pending(): boolean {
    return this.taken < this.groups.size;
  }

  clear(): void {
    this.groups.clear();
    this.#values.heap.release(this.#accumulators.length * accumulatorBytes);
    this.#accumulators = [];
    this.taken = 0;
  }

  /** Folds the row that stands in `row` into its group. */
  add(): void {
    const { groups, row } = this;
    const count = this.#functions.length;
    for (let i = 0; i < groups.arity; i++) groups.row[i] = row[i]!;
    const group = groups.numberOf();
    if (group * count === this.#accumulators.length) {
      this.#values.heap.take(count * accumulatorBytes, this.#functions[0]?.rule ?? null);
      for (const each of this.#functions) this.#accumulators.push(accumulator(each, this.#values));
    }
    for (let i = 0; i < count; i++) this.#accumulators[group * count + i]!.add(row[groups.arity + i]!);
  }

  /** The word of aggregate `index` of a group. */
  result(group: number, index: number): number {
    return this.#accumulators[group * this.#functions.length + index]!.result();
  }
}

/** An aggregate with nothing in it yet. */
export function accumulator({ function: name, type, rule }: FoldFunction, values: Values): Accumulator {
  switch (name) {
    case 'count': {
      let count = 0;
      return { add: () => count++, result: () => values.ofNumber(count) };
    }
    case 'min':
      return extremum(type, values, -1);
    case 'max':
      return extremum(type, values, 1);
    case 'sum':
      return type === 'float' ? floatSum(values) : integerSum(type, values, rule);
    case 'avg':
      return mean(type, values);
  }
}

function extremum(type: FoldFunction['type'], values: Values, sign: 1 | -1): Accumulator {
  let best: number | null = null;
  const compare = ordering(type, values);
  return {
    add: (word) => {
      if (best === null || compare(word, best) * sign > 0) best = word;
    },
    result: () => best ?? 0,
  };
}

/** The order of words of a type. */
function ordering(type: FoldFunction['type'], values: Values): (a: number, b: number) => number {
  switch (type) {
    case 'symbol':
      return (a, b) => compareText(values.text(a), values.text(b));
    case 'float':
      return (a, b) => values.float(a) - values.float(b);
    case 'bool':
      return (a, b) => a - b;
    default:
      return (a, b) => values.number(a) - values.number(b);
  }
}

function integerSum(type: FoldFunction['type'], values: Values, rule: number): Accumulator {
  const sum = new IntegerSum();
  return {
    add: (word) => sum.add(values.number(word)),
    result: () => {
      if (!sum.isSafe) throw new FunctorFailure('overflow', `a sum left the range of ${type}`, rule);
      return values.ofNumber(sum.value);
    },
  };
}

function floatSum(values: Values): Accumulator {
  const sum = new FloatSum();
  return { add: (word) => sum.add(values.float(word)), result: () => values.ofFloat(sum.value) };
}

function mean(type: FoldFunction['type'], values: Values): Accumulator {
  const sum = type === 'float' ? new FloatSum() : new IntegerSum();
  let count = 0;
  return {
    add: (word) => {
      sum.add(type === 'float' ? values.float(word) : values.number(word));
      count++;
    },
    result: () => values.ofFloat(sum.value / count),
  };
}
