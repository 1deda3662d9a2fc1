import { assertNever } from '../datalog/ast.ts';
import type { Expression, Value } from '../datalog/program.ts';
import { lineOf } from '../datalog/source.ts';
import type { Binding, Condition, Key } from './operator.ts';

/** How much of a user's text fits a picture. */
const longest = 40;

/** Text on one line, with what cannot be seen (controls, separators, lone surrogates) spelt out. */
export function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '\n') return '\\n';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Visible text, cut to what fits a picture. */
export function printable(text: string): string {
  const characters = [...visible(text)];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

/** An expression in a picture: a constant as its value, everything else as the user wrote it. */
export function expressionText(expression: Expression): string {
  if (expression.kind === 'constant') return printable(valueText(expression.value));
  return printable(lineOf(expression.span));
}

function valueText(value: Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
}

/** `(x, _, y)`: the variables that the columns of a relation bind. */
export function bindingText(bind: Binding): string {
  return `(${bind.map((variable) => (variable === null ? '_' : printable(variable.name))).join(', ')})`;
}

/** `[0 = x, 2 = "a"]`: the columns that must equal something. */
export function keyText(key: Key): string {
  return `[${key.map(({ column, value }) => `${column} = ${expressionText(value)}`).join(', ')}]`;
}

/** A condition as it would be written in a body. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'comparison':
      return `${expressionText(condition.left)} ${condition.operator} ${expressionText(condition.right)}`;
    case 'test':
      return `${condition.negated ? '!' : ''}${condition.functor}(${condition.args.map(expressionText).join(', ')})`;
    case 'truth':
      return String(condition.value);
    default:
      return assertNever(condition);
  }
}
