import type { OperatorDeclaration } from '../emission.ts';

/** Every row to every reader of a relation. Its rows are the relation's own. */
export const tee: OperatorDeclaration<'tee'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: true,
  label: ({ relation }) => `tee ${relation}`,
  emit: (_, row, next) => next(row),
};
