import { GrowingLog } from './growing-log.ts';
import { zeros } from './growing-words.ts';
import type { RowSets } from './row-sets.ts';

/** A log of which the rows may be found as sets; they are written down when somebody reads them. */
export class SpreadLog extends GrowingLog {
  /** All rows, until another one is added. */
  protected sets: RowSets | null = null;
  #isWritten = true;

  override get words(): Int32Array {
    if (!this.#isWritten) this.#write();
    return this.log;
  }

  /** Memory for the rows; what of the log was never written takes none. */
  protected get logBytes(): number {
    return (this.#isWritten ? this.size * this.arity * Int32Array.BYTES_PER_ELEMENT : 0) + (this.sets?.bytes ?? 0);
  }

  /** Its rows, of two columns, are those of sets from now on. */
  protected spread(sets: RowSets): void {
    this.sets = sets;
    this.#isWritten = false;
    this.size = sets.count();
    // Whoever adds a row asks for room first.
    this.room = this.size * 2;
  }

  /** Has its rows in the log and nowhere else. */
  protected settle(): void {
    if (!this.#isWritten) this.#write();
    this.sets = null;
  }

  protected forgetSets(): void {
    this.sets = null;
    this.#isWritten = true;
  }

  #write(): void {
    this.#isWritten = true;
    this.forgetPrepared();
    this.log = zeros(this.size * 4);
    this.sets!.write(this.log);
  }
}
