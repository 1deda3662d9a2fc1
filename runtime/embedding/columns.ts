import { described, problemOf } from '../row-check.ts';
import type { RowLog } from '../signed-rows.ts';
import type { Values } from '../values.ts';
import { UsageError } from './error.ts';
import type { ColumnSchema, RelationSchema } from './schema.ts';

/** The values of a column, of whatever they are. */
type Given = ArrayLike<unknown>;

/** Typed arrays whose elements are all integers, those that are never below 0 first. */
const natural = [Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array];
const whole = [...natural, Int8Array, Int16Array, Int32Array];

/**
 * Rows that are given as an array of values for each column, in the order of columns, as words. Throws a `UsageError`,
 * and makes no word, for what is no array, for lengths that differ, and for a value of another type.
 */
export function encodeColumns(relation: RelationSchema, given: readonly unknown[], values: Values): RowLog {
  const { columns, name } = relation;
  const arrays = columns.map((column, index) => checkedArray(relation, column, given[index]));
  const [first] = arrays;
  if (first === undefined) throw new UsageError(`\`${name}\` has no columns: insert its one row, []`);
  const size = first.length;
  const other = arrays.findIndex((each) => each.length !== size);
  if (other >= 0) throw new UsageError(`the columns of \`${name}\` are of one length: \`${columns[0]!.name}\` has ${size}, \`${columns[other]!.name}\` ${arrays[other]!.length}`);
  arrays.forEach((each, index) => checkValues(relation, columns[index]!, each));
  const words = new Int32Array(size * columns.length);
  arrays.forEach((each, index) => encode(columns[index]!, each, values, words, index, columns.length));
  return { arity: columns.length, words, size };
}

function checkedArray({ name }: RelationSchema, column: ColumnSchema, given: unknown): Given {
  if (isArray(given)) return given;
  throw new UsageError(`column \`${column.name}\` of \`${name}\` is an array or a typed array, not ${described(given)}`);
}

function isArray(given: unknown): given is Given {
  return Array.isArray(given) || (ArrayBuffer.isView(given) && !(given instanceof DataView));
}

function checkValues({ name }: RelationSchema, column: ColumnSchema, given: Given): void {
  if (isChecked(column, given)) return;
  for (let row = 0; row < given.length; row++) {
    const problem = problemOf(column.type, given[row]);
    if (problem !== null) throw new UsageError(`column \`${column.name}\` of \`${name}\`, at index ${row}: ${problem}`);
  }
}

/** Whether a typed array can hold nothing but values of the column. */
function isChecked({ type }: ColumnSchema, given: Given): boolean {
  return (type === 'unsigned' && isOneOf(natural, given)) || (type === 'number' && isOneOf(whole, given));
}

function isOneOf(kinds: readonly (new () => Given)[], given: Given): boolean {
  return kinds.some((kind) => given instanceof kind);
}

/** Puts the words of a column where it is in each row. */
function encode({ type }: ColumnSchema, given: Given, values: Values, into: Int32Array, first: number, stride: number): void {
  if (given instanceof Int32Array && (type === 'number' || type === 'unsigned')) {
    for (let row = 0, at = first; row < given.length; row++, at += stride) into[at] = values.ofNumber(given[row]!);
    return;
  }
  for (let row = 0, at = first; row < given.length; row++, at += stride) {
    const value = given[row];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') into[at] = values.encode(type, value);
  }
}
