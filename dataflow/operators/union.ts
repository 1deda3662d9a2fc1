import type { OperatorDeclaration } from '../emission.ts';

/** All rules of a relation, and its rows from outside, as one stream; duplicates are not its concern. */
export const union: OperatorDeclaration<'union'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `union ${relation}`,
  emit: (_, row, next) => next(row),
};
