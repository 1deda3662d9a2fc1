import { assertNever } from './ast.ts';
import type { Argument, Expression, HeadTerm, Literal, Rule, Variable } from './program.ts';
import { trampoline } from './trampoline.ts';

/** How deep an expression of a rule may be: what plans and emits rules may recurse over their expressions. */
export const greatestDepth = 100;

/** The same rule without deep expressions: a part of one is a variable that an equality defines, as often as it takes. */
export function flattened(rule: Rule): Rule {
  const flattening = new Flattening(rule.variables);
  const body = flattening.body(rule.body);
  const terms = rule.terms.map((term): HeadTerm => (term.kind === 'fold' ? term : flattening.expression(term, body)));
  return { ...rule, terms, body, variables: flattening.variables };
}

/** An expression and how many calls are above each other in it. */
interface Measured {
  readonly expression: Expression;
  readonly depth: number;
}

class Flattening {
  readonly variables: Variable[];

  constructor(variables: readonly Variable[]) {
    this.variables = [...variables];
  }

  body(literals: readonly Literal[]): Literal[] {
    const into: Literal[] = [];
    for (const literal of literals) into.push(this.#literal(literal, into));
    return into;
  }

  expression<Kind extends Argument>(argument: Kind, into: Literal[]): Kind | Expression {
    if (argument.kind !== 'call') return argument;
    return trampoline((each: Expression) => this.#measure(each, into), argument).expression;
  }

  #literal(literal: Literal, into: Literal[]): Literal {
    const inPlace = <Kind extends Argument>(args: readonly Kind[]) => args.map((each) => this.expression(each, into));
    switch (literal.kind) {
      case 'atom':
        return { ...literal, args: inPlace(literal.args) };
      case 'test':
      case 'range':
        return { ...literal, args: inPlace(literal.args) };
      case 'comparison':
        return { ...literal, left: this.expression(literal.left, into), right: this.expression(literal.right, into) };
      case 'aggregate': {
        const body = this.body(literal.body);
        return { ...literal, body, target: literal.target && this.expression(literal.target, body) };
      }
      case 'disjunction':
        return { ...literal, alternatives: literal.alternatives.map((each) => this.body(each)) };
      case 'truth':
        return literal;
      default:
        return assertNever(literal);
    }
  }

  *#measure(expression: Expression, into: Literal[]): Generator<Expression, Measured, Measured> {
    if (expression.kind !== 'call') return { expression, depth: 0 };
    const args: Expression[] = [];
    let depth = 1;
    for (const arg of expression.args) {
      const measured = yield arg;
      const isDeep = measured.depth >= greatestDepth;
      args.push(isDeep ? this.#define(measured.expression, into) : measured.expression);
      if (!isDeep) depth = Math.max(depth, measured.depth + 1);
    }
    return { expression: { ...expression, args }, depth };
  }

  /** A fresh variable with the value of an expression. */
  #define(right: Expression, into: Literal[]): Expression {
    const { type, span } = right;
    const id = this.variables.push({ name: 'part', type }) - 1;
    const left = { kind: 'variable', id, type, span } as const;
    into.push({ kind: 'comparison', operator: '=', left, right, span });
    return left;
  }
}
