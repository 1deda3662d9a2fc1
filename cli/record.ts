import type { Relation } from '../datalog/program.ts';
import type { Row } from '../runtime/abi.ts';
import type { Rows } from '../runtime/ordered-rows.ts';
import { compareRows, rowKey } from '../runtime/row-order.ts';
import { sortRows } from '../runtime/sort-rows.ts';
import type { Format } from './choices.ts';
import { TickText, type Entry, type Size } from './format.ts';
import type { Simulation } from '../runtime/simulation.ts';

/** Follows a run to its end, so as to know what is shown then. */
export class FinalRecord {
  readonly #simulation: Simulation;
  /** Every row an ephemeral relation ever held. */
  readonly #ever = new Map<string, Map<string, Row>>();

  constructor(simulation: Simulation, relations: readonly Relation[]) {
    this.#simulation = simulation;
    for (const each of relations) if (each.ephemeral) this.#ever.set(each.name, new Map());
  }

  /** To be called when a tick has completed. */
  ticked(): void {
    for (const [name, ever] of this.#ever) {
      if (ever.size > 0 && !this.#simulation.changed(name)) continue;
      for (const row of this.#simulation.rows(name)) ever.set(rowKey(row), row);
    }
  }

  /** What a relation holds at the end; for an ephemeral one, what it ever held. */
  rows({ name }: Relation): Rows {
    const ever = this.#ever.get(name);
    if (ever) return sortRows([...ever.values()]);
    return this.#simulation.rows(name);
  }

  /** How many rows that is. */
  count({ name }: Relation): number {
    return this.#ever.get(name)?.size ?? this.#simulation.count(name);
  }
}

/** Follows a run tick by tick and gives the text of each. */
export class TickRecord {
  readonly #simulation: Simulation;
  readonly #relations: readonly Relation[];
  readonly #show: 'changes' | 'all';
  readonly #text: TickText;
  readonly #held = new Map<string, readonly Row[]>();

  constructor(
    simulation: Simulation,
    relations: readonly Relation[],
    show: 'changes' | 'all',
    format: Format,
  ) {
    this.#simulation = simulation;
    this.#relations = relations;
    this.#show = show;
    this.#text = new TickText(format);
  }

  /** The text of the tick that has completed, and of those that were skipped since `before`. */
  *ticked(before: number): Generator<string> {
    const { tick } = this.#simulation;
    // Skipped ticks held what the one before them did.
    if (this.#show === 'all') {
      for (let skipped = before + 1; skipped < tick; skipped++) yield* this.#all(skipped);
    }
    for (const relation of this.#relations) {
      const old = this.#held.get(relation.name);
      if (old && !this.#simulation.changed(relation.name)) continue;
      const rows = [...this.#simulation.rows(relation.name)];
      this.#held.set(relation.name, rows);
      if (this.#show === 'changes') yield* this.#text.entries(tick, relation, differences(old ?? [], rows));
    }
    if (this.#show === 'all') yield* this.#all(tick);
  }

  /** What closes the text. */
  end(sizes: readonly Size[]): Generator<string> {
    return this.#text.end(sizes);
  }

  *#all(tick: number): Generator<string> {
    for (const relation of this.#relations) {
      const rows = this.#held.get(relation.name) ?? [];
      yield* this.#text.entries(tick, relation, rows.map((row) => ({ row, diff: null })));
    }
  }
}

/** The rows of two sorted lists that are in one of them only, in order. */
function differences(before: readonly Row[], after: readonly Row[]): readonly Entry[] {
  const entries: Entry[] = [];
  let left = 0;
  let right = 0;
  for (;;) {
    const old = before[left];
    const row = after[right];
    if (old === undefined && row === undefined) return entries;
    const order = old === undefined ? 1 : row === undefined ? -1 : compareRows(old, row);
    if (order <= 0) left++;
    if (order >= 0) right++;
    if (order < 0 && old) entries.push({ row: old, diff: -1 });
    if (order > 0 && row) entries.push({ row, diff: 1 });
  }
}
