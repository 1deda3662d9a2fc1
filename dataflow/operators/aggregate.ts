import { cellsOf, extend, type Continue, type EmitContext, type OperatorDeclaration, type RowCode } from '../emission.ts';
import { word } from '../expression.ts';
import { block, commas, js, lines, type Code } from '../js.ts';
import type { Operation, OperatorKind } from '../operator.ts';

type Aggregate = Operation<'aggregate'>;

/**
 * An aggregate evaluated anew for each row, over complete relations looked up by what the row binds: for what an
 * outer variable narrows by more than equality, which no grouping can prepare.
 */
export const aggregate: OperatorDeclaration<'aggregate'> = {
  ports: ['in', 'over'],
  barriers: { over: 'stratum' },
  side: null,
  rows: 'same',
  keeps: false,
  label: ({ fold, result }) => `aggregate ${result.name} = ${fold.function}`,
  emit: (operation, row, next, context) => {
    const { fold, result } = operation;
    const count = context.fresh('count');
    const total = context.fresh('total');
    const name = context.fresh(result.name);
    const setup = [js`let ${count} = 0;`];
    if (fold.function !== 'count') setup.push(js`const ${total} = accumulate(${fold.function}, ${fold.type}, ${context.rule});`);
    const loops = accumulation(operation, count, total, row, context);
    const found = fold.function === 'count' ? js`values.ofNumber(${count})` : js`${total}.result()`;
    const rest = lines([js`const ${name} = ${found};`, next(extend(row, [[result, name]]))]);
    const always = fold.function === 'count' || fold.function === 'sum';
    return lines([...setup, ...loops, always ? rest : block(js`if (${count} > 0)`, rest)]);
  },
};

/** The loops over what the pipelines make of a row; each match is counted, once. */
function accumulation({ fold, pipelines }: Aggregate, count: Code, total: Code, row: RowCode, context: EmitContext): Code[] {
  const seen = pipelines.some(({ match }) => match !== null) ? context.fresh('seen') : null;
  const loops = pipelines.map(({ steps, target, match }) =>
    chain(steps, row, context, (matched) => {
      const cells = cellsOf(matched);
      const add = [js`${count}++;`];
      if (fold.function !== 'count') add.push(js`${total}.add(${word(target, cells, context)});`);
      if (seen === null || match === null) return lines(add);
      const key = context.fresh('key');
      const known = js`const ${key} = [${commas(match.map((each) => word(each, cells, context)))}].join();`;
      return lines([known, block(js`if (!${seen}.has(${key}))`, lines([js`${seen}.add(${key});`, ...add]))]);
    }),
  );
  return seen === null ? loops : [js`const ${seen} = new Set();`, ...loops];
}

/** The code of operations one after the other. */
function chain(steps: readonly Operation[], row: RowCode, context: EmitContext, last: Continue): Code {
  const [first, ...rest] = steps;
  return first ? context.emit(first, row, (out) => chain(rest, out, context, last)) : last(row);
}

/** The relations that the pipelines of an aggregate look up, those of aggregates within included. */
export function relationsOver({ pipelines }: Aggregate): string[] {
  const lookups: readonly OperatorKind[] = ['join', 'antijoin'];
  return pipelines.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.kind === 'aggregate') return relationsOver(step);
      return 'relation' in step && lookups.includes(step.kind) ? [step.relation] : [];
    }),
  );
}
