import type { ComparisonOperator } from '../datalog/ast.ts';
import type { BaseType, CallExpression, Expression } from '../datalog/program.ts';
import type { Cell, EmitContext } from './emission.ts';
import { commas, js, type Code } from './js.ts';
import type { Condition } from './operator.ts';

type Cells = ReadonlyMap<number, Cell>;

/** Code for the word of an expression. */
export function word(expression: Expression, cells: Cells, context: EmitContext): Code {
  switch (expression.kind) {
    case 'variable':
      return cellOf(expression.id, cells).word;
    case 'constant':
      return context.constant(expression.type, expression.value);
    case 'call':
      return encoded(expression.type, value(expression, cells, context));
  }
}

/** Code for the word of a value of a type. */
export function encoded(type: BaseType, code: Code): Code {
  switch (type) {
    case 'symbol':
      return js`values.ofText(${code})`;
    case 'float':
      return js`values.ofFloat(${code})`;
    case 'bool':
      return js`(${code} ? 1 : 0)`;
    default:
      return js`values.ofNumber(${code})`;
  }
}

/** Code for the value of an expression: a JavaScript number, string or boolean. */
export function value(expression: Expression, cells: Cells, context: EmitContext): Code {
  switch (expression.kind) {
    case 'variable':
      return decoded(expression.type, cellOf(expression.id, cells).word);
    case 'constant':
      return typeof expression.value === 'number' ? number(expression.value) : js`${expression.value}`;
    case 'call':
      return call(expression, cells, context);
  }
}

function decoded(type: BaseType, code: Code): Code {
  switch (type) {
    case 'symbol':
      return js`values.text(${code})`;
    case 'float':
      return js`values.float(${code})`;
    case 'bool':
      return js`(${code} === 1)`;
    default:
      return js`values.number(${code})`;
  }
}

function number(constant: number): Code {
  return constant < 0 ? js`(${constant})` : js`${constant}`;
}

function cellOf(id: number, cells: Cells): Cell {
  const cell = cells.get(id);
  if (!cell) throw new Error(`variable ${id} has no value here`);
  return cell;
}

function call(expression: CallExpression, cells: Cells, context: EmitContext): Code {
  const { functor, type } = expression;
  if (functor === 'ord') return js`values.ordinal(${word(expression.args[0]!, cells, context)})`;
  const args = expression.args.map((arg) => value(arg, cells, context));
  const [a, b, c] = args;
  if (functor.startsWith('@')) return js`functors.call(${commas([js`${functor.slice(1)}`, js`${context.rule}`, ...args])})`;
  if (functor === 'cat') return js`(${joined(args, (left, right) => js`${left} + ${right}`)})`;
  if (functor === 'min' || functor === 'max') return extremum(functor, type, args);
  if (!a) throw new Error(`${functor} without arguments`);
  if (b && c) return js`functors.substring(${a}, ${b}, ${c})`;
  return b ? binary(functor, type, a, b, context.rule) : unary(expression, a, context.rule);
}

function joined(args: readonly Code[], join: (left: Code, right: Code) => Code): Code {
  return args.reduce(join);
}

function extremum(functor: 'min' | 'max', type: BaseType, args: readonly Code[]): Code {
  if (type !== 'symbol') {
    const all = joined(args, (left, right) => js`${left}, ${right}`);
    return functor === 'min' ? js`Math.min(${all})` : js`Math.max(${all})`;
  }
  return joined(args, (left, right) =>
    functor === 'min' ? js`functors.minText(${left}, ${right})` : js`functors.maxText(${left}, ${right})`,
  );
}

/** A result checked against the range of an integer type; floats are what they are. */
function ranged(type: BaseType, code: Code, rule: number): Code {
  if (type === 'number') return js`functors.number(${code}, ${rule})`;
  return type === 'unsigned' ? js`functors.unsigned(${code}, ${rule})` : js`(${code})`;
}

