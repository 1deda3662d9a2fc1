import type { OperatorDeclaration } from '../emission.ts';
import { appended, inserted, insertedRun } from '../storage.ts';

/**
 * Into a relation, where its rows stay; passes on those the relation did not have. It is where rows enter the
 * relation, so it is always on the push side and what follows it is new. What the relation loses, it loses before.
 */
export const distinct: OperatorDeclaration<'distinct'> = {
  ports: ['in', 'after'],
  barriers: { after: 'stratum' },
  side: 'push',
  rows: 'fewer',
  keeps: true,
  label: ({ relation, once }) => `${once ? 'append' : 'distinct'} ${relation}`,
  emit: ({ relation, once }, row, next, context) => {
    const { object } = context.relation(relation);
    if (row.kind === 'tuple' && row.run) return insertedRun(object, row.words, row.run);
    return (once ? appended : inserted)(object, row, next);
  },
};
