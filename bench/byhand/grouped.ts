import type { Table } from '../table.ts';

/** Rows grouped by a column: those of key k are `starts[k]` to `starts[k + 1]` of each of the other columns. */
export interface Grouped {
  readonly starts: Int32Array;
  /** The other columns, in their order. */
  readonly columns: readonly Int32Array[];
}

/** Groups a table's rows by a column of keys below `keys`, by counting. */
export function grouped({ arity, words }: Table, column: number, keys: number): Grouped {
  const rows = words.length / arity;
  const starts = new Int32Array(keys + 1);
  for (let at = column; at < words.length; at += arity) starts[words[at] + 1]++;
  for (let key = 0; key < keys; key++) starts[key + 1] += starts[key];
  const next = starts.slice();
  const others = Array.from({ length: arity }, (_, i) => i).filter((i) => i !== column);
  const columns = others.map(() => new Int32Array(rows));
  for (let at = 0; at < words.length; at += arity) {
    const place = next[words[at + column]]++;
    for (let i = 0; i < others.length; i++) columns[i][place] = words[at + others[i]];
  }
  return { starts, columns };
}

/** One more than the largest word. */
export function limitOf(...tables: readonly Table[]): number {
  let limit = 0;
  for (const { words } of tables) for (let at = 0; at < words.length; at++) if (words[at] >= limit) limit = words[at] + 1;
  return limit;
}
