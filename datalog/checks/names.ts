import type { Name } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { functors } from '../functors.ts';
import { nearest, offerOf } from '../nearest.ts';
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
  const value = valueForm(text);
  if (value !== null) {
    const message = `\`${text}\` is no relation: ${value.what}`;
    return error('unknown-relation', span, message, [hint(`use it in a term, for example ${value.example}`)]);
  }
  const near = nearest(text, known);
  const advice = hint('nothing declares it, states or derives a row of it, or reads it as an input');
  const message = `unknown relation \`${text}\`${offerOf(near)}`;
  return error('unknown-relation', span, message, near === null ? [advice] : []);
}

/** What a name that gives a value is, and how it is used; null for any other name. */
function valueForm(text: string): { readonly what: string; readonly example: string } | null {
  if (aggregates.has(text)) {
    const target = text === 'count' ? '' : ' v';
    return { what: 'it is an aggregate and gives a value', example: `\`x = ${text}${target} : { ... }\`` };
  }
  if (!functors.has(text)) return null;
  return { what: 'it is a functor and gives a value', example: `\`x = ${text}(...)\`` };
}

const aggregates: ReadonlySet<string> = new Set(['count', 'sum', 'mean']);
