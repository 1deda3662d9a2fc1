import { wordsOf, type OperatorDeclaration } from '../emission.ts';
import { js, lines } from '../js.ts';
import { insertion } from '../storage.ts';

/** Into a relation at the next tick: the end of the row's way in this one. */
export const next: OperatorDeclaration<'next'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `next ${relation}`,
  emit: (_, row, __, context) => {
    const { setup, expression } = insertion(context.handoff, wordsOf(row));
    return lines([setup, js`${expression};`]);
  },
};
