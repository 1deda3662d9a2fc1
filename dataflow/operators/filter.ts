import { test } from '../expression.ts';
import { cellsOf, type OperatorDeclaration } from '../emission.ts';
import { block, js } from '../js.ts';
import { conditionText } from '../label.ts';

/** The rows that pass a condition. */
export const filter: OperatorDeclaration<'filter'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'fewer',
  keeps: false,
  label: ({ condition }) => `filter ${conditionText(condition)}`,
  emit: ({ condition }, row, next, context) => block(js`if (${test(condition, cellsOf(row), context)})`, next(row)),
};
