import { wordsOf, type Continue, type EmitContext, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines, type Code } from '../js.ts';
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
  emit: ({ group, order, lifetime }, row, next, context) => {
    const fold = context.handoff;
    if (!context.leads) return lines([staged(js`${fold}.row`, wordsOf(row)), js`${fold}.add();`]);
    if (lifetime === 'growing' || lifetime === 'changing') {
      return groupRows({ fold, cursor: js`${fold}.taken`, changes: js`renew` }, group.length, order, next, context);
    }
    const at = context.fresh('group');
    const { setup, names } = resultsOf(js`${fold}.groups.words`, at, group.length, order, (index) => js`${fold}.result(${at}, ${index})`, context);
    return lines([
      block(js`for (let ${at} = ${fold}.taken; ${at} < ${fold}.groups.size; ${at}++)`, lines([setup, next({ kind: 'tuple', words: names })])),
      js`${fold}.taken = ${fold}.groups.size;`,
    ]);
  },
};

/** A loop over the groups that were touched, with what is shown of those that a method of the fold says yes to. */
export function groupRows(
  { fold, cursor, changes }: { readonly fold: Code; readonly cursor: Code; readonly changes: Code },
  groupColumns: number,
  order: readonly number[],
  next: Continue,
  context: EmitContext,
): Code {
  const [at, number] = [context.fresh('at'), context.fresh('group')];
  const { setup, names } = resultsOf(js`${fold}.groups.words`, number, groupColumns, order, (index) => js`${fold}.shown(${number}, ${index})`, context);
  return lines([
    block(
      js`for (let ${at} = ${cursor}; ${at} < ${fold}.touchedCount; ${at}++)`,
      lines([js`const ${number} = ${fold}.touched[${at}];`, js`if (!${fold}.${changes}(${number})) continue;`, setup, next({ kind: 'tuple', words: names })]),
    ),
    js`${cursor} = ${fold}.touchedCount;`,
  ]);
}

/** The columns of a group's row: those of the group, and its results. */
function resultsOf(words: Code, number: Code, groupColumns: number, order: readonly number[], result: (index: number) => Code, context: EmitContext): { setup: Code; names: readonly Code[] } {
  const columns = order.map((position) => (position < groupColumns ? column(words, groupColumns, number, position) : result(position - groupColumns)));
  return named(context, 'result', columns);
}
