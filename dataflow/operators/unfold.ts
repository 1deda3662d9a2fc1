import { wordsOf, type OperatorDeclaration } from '../emission.ts';
import { js, lines } from '../js.ts';
import { staged } from '../storage.ts';
import { groupRows } from './fold.ts';

/**
 * Takes rows out of the groups of a fold, and passes on the row that each group had whose result has changed.
 * That is known when all rows have come and gone.
 */
export const unfold: OperatorDeclaration<'unfold'> = {
  ports: ['in', 'with'],
  barriers: { in: 'stratum', with: 'stratum' },
  side: null,
  rows: 'fewer',
  keeps: false,
  label: () => 'unfold',
  emit: ({ fold: id, group, order }, row, next, context) => {
    const fold = context.fold(id);
    if (!context.leads) return lines([staged(js`${fold}.row`, wordsOf(row)), js`${fold}.remove();`]);
    return groupRows({ fold, cursor: js`${fold}.outdated`, changes: js`expire` }, group.length, order, next, context);
  },
};
