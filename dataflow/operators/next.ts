import type { OperatorDeclaration } from '../emission.ts';
import { inserted } from '../storage.ts';

/** Into a relation at the next tick: the end of the row's way in this one. */
export const next: OperatorDeclaration<'next'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `next ${relation}`,
  emit: (_, row, after, context) => inserted(context.handoff, row, after),
};
