import type { Argument, CallExpression, Expression } from '../datalog/program.ts';
import type { Condition } from '../dataflow/operator.ts';
import { isBound } from './binding.ts';

/** An unbound variable, what it is, and for which known values it is anything: others have no solution in range. */
interface Solution {
  readonly variable: number;
  readonly possible: Condition | null;
  readonly value: Expression;
}

/** A sum or difference of a variable and a constant. */
interface Sum {
  readonly variable: number;
  readonly constant: number;
  readonly form: 'x + c' | 'x - c' | 'c - x';
}

/**
 * Solves `known = sum`, if one side is known and the other a sum, for the variable of it, which is not bound. Integers are exact, so that there is one solution
 * or, where it would be out of their range, none; sums of floats are rounded, so that there may be several.
 */
export function solved(known: Expression, sum: Expression, bound: ReadonlySet<number>): Solution | null {
  const found = sumOf(sum);
  if (found === null || bound.has(found.variable) || known.kind === 'call' || !isBound(known, bound)) return null;
  const { variable, constant, form } = found;
  const least = sum.type === 'unsigned' ? 0 : Number.MIN_SAFE_INTEGER;
  const most = Number.MAX_SAFE_INTEGER;
  const number = (value: number): Expression => ({ kind: 'constant', value, type: sum.type, span: sum.span });
  const call = (functor: '+' | '-', left: Expression, right: Expression): Expression => ({ kind: 'call', functor, args: [left, right], type: sum.type, span: sum.span });
  const from = (limit: number): Condition | null => compared(known, '>=', limit > least ? number(limit) : null);
  const upTo = (limit: number): Condition | null => compared(known, '<=', limit < most ? number(limit) : null);
  const isUp = constant > 0;
  switch (form) {
    case 'x + c':
      return { variable, possible: isUp ? from(least + constant) : upTo(most + constant), value: call('-', known, number(constant)) };
    case 'x - c':
      return { variable, possible: isUp ? upTo(most - constant) : from(least - constant), value: call('+', known, number(constant)) };
    case 'c - x':
      return { variable, possible: isUp ? from(constant - most) : upTo(constant - least), value: call('-', number(constant), known) };
  }
}

/** The variables that an atom tells by its sums, once those that are bound are. */
export function solvable(args: readonly Argument[], bound: ReadonlySet<number>): number[] {
  return args.flatMap((arg) => {
    const found = arg.kind === 'wildcard' ? null : sumOf(arg);
    return found === null || bound.has(found.variable) ? [] : [found.variable];
  });
}

function sumOf(expression: Expression): Sum | null {
  if (expression.kind !== 'call' || !isExact(expression)) return null;
  const [left, right] = expression.args;
  if (left?.kind === 'variable' && right?.kind === 'constant' && typeof right.value === 'number') {
    return { variable: left.id, constant: right.value, form: expression.functor === '+' ? 'x + c' : 'x - c' };
  }
  if (left?.kind === 'constant' && right?.kind === 'variable' && typeof left.value === 'number') {
    return { variable: right.id, constant: left.value, form: expression.functor === '+' ? 'x + c' : 'c - x' };
  }
  return null;
}

/** Whether it is of integers, and has a value whatever they are but for their range. */
function isExact({ functor, type }: CallExpression): boolean {
  return (type === 'number' && (functor === '+' || functor === '-')) || (type === 'unsigned' && functor === '+');
}

function compared(left: Expression, operator: '>=' | '<=', right: Expression | null): Condition | null {
  return right === null ? null : { kind: 'comparison', operator, left, right };
}
