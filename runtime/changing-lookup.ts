import { lengthened } from './growing-words.ts';
import { Lookup } from './lookup.ts';

/** An index of a relation that can lose rows: each list of rows with one key is linked both ways. */
export class ChangingLookup extends Lookup {
  /** By row number: the row whose `next` it is, or -1. */
  #previous: Int32Array = new Int32Array(16);

  override get bytes(): number {
    return super.bytes + this.#previous.byteLength;
  }

  override update(): void {
    const before = this.indexed;
    super.update();
    if (this.indexed === before) return;
    if (this.#previous.length < this.indexed) this.#previous = lengthened(this.#previous, this.next.length);
    for (let row = before; row < this.indexed; row++) {
      const next = this.next[row]!;
      this.#previous[row] = -1;
      if (next >= 0) this.#previous[next] = row;
    }
  }

  /** Takes a row out of the list of its key. */
  unlink(row: number): void {
    const next = this.next[row]!;
    const previous = this.#previous[row]!;
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.next[previous] = next;
    else this.replace(row, next);
  }

  /** Gives a row another number, whose row has been unlinked. */
  move(from: number, to: number): void {
    const next = this.next[from]!;
    const previous = this.#previous[from]!;
    this.next[to] = next;
    this.#previous[to] = previous;
    if (next >= 0) this.#previous[next] = to;
    if (previous >= 0) this.next[previous] = to;
    else this.replace(from, to);
  }

  /** The relation has lost its last rows, or others in whose place they are now. */
  purged(): void {
    this.indexed = this.relation.size;
  }
}
