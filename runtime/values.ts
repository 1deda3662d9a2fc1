import type { ColumnType, Value } from './abi.ts';
import { Doubles } from './doubles.ts';
import { Heap } from './limits.ts';

/** Integers in [-2^30, 2^30) are their own words; `bigBase` plus an index stands for any other. */
const bigBase = 0x40000000;
/** Heap memory of a symbol besides its characters, roughly: its string, its places in the table and the map. */
const symbolBytes = 128;

/**
 * Values as 32-bit words, so that rows are fixed-width and equality is equality of words. A symbol is
 * its index in a table, an integer itself where it is small, a float its index, a bool 0 or 1. Words
 * of different types are not comparable; a column has one type.
 */
export class Values {
  readonly #texts: string[] = [];
  readonly #symbols = new Map<string, number>();
  readonly #bigs = new Doubles();
  readonly #floats = new Doubles();
  /** What symbols, and others who hold on to objects, take from. */
  readonly heap: Heap;

  constructor(heap: Heap = new Heap()) {
    this.heap = heap;
  }

  /** The word of a symbol. */
  ofText(text: string): number {
    let word = this.#symbols.get(text);
    if (word === undefined) {
      this.heap.take(2 * text.length + symbolBytes);
      word = this.#texts.length;
      this.#texts.push(text);
      this.#symbols.set(text, word);
    }
    return word;
  }

  text(word: number): string {
    return this.#texts[word]!;
  }

  /** The word of a safe integer. */
  ofNumber(value: number): number {
    return value >= -bigBase && value < bigBase ? value | 0 : this.#ofBig(value);
  }

  #ofBig(value: number): number {
    return (this.#bigs.indexOf(value) + bigBase) | 0;
  }

  number(word: number): number {
    return (word << 1) >> 1 === word ? word : this.#bigs.at((word - bigBase) >>> 0);
  }

  /** The word of a double; all NaNs are one value, and -0 is 0. */
  ofFloat(value: number): number {
    return this.#floats.indexOf(value);
  }

  float(word: number): number {
    return this.#floats.at(word);
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
        return this.#symbols.get(String(value)) ?? null;
      case 'float':
        return this.#floats.find(Number(value));
      case 'bool':
        return value === true ? 1 : 0;
      default: {
        const number = Number(value);
        if (number >= -bigBase && number < bigBase) return number | 0;
        const index = this.#bigs.find(number);
        return index === null ? null : (index + bigBase) | 0;
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
