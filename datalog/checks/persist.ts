import type { Persist } from '../ast.ts';
import { at, error, hint, type Diagnostic } from '../diagnostic.ts';
import type { DraftClause, DraftRelation, Report } from '../draft.ts';
import { persistence } from '../normalize.ts';

/** What `.persist` says: a rule, or nothing where the relation cannot be persisted. */
export function persisted(
  directive: Persist,
  relations: ReadonlyMap<string, DraftRelation>,
  report: Report,
): DraftClause | null {
  const relation = relations.get(directive.relation.text);
  // An unknown relation is reported with the other unknown names.
  if (!relation?.defined) return null;
  if (relation.channel) {
    report.add(persistentChannel(directive, relation));
    return null;
  }
  if (relation.arity === null) return null;
  const deletion = relations.get(`del_${relation.name}`);
  if (deletion?.defined && deletion.arity !== relation.arity) {
    report.add(deletionArity(directive, relation, deletion));
    return null;
  }
  const columns = Array.from(
    { length: relation.arity },
    (_, index) => relation.declaration?.columns[index]?.name.text ?? `x${index + 1}`,
  );
  return persistence(directive, columns, deletion?.defined ?? false);
}

function persistentChannel({ relation }: Persist, channel: DraftRelation): Diagnostic {
  const message = `\`${relation.text}\` is a channel, which holds only what arrived in this tick`;
  const advice = `to keep what arrives, derive another relation from \`${relation.text}\` and persist that`;
  return error(
    'persistent-channel',
    relation.span,
    message,
    [at(channel.span, 'a channel, because of this'), hint(advice)],
  );
}

function deletionArity({ relation }: Persist, persistent: DraftRelation, deletion: DraftRelation): Diagnostic {
  const counts = `\`${deletion.name}\` has ${deletion.arity}, but \`${persistent.name}\` has ${persistent.arity}`;
  const message = `the columns of \`${deletion.name}\` must be those of \`${persistent.name}\`: ${counts}`;
  const notes = [
    at(deletion.span, `\`${deletion.name}\` says what persistence forgets`),
    at(persistent.span, `\`${persistent.name}\` is here`),
  ];
  return error('arity-conflict', relation.span, message, notes);
}
