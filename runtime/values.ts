import type { ColumnType, Value } from './abi.ts';

/** Integers in [-2^30, 2^30) are their own words; `bigBase` plus an index stands for any other. */
const bigBase = 0x40000000;

/**
 * Values as 32-bit words, so that rows are fixed-width and equality is equality of words. A symbol is
 * its index in a table, an integer itself where it is small, a float its index, a bool 0 or 1. Words
 * of different types are not comparable; a column has one type.
 */
export class Values {
  readonly #texts: string[] = [];
  readonly #symbols = new Map<string, number>();
  readonly #bigs: number[] = [];
  readonly #bigWords = new Map<number, number>();
  readonly #floats: number[] = [];
  readonly #floatWords = new Map<number, number>();

  /** The word of a symbol. */
  ofText(text: string): number {
    let word = this.#symbols.get(text);
    if (word === undefined) {
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
    let word = this.#bigWords.get(value);
    if (word === undefined) {
      word = (this.#bigs.length + bigBase) | 0;
      this.#bigs.push(value);
      this.#bigWords.set(value, word);
    }
    return word;
  }

  number(word: number): number {
    return (word << 1) >> 1 === word ? word : this.#bigs[(word - bigBase) >>> 0]!;
  }

  /** The word of a double; all NaNs are one value, and -0 is 0. */
  ofFloat(value: number): number {
    const key = value === 0 ? 0 : value;
    let word = this.#floatWords.get(key);
    if (word === undefined) {
      word = this.#floats.length;
      this.#floats.push(key);
      this.#floatWords.set(key, word);
    }
    return word;
  }

  float(word: number): number {
    return this.#floats[word]!;
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
