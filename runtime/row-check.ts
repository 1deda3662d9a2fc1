import type { ColumnType, RelationShape } from './abi.ts';

/** What is wrong with a value for a column, or null. */
export function problemOf(type: ColumnType, value: unknown): string | null {
  switch (type) {
    case 'symbol':
      if (typeof value !== 'string') return `a symbol is a string, not ${described(value)}`;
      return /\p{Surrogate}/u.test(value) ? 'half of a surrogate pair is no text' : null;
    case 'float':
      return typeof value === 'number' ? null : `a float is a number, not ${described(value)}`;
    case 'bool':
      return typeof value === 'boolean' ? null : `a bool is true or false, not ${described(value)}`;
    case 'number':
    case 'unsigned':
      if (!Number.isSafeInteger(value)) return `${type === 'number' ? 'a number' : 'an unsigned'} is a safe integer, not ${described(value)}`;
      return type === 'unsigned' && Number(value) < 0 ? `an unsigned is not below 0: ${described(value)}` : null;
  }
}

/** Whether a row from elsewhere is one of a relation. */
export function isRowOf({ columns }: RelationShape, row: readonly unknown[]): boolean {
  return row.length === columns.length && columns.every(({ type }, i) => problemOf(type, row[i]) === null);
}

/** A value as a message shows it. */
export function described(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
