import type { OperatorDeclaration } from '../emission.ts';
import { inserted } from '../storage.ts';

/** Rows of a relation that the next tick starts without. */
export const drop: OperatorDeclaration<'drop'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `drop ${relation}`,
  emit: (_, row, next, context) => inserted(context.handoff, row, next),
};
