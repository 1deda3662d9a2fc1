import type { Atom } from '../ast.ts';
import { at, error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftRelation } from '../draft.ts';
import { atomsOfClause } from '../walk.ts';

/** Every atom has as many terms as its relation has columns. */
export function checkArity(draft: Draft): void {
  for (const clause of draft.clauses) {
    for (const atom of atomsOfClause(clause)) {
      const relation = draft.relations.get(atom.relation.text);
      if (relation && disagrees(atom, relation)) draft.report.add(arityConflict(atom, relation), clause);
    }
  }
  for (const { relation: name } of [...draft.inputs, ...draft.outputs]) {
    const relation = draft.relations.get(name.text);
    if (relation?.defined && relation.arity === null && !draft.silenced.has(name.text))
      draft.report.add(unknownColumns(relation));
  }
}

/** Whether an atom's terms cannot be its relation's columns. */
export function disagrees(atom: Atom, relation: DraftRelation): boolean {
  return relation.arity !== null && relation.arity !== atom.terms.length;
}

function arityConflict(
  { relation: { text }, terms, span }: Atom,
  { declaration, span: first, arity, builtIn }: DraftRelation,
): Diagnostic {
  const columns = count(arity ?? 0);
  const given = `${terms.length === 0 ? 'none' : terms.length} ${terms.length > 1 ? 'are' : 'is'} given`;
  const note = builtIn
    ? hint('`crash(observer, node, tick)` is built in')
    : at(first, declaration ? `declared here with ${columns}` : `first used here, with ${columns}`);
  return error('arity-conflict', span, `\`${text}\` has ${columns}, but ${given}`, [note]);
}

function unknownColumns({ name, span }: DraftRelation): Diagnostic {
  const message = `nothing tells what columns \`${name}\` has`;
  return error('unknown-columns', span, message, [hint(`declare it: \`.decl ${name}(...)\``)]);
}

function count(columns: number): string {
  return `${columns} column${columns === 1 ? '' : 's'}`;
}
