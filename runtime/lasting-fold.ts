import type { ColumnType, FoldFunction } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import { accumulatorBytes, Fold, removable, type RemovableAccumulator } from './fold.ts';
import type { Watch } from './relation.ts';
import type { Values } from './values.ts';

/** What is known of a group. */
const isTouched = 1;
const isShown = 2;

/**
 * Groups that live on from tick to tick, kept up by the rows that come and go, so that a tick costs the rows and
 * the groups that it touches. `expire` and `renew` then say for each of those which row it had and has not, and which
 * it has now and had not.
 */
export class LastingFold extends Fold {
  override readonly groups: ChangingRelation;
  /** Numbers of the groups that this tick touched, the first `touchedCount` of it. */
  touched: Int32Array<ArrayBuffer> = new Int32Array(16);
  touchedCount = 0;
  /** Touched groups whose outdated rows have been taken. */
  outdated = 0;
  /** The results of each group that are in its relation, if any are. */
  shown: Int32Array<ArrayBuffer>;
  readonly #losing: boolean;
  #states = new Uint8Array(16);
  /** How many rows each group has. */
  #counts: Int32Array<ArrayBuffer> = new Int32Array(16);
  #accumulators: RemovableAccumulator[] = [];

  /** `losing`: rows are removed too. */
  constructor(groupColumns: number, functions: readonly FoldFunction[], values: Values, losing: boolean, watch: Watch | null = null) {
    const groups = new ChangingRelation(groupColumns, watch);
    super(groups, functions, values);
    this.groups = groups;
    this.#losing = losing;
    this.shown = new Int32Array(16 * functions.length);
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
    this.values.heap.release(this.#accumulators.length * accumulatorBytes);
    for (const each of this.#accumulators) each.clear();
    this.#accumulators = [];
    this.#states.forEach((_, group) => this.#hide(group));
    this.#states.fill(0);
    this.#counts.fill(0);
    this.touchedCount = 0;
    this.outdated = 0;
  }

  override add(): void {
    const group = this.#touch();
    this.#counts[group]!++;
    for (let i = 0; i < this.functions.length; i++) this.#at(group, i).add(this.row[this.groups.arity + i]!);
  }

  /** Takes the row that stands in `row` out of its group. */
  remove(): void {
    const group = this.#touch();
    this.#counts[group]!--;
    for (let i = 0; i < this.functions.length; i++) this.#at(group, i).remove(this.row[this.groups.arity + i]!);
  }

  override result(group: number, index: number): number {
    return this.#at(group, index).result();
  }

  /** Whether the row that is shown of a group does not hold any more; then none is. */
  expire(group: number): boolean {
    if ((this.#states[group]! & isShown) === 0 || (this.#counts[group]! > 0 && this.#isCurrent(group))) return false;
    this.#hide(group);
    return true;
  }

  /** Whether a group has a row that is not shown; then it is. */
  renew(group: number): boolean {
    if ((this.#states[group]! & isShown) !== 0 || this.#counts[group]! === 0) return false;
    for (let i = 0; i < this.functions.length; i++) {
      const result = this.result(group, i);
      this.shown[group * this.functions.length + i] = result;
      this.values.hold(resultType(this.functions[i]!), result);
    }
    this.#states[group]! |= isShown;
    return true;
  }

  /** Forgets which groups were touched, and those that have no rows; to be called when the tick is done. */
  settle(): void {
    if (this.touchedCount === 0) return this.#beginAnew();
    const { groups, touched } = this;
    const numbers = touched.subarray(0, this.touchedCount).sort();
    for (const group of numbers) this.#states[group]! &= ~isTouched;
    for (const group of numbers) {
      if (this.#counts[group]! > 0) continue;
      groups.stage(groups, group);
      groups.lose();
    }
    // As the relation moves rows into the gaps.
    for (let at = numbers.length - 1, last = groups.size - 1; at >= 0; at--) {
      const group = numbers[at]!;
      if (this.#counts[group]! === 0) this.#move(last--, group);
    }
    groups.purge([]);
    this.#beginAnew();
  }

  #beginAnew(): void {
    this.touchedCount = 0;
    this.outdated = 0;
    this.taken = 0;
  }

  /** What is shown of a group is not any more. */
  #hide(group: number): void {
    if ((this.#states[group]! & isShown) === 0) return;
    this.#states[group]! &= ~isShown;
    for (let i = 0; i < this.functions.length; i++) this.values.release(resultType(this.functions[i]!), this.shown[group * this.functions.length + i]!);
  }

  #isCurrent(group: number): boolean {
    for (let i = 0; i < this.functions.length; i++) if (this.shown[group * this.functions.length + i] !== this.result(group, i)) return false;
    return true;
  }

  #at(group: number, index: number): RemovableAccumulator {
    return this.#accumulators[group * this.functions.length + index]!;
  }

  /** The number of the group of the row that stands in `row`. */
  #touch(): number {
    const { groups, row } = this;
    for (let i = 0; i < groups.arity; i++) groups.row[i] = row[i]!;
    const group = groups.numberOf();
    if (group * this.functions.length === this.#accumulators.length) this.#begin(group);
    if ((this.#states[group]! & isTouched) === 0) {
      this.#states[group]! |= isTouched;
      if (this.touchedCount === this.touched.length) this.touched = grown(this.touched);
      this.touched[this.touchedCount++] = group;
    }
    return group;
  }

  #begin(group: number): void {
    const count = this.functions.length;
    this.values.heap.take(count * accumulatorBytes, this.functions[0]?.rule ?? null);
    for (const each of this.functions) this.#accumulators.push(removable(each, this.values, this.values, this.#losing));
    if (group === this.#counts.length) {
      this.#counts = grown(this.#counts);
      this.shown = grown(this.shown);
      const states = new Uint8Array(this.#states.length * 2);
      states.set(this.#states);
      this.#states = states;
    }
    this.#counts[group] = 0;
    this.#states[group] = 0;
  }

  /** Makes what is known of the last group that of another, or forgets it where it is that. */
  #move(last: number, to: number): void {
    const count = this.functions.length;
    this.#hide(to);
    for (let i = 0; i < count; i++) this.#at(to, i).clear();
    if (last !== to) {
      this.#counts[to] = this.#counts[last]!;
      this.#states[to] = this.#states[last]!;
      this.shown.copyWithin(to * count, last * count, (last + 1) * count);
      for (let i = 0; i < count; i++) this.#accumulators[to * count + i] = this.#at(last, i);
    }
    this.#accumulators.length = last * count;
    this.values.heap.release(count * accumulatorBytes);
  }
}

function resultType({ function: name, type }: FoldFunction): ColumnType {
  return name === 'count' ? 'number' : name === 'avg' ? 'float' : type;
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const into = new Int32Array(from.length * 2);
  into.set(from);
  return into;
}
