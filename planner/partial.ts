import { variablesIn, type Expression } from '../datalog/program.ts';
import type { CoreLiteral } from './core.ts';

/** Functors that fail on ordinary operands, whatever is on their right. */
const failing: ReadonlySet<string> = new Set(['^', 'itou', 'ftoi', 'ftou']);
const divisions: ReadonlySet<string> = new Set(['/', '%']);
const shifts: ReadonlySet<string> = new Set(['bshl', 'bshr', 'bshru']);
const conversions: ReadonlySet<string> = new Set(['to_number', 'to_unsigned', 'to_float']);

/**
 * Whether an expression has no value for some operands that programs rule out elsewhere in the rule:
 * division by zero, text that is no number, an unsigned difference below zero, whatever the host implements. Leaving the range of
 * numbers by a sum or a product is not one of them, since `y = x + 1, p(y)` is to look p up.
 */
export function isPartial(expression: Expression): boolean {
  return expression.kind === 'call' && (failsBySelf(expression) || expression.args.some(isPartial));
}

function failsBySelf({ functor, args, type }: Extract<Expression, { kind: 'call' }>): boolean {
  if (functor.startsWith('@')) return true;
  const [left, right] = args;
  if (divisions.has(functor) || shifts.has(functor)) return right?.kind !== 'constant' || right.value === 0;
  if (conversions.has(functor)) return left?.type !== type;
  return failing.has(functor) || (functor === '-' && type === 'unsigned');
}

/** Whether a literal evaluates expressions that may have no value. */
export function asksPartial(literal: CoreLiteral): boolean {
  switch (literal.kind) {
    case 'comparison':
      return isPartial(literal.left) || isPartial(literal.right);
    case 'test':
    case 'range':
      return literal.args.some(isPartial);
    case 'atom':
      return literal.args.some((arg) => arg.kind !== 'wildcard' && isPartial(arg));
    default:
      return false;
  }
}

/** The variables that some literals need to be bound, directly or to compute what they need. */
export function neededBy(readers: readonly CoreLiteral[], waiting: Iterable<CoreLiteral>): ReadonlySet<number> {
  const needed = new Set(readers.flatMap((each) => (each.kind === 'atom' ? each.args.flatMap((arg) => (arg.kind === 'wildcard' ? [] : [...variablesIn(arg)])) : [])));
  const definitions = [...waiting].flatMap((literal) => definitionsIn(literal));
  for (let before = -1; before < needed.size; ) {
    before = needed.size;
    for (const { variable, from } of definitions) if (needed.has(variable)) for (const id of from) needed.add(id);
  }
  return needed;
}

/** What a literal other than an atom could bind, and what from. */
export function definitionsIn(literal: CoreLiteral): { variable: number; from: number[] }[] {
  const from = (...expressions: readonly Expression[]): number[] => expressions.flatMap((each) => [...variablesIn(each)]);
  if (literal.kind === 'range') return [{ variable: literal.variable, from: from(...literal.args) }];
  if (literal.kind !== 'comparison' || literal.operator !== '=') return [];
  const { left, right } = literal;
  const sides = [[left, right], [right, left]] as const;
  return sides.flatMap(([side, other]) => (side.kind === 'variable' ? [{ variable: side.id, from: from(other) }] : []));
}