function binary(functor: string, type: BaseType, a: Code, b: Code, rule: number): Code {
  const float = type === 'float';
  switch (functor) {
    case '+':
      return ranged(type, js`${a} + ${b}`, rule);
    case '-':
      return ranged(type, js`${a} - ${b}`, rule);
    case '*':
      return ranged(type, js`${a} * ${b}`, rule);
    case '/':
      return float ? js`(${a} / ${b})` : js`functors.divide(${a}, ${b}, ${rule})`;
    case '%':
      return js`functors.remainder(${a}, ${b}, ${rule})`;
    case '^':
      return float ? js`((${a}) ** ${b})` : js`functors.power(${a}, ${b}, ${rule})`;
    case 'band':
      return js`functors.and(${a}, ${b})`;
    case 'bor':
      return js`functors.or(${a}, ${b})`;
    case 'bxor':
      return js`functors.xor(${a}, ${b})`;
    case 'bshl':
      return ranged(type, js`functors.shiftLeft(${a}, ${b}, ${rule})`, rule);
    case 'bshr':
      return js`functors.shiftRight(${a}, ${b}, ${rule})`;
    case 'bshru':
      return js`functors.shiftRightUnsigned(${a}, ${b}, ${rule})`;
    case 'land':
      return js`(${a} !== 0 && ${b} !== 0 ? 1 : 0)`;
    case 'lor':
      return js`(${a} !== 0 || ${b} !== 0 ? 1 : 0)`;
    case 'lxor':
      return js`((${a} !== 0) !== (${b} !== 0) ? 1 : 0)`;
    default:
      throw new Error(`no code for the functor ${functor} of two terms`);
  }
}

function unary(expression: CallExpression, a: Code, rule: number): Code {
  const from = expression.args[0]!.type;
  switch (expression.functor) {
    case 'neg':
      return js`(-${a})`;
    case 'bnot':
      return ranged(expression.type, js`-1 - ${a}`, rule);
    case 'lnot':
      return js`(${a} === 0 ? 1 : 0)`;
    case 'strlen':
      return js`functors.length(${a})`;
    case 'to_string':
      return js`functors.toText(${a})`;
    case 'to_number':
    case 'utoi':
    case 'ftoi':
      return from === 'symbol' ? js`functors.toNumber(${a}, ${rule})` : js`functors.number(Math.trunc(Number(${a})), ${rule})`;
    case 'to_unsigned':
    case 'itou':
    case 'ftou':
      return from === 'symbol' ? js`functors.toUnsigned(${a}, ${rule})` : js`functors.unsigned(Math.trunc(Number(${a})), ${rule})`;
    case 'to_float':
    case 'itof':
    case 'utof':
      return from === 'symbol' ? js`functors.toFloat(${a}, ${rule})` : js`Number(${a})`;
    default:
      throw new Error(`no code for the functor ${expression.functor} of one term`);
  }
}

/** Code for a condition over a row. */
export function test(condition: Condition, cells: Cells, context: EmitContext): Code {
  switch (condition.kind) {
    case 'truth':
      return js`${condition.value}`;
    case 'test': {
      const [a, b] = condition.args.map((arg) => value(arg, cells, context));
      if (!a || !b) throw new Error(`${condition.functor} takes two terms`);
      const code = condition.functor === 'match' ? js`functors.match(${a}, ${b}, ${context.rule})` : js`${b}.includes(${a})`;
      return condition.negated ? js`!${code}` : code;
    }
    case 'comparison':
      return comparison(condition.operator, condition.left, condition.right, cells, context);
  }
}

/**
 * Equal values have equal words, so equality compares words, unless that would make a word only to
 * compare it. Order compares values.
 */
function comparison(operator: ComparisonOperator, left: Expression, right: Expression, cells: Cells, context: EmitContext): Code {
  const symbol = operators[operator];
  const computed = left.kind === 'call' || right.kind === 'call';
  if (operator === '=' || operator === '!=') {
    if (computed && left.type !== 'float') return js`${value(left, cells, context)} ${symbol} ${value(right, cells, context)}`;
    return js`${word(left, cells, context)} ${symbol} ${word(right, cells, context)}`;
  }
  const a = value(left, cells, context);
  const b = value(right, cells, context);
  return left.type === 'symbol' ? js`functors.compare(${a}, ${b}) ${symbol} 0` : js`${a} ${symbol} ${b}`;
}

const operators: { readonly [K in ComparisonOperator]: Code } = {
  '=': js`===`,
  '!=': js`!==`,
  '<': js`<`,
  '<=': js`<=`,
  '>': js`>`,
  '>=': js`>=`,
};
