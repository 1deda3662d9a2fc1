import { hint, warning } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import { allTerms, atomsOfClause } from '../walk.ts';

/**
 * A named variable that occurs once says nothing that `_` would not, and is often a slip; not so the name
 * of the place a body is at.
 */
export function checkSingletons(draft: Draft): void {
  const { clauses, report } = draft;
  const uses = new Map<unknown, number>();
  for (const { written } of clauses) uses.set(written, (uses.get(written) ?? 0) + 1);
  // A variable of one alternative may well occur once in it and again in the others.
  const checked = clauses.filter((each) => each.dialect === 'dl' && each.written !== null && uses.get(each.written) === 1);
  for (const [at, clause] of checked.entries()) {
    if (report.isFaulty(clause) || readsUnknown(clause, draft)) continue;
    const others = [checked[at - 1], checked[at + 1]].filter((each) => each !== undefined && sharesBody(each, clause));
    const places = placesIn(clause, draft);
    for (const { id, name, span, occurrences } of clause.scope.variables) {
      const named = occurrences > 1 || name.startsWith('_') || places.has(id);
      if (named || (others.length > 0 && occursInHeads(name, clause, checked))) continue;
      const advice = `if that is meant, write \`_\` or \`_${name}\``;
      report.add(warning('singleton-variable', span, `the variable \`${name}\` occurs only once`, [hint(advice)]));
    }
  }
}

/** Whether a clause uses a relation whose declaration could not be read, and may have had a location. */
function readsUnknown(clause: DraftClause, { silenced }: Draft): boolean {
  return silenced.size > 0 && [...atomsOfClause(clause)].some((atom) => silenced.has(atom.relation.text));
}

/** Variables that stand in location columns. */
function placesIn(clause: DraftClause, { relations }: Draft): ReadonlySet<number> {
  const terms = [...atomsOfClause(clause)].map((atom) => atom.terms[relations.get(atom.relation.text)?.location ?? -1]);
  return new Set(terms.flatMap((term) => (term?.kind === 'variable' ? [clause.scope.idOf(term)] : [])));
}

function sharesBody(a: DraftClause, b: DraftClause): boolean {
  return a.span.source === b.span.source && a.span.start === b.span.start;
}

/** Whether one of the heads that share a body uses the name. */
function occursInHeads(name: string, clause: DraftClause, clauses: readonly DraftClause[]): boolean {
  const heads = clauses.filter((each) => sharesBody(each, clause)).map((each) => ({ head: each.head, body: null }));
  return heads.some((head) => [...allTerms(head)].some((term) => term.kind === 'variable' && term.name === name));
}
