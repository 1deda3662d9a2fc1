import type { Call, NumberLiteral, Term } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import type { Types } from '../infer.ts';
import type { BaseType } from '../program.ts';
import { textOf } from '../source.ts';
import { atomsOfClause, allTerms } from '../walk.ts';

/** Every number is in the range of its type, and nothing is divided by the number 0. */
export function checkLiterals(draft: Draft, types: Types): void {
  for (const clause of draft.clauses) {
    for (const atom of atomsOfClause(clause)) {
      const relation = draft.relations.get(atom.relation.text);
      if (!relation || !atom.terms.some((term) => term.kind === 'number')) continue;
      const columns = types.columns.typesOf(relation);
      for (const [index, term] of atom.terms.entries()) checkRange(term, columns[index]?.type ?? null, clause, draft);
    }
    for (const term of allTerms(clause)) {
      checkRange(term, types.term(clause, term), clause, draft);
      if (term.kind === 'call') checkDivisor(term, types.term(clause, term), clause, draft);
    }
  }
}

function checkRange(term: Term, type: BaseType | null, clause: DraftClause, { report }: Draft): void {
  if (term.kind === 'number' && type !== null && !fits(term.value, type)) report.add(numberRange(term, type), clause);
}

/** Whether a type has a number. */
export function fits(value: number, type: BaseType): boolean {
  if (type === 'float') return true;
  return Number.isSafeInteger(value) && (type === 'number' || value >= 0);
}

function checkDivisor(
  { functor, terms, span }: Call,
  type: BaseType | null,
  clause: DraftClause,
  { report }: Draft,
): void {
  const divisor = terms[1];
  if ((functor.text !== '/' && functor.text !== '%') || divisor?.kind !== 'number' || divisor.value !== 0) return;
  if (type === 'number' || type === 'unsigned')
    report.add(error('division-by-zero', span, `\`${textOf(span)}\` divides by zero`), clause);
}

function numberRange({ span, value }: NumberLiteral, type: BaseType): Diagnostic {
  const range = type === 'unsigned' ? '0 to 9007199254740991' : '-9007199254740991 to 9007199254740991';
  const more = 'a float or a symbol can hold more digits';
  const advice = Number.isSafeInteger(value) ? 'a negative value is a number or a float' : more;
  return error(
    'number-range',
    span,
    `${textOf(span)} is not a value of type ${type}, which holds ${range}`,
    [hint(advice)],
  );
}
