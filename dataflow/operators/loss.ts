import { boundColumns, extend, noBindings, wordsOf, type OperatorDeclaration } from '../emission.ts';
import { block, Code, js, lines } from '../js.ts';
import { bindingText } from '../label.ts';
import { column } from '../storage.ts';

/**
 * Rows that a relation loses, which drive the search for what was derived from them, or for what their
 * absence allows. A handoff into it is a place in the relation's list of losses.
 */
export const loss: OperatorDeclaration<'loss'> = {
  ports: ['in', 'after'],
  barriers: { after: 'stratum' },
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation, bind, once }) => (once ? `any loss of ${relation}` : `loss of ${relation}${bindingText(bind)}`),
  emit: ({ relation, bind, settled, once }, row, next, context) => {
    if (!context.leads) {
      const words = wordsOf(row);
      return next(extend(noBindings, boundColumns(bind).map(({ variable, column: index }) => [variable, words[index]!] as const)));
    }
    if (once) return block(js`if (${context.handoff}.any())`, next(noBindings));
    const { object, arity } = context.relation(relation);
    const [at, lost] = [context.fresh('loss'), context.fresh('row')];
    const bound = boundColumns(bind).map(({ variable, column: index }) => ({ variable, index, name: context.fresh(variable.name) }));
    const reads = bound.map(({ name, index }) => js`const ${name} = ${column(context.words(relation), arity, lost, index)};`);
    const body = next(extend(noBindings, bound.map(({ variable, name }) => [variable, name] as const)));
    return lines([
      block(
        js`for (let ${at} = ${context.handoff}.taken; ${at} < ${context.end}; ${at}++)`,
        lines([js`const ${lost} = ${object}.losses[${at}];`, settled ? js`if (${object}.gone[${lost}] !== 1) continue;` : Code.empty, ...reads, body]),
      ),
      js`${context.handoff}.taken = ${context.end};`,
    ]);
  },
};
