/** What the number of no value has for a colour. */
const free = 2;
/** What is added to the holders of a number that is never given to another value. */
const pinned = 0x40000000;

/**
 * The numbers of values, from 0 on. A value whose number nobody has any more loses it, and another value gets it: the
 * numbers in use that were found to be needed have one colour, and when all have been looked for, those of the other
 * colour are free (mark and sweep). A number that is given out or asked for meanwhile has the colour of those found.
 */
export class Identities {
  /** All numbers in use are below. */
  bound = 0;
  /** How often a number was given out. */
  taken = 0;
  /** Those from here on need not be looked at to free what was not found. */
  unswept = 0;
  #colours = new Uint8Array(64);
  /** By number: how many hold it beside rows; of one that is free, the next that is free plus one. */
  #holders = new Int32Array(64);
  #colour = 0;
  /** The first free number plus one. */
  #free = 0;
  #freed = 0;

  /** How many are in use. */
  get used(): number {
    return this.bound - this.#freed;
  }

  get bytes(): number {
    return this.#colours.byteLength + this.#holders.byteLength;
  }

  /** A number for a value that has none. */
  take(): number {
    this.taken++;
    const id = this.#free === 0 ? this.#next() : this.#free - 1;
    if (this.#free !== 0) {
      this.#free = this.#holders[id]!;
      this.#freed--;
    }
    this.#holders[id] = 0;
    this.#colours[id] = this.#colour;
    return id;
  }

  #next(): number {
    if (this.bound === this.#colours.length) {
      const colours = new Uint8Array(this.bound * 2);
      colours.set(this.#colours);
      this.#colours = colours;
      const holders = new Int32Array(this.bound * 2);
      holders.set(this.#holders);
      this.#holders = holders;
    }
    return this.bound++;
  }

  /** A number in use is needed. */
  keep(id: number): void {
    this.#colours[id] = this.#colour;
  }

  /** Somebody beside the rows needs it until `release`. */
  hold(id: number): void {
    this.#holders[id]!++;
  }

  release(id: number): void {
    this.#holders[id]!--;
  }

  /** It stays that of its value for good. */
  pin(id: number): void {
    this.#holders[id]! |= pinned;
  }

  /** From now on numbers are looked for. */
  begin(): void {
    this.#colour ^= 1;
  }

  /** A number that a row has is needed. */
  mark(id: number): void {
    if (this.#colours[id] === free) throw new Error(`the value ${id} of a row was reclaimed`);
    this.#colours[id] = this.#colour;
  }

  /** All that are needed have been found: `sweep` is to free the others. */
  found(): void {
    this.unswept = this.bound;
  }

  /** Looks at so many numbers, and frees those that were not found; `forget` is told of each. How many there were to look at. */
  sweep(most: number, forget: (id: number) => void): number {
    const to = Math.max(0, this.unswept - most);
    const swept = this.unswept - to;
    // From the last on, so that the least is given out first.
    while (this.unswept > to) {
      const id = --this.unswept;
      if (this.#colours[id] !== (this.#colour ^ 1)) continue;
      if (this.#holders[id] !== 0) {
        this.#colours[id] = this.#colour;
        continue;
      }
      forget(id);
      this.#colours[id] = free;
      this.#holders[id] = this.#free;
      this.#free = id + 1;
      this.#freed++;
    }
    return swept;
  }
}
