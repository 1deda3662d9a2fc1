import type { Aggregate, Atom, Literal, Term } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { functors } from '../functors.ts';
import type { Span } from '../source.ts';
import { allTerms, literalsIn } from '../walk.ts';

/** `_` stands only for a whole column of an atom of a body. */
export function checkWildcards(draft: Draft): void {
  for (const clause of draft.clauses) {
    const misplaced = (terms: readonly Term[], place: string): void => {
      for (const term of terms) if (term.kind === 'wildcard') draft.report.add(wildcard(term.span, place), clause);
    };
    misplaced(clause.head.terms, clause.body === null ? 'a fact' : 'a head');
    for (const term of allTerms(clause)) {
      // A call of no functor is wrong as such.
      if (term.kind === 'call' && functors.has(term.functor.text)) misplaced(term.terms, `an argument of \`${term.functor.text}\``);
      if (term.kind === 'aggregate') misplaced(target(term), `what \`${term.function}\` ranges over`);
    }
    for (const { literal } of literalsIn(clause.body ?? [])) misplaced(compared(literal), 'a comparison');
  }
}

function target({ target: term }: Aggregate): readonly Term[] {
  return term ? [term] : [];
}

function compared(literal: Exclude<Literal, { kind: 'negation' | 'disjunction' }>): readonly Term[] {
  if (literal.kind === 'comparison') return [literal.left, literal.right];
  return literal.kind === 'test' ? literal.terms : noTerms;
}

const noTerms: Atom['terms'] = [];

function wildcard(span: Span, place: string): Diagnostic {
  const advice = '`_` stands for any value of a column of an atom in a body; give the value a name';
  return error('wildcard', span, `\`_\` in ${place} has no value`, [hint(advice)]);
}
