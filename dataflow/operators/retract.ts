import { wordsOf, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines } from '../js.ts';
import { staged } from '../storage.ts';

/** Makes a relation lose rows, which stay to be read until the tick ends; passes on those that it had. */
export const retract: OperatorDeclaration<'retract'> = {
  ports: ['in'],
  barriers: {},
  side: 'push',
  rows: 'fewer',
  keeps: true,
  label: ({ relation }) => `retract ${relation}`,
  emit: ({ relation }, row, next, context) => {
    const { object } = context.relation(relation);
    const body = next(row);
    const losing = js`${object}.lose()`;
    return lines([staged(js`${object}.row`, wordsOf(row)), body.text === '' ? js`${losing};` : block(js`if (${losing})`, body)]);
  },
};
