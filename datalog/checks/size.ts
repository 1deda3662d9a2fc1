import type { Literal } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { DraftClause, Report } from '../draft.ts';
import { allTerms } from '../walk.ts';

/** Each alternative of a body is planned and compiled by itself. */
const mostAlternatives = 1_000;

/** A body becomes nested loops and tests, which JavaScript engines do not take at any depth. */
const mostLiterals = 500;

/** Parts of a long expression are computed one within another's block. */
const mostCalls = 20_000;

/** Whether a clause is no larger than what can be compiled; reports it if not. */
export function isCompilable(clause: DraftClause, report: Report): boolean {
  const { body } = clause;
  if (body === null) return true;
  const terms = [...allTerms(clause)];
  const aggregates = terms.flatMap((term) => (term.kind === 'aggregate' ? [term.body] : []));
  const calls = terms.filter((term) => term.kind === 'call').length;
  if (calls > mostCalls) {
    report.add(tooLong(clause, `${calls.toLocaleString('en-US')} operators and functors in one clause are too many: ${mostCalls.toLocaleString('en-US')} are possible`), clause);
    return false;
  }
  const bodies = [body, ...aggregates];
  const literals = Math.max(...bodies.map(countLiterals));
  if (literals > mostLiterals) {
    report.add(tooLong(clause, `a body of ${literals.toLocaleString('en-US')} literals is too long: ${mostLiterals} are possible`), clause);
    return false;
  }
  const counts = bodies.map(countAlternatives);
  if (counts.every((count) => count <= mostAlternatives)) return true;
  const many = Math.max(...counts).toLocaleString('en-US');
  const advice = hint('give some of the disjunctions a relation of its own: `either(x) :- a(x) ; b(x).`');
  report.add(error('too-many-alternatives', clause.span, `the disjunctions of this rule stand for ${many} alternatives`, [advice]), clause);
  return false;
}

function tooLong({ span }: DraftClause, message: string): Diagnostic {
  return error('too-long', span, message, [hint('give parts of it a relation of their own')]);
}

function countLiterals(body: readonly Literal[]): number {
  return body.reduce((sum, literal) => sum + (literal.kind === 'disjunction' ? literal.alternatives.reduce((most, each) => Math.max(most, countLiterals(each)), 0) : 1), 0);
}

/** The size of a body's disjunctive normal form. */
function countAlternatives(body: readonly Literal[]): number {
  return body.reduce((product, literal) => {
    if (literal.kind !== 'disjunction') return product;
    return product * literal.alternatives.reduce((sum, each) => sum + countAlternatives(each), 0);
  }, 1);
}
