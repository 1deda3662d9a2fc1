import { Code } from '../js.ts';
import type { OperatorDeclaration } from '../emission.ts';

/** To whoever watches the relation. */
export const sink: OperatorDeclaration<'sink'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation }) => `sink ${relation}`,
  emit: () => Code.empty,
};
