import type { Name } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { nearest } from '../nearest.ts';
import { atomsOfClause } from '../walk.ts';

/** Every relation that is used is declared, stated, derived or an input. */
export function checkNames(draft: Draft): void {
  const known = [...draft.relations.values()].filter((each) => each.defined).map((each) => each.name);
  const reported = new Set<string>();
  const check = (name: Name): boolean => {
    if (draft.relations.get(name.text)?.defined || draft.silenced.has(name.text)) return true;
    // The first place is enough: the others are the same mistake, or the same slip is found there after it.
    if (!reported.has(name.text)) draft.report.add(unknownRelation(name, known));
    reported.add(name.text);
    return false;
  };
  for (const directive of [...draft.outputs, ...draft.persists, ...draft.specMarks]) check(directive.relation);
  for (const clause of draft.clauses) {
    for (const atom of atomsOfClause(clause)) {
      if (!check(atom.relation)) draft.report.blame(clause);
    }
  }
}

function unknownRelation({ text, span }: Name, known: readonly string[]): Diagnostic {
  const near = nearest(text, known);
  if (near !== null) return error('unknown-relation', span, `unknown relation \`${text}\`; did you mean \`${near}\`?`);
  const advice = 'nothing declares it, states or derives a row of it, or reads it as an input';
  return error('unknown-relation', span, `unknown relation \`${text}\``, [hint(advice)]);
}
