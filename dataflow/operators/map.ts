import { word } from '../expression.ts';
import { cellsOf, extend, type OperatorDeclaration } from '../emission.ts';
import { js, lines } from '../js.ts';
import { named } from '../storage.ts';
import { expressionText, printable } from '../label.ts';

/**
 * One row for each: with one more variable, or, at the end of a rule, the positional row of its head. A head
 * mentions only some of a body's variables, so what comes out is counted as less than what goes in.
 */
export const map: OperatorDeclaration<'map'> = {
  ports: ['in'],
  barriers: {},
  side: null,
  rows: 'fewer',
  keeps: false,
  label: (operation) => {
    if (operation.form === 'project') return `project (${operation.row.map(expressionText).join(', ')})`;
    const [name, text] = [printable(operation.variable.name), expressionText(operation.value)];
    return operation.solved ? `solve ${text} for ${name}` : `map ${name} = ${text}`;
  },
  emit: (operation, row, next, context) => {
    const cells = cellsOf(row);
    if (operation.form === 'extend') {
      const name = context.fresh(operation.variable.name);
      const setup = js`const ${name} = ${word(operation.value, cells, context)};`;
      return lines([setup, next(extend(row, [[operation.variable, name]]))]);
    }
    const words = operation.row.map((each) => word(each, cells, context));
    const computed = named(context, 'value', words.filter((_, i) => operation.row[i]?.kind === 'call'));
    const names = [...computed.names];
    const tuple = words.map((each, i) => (operation.row[i]?.kind === 'call' ? (names.shift() ?? each) : each));
    const last = operation.row.at(-1);
    const run = last?.kind === 'variable' ? (cells.get(last.id)?.run ?? null) : null;
    return lines([computed.setup, next({ kind: 'tuple', words: tuple, run })]);
  },
};
