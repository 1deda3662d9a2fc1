import { hashRow } from './hash.ts';
import { Lookup } from './lookup.ts';

/** An index of a relation that can lose rows: each list of rows with one key is linked both ways. */
export class ChangingLookup extends Lookup {
  /** By row number: the row whose `next` it is, or -1. */
  #previous = new Int32Array(16);

  override get bytes(): number {
    return super.bytes + this.#previous.byteLength;
  }

  override update(): void {
    const before = this.indexed;
    const heads = this.heads;
    super.update();
    const size = this.indexed;
    if (size === before) return;
    if (this.#previous.length < this.next.length) {
      const previous = new Int32Array(this.next.length);
      previous.set(this.#previous);
      this.#previous = previous;
    }
    // Where the table has been made anew, so have all lists.
    const from = heads === this.heads ? before : 0;
    for (let row = from; row < size; row++) this.#previous[row] = -1;
    for (let row = from; row < size; row++) {
      const next = this.next[row]!;
      if (next >= 0) this.#previous[next] = row;
    }
  }

  /** Takes a row out of the list of its key. */
  unlink(row: number): void {
    const next = this.next[row]!;
    const previous = this.#previous[row]!;
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.next[previous] = next;
    else if (next >= 0 || this.direct) this.heads[this.#headOf(row)] = next + 1;
    else this.#freeHead(this.#headOf(row));
  }

  /** Gives a row another number, whose row has been unlinked. */
  move(from: number, to: number): void {
    const next = this.next[from]!;
    const previous = this.#previous[from]!;
    this.next[to] = next;
    this.#previous[to] = previous;
    if (next >= 0) this.#previous[next] = to;
    if (previous >= 0) this.next[previous] = to;
    else this.heads[this.#headOf(from)] = to + 1;
  }

  /** The relation has lost its last rows, or others in whose place they are now. */
  purged(): void {
    this.indexed = this.relation.size;
  }

  /** Where the list of a row's key begins. */
  #headOf(row: number): number {
    this.#readKey(row);
    return this.direct ? this.scratch[0]! : this.slotOf(this.scratch);
  }

  #readKey(row: number): void {
    const { words, arity } = this.relation;
    this.columns.forEach((column, i) => {
      this.scratch[i] = words[row * arity + column]!;
    });
  }

  /** Empties a slot and moves up those that it kept away from where they belong (Knuth 6.4, algorithm R). */
  #freeHead(slot: number): void {
    const { heads } = this;
    const mask = heads.length - 1;
    let free = slot;
    for (let at = (slot + 1) & mask; heads[at] !== 0; at = (at + 1) & mask) {
      this.#readKey(heads[at]! - 1);
      const home = hashRow(this.scratch, 0, this.columns.length) & mask;
      if (((at - home) & mask) < ((at - free) & mask)) continue;
      heads[free] = heads[at]!;
      free = at;
    }
    heads[free] = 0;
    this.keys--;
  }
}
