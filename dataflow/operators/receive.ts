import type { OperatorDeclaration } from '../emission.ts';
import { rowsOfSource } from '../storage.ts';

/** The rows a network delivered to a relation in this tick. */
export const receive: OperatorDeclaration<'receive'> = {
  ports: [],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `receive ${relation}`,
  emit: ({ relation }, _, next, context) => rowsOfSource(relation, next, context),
};
