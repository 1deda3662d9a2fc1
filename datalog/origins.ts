import type { Term } from './ast.ts';
import type { Clash } from './cells.ts';
import { columnName } from './columns.ts';
import { at, type Note } from './diagnostic.ts';
import type { Draft, DraftClause } from './draft.ts';
import { contains, lineOf } from './source.ts';
import { literalsIn, termsOf } from './walk.ts';

/** The columns that variables of a clause get their values from, when another clause shows their types. */
export function originsOf(terms: readonly Term[], clash: Clash, clause: DraftClause, draft: Draft): readonly Note[] {
  if ([clash.now, clash.before].every((each) => contains(clause.span, each.span))) return [];
  return terms.flatMap((term) => originOf(term, clause, draft) ?? []);
}

function originOf(variable: Term, { body, scope }: DraftClause, { relations }: Draft): Note | null {
  if (variable.kind !== 'variable') return null;
  for (const { literal } of literalsIn(body ?? [])) {
    const relation = literal.kind === 'atom' ? relations.get(literal.relation.text) : undefined;
    const terms = termsOf(literal);
    const index = terms.findIndex((each) => each.kind === 'variable' && scope.idOf(each) === scope.idOf(variable));
    const place = terms[index];
    if (!relation || !place) continue;
    return place === variable ? null : at(place.span, `${shown(variable)} is ${columnName(relation, index)}`);
  }
  return null;
}

/** A term as a message names it. */
export function shown({ span }: Term): string {
  const text = lineOf(span);
  return `\`${text.length > 40 ? `${text.slice(0, 37)}...` : text}\``;
}
