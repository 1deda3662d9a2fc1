import type { ColumnType, Value } from './abi.ts';
import { Collector, usualThrift, type Thrift } from './collector.ts';
import { Doubles } from './doubles.ts';
import type { Identities } from './identities.ts';
import { Heap } from './limits.ts';
import { Symbols } from './symbols.ts';

/** Integers in [-2^30, 2^30) are their own words; `bigBase` plus a number stands for any other. */
const bigBase = 0x40000000;

/** Keeps words whose values are needed though no row has them. */
export interface Holder {
  hold(type: ColumnType, word: number): void;
  /** Takes back one `hold`. */
  release(type: ColumnType, word: number): void;
}

/**
 * Values as 32-bit words, so that rows are fixed-width and equality is equality of words. A symbol is
 * its number in a table, an integer itself where it is small, a float its number, a bool 0 or 1. Words
 * of different types are not comparable; a column has one type. What no row has any more loses its word.
 */
export class Values implements Holder {
  readonly #symbols: Symbols;
  readonly #bigs: Doubles;
  readonly #floats: Doubles;
  /** What symbols, and others who hold on to objects, take from. */
  readonly heap: Heap;
  /** Finds the values that no row has any more. */
  readonly collector: Collector;
  readonly #tables: readonly (Symbols | Doubles)[];
  #pinning = false;

  constructor(heap: Heap = new Heap(), thrift: Thrift = usualThrift) {
    this.heap = heap;
    this.#symbols = new Symbols(heap, thrift.poisons ? '\u{0}reclaimed' : '');
    const gone = thrift.poisons ? -1.25e300 : 0;
    this.#bigs = new Doubles(gone);
    this.#floats = new Doubles(gone);
    this.#tables = [this.#symbols, this.#bigs, this.#floats];
    this.collector = new Collector(this, thrift);
  }

