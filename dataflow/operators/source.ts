import type { OperatorDeclaration } from '../emission.ts';
import { rowsOfSource } from '../storage.ts';

/**
 * The rows a tick starts with for a relation: facts, what was carried from the tick before, what was inserted.
 */
export const source: OperatorDeclaration<'source'> = {
  ports: [],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `source ${relation}`,
  emit: ({ relation }, _, next, context) => rowsOfSource(relation, next, context),
};
