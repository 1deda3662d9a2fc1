import { boundColumns, extend, noBindings, wordsOf, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines } from '../js.ts';
import { column } from '../storage.ts';
import { bindingText } from '../label.ts';

/**
 * The rows of a relation not yet taken by this scan: the delta that drives one rule, its columns bound to
 * variables. A handoff into it is a place in the relation's log, not a copy.
 */
export const scan: OperatorDeclaration<'scan'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ relation, bind }) => `scan ${relation}${bindingText(bind)}`,
  emit: ({ relation, bind }, row, next, context) => {
    if (!context.leads) {
      const words = wordsOf(row);
      return next(extend(noBindings, boundColumns(bind).map(({ variable, column: index }) => [variable, words[index]!] as const)));
    }
    const { arity, changing } = context.relation(relation);
    const at = context.fresh('row');
    const bound = boundColumns(bind).map(({ variable, column: index }) => ({ variable, index, name: context.fresh(variable.name) }));
    const reads = bound.map(({ name, index }) => js`const ${name} = ${column(context.words(relation), arity, at, index)};`);
    const body = next(extend(noBindings, bound.map(({ variable, name }) => [variable, name] as const)));
    return lines([
      block(js`for (let ${at} = ${context.handoff}.taken; ${at} < ${context.end}; ${at}++)`, lines([...(changing ? [js`if (${context.isGone(relation, at)}) continue;`] : []), ...reads, body])),
      js`${context.handoff}.taken = ${context.end};`,
    ]);
  },
};
