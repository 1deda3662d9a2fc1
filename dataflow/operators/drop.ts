import { wordsOf, type OperatorDeclaration } from '../emission.ts';
import { js, lines } from '../js.ts';
import { insertion } from '../storage.ts';

/** Rows of a relation that the next tick starts without. */
export const drop: OperatorDeclaration<'drop'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `drop ${relation}`,
  emit: (_, row, __, context) => {
    const { setup, expression } = insertion(context.handoff, wordsOf(row));
    return lines([setup, js`${expression};`]);
  },
};
