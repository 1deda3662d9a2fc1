import { wordsOf, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines } from '../js.ts';
import { insertion } from '../storage.ts';

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
  label: ({ relation }) => `distinct ${relation}`,
  emit: ({ relation }, row, next, context) => {
    const { setup, expression } = insertion(context.relation(relation).object, wordsOf(row));
    const body = next(row);
    return lines([setup, body.text === '' ? js`${expression};` : block(js`if (${expression})`, body)]);
  },
};
