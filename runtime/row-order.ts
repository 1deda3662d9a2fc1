import type { Row, Value } from './abi.ts';
import { compareText } from './order.ts';

/**
 * The order in which rows are shown: column by column, numbers by value (not-a-number last), strings
 * by code point, false before true. Rows of one relation only.
 */
export function compareRows(a: Row, b: Row): number {
  for (let column = 0; column < a.length; column++) {
    const left = a[column];
    const right = b[column];
    if (left === undefined || right === undefined) break;
    const order = compareValues(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** The order of two values of one column. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** A text that two rows of a relation share exactly when they are equal. */
export function rowKey(row: Row): string {
  let key = '';
  for (const value of row) key += typeof value === 'string' ? `${value.length}:${value}` : `${String(value)},`;
  return key;
}
