import type { Literal } from '../ast.ts';
import { error, hint } from '../diagnostic.ts';
import type { DraftClause, Report } from '../draft.ts';
import { allTerms } from '../walk.ts';

/** Each alternative of a body is planned and compiled by itself. */
const mostAlternatives = 1_000;

/** Whether the disjunctions of a clause stand for no more alternatives than can be compiled; reports it if not. */
export function hasFewAlternatives(clause: DraftClause, report: Report): boolean {
  const { body } = clause;
  if (body === null) return true;
  const aggregates = [...allTerms(clause)].flatMap((term) => (term.kind === 'aggregate' ? [term.body] : []));
  const counts = [body, ...aggregates].map(countAlternatives);
  if (counts.every((count) => count <= mostAlternatives)) return true;
  const many = Math.max(...counts).toLocaleString('en-US');
  const advice = hint('give some of the disjunctions a relation of its own: `either(x) :- a(x) ; b(x).`');
  report.add(error('too-many-alternatives', clause.span, `the disjunctions of this rule stand for ${many} alternatives`, [advice]), clause);
  return false;
}

/** The size of a body's disjunctive normal form. */
function countAlternatives(body: readonly Literal[]): number {
  return body.reduce((product, literal) => {
    if (literal.kind !== 'disjunction') return product;
    return product * literal.alternatives.reduce((sum, each) => sum + countAlternatives(each), 0);
  }, 1);
}
