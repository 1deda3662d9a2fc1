import type { Row, Value } from './abi.ts';
import { compareRows, compareValues } from './row-order.ts';

/** Below this many rows, comparing them is as quick. */
export const few = 256;

/**
 * Rows of one relation in the order of `compareRows`, each once. Every column's values become ranks,
 * and the rows are distributed by rank, column after column from the last (least significant digit
 * first), which for millions of rows costs a fraction of comparing them.
 */
export function sortRows(rows: readonly Row[]): Row[] {
  const arity = rows[0]?.length ?? 0;
  if (rows.length < few || arity === 0) {
    const sorted = [...rows].sort(compareRows);
    return sorted.filter((row, at) => at === 0 || compareRows(row, sorted[at - 1] ?? []) !== 0);
  }
  const ranks = Array.from({ length: arity }, (_, column) => ranksOf(rows, column));
  const order = orderOf(ranks, rows.length);
  const sorted: Row[] = [];
  let before = -1;
  for (let at = 0; at < order.length; at++) {
    const index = order[at] ?? 0;
    const row = rows[index];
    if (row && (before < 0 || differ(ranks, index, before))) sorted.push(row);
    before = index;
  }
  return sorted;
}

/** The order of rows 0 to `count` by their ranks, the most significant first. */
export function orderOf(ranks: readonly Ranks[], count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  // Rows are in order by the ranks after those at hand, and distribution keeps the order of equal ranks.
  return ranks.reduceRight(distributed, rows);
}

function differ(ranks: readonly Ranks[], one: number, other: number): boolean {
  for (const { of } of ranks) if (of[one] !== of[other]) return true;
  return false;
}

/** A rank for each row, all below `count`; they compare as a column's values do. */
export interface Ranks {
  readonly of: Uint32Array;
  readonly count: number;
}

function ranksOf(rows: readonly Row[], column: number): Ranks {
  return denseRanks(rows, column) ?? distinctRanks(rows, column);
}

/** Integers that are not far apart are their own ranks but for an offset; null for a column of anything else. */
function denseRanks(rows: readonly Row[], column: number): Ranks | null {
  let least = Infinity;
  let greatest = -Infinity;
  for (const row of rows) {
    const value = row[column];
    if (typeof value !== 'number' || !Number.isInteger(value)) return null;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const count = greatest - least + 1;
  if (count > 4 * rows.length) return null;
  const of = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) of[at] = Number(rows[at]?.[column]) - least;
  return { of, count };
}

function distinctRanks(rows: readonly Row[], column: number): Ranks {
  const seen = new Map<Value, number>();
  const of = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const value = rows[at]?.[column] ?? '';
    let id = seen.get(value);
    if (id === undefined) {
      id = seen.size;
      seen.set(value, id);
    }
    of[at] = id;
  }
  const values = [...seen.keys()].sort(compareValues);
  const rankOf = new Uint32Array(values.length);
  for (const [rank, value] of values.entries()) rankOf[seen.get(value) ?? 0] = rank;
  for (let at = 0; at < of.length; at++) of[at] = rankOf[of[at] ?? 0] ?? 0;
  return { of, count: values.length };
}

function distributed(order: Uint32Array, { of, count }: Ranks): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(count + 1);
  for (let at = 0; at < of.length; at++) {
    const after = (of[at] ?? 0) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let rank = 1; rank <= count; rank++) next[rank] = (next[rank] ?? 0) + (next[rank - 1] ?? 0);
  const sorted = new Uint32Array(order.length);
  // next[rank] is where the next row of that rank goes.
  for (let at = 0; at < order.length; at++) {
    const index = order[at] ?? 0;
    const rank = of[index] ?? 0;
    const to = next[rank] ?? 0;
    sorted[to] = index;
    next[rank] = to + 1;
  }
  return sorted;
}
