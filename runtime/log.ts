import type { RowLog } from './signed-rows.ts';

/** Rows in words that are only ever appended, and may be there more than once. */
export class Log implements RowLog {
  readonly arity: number;
  /** The first `size * arity` words are rows. */
  words: Int32Array = new Int32Array(0);
  size = 0;
  /** How far a collector has looked through the log. */
  scanned = 0;

  constructor(arity: number) {
    this.arity = arity;
  }

  /** Makes room for so many rows more. */
  reserve(rows: number): void {
    const needed = (this.size + rows) * this.arity;
    if (needed <= this.words.length) return;
    const grown = new Int32Array(Math.max(needed, this.words.length * 2));
    grown.set(this.words.subarray(0, this.size * this.arity));
    this.words = grown;
  }

  /** Appends the rows of another log; where this one is empty, both share memory, and neither changes what the other has. */
  appendLog({ words, size }: RowLog): void {
    const added = words.subarray(0, size * this.arity);
    if (this.size === 0) {
      this.words = added;
    } else {
      this.reserve(size);
      this.words.set(added, this.size * this.arity);
    }
    this.size += size;
  }
}
