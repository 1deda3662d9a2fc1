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
  return body.reduce<Literal[][]>(
    (all, literal) => {
      const choices = literal.kind === 'disjunction' ? literal.alternatives.flatMap(distributed) : [[literal]];
      return all.flatMap((prefix) => choices.map((choice) => [...prefix, ...choice]));
    },
    [[]],
  );
}
