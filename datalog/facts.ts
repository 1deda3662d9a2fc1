import { error, hint } from './diagnostic.ts';
import type { Draft, DraftClause } from './draft.ts';
import { fold } from './constants.ts';
import type { Fact, Rule, Value } from './program.ts';
import { textOf } from './source.ts';

/**
 * A clause without a body, resolved as a rule, as the row it states; null where the row is computed by a run
 * (a count, the values of a range, an `ord`) and the clause stays a rule, and where an error was reported.
 */
export function factOf(clause: DraftClause, rule: Rule, { report }: Draft): Fact | null {
  const row: Value[] = [];
  const computed = rule.body.some((literal) => literal.kind !== 'truth');
  for (const term of rule.terms) {
    const folded = computed || term.kind === 'fold' ? null : fold(term);
    if (folded?.kind === 'constant') row.push(folded.value);
    else if (folded) report.add(cannotFold(folded.code, folded.span), clause);
    if (folded?.kind !== 'constant') return timed(clause, term, report);
  }
  const when = clause.head.time?.when;
  return { relation: rule.head, row, tick: typeof when === 'number' ? when : null, span: clause.span };
}

function timed(clause: DraftClause, term: { readonly span: DraftClause['span'] }, report: Draft['report']): null {
  if (clause.head.time && !report.isFaulty(clause)) {
    const message = `\`${textOf(term.span)}\` is computed by a run, but a fact of one tick states constants`;
    report.add(
      error('fact-not-constant', term.span, message, [hint('write its value, or derive it with a rule')]),
      clause,
    );
  }
  return null;
}

function cannotFold(code: 'number-range' | 'division-by-zero', span: DraftClause['span']) {
  const text = `\`${textOf(span)}\``;
  if (code === 'division-by-zero') return error(code, span, `${text} divides by zero`);
  return error(
    code,
    span,
    `${text} leaves the range of its type`,
    [hint('integers are exact from -9007199254740991 to 9007199254740991')],
  );
}
