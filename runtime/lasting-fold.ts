import type { ColumnType, FoldFunction } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import { foldColumn, type FoldColumn } from './fold-columns.ts';
import { accumulatorBytes, Fold } from './fold.ts';
import { lengthened } from './growing-words.ts';
import type { Watch } from './relation.ts';
import type { Values } from './values.ts';

/** What is known of a group, in the lowest bits of the word that counts its rows by fours. */
const isTouched = 1;
const isShown = 2;
const row = 4;

/**
 * Groups that live on from tick to tick, kept up by the rows that come and go, so that a tick costs the rows and
 * the groups that it touches. `expire` and `renew` then say for each of those which row it had and has not, and which
 * it has now and had not.
 */
export class LastingFold extends Fold {
  override readonly groups: ChangingRelation;
  /** Numbers of the groups that this tick touched, the first `touchedCount` of it. */
  touched: Int32Array = new Int32Array(16);
  touchedCount = 0;
  /** Touched groups whose outdated rows have been taken. */
  outdated = 0;
  readonly #columns: readonly FoldColumn[];
  /** Of each group how many rows it has and whether it was touched and is shown, and then its results that are shown. */
  #records: Int32Array;
  readonly #stride: number;
  /** Groups that have a record. */
  #known = 0;

  /** `losing`: rows are removed too. */
  constructor(groupColumns: number, functions: readonly FoldFunction[], values: Values, losing: boolean, watch: Watch | null = null) {
    const groups = new ChangingRelation(groupColumns, watch);
    super(groups, functions, values);
    this.groups = groups;
    this.#columns = functions.map((each) => foldColumn(each, values, losing, (group) => this.#records[group * this.#stride]! >> 2));
    this.#stride = functions.length + 1;
    this.#records = new Int32Array(16 * this.#stride);
  }

  override get pending(): boolean {
    return this.taken < this.touchedCount;
  }

  /** Whether groups are left that may have outdated rows. */
  get expiring(): boolean {
    return this.outdated < this.touchedCount;
  }

  override clear(): void {
    super.clear();
    for (let group = 0; group < this.#known; group++) {
      this.#hide(group);
      for (const each of this.#columns) each.clear(group);
    }
    this.values.heap.release(this.#known * this.functions.length * accumulatorBytes);
    this.#known = 0;
    this.touchedCount = 0;
    this.outdated = 0;
  }

  override add(): void {
    const group = this.#touch();
    this.#records[group * this.#stride]! += row;
    const { arity } = this.groups;
    for (let i = 0; i < this.#columns.length; i++) this.#columns[i]!.add(group, this.row[arity + i]!);
  }

  /** Takes the row that stands in `row` out of its group. */
  remove(): void {
    const group = this.#touch();
    this.#records[group * this.#stride]! -= row;
    const { arity } = this.groups;
    for (let i = 0; i < this.#columns.length; i++) this.#columns[i]!.remove(group, this.row[arity + i]!);
  }

  override result(group: number, index: number): number {
    return this.#columns[index]!.result(group);
  }

  /** The result of a group that is in its relation, if any is, or was there last. */
  shown(group: number, index: number): number {
    return this.#records[group * this.#stride + 1 + index]!;
  }

  /** Whether the row that is shown of a group does not hold any more; then none is. */
  expire(group: number): boolean {
    const record = this.#records[group * this.#stride]!;
    if ((record & isShown) === 0 || (record >= row && this.#isCurrent(group))) return false;
    this.#hide(group);
    return true;
  }

  /** Whether a group has a row that is not shown; then it is. */
  renew(group: number): boolean {
    const at = group * this.#stride;
    const record = this.#records[at]!;
    if ((record & isShown) !== 0 || record < row) return false;
    for (let i = 0; i < this.functions.length; i++) {
      const result = this.result(group, i);
      this.#records[at + 1 + i] = result;
      this.values.hold(resultType(this.functions[i]!), result);
    }
    this.#records[at] = record | isShown;
    return true;
  }

  /** Forgets which groups were touched, and those that have no rows; to be called when the tick is done. */
  settle(): void {
    let empty = 0;
    for (let i = 0; i < this.touchedCount; i++) {
      const at = this.touched[i]! * this.#stride;
      this.#records[at]! &= ~isTouched;
      if (this.#records[at]! < row) empty++;
    }
    if (empty > 0) this.#forgetEmpty();
    this.touchedCount = 0;
    this.outdated = 0;
    this.taken = 0;
  }

  /** Forgets the touched groups that have no rows. */
  #forgetEmpty(): void {
    const { groups, touched } = this;
    const numbers = touched.subarray(0, this.touchedCount).sort().filter((group) => this.#records[group * this.#stride]! < row);
    for (const group of numbers) {
      groups.stage(groups, group);
      groups.lose();
    }
    // As the relation moves rows into the gaps.
    for (let at = numbers.length - 1; at >= 0; at--) this.#forget(numbers[at]!);
    groups.purge([]);
  }

  /** What is shown of a group is not any more. */
  #hide(group: number): void {
    const at = group * this.#stride;
    if ((this.#records[at]! & isShown) === 0) return;
    this.#records[at]! &= ~isShown;
    for (let i = 0; i < this.functions.length; i++) this.values.release(resultType(this.functions[i]!), this.#records[at + 1 + i]!);
  }

  #isCurrent(group: number): boolean {
    for (let i = 0; i < this.#columns.length; i++) if (this.shown(group, i) !== this.result(group, i)) return false;
    return true;
  }

  /** The number of the group of the row that stands in `row`. */
  #touch(): number {
    const { groups } = this;
    for (let i = 0; i < groups.arity; i++) groups.row[i] = this.row[i]!;
    const group = groups.numberOf();
    if (group === this.#known) this.#begin(group);
    const at = group * this.#stride;
    if ((this.#records[at]! & isTouched) === 0) {
      this.#records[at]! |= isTouched;
      this.touched = lengthened(this.touched, this.touchedCount + 1);
      this.touched[this.touchedCount++] = group;
    }
    return group;
  }

  #begin(group: number): void {
    this.values.heap.take(this.functions.length * accumulatorBytes, this.functions[0]?.rule ?? null);
    for (const each of this.#columns) each.begin(group);
    const end = (group + 1) * this.#stride;
    this.#records = lengthened(this.#records, end);
    this.#records.fill(0, end - this.#stride, end);
    this.#known++;
  }

  /** Forgets a group, whose number the last one gets. */
  #forget(group: number): void {
    const last = --this.#known;
    this.#hide(group);
    for (const each of this.#columns) each.clear(group);
    if (last !== group) {
      this.#records.copyWithin(group * this.#stride, last * this.#stride, (last + 1) * this.#stride);
      for (const each of this.#columns) each.move(last, group);
    }
    this.values.heap.release(this.functions.length * accumulatorBytes);
  }
}

function resultType({ function: name, type }: FoldFunction): ColumnType {
  return name === 'count' ? 'number' : name === 'avg' ? 'float' : type;
}
