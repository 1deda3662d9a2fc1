import type { OperatorDeclaration } from '../emission.ts';
import { inserted } from '../storage.ts';

/** Into a relation at a later tick, at the location the row names: the end of the row's way in this tick. */
export const send: OperatorDeclaration<'send'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `send ${relation}`,
  emit: (_, row, next, context) => inserted(context.handoff, row, next),
};
