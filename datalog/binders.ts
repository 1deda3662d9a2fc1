import type { Literal, Term } from './ast.ts';
import type { DraftClause } from './draft.ts';
import { literalsIn } from './walk.ts';

/** In how many places of a clause each variable may get its value. */
export function bindersOf({ body, scope }: DraftClause): ReadonlyMap<number, number> {
  const binders = new Map<number, number>();
  for (const { literal, negated } of literalsIn(body ?? [])) {
    for (const term of negated ? [] : bindable(literal)) {
      if (term.kind !== 'variable') continue;
      const id = scope.idOf(term);
      binders.set(id, (binders.get(id) ?? 0) + 1);
    }
  }
  return binders;
}

function bindable(literal: Literal): readonly Term[] {
  if (literal.kind === 'atom') return literal.terms;
  return literal.kind === 'comparison' && literal.operator === '=' ? [literal.left, literal.right] : [];
}
