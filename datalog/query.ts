import type { DraftClause } from './draft.ts';
import { subterms } from './walk.ts';

/** Whether a clause without a body needs evaluation all the same: a count, or the values of a range. */
export function isQuery({ head, body }: DraftClause): boolean {
  return (
    body === null &&
    head.terms.some(
      (term) => [...subterms(term)].some(
        (each) => each.kind === 'aggregate' || (each.kind === 'call' && each.functor.text === 'range'),
      ),
    )
  );
}
