import { wordsOf, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines } from '../js.ts';
import { column, named, staged } from '../storage.ts';

/**
 * One row for each group: the group's columns, then the result of each fold. A result is known only when the group
 * is complete, so its input waits for the strata before.
 */
export const fold: OperatorDeclaration<'fold'> = {
  ports: ['in'],
  barriers: { in: 'stratum' },
  side: null,
  rows: 'fewer',
  keeps: false,
  label: ({ folds }) => `fold ${folds.map((each) => each.function).join(', ')}`,
  emit: ({ group, order }, row, next, context) => {
    const fold = context.handoff;
    if (!context.leads) return lines([staged(js`${fold}.row`, wordsOf(row)), js`${fold}.add();`]);
    const at = context.fresh('group');
    const columns = order.map((position) =>
      position < group.length
        ? column(js`${fold}.groups.words`, group.length, at, position)
        : js`${fold}.result(${at}, ${position - group.length})`,
    );
    const { setup, names } = named(context, 'result', columns);
    return lines([
      block(js`for (let ${at} = ${fold}.taken; ${at} < ${fold}.groups.size; ${at}++)`, lines([setup, next({ kind: 'tuple', words: names })])),
      js`${fold}.taken = ${fold}.groups.size;`,
    ]);
  },
};
