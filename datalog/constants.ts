import type { BaseType, CallExpression, ConstantExpression, Expression, Value } from './program.ts';
import type { Span } from './source.ts';
import { trampoline } from './trampoline.ts';

/** What a constant expression is worth, what is wrong with it, or null where only a run can tell. */
export type Folded = ConstantExpression | Problem | null;

/** An expression that has no value. */
export interface Problem {
  readonly kind: 'problem';
  readonly code: 'number-range' | 'division-by-zero';
  readonly span: Span;
}

/** Evaluates an expression without variables, as a run would. */
export function fold(expression: Expression): Folded {
  return expression.kind === 'constant' ? expression : trampoline(foldSteps, expression);
}

function* foldSteps(expression: Expression): Generator<Expression, Folded, Folded> {
  if (expression.kind === 'constant') return expression;
  if (expression.kind === 'variable') return null;
  const values: Value[] = [];
  for (const arg of expression.args) {
    const folded = yield arg;
    if (folded?.kind !== 'constant') return folded;
    values.push(folded.value);
  }
  return apply(expression, values);
}

function apply(call: CallExpression, values: readonly Value[]): Folded {
  const { functor, type, span } = call;
  const numbers = values.filter((value) => typeof value === 'number');
  const [a, b = 0] = numbers;
  if (numbers.length !== values.length || a === undefined) return textual(call, values);
  if (type === 'float') return constant(floatResult(functor, a, b), call);
  if ((type !== 'number' && type !== 'unsigned') || !numbers.every(Number.isSafeInteger)) return null;
  if (b === 0 && (functor === '/' || functor === '%')) return { kind: 'problem', code: 'division-by-zero', span };
  const result = integerResult(functor, a, b);
  if (result === null) return null;
  const least = type === 'unsigned' ? 0n : BigInt(Number.MIN_SAFE_INTEGER);
  const inRange = result >= least && result <= BigInt(Number.MAX_SAFE_INTEGER);
  return inRange ? constant(Number(result), call) : { kind: 'problem', code: 'number-range', span };
}

function textual(call: CallExpression, values: readonly Value[]): Folded {
  const texts = values.filter((value) => typeof value === 'string');
  if (call.functor !== 'cat' || texts.length !== values.length) return null;
  return constant(texts.join(''), call);
}

function floatResult(functor: string, a: number, b: number): number | null {
  switch (functor) {
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
    case 'itof':
    case 'utof':
      return a;
    default:
      return null;
  }
}

/** Exact, before the range of the type is looked at. */
function integerResult(functor: string, first: number, second: number): bigint | null {
  const [a, b] = [BigInt(first), BigInt(second)];
  switch (functor) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return b < 0n ? null : power(a, b);
    case 'neg':
      return -a;
    default:
      return null;
  }
}

/** Past these exponents only the parity matters, or the result has left the safe integers long since. */
function power(a: bigint, b: bigint): bigint {
  const small = a >= -1n && a <= 1n;
  return a ** (b <= 64n ? b : small ? 2n + (b % 2n) : 64n);
}

function constant(value: Value | null, { type, span }: { readonly type: BaseType; readonly span: Span }): Folded {
  return value === null ? null : { kind: 'constant', value, type, span };
}
