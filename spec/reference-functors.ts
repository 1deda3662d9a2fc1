import type { BaseType, Value } from '../datalog/program.ts';

/** A run-time mistake of the program evaluated: overflow, division by zero, a text that is no number. */
export class EvaluationError extends Error {}

/** The value of an intrinsic functor, from language.md's description; `type` is the result's. */
export function applyFunctor(name: string, type: BaseType, args: readonly Value[]): Value {
  switch (name) {
    case 'cat':
      return args.map(asSymbol).join('');
    case 'strlen':
      return codePoints(args[0]).length;
    case 'substr':
      return substring(codePoints(args[0]), asNumber(args[1]), asNumber(args[2]));
    case 'min':
      return args.reduce((least, each) => (compareValues(each, least) < 0 ? each : least));
    case 'max':
      return args.reduce((greatest, each) => (compareValues(each, greatest) > 0 ? each : greatest));
    case 'to_string':
      return Number.isFinite(args[0]) || typeof args[0] !== 'number' ? String(args[0]) : nonFinite(args[0]);
    case 'to_number':
    case 'to_unsigned':
    case 'itou':
    case 'utoi':
    case 'ftoi':
    case 'ftou':
      return toInteger(args[0], type);
    case 'to_float':
    case 'itof':
    case 'utof':
      return toFloat(args[0]);
    default:
      if (type === 'float') return floatOperator(name, args.map(asNumber));
      return integerOperator(name, type, args.map(asNumber));
  }
}

function floatOperator(name: string, [a = 0, b = 0]: readonly number[]): number {
  switch (name) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
    case 'neg':
      return -a;
    default:
      throw new Error(`the reference evaluator has no functor ${name}`);
  }
}

function integerOperator(name: string, type: BaseType, args: readonly number[]): number {
  const [a = 0n, b = 0n] = args.map(BigInt);
  const word = (value: bigint): bigint => (type === 'unsigned' ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value));
  return exact(bigOperator(name, a, b, word), type);
}

function bigOperator(name: string, a: bigint, b: bigint, word: (value: bigint) => bigint): bigint {
  switch (name) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / nonZero(b);
    case '%':
      return a % nonZero(b);
    case '^':
      return power(a, b);
    case 'neg':
      return -a;
    case 'band':
      return word(a & b);
    case 'bor':
      return word(a | b);
    case 'bxor':
      return word(a ^ b);
    case 'bnot':
      return word(~a);
    case 'bshl':
      return a << shift(b);
    case 'bshr':
      return a >> shift(b);
    case 'bshru':
      return BigInt.asUintN(64, a) >> shift(b);
    case 'land':
      return BigInt(a !== 0n && b !== 0n);
    case 'lor':
      return BigInt(a !== 0n || b !== 0n);
    case 'lxor':
      return BigInt((a !== 0n) !== (b !== 0n));
    case 'lnot':
      return BigInt(a === 0n);
    default:
      throw new Error(`the reference evaluator has no functor ${name}`);
  }
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new EvaluationError('division by zero');
  return value;
}

function shift(count: bigint): bigint {
  if (count < 0n || count > 63n) throw new EvaluationError(`a shift by ${count}`);
  return count;
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) return 1n / nonZero(power(base, -exponent));
  if (base >= -1n && base <= 1n) return exponent === 0n || exponent % 2n === 0n ? base ** (exponent && 2n) : base;
  // Two to this is outside the safe integers already, and a greater power would only cost time.
  return base ** (exponent > 64n ? 64n : exponent);
}

/** An integer as a value of its type. Throws where the type does not have it. */
export function exact(value: bigint, type: BaseType): number {
  const least = type === 'unsigned' ? 0n : BigInt(Number.MIN_SAFE_INTEGER);
  if (value < least || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new EvaluationError(`${value} is no ${type}`);
  return Number(value);
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function toInteger(value: Value | undefined, type: BaseType): number {
  if (typeof value === 'number' && Number.isFinite(value)) return exact(BigInt(Math.trunc(value)), type);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' && /^\s*[-+]?[0-9]+\s*$/.test(value)) {
    return exact(BigInt(value.trim().replace(/^\+/, '')), type);
  }
  throw new EvaluationError(`${JSON.stringify(value)} is no ${type}`);
}

function toFloat(value: Value | undefined): number {
  if (typeof value !== 'string') return Number(value);
  if (/^\s*[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?\s*$/.test(value)) return Number(value);
  throw new EvaluationError(`${JSON.stringify(value)} is no float`);
}

function asNumber(value: Value | undefined): number {
  if (typeof value !== 'number') throw new Error(`a functor got ${value} for a number`);
  return value;
}

function asSymbol(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error(`a functor got ${value} for a symbol`);
  return value;
}

function codePoints(value: Value | undefined): readonly string[] {
  return [...asSymbol(value)];
}

function substring(text: readonly string[], from: number, length: number): string {
  return text.filter((_, at) => at >= from && at < from + length).join('');
}

/** `match(pattern, text)`: of the whole text; `contains(part, text)`. */
export function passesTest(functor: 'match' | 'contains', args: readonly Value[]): boolean {
  const [first, text] = args.map(asSymbol);
  if (first === undefined || text === undefined) throw new Error(`${functor} takes two symbols`);
  return functor === 'contains' ? text.includes(first) : new RegExp(`^(?:${first})$`, 'u').test(text);
}

/** The values of `range(from, to[, step])`, in order. */
export function* rangeValues(type: BaseType, args: readonly Value[]): Generator<Value> {
  const from = asNumber(args[0]);
  const to = asNumber(args[1]);
  const step = args.length > 2 ? asNumber(args[2]) : from > to ? -1 : 1;
  if (step === 0) throw new EvaluationError('a range with step 0');
  for (let value = from; step > 0 ? value < to : value > to; value += step) {
    yield type === 'float' ? value : exact(BigInt(value), type);
  }
}

/** Order of values of one type: numbers by size, symbols by code points, false before true. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareSymbols([...a], [...b]);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareSymbols(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
