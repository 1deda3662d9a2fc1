import type { Literal, Term } from './ast.ts';
import type { Scope } from './scope.ts';
import { aggregatesIn, subterms } from './walk.ts';

/** The variables that a conjunction binds, with those bound around it: a least fixpoint over its literals. */
export function boundBy(body: readonly Literal[], scope: Scope, around: ReadonlySet<number>): Set<number> {
  const bound = new Set(around);
  for (let before = -1; before < bound.size; ) {
    before = bound.size;
    for (const literal of body) for (const id of binds(literal, scope, bound)) bound.add(id);
  }
  return bound;
}

function binds(literal: Literal, scope: Scope, bound: ReadonlySet<number>): readonly number[] {
  switch (literal.kind) {
    case 'atom':
      return literal.terms.flatMap((term) => (term.kind === 'variable' ? [scope.idOf(term)] : []));
    case 'comparison': {
      const { operator, left, right } = literal;
      if (operator !== '=') return [];
      const sides = [];
      if (left.kind === 'variable' && isBound(right, scope, bound)) sides.push(scope.idOf(left));
      if (right.kind === 'variable' && isBound(left, scope, bound)) sides.push(scope.idOf(right));
      return sides;
    }
    case 'disjunction': {
      const [first, ...rest] = literal.alternatives.map((each) => boundBy(each, scope, bound));
      return [...(first ?? [])].filter((id) => rest.every((each) => each.has(id)));
    }
    default:
      return [];
  }
}

function isBound(term: Term, scope: Scope, bound: ReadonlySet<number>): boolean {
  for (const each of subterms(term)) {
    if (each.kind === 'variable' && !bound.has(scope.idOf(each))) return false;
  }
  return [...aggregatesIn([term])].every((aggregate) => scope.outerOf(aggregate).every((id) => bound.has(id)));
}
