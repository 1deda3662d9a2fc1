import type { OperatorDeclaration } from '../emission.ts';
import { rowsOfSource } from '../storage.ts';

/** The rows that a relation does not carry into this tick, since something dropped them in the one before. */
export const leave: OperatorDeclaration<'leave'> = {
  ports: [],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `leave ${relation}`,
  emit: ({ relation }, _, next, context) => rowsOfSource(relation, next, context),
};
