import type { Program, Relation } from '../datalog/program.ts';
import type { Row } from '../runtime/abi.ts';
import { compareRows, rowKey } from '../runtime/row-order.ts';
import { sortRows } from '../runtime/sort-rows.ts';
import type { Format } from './choices.ts';
import { TickText, type Entry, type Size } from './format.ts';
import type { Simulation } from '../runtime/simulation.ts';

/** Follows a run to its end, so as to know what is shown then. */
export class FinalRecord {
  readonly #simulation: Simulation;
  readonly #lastTick: number;
  /** Every row an ephemeral relation ever held. */
  readonly #ever = new Map<string, Map<string, Row>>();
  /** Contents when a tick completed; kept only where a run may jump over its last tick. */
  readonly #held: Map<string, readonly Row[]> | null;
  readonly #relations: readonly Relation[];

  constructor(simulation: Simulation, program: Program, relations: readonly Relation[], lastTick: number) {
    this.#simulation = simulation;
    this.#lastTick = lastTick;
    this.#relations = relations;
    for (const each of relations) if (each.ephemeral) this.#ever.set(each.name, new Map());
    this.#held = program.facts.some((fact) => (fact.tick ?? 0) > lastTick) ? new Map() : null;
  }

  /** To be called when a tick has completed; `before` is the one that completed before it. */
  ticked(before: number): void {
    if (this.#simulation.tick > this.#lastTick) return;
    for (const { name } of this.#relations) {
      const ever = this.#ever.get(name);
      if (!ever && !this.#held) continue;
      if (before > 0 && !this.#simulation.changed(name)) continue;
      const rows = this.#simulation.rows(name);
      if (ever) for (const row of rows) ever.set(rowKey(row), row);
      else this.#held?.set(name, rows);
    }
  }

  /** What a relation holds at the end; for an ephemeral one, what it ever held. */
  rows({ name }: Relation): readonly Row[] {
    const ever = this.#ever.get(name);
    if (ever) return sortRows([...ever.values()]);
    return this.#held ? (this.#held.get(name) ?? []) : this.#simulation.rows(name);
  }
}

/** Follows a run tick by tick and gives the text of each. */
export class TickRecord {
  readonly #simulation: Simulation;
  readonly #relations: readonly Relation[];
  readonly #show: 'changes' | 'all';
  readonly #lastTick: number;
  readonly #text: TickText;
  readonly #held = new Map<string, readonly Row[]>();

  constructor(
    simulation: Simulation,
    relations: readonly Relation[],
    show: 'changes' | 'all',
    format: Format,
    lastTick: number,
  ) {
    this.#simulation = simulation;
    this.#relations = relations;
    this.#show = show;
    this.#lastTick = lastTick;
    this.#text = new TickText(format);
  }

  /** The text of the tick that has completed, and of those that were skipped since `before`. */
  *ticked(before: number): Generator<string> {
    const { tick } = this.#simulation;
    // Skipped ticks held what the one before them did.
    if (this.#show === 'all') {
      for (let skipped = before + 1; skipped < tick && skipped <= this.#lastTick; skipped++) yield* this.#all(skipped);
    }
    if (tick > this.#lastTick) return;
    for (const relation of this.#relations) {
      const old = this.#held.get(relation.name);
      if (old && !this.#simulation.changed(relation.name)) continue;
      const rows = this.#simulation.rows(relation.name);
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
