import type { HeadAggregate } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { nearest, offerOf } from '../nearest.ts';
import { allTerms } from '../walk.ts';

const headAggregates: readonly string[] = ['count', 'sum', 'min', 'max', 'avg', 'choose'];

/** Aggregates of heads: known functions, in the heads of rules only. */
export function checkHeadAggregates(draft: Draft): void {
  for (const clause of draft.clauses) {
    for (const term of allTerms(clause)) {
      if (term.kind !== 'headaggregate') continue;
      if (!headAggregates.includes(term.function.text)) draft.report.add(unknownAggregate(term), clause);
      else if (clause.body === null) draft.report.add(aggregateInFact(term), clause);
    }
  }
}

function unknownAggregate({ function: { text, span } }: HeadAggregate): Diagnostic {
  const near = text === 'mean' ? 'avg' : nearest(text, headAggregates);
  return error(
    'unknown-aggregate',
    span,
    `unknown aggregate \`${text}\`${offerOf(near)}`,
    [hint('the aggregates of a head are count, sum, min, max, avg and choose')],
  );
}

function aggregateInFact({ span }: HeadAggregate): Diagnostic {
  return error('aggregate-in-fact', span, 'a fact has nothing to aggregate over', [hint('give the clause a body')]);
}
