import type { ColumnType, Value } from './abi.ts';
import { FunctorFailure } from './error.ts';
import { compareText } from './order.ts';
import { described, problemOf } from './row-check.ts';
import { integerOf } from './text.ts';

/** Regular expressions that are kept once they are compiled. */
const mostPatterns = 1000;

/** A functor that the host implements. */
export interface HostFunctor {
  readonly name: string;
  readonly result: ColumnType;
  readonly call: (...args: Value[]) => unknown;
}

/**
 * The intrinsic functors that need more than a JavaScript operator. Integers are safe integers in and
 * out; `rule` is the rule to name when a value leaves its type's range.
 */
export class Functors {
  readonly #patterns = new Map<string, RegExp>();
  readonly #hosted: ReadonlyMap<string, HostFunctor>;

  constructor(hosted: readonly HostFunctor[] = []) {
    this.#hosted = new Map(hosted.map((each) => [each.name, each]));
  }

  /** What a functor of the host gives, which must be of its type. */
  call(name: string, rule: number, ...args: Value[]): Value {
    const functor = this.#hosted.get(name);
    if (!functor) throw new FunctorFailure('functor', `the functor \`${name}\` was not given`, rule);
    let result: unknown;
    try {
      result = functor.call(...args);
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : described(failure);
      throw new FunctorFailure('functor', `the functor \`${name}\` failed: ${message}`, rule, failure);
    }
    const problem = problemOf(functor.result, result);
    if (problem !== null) throw new FunctorFailure('functor', `the functor \`${name}\` gave what is none of its results: ${problem}`, rule);
    return typeof result === 'string' || typeof result === 'number' || typeof result === 'boolean' ? result : '';
  }

  /** A result that must be a safe integer. */
  number(value: number, rule: number): number {
    if (Number.isSafeInteger(value)) return value;
    throw new FunctorFailure('overflow', `arithmetic left the range of number (${text(value)})`, rule);
  }

  /** A result that must be a non-negative safe integer. */
  unsigned(value: number, rule: number): number {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new FunctorFailure('overflow', `arithmetic left the range of unsigned (${text(value)})`, rule);
  }

  /** Integer quotient, truncated towards zero; exact, which `a / b` rounded would not be. */
  divide(a: number, b: number, rule: number): number {
    return (a - this.remainder(a, b, rule)) / b;
  }

  /** Remainder with the sign of the dividend. */
  remainder(a: number, b: number, rule: number): number {
    if (b === 0) throw new FunctorFailure('division-by-zero', 'division by zero', rule);
    return a % b;
  }

  /** Integer power; a negative exponent truncates to 0, 1 or -1. */
  power(a: number, b: number, rule: number): number {
    if (b < 0) {
      if (a === 0) throw new FunctorFailure('division-by-zero', '0 to a negative power', rule);
      return Math.trunc(a ** b);
    }
    if (Math.abs(a) > 1 && b > 53) return this.number(Infinity, rule);
    if (Math.abs(a) <= 1) return a === 0 && b > 0 ? 0 : a === -1 && b % 2 !== 0 ? -1 : 1;
    return this.number(Number(BigInt(a) ** BigInt(b)), rule);
  }

  /** Bitwise operations on integers as two's complement, exact over the safe range. */
  and(a: number, b: number): number {
    return isWord(a) && isWord(b) ? a & b : Number(BigInt(a) & BigInt(b));
  }

  or(a: number, b: number): number {
    return isWord(a) && isWord(b) ? a | b : Number(BigInt(a) | BigInt(b));
  }

  xor(a: number, b: number): number {
    return isWord(a) && isWord(b) ? a ^ b : Number(BigInt(a) ^ BigInt(b));
  }

  shiftLeft(a: number, b: number, rule: number): number {
    return this.number(a * 2 ** this.#shift(b, rule), rule);
  }

  shiftRight(a: number, b: number, rule: number): number {
    return Math.floor(a / 2 ** this.#shift(b, rule));
  }

  /** As a 64-bit unsigned shift, whose result must be a safe integer. */
  shiftRightUnsigned(a: number, b: number, rule: number): number {
    return this.number(Number(BigInt.asUintN(64, BigInt(a)) >> BigInt(this.#shift(b, rule))), rule);
  }

  #shift(count: number, rule: number): number {
    if (count >= 0 && count < 64) return count;
    throw new FunctorFailure('overflow', `a shift by ${count} is outside 0 to 63`, rule);
  }

  /** Length in code points. */
  length(s: string): number {
    return hasSurrogates(s) ? [...s].length : s.length;
  }

  /** Code points from `from`, `length` of them; what exists of that. */
  substring(s: string, from: number, length: number): string {
    const start = Math.max(0, from);
    const end = Math.max(start, from + length);
    return hasSurrogates(s) ? [...s].slice(start, end).join('') : s.slice(start, end);
  }

  toNumber(s: string, rule: number): number {
    const value = integerOf(s.trim());
    if (value === null) throw new FunctorFailure('not-a-number', `to_number: ${JSON.stringify(s)} is not an integer`, rule);
    return this.number(value, rule);
  }

  toUnsigned(s: string, rule: number): number {
    return this.unsigned(this.toNumber(s, rule), rule);
  }

  toFloat(s: string, rule: number): number {
    const trimmed = s.trim();
    const special = specialFloats.get(trimmed);
    if (special !== undefined) return special;
    const value = Number(trimmed);
    if (trimmed !== '' && !Number.isNaN(value)) return value;
    throw new FunctorFailure('not-a-number', `to_float: ${JSON.stringify(s)} is not a number`, rule);
  }

  /** Numbers in shortest exact form, with `inf`, `-inf` and `nan`; bools as `true` and `false`. */
  toText(value: number | boolean | string): string {
    return typeof value === 'number' ? text(value) : String(value);
  }

  /** Whether a regular expression matches the whole text. */
  match(pattern: string, s: string, rule: number): boolean {
    let compiled = this.#patterns.get(pattern);
    if (!compiled) {
      compiled = compilePattern(pattern);
      if (!compiled) throw new FunctorFailure('bad-pattern', `match: ${JSON.stringify(pattern)} is not a regular expression`, rule);
      // A pattern may come from a row: a stream of new ones is not to be kept.
      if (this.#patterns.size === mostPatterns) this.#patterns.clear();
      this.#patterns.set(pattern, compiled);
    }
    return compiled.test(s);
  }

  compare(a: string, b: string): number {
    return compareText(a, b);
  }

  minText(a: string, b: string): string {
    return compareText(a, b) <= 0 ? a : b;
  }

  maxText(a: string, b: string): string {
    return compareText(a, b) >= 0 ? a : b;
  }

  /** The step of `range(from, to)` or `range(from, to, step)`. */
  step(from: number, to: number, step: number | null, rule: number): number {
    if (step === null) return from <= to ? 1 : -1;
    if (step === 0) throw new FunctorFailure('range', 'range: the step is zero', rule);
    return step;
  }
}

const specialFloats: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

function compilePattern(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^(?:${pattern})$`, flags);
    } catch {
      // Escapes such as `\-` are errors only with Unicode matching: the second try allows them.
    }
  }
  return undefined;
}

function isWord(value: number): boolean {
  return (value | 0) === value;
}

function hasSurrogates(s: string): boolean {
  return /[\ud800-\udfff]/.test(s);
}

/** A number as the language prints it. */
export function text(value: number): string {
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Number.isNaN(value) ? 'nan' : String(value);
}
