import type { Literal } from './ast.ts';
import type { DraftClause } from './draft.ts';
import { scopeOf } from './scope.ts';

/**
 * A rule with `;` as one rule for each alternative, which may be at different places. A head that
 * aggregates ranges over all alternatives at once, so such a rule stays whole.
 */
export function alternativesOf(clause: DraftClause): readonly DraftClause[] {
  const { head, body } = clause;
  if (body === null || head.terms.some((term) => term.kind === 'headaggregate')) return [clause];
  const bodies = distributed(body);
  if (bodies.length === 1) return [clause];
  return bodies.map((each) => ({ ...clause, body: each, scope: scopeOf(head, each) }));
}

/** The disjunctive normal form of a body in negation normal form. */
function distributed(body: readonly Literal[]): Literal[][] {
  let bodies: Literal[][] = [[]];
  for (const literal of body) {
    if (literal.kind === 'disjunction') {
      const choices = literal.alternatives.flatMap(distributed);
      bodies = bodies.flatMap((prefix) => choices.map((choice) => [...prefix, ...choice]));
    } else {
      for (const each of bodies) each.push(literal);
    }
  }
  return bodies;
}
