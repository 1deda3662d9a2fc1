import type { ColumnType } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import type { RowLog } from './signed-rows.ts';

/** A log that remembers how far it was looked through. */
export interface ScannedLog extends RowLog {
  /** Rows below were looked through, and have not changed since. */
  scanned: number;
}

/** A column whose words stand for values of a table. */
export interface InternedColumn {
  readonly column: number;
  readonly type: ColumnType;
}

/** Rows whose values are needed. */
export interface Root {
  readonly log: ScannedLog;
  readonly columns: readonly InternedColumn[];
}

/** Who has rows whose values are needed. */
export interface RootHolder {
  roots(): Iterable<Root>;
}

/** Where values have their words. */
export interface Tables {
  readonly used: number;
  readonly taken: number;
  readonly bound: number;
  beginCollection(): void;
  keepAll(type: ColumnType, words: Int32Array, start: number, end: number, stride: number): void;
  endCollection(): void;
  sweep(most: number): boolean;
}

/** When values are reclaimed. */
export interface Thrift {
  /** A collection begins when at least so many values have got a word since the last one, and as many as are in use; 0: always. */
  readonly least: number;
  /** Words that are looked at between two ticks while one is under way; null: as many as make it end in time. */
  readonly stride: number | null;
  /** A value that is reclaimed is overwritten, so that whoever has its word still is found out. */
  readonly poisons: boolean;
}

export const usualThrift: Thrift = { least: 4096, stride: null, poisons: false };

/** One new value pays for looking at no more than about so many words of rows. */
const wordsPerValue = 16;
/** Words to look at between two ticks even if no value was met. */
const leastStride = 256;

/**
 * Reclaims values that no row has any more, a little between ticks: looks through all rows for those that are needed,
 * then through all values for those that were not found. A collection costs what the values cost that were met
 * since the last one.
 *
 * Every log knows how far it was looked through; rows that are added later, in whichever log, are beyond. So once all
 * logs have been looked through to their ends between the same two ticks, no row has a value that was not found.
 */
export class Collector {
  readonly #tables: Tables;
  readonly #thrift: Thrift;
  readonly #holders = new Set<RootHolder>();
  #phase: 'idle' | 'marking' | 'sweeping' = 'idle';
  /** Ticks that are being worked on. */
  #ticking = 0;
  /** Values met up to now, when the last collection ended; null before the first tick. */
  #before: number | null = null;
  /** How many more begin the next one. */
  #quota: number;
  /** Words to look at for each value that is met. */
  #pace = 0;
  /** Values met up to the last step. */
  #taken = 0;
  /** Words that are still to be looked at. */
  #left = 0;

  constructor(tables: Tables, thrift: Thrift) {
    this.#tables = tables;
    this.#thrift = thrift;
    this.#quota = thrift.least;
  }

  /** What has rows for as long as it is not removed. */
  add(holder: RootHolder): void {
    this.#holders.add(holder);
  }

  remove(holder: RootHolder): void {
    this.#holders.delete(holder);
  }

  /** A tick begins; if no other is being worked on, some values may be reclaimed first. */
  tickBegins(): void {
    this.rest();
    this.#ticking++;
  }

  /** No tick may come of the values that were met: some may be reclaimed if none is being worked on. All that are needed are those of rows now. */
  rest(): void {
    if (this.#ticking === 0) this.#step();
  }

  tickEnds(): void {
    this.#ticking--;
  }

  #step(): void {
    this.#before ??= this.#endWith(this.#tables.taken);
    if (this.#phase === 'idle') this.#begin();
    if (this.#phase === 'idle') return;
    const fresh = this.#tables.taken - this.#taken;
    this.#taken += fresh;
    const most = this.#thrift.stride ?? Math.max(leastStride, fresh * this.#pace);
    if (this.#phase === 'marking') this.#mark(most);
    else this.#sweep(most);
  }

  #begin(): void {
    const { taken } = this.#tables;
    if (taken - (this.#before ?? 0) < this.#quota) return;
    const words = this.#rootList().reduce((sum, root) => sum + sizeOf(root), 0);
    if (this.#thrift.stride === null && words > this.#quota * wordsPerValue) {
      this.#quota = Math.ceil(words / wordsPerValue);
      if (taken - (this.#before ?? 0) < this.#quota) return;
    }
    this.#phase = 'marking';
    this.#taken = taken;
    // It is to end before half as many values again are met.
    this.#pace = Math.ceil((2 * (words + this.#tables.bound)) / Math.max(1, this.#quota));
    this.#tables.beginCollection();
    this.#rewind();
  }

  #rewind(): void {
    const roots = this.#rootList();
    for (const { log } of roots) {
      if (log instanceof ChangingRelation) log.takeMoved();
      log.scanned = 0;
    }
    this.#left = roots.reduce((sum, root) => sum + sizeOf(root), 0);
  }

  /** Looks at all that was added since the last time, and at some more. */
  #mark(most: number): void {
    const roots = this.#rootList();
    let left = 0;
    for (const root of roots) {
      if (root.log instanceof ChangingRelation) this.#keepMoved(root, root.log);
      left += (root.log.size - root.log.scanned) * root.columns.length;
    }
    const goal = Math.max(0, Math.min(left, this.#left) - most);
    for (const root of roots) {
      if (left <= goal) break;
      const { log, columns } = root;
      const rows = Math.min(log.size - log.scanned, Math.ceil((left - goal) / columns.length));
      this.#keep(root, log.scanned, log.scanned + rows);
      log.scanned += rows;
      left -= rows * columns.length;
    }
    this.#left = left;
    if (left > 0) return;
    this.#phase = 'sweeping';
    this.#tables.endCollection();
    if (this.#thrift.stride !== null) this.#sweep(this.#thrift.stride);
  }

  #keepMoved(root: Root, relation: ChangingRelation): void {
    for (const number of relation.takeMoved()) if (number < relation.scanned) this.#keep(root, number, number + 1);
  }

  #keep({ log: { words, arity }, columns }: Root, from: number, to: number): void {
    for (const { column, type } of columns) this.#tables.keepAll(type, words, from * arity + column, to * arity, arity);
  }

  #sweep(most: number): void {
    if (!this.#tables.sweep(most)) this.#before = this.#endWith(this.#tables.taken);
  }

  #endWith(taken: number): number {
    this.#phase = 'idle';
    this.#quota = this.#thrift.least === 0 ? 0 : Math.max(this.#thrift.least, this.#tables.used);
    return taken;
  }

  #rootList(): Root[] {
    const roots: Root[] = [];
    for (const holder of this.#holders) for (const root of holder.roots()) if (root.columns.length > 0) roots.push(root);
    return roots;
  }
}

/** The columns of these types whose words stand for values of a table. */
export function internedColumns(types: readonly ColumnType[]): readonly InternedColumn[] {
  return types.flatMap((type, column) => (type === 'bool' ? [] : [{ column, type }]));
}

function sizeOf({ log, columns }: Root): number {
  return log.size * columns.length;
}
