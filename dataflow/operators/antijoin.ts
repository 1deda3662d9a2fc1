import { word } from '../expression.ts';
import { cellsOf, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines } from '../js.ts';
import { blockStart, firstRow, membership } from '../storage.ts';
import { keyText } from '../label.ts';

/**
 * The rows of `in` for which the relation at `neg` has no row that agrees on the key. Absence is known only when
 * the relation is complete, so `neg` waits for the strata before.
 */
export const antijoin: OperatorDeclaration<'antijoin'> = {
  ports: ['in', 'neg'],
  barriers: { neg: 'stratum' },
  side: null,
  rows: 'fewer',
  keeps: false,
  label: ({ relation, key }) => `antijoin ${relation}${keyText(key)}`,
  emit: (operation, row, next, context) => {
    const key = operation.key.map(({ value }) => word(value, cellsOf(row), context));
    const { object, arity, changing } = context.relation(operation.relation);
    if (key.length === 0) return block(js`if (${object}.${changing ? js`living` : js`size`} === 0)`, next(row));
    const columns = operation.key.map((each) => each.column);
    if (key.length === arity) {
      const { setup, expression } = membership(object, key);
      return lines([setup, block(js`if (!${expression})`, next(row))]);
    }
    if (!changing) {
      const cluster = context.cluster(operation.relation, columns, null);
      const { setup, expression } = blockStart(cluster.object, key);
      return lines([setup, block(js`if (${expression} >= ${cluster.object}.end)`, next(row))]);
    }
    const index = context.lookup(operation.relation, columns);
    const { setup, expression } = firstRow(index.object, key);
    const at = context.fresh('row');
    const living = js`while (${at} >= 0 && ${context.isGone(operation.relation, at)}) ${at} = ${index.next}[${at}];`;
    return lines([setup, js`let ${at} = ${expression};`, living, block(js`if (${at} < 0)`, next(row))]);
  },
};
