import { encoded, value } from '../expression.ts';
import { cellsOf, extend, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines } from '../js.ts';
import { named } from '../storage.ts';
import { expressionText, printable } from '../label.ts';

/** A row for each value of a range. */
export const flatMap: OperatorDeclaration<'flatMap'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'more',
  keeps: false,
  label: ({ variable, args }) =>
    `range ${printable(variable.name)} = (${args.map(expressionText).join(', ')})`,
  emit: ({ variable, args }, row, next, context) => {
    const bounds = named(context, 'bound', args.map((arg) => value(arg, cellsOf(row), context)));
    const [from, to, by] = bounds.names;
    if (!from || !to) throw new Error('a range without bounds');
    const step = context.fresh('step');
    const at = context.fresh('at');
    const name = context.fresh(variable.name);
    return lines([
      bounds.setup,
      js`const ${step} = functors.step(${from}, ${to}, ${by ?? js`null`}, ${context.rule});`,
      block(
        js`for (let ${at} = ${from}; ${step} > 0 ? ${at} < ${to} : ${at} > ${to}; ${at} += ${step})`,
        lines([js`const ${name} = ${encoded(variable.type, at)};`, next(extend(row, [[variable, name]]))]),
      ),
    ]);
  },
};