  /** How many symbols, integers that are not their own words, and floats have a word. */
  get sizes(): { readonly symbols: number; readonly bigs: number; readonly floats: number } {
    return { symbols: this.#symbols.identities.used, bigs: this.#bigs.identities.used, floats: this.#floats.identities.used };
  }

  /** How many values have a word that is not themselves. */
  get used(): number {
    return this.#symbols.identities.used + this.#bigs.identities.used + this.#floats.identities.used;
  }

  /** How often a value got one. */
  get taken(): number {
    return this.#symbols.identities.taken + this.#bigs.identities.taken + this.#floats.identities.taken;
  }

  /** How many words `sweep` looks at. */
  get bound(): number {
    return this.#symbols.identities.bound + this.#bigs.identities.bound + this.#floats.identities.bound;
  }

  /** The word of a symbol. */
  ofText(text: string): number {
    const word = this.#symbols.of(text);
    if (this.#pinning) this.#symbols.identities.pin(word);
    return word;
  }

  /** The word of a symbol that bytes are, each of them a character below 128. */
  ofAscii(bytes: Uint8Array, start: number, end: number): number {
    const word = this.#symbols.ofAscii(bytes, start, end);
    if (this.#pinning) this.#symbols.identities.pin(word);
    return word;
  }

  text(word: number): string {
    return this.#symbols.at(word);
  }

  /** The word of a symbol as a number that it keeps for good. */
  ordinal(word: number): number {
    this.#symbols.identities.pin(word);
    return word;
  }

  /** The word of a safe integer. */
  ofNumber(value: number): number {
    return value >= -bigBase && value < bigBase ? value | 0 : this.#ofBig(value);
  }

  #ofBig(value: number): number {
    const id = this.#bigs.of(value);
    if (this.#pinning) this.#bigs.identities.pin(id);
    return (id + bigBase) | 0;
  }

  number(word: number): number {
    return isOwn(word) ? word : this.#bigs.at(bigOf(word));
  }

  /** The word of a double; all NaNs are one value, and -0 is 0. */
  ofFloat(value: number): number {
    const word = this.#floats.of(value);
    if (this.#pinning) this.#floats.identities.pin(word);
    return word;
  }

  float(word: number): number {
    return this.#floats.at(word);
  }

  /** Does some work, and the words that it asks for stay those of their values for good. */
  pinning<T>(work: () => T): T {
    this.#pinning = true;
    try {
      return work();
    } finally {
      this.#pinning = false;
    }
  }

  hold(type: ColumnType, word: number): void {
    if (isInterned(type, word)) this.#identitiesOf(type).hold(idOf(type, word));
  }

  release(type: ColumnType, word: number): void {
    if (isInterned(type, word)) this.#identitiesOf(type).release(idOf(type, word));
  }

  /** Of a type whose values may have words that are not themselves. */
  #identitiesOf(type: ColumnType): Identities {
    return (type === 'symbol' ? this.#symbols : type === 'float' ? this.#floats : this.#bigs).identities;
  }

  /** From now on what is needed is looked for: what `keepAll` finds, what is held, and what is asked for meanwhile. */
  beginCollection(): void {
    for (const { identities } of this.#tables) identities.begin();
  }

  /** Every `stride`th word, of a type, is needed. */
  keepAll(type: ColumnType, words: Int32Array, start: number, end: number, stride: number): void {
    switch (type) {
      case 'symbol':
        for (let at = start; at < end; at += stride) this.#symbols.identities.mark(words[at]!);
        return;
      case 'float':
        for (let at = start; at < end; at += stride) this.#floats.identities.mark(words[at]!);
        return;
      case 'bool':
        return;
      default:
        if (this.#bigs.identities.bound === 0) return;
        for (let at = start; at < end; at += stride) if (!isOwn(words[at]!)) this.#bigs.identities.mark(bigOf(words[at]!));
    }
  }

  /** All that is needed has been found: `sweep` is to reclaim the rest. */
  endCollection(): void {
    for (const { identities } of this.#tables) identities.found();
  }

  /** Looks at so many words and reclaims those that were not found; whether more are left to look at. */
  sweep(most: number): boolean {
    let left = most;
    for (const table of this.#tables) left -= table.sweep(left);
    return this.#tables.some(({ identities }) => identities.unswept > 0);
  }

  /** The word of a value of a column's type. */
  encode(type: ColumnType, value: Value): number {
    switch (type) {
      case 'symbol':
        return this.ofText(String(value));
      case 'float':
        return this.ofFloat(Number(value));
      case 'bool':
        return value === true ? 1 : 0;
      default:
        return this.ofNumber(Number(value));
    }
  }

  /** The word of a value if it has one, so that asking for a value takes no memory; null where no row can have it. */
  find(type: ColumnType, value: Value): number | null {
    switch (type) {
      case 'symbol':
        return this.#symbols.find(String(value));
      case 'float':
        return this.#floats.find(Number(value));
      case 'bool':
        return value === true ? 1 : 0;
      default: {
        const number = Number(value);
        if (number >= -bigBase && number < bigBase) return number | 0;
        const id = this.#bigs.find(number);
        return id === null ? null : (id + bigBase) | 0;
      }
    }
  }

  decode(type: ColumnType, word: number): Value {
    switch (type) {
      case 'symbol':
        return this.text(word);
      case 'float':
        return this.float(word);
      case 'bool':
        return word === 1;
      default:
        return this.number(word);
    }
  }
}

/** Whether an integer's word is the integer. */
function isOwn(word: number): boolean {
  return (word << 1) >> 1 === word;
}

/** Whether a word is the number of a value in a table. */
function isInterned(type: ColumnType, word: number): boolean {
  return type === 'symbol' || type === 'float' || (type !== 'bool' && !isOwn(word));
}

/** The number in its table of a value that is there. */
function idOf(type: ColumnType, word: number): number {
  return type === 'symbol' || type === 'float' ? word : bigOf(word);
}

function bigOf(word: number): number {
  return (word - bigBase) >>> 0;
}
