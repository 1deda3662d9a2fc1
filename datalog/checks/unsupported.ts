import type { Clause, Statement } from '../ast.ts';
import { error } from '../diagnostic.ts';
import type { Report } from '../draft.ts';
import type { Span } from '../source.ts';
import { allTerms } from '../walk.ts';
import { checkNesting } from './nesting.ts';

/** Whatever dlc knows of and does not have yet, or will not take. Returns the clauses without any of it. */
export function supportedClauses(statements: readonly Statement[], report: Report): readonly Clause[] {
  return statements.filter((statement): statement is Clause => {
    if (statement.kind === 'unsupported') report.add(unsupported(statement.feature, statement.span));
    if (statement.kind !== 'clause') return false;
    const deep = checkNesting(statement);
    if (deep !== null) {
      report.add(deep);
      return false;
    }
    const found = [...allTerms(statement)].flatMap((term) => (term.kind === 'unsupportedterm' ? [unsupported(term.feature, term.span)] : []));
    for (const each of found) report.add(each);
    return found.length === 0;
  });
}

export function unsupported(feature: string, span: Span) {
  return error('unsupported', span, `${feature} are not supported yet`);
}
