import type { ColumnType, Row } from './abi.ts';
import { compareText } from './order.ts';
import type { Relation } from './relation.ts';
import { compareRows } from './row-order.ts';
import { rowAt } from './row-words.ts';
import type { RowLog } from './signed-rows.ts';
import { few, orderOf, sortRows, type Ranks } from './sort-rows.ts';
import type { Values } from './values.ts';

/** Rows that can be gone through more than once, and need not all be there at a time. */
export interface Rows extends Iterable<Row> {
  readonly length: number;
}

/**
 * The rows of a relation in the order of `compareRows`. They are ordered as words and become values one
 * after another, so the relation must not change before they have been gone through.
 */
export function orderedRows(relation: Relation, types: readonly ColumnType[], values: Values): Rows {
  const { size } = relation;
  const row = (index: number): Row => rowAt(types, values, relation.words, index * types.length);
  if (size < few || types.length === 0) {
    const rows: Row[] = [];
    for (let index = 0; index < size; index++) rows.push(row(index));
    return sortRows(rows);
  }
  const order = orderOfMany(relation, types, values);
  return {
    length: size,
    *[Symbol.iterator]() {
      for (const index of order) yield row(index);
    },
  };
}

/** The numbers of the rows of a log in the order of `compareRows`. */
export function rowOrder(log: RowLog, types: readonly ColumnType[], values: Values): ArrayLike<number> & Iterable<number> {
  if (log.size >= few && types.length > 0) return orderOfMany(log, types, values);
  const rows = Array.from({ length: log.size }, (_, index) => rowAt(types, values, log.words, index * types.length));
  return rows.map((_, index) => index).sort((a, b) => compareRows(rows[a]!, rows[b]!));
}

function orderOfMany(log: RowLog, types: readonly ColumnType[], values: Values): Uint32Array {
  return orderOf(types.flatMap((type, column) => ranksOf(wordsOf(log, column), type, values)), log.size);
}

function wordsOf({ words, arity, size }: RowLog, column: number): Int32Array {
  const found = new Int32Array(size);
  for (let row = 0, at = column; row < size; row++, at += arity) found[row] = words[at]!;
  return found;
}

/** Ranks by which a column's words are in order, the most significant first. */
function ranksOf(words: Int32Array, type: ColumnType, values: Values): readonly Ranks[] {
  switch (type) {
    case 'symbol':
      return [symbolRanks(words, values)];
    case 'float':
      return [numberRanks(numbersOf(words, (word) => values.float(word)))];
    case 'bool':
      return digits(words);
    default:
      return words.every((word) => values.number(word) === word) ? digits(words) : [numberRanks(numbersOf(words, (word) => values.number(word)))];
  }
}

/** Words that are their own values are ranks but for an offset; those far apart are ranked by their two halves. */
function digits(words: Int32Array): readonly Ranks[] {
  let least = words[0]!;
  let greatest = least;
  for (let row = 0; row < words.length; row++) {
    const word = words[row]!;
    if (word < least) least = word;
    if (word > greatest) greatest = word;
  }
  const span = greatest - least;
  if (span < 4 * words.length) return [{ of: mapped(words, (word) => word - least), count: span + 1 }];
  return [
    { of: mapped(words, (word) => (word - least) >>> 16), count: (span >>> 16) + 1 },
    { of: mapped(words, (word) => (word - least) & 0xffff), count: 0x10000 },
  ];
}

/** `Uint32Array.from` would make a list of objects first. */
function mapped(words: Int32Array | Float64Array, change: (word: number) => number): Uint32Array {
  const made = new Uint32Array(words.length);
  for (let row = 0; row < words.length; row++) made[row] = change(words[row]!);
  return made;
}

function numbersOf(words: Int32Array, valueOf: (word: number) => number): Float64Array {
  const made = new Float64Array(words.length);
  for (let row = 0; row < words.length; row++) made[row] = valueOf(words[row]!);
  return made;
}

function symbolRanks(words: Int32Array, values: Values): Ranks {
  const ranks = new Uint32Array(words.reduce((a, b) => Math.max(a, b), 0) + 1);
  for (const word of words) ranks[word] = 1;
  const distinct: { readonly word: number; readonly text: string }[] = [];
  for (const [word, isUsed] of ranks.entries()) if (isUsed === 1) distinct.push({ word, text: values.text(word) });
  // JavaScript's own order is that of code points where there are no surrogates, and much faster.
  const isPlain = distinct.every(({ text }) => !/[\ud800-\udfff]/.test(text));
  distinct.sort(isPlain ? (a, b) => (a.text < b.text ? -1 : 1) : (a, b) => compareText(a.text, b.text));
  for (const [rank, { word }] of distinct.entries()) ranks[word] = rank;
  return { of: mapped(words, (word) => ranks[word]!), count: distinct.length };
}

/** Not-a-number is last, as it is for the sort. */
function numberRanks(numbers: Float64Array): Ranks {
  const sorted = numbers.slice().sort();
  let count = 0;
  for (const number of sorted) if (count === 0 || !Object.is(sorted[count - 1], number)) sorted[count++] = number;
  const rankOf = (number: number): number => {
    if (Number.isNaN(number)) return count - 1;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { of: mapped(numbers, rankOf), count };
}
