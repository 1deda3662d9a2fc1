import { variablesIn, type Expression, type Literal } from '../datalog/program.ts';
import type { CoreAggregate } from './core.ts';

type Any = Literal | CoreAggregate;

/** The variables that a conjunction binds, or has been given: by positive atoms, equalities, ranges and aggregates. */
export function bindable(body: readonly Any[], given: ReadonlySet<number> = new Set()): Set<number> {
  const bound = new Set(given);
  for (let before = -1; before < bound.size; ) {
    before = bound.size;
    for (const literal of body) for (const id of bindsOf(literal, bound)) bound.add(id);
  }
  return bound;
}

/** The variables a literal binds once `bound` are. */
function bindsOf(literal: Any, bound: ReadonlySet<number>): number[] {
  switch (literal.kind) {
    case 'atom':
      return literal.negated ? [] : literal.args.flatMap((arg) => (arg.kind === 'variable' ? [arg.id] : []));
    case 'comparison': {
      if (literal.operator !== '=') return [];
      const { left, right } = literal;
      if (left.kind === 'variable' && isBound(right, bound)) return [left.id];
      return right.kind === 'variable' && isBound(left, bound) ? [right.id] : [];
    }
    case 'range':
      return literal.args.every((arg) => isBound(arg, bound)) ? [literal.variable] : [];
    case 'aggregate':
    case 'correlated':
      return literal.outer.every((id) => bound.has(id)) ? [literal.result] : [];
    case 'disjunction': {
      const [first, ...rest] = literal.alternatives.map((alternative) => bindable(alternative));
      return first ? [...first].filter((id) => rest.every((other) => other.has(id))) : [];
    }
    default:
      return [];
  }
}

/** Whether every variable of an expression is bound. */
export function isBound(expression: Expression, bound: ReadonlySet<number>): boolean {
  for (const id of variablesIn(expression)) if (!bound.has(id)) return false;
  return true;
}

/** The named variables of some conjunctions, in ascending order. */
export function variableNames(bodies: readonly (readonly Any[])[]): number[] {
  const ids = new Set<number>();
  const add = (expression: Expression): void => {
    for (const id of variablesIn(expression)) ids.add(id);
  };
  for (const literal of bodies.flat()) {
    if (literal.kind === 'atom') literal.args.forEach((arg) => arg.kind !== 'wildcard' && add(arg));
    else if (literal.kind === 'comparison') [literal.left, literal.right].forEach(add);
    else if (literal.kind === 'test') literal.args.forEach(add);
    else if (literal.kind === 'correlated') [literal.result, ...literal.outer].forEach((id) => ids.add(id));
    else if (literal.kind === 'range') {
      ids.add(literal.variable);
      literal.args.forEach(add);
    }
  }
  return [...ids].sort((a, b) => a - b);
}
