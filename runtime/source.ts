import { FixedRows } from './fixed-rows.ts';
import { Relation } from './relation.ts';
import type { Pace } from './scan.ts';
import type { RowLog } from './signed-rows.ts';

/**
 * Where rows enter a relation from outside its tick. `fixed` rows hold at every tick (stated facts,
 * input files); `arriving` are gathered for the next tick (carried, delivered, inserted) and become
 * `present` when it begins.
 */
export class Source {
  readonly fixed: FixedRows;
  present: Relation;
  arriving: Relation;
  /** What was present in the tick before: a tick that fails is taken back. */
  #past: Relation;
  /** Rows of `fixed` and then of `present` that this tick's reader has taken. */
  taken = 0;
  readonly #pace: Pace;

  constructor(arity: number, pace: Pace) {
    this.#pace = pace;
    this.fixed = new FixedRows(arity);
    this.present = new Relation(arity);
    this.arriving = new Relation(arity);
    this.#past = new Relation(arity);
  }

  /** Whether the next tick would find other rows here than this one did. */
  get differs(): boolean {
    return !this.arriving.equals(this.present);
  }

  /** Makes what has arrived present; the reader has taken none of it. */
  begin(): void {
    this.taken = Math.min(this.taken, this.fixed.size);
    const spare = this.#past;
    spare.clear();
    this.#past = this.present;
    this.present = this.arriving;
    this.arriving = spare;
  }

  /** Takes back `begin`, once: what was present arrives again. */
  undo(): void {
    const spare = this.arriving;
    for (let row = 0; row < spare.size; row++) this.present.insertFrom(spare, row);
    spare.clear();
    this.arriving = this.present;
    this.present = this.#past;
    this.#past = spare;
    this.taken = 0;
  }

  get size(): number {
    return this.fixed.size + this.present.size;
  }

  /** Whether all rows are in one place, each once; drops those of `fixed` that are there more than once. */
  simplify(): boolean {
    return this.fixed.size === 0 || (this.present.size === 0 && this.fixed.simplify());
  }

  /** All rows, for a relation to take as they are, where they are in one place. */
  share(): RowLog {
    return this.fixed.size > 0 ? this.fixed : this.present.share();
  }

  get pending(): boolean {
    return this.taken < this.size;
  }

  /**
   * A run of rows of one log, for generated code: `rows()` from `start()` to `end()`; `taken` then
   * moves by their number. First the fixed rows, then the present ones.
   */
  rows(): Int32Array {
    return (this.taken < this.fixed.size ? this.fixed : this.present).words;
  }

  start(): number {
    return this.taken < this.fixed.size ? this.taken : this.taken - this.fixed.size;
  }

  end(): number {
    const from = this.start();
    return Math.min(this.taken < this.fixed.size ? this.fixed.size : this.present.size, from + this.#pace.rows);
  }
}
