import { word } from '../expression.ts';
import { boundColumns, cellsOf, extend, extendByRun, type Continue, type EmitContext, type RowCode, type OperatorDeclaration } from '../emission.ts';
import { block, js, lines, type Code } from '../js.ts';
import type { Operation } from '../operator.ts';
import { blockStart, column, firstRow, membership, staged, type Staged } from '../storage.ts';
import { keyText } from '../label.ts';

type Join = Operation<'join'>;

/**
 * For each row of `in`, the rows of the relation at `lookup` that agree on the key, by an index shared with every
 * other operator that looks the relation up by that key. It keeps nothing of its own.
 */
export const join: OperatorDeclaration<'join'> = {
  ports: ['in', 'lookup'],
  barriers: {},
  side: null,
  rows: 'more',
  keeps: false,
  label: ({ relation, key, exists }) => `${exists ? 'semijoin' : 'join'} ${relation}${keyText(key)}`,
  emit: (operation, row, next, context) => {
    const key = operation.key.map(({ value }) => word(value, cellsOf(row), context));
    const limit = operation.takenBy === null ? null : context.taken(operation.takenBy);
    const { object, arity, changing } = context.relation(operation.relation);
    if (key.length === arity && limit === null) {
      const member = changing && operation.past ? { setup: staged(js`${object}.row`, key), expression: js`${object}.had()` } : membership(object, key);
      return ifMember(member, next(row));
    }
    if (key.length === 0) return everyRow(operation, limit, row, next, context);
    if (!changing) return clusteredRows(operation, key, row, next, context);
    return matchingRows(operation, key, limit, row, next, context);
  },
};

function ifMember({ setup, expression }: Staged, body: Code): Code {
  return lines([setup, block(js`if (${expression})`, body)]);
}

/** No column is known: every row of the relation, or whether there is one. */
function everyRow(operation: Join, limit: Code | null, row: RowCode, next: Continue, context: EmitContext): Code {
  const { object } = context.relation(operation.relation);
  const end = limit ?? context.size(operation.relation);
  const skipping = skipsGone(operation, context);
  if (operation.exists && !skipping) return block(js`if (${end} > 0)`, next(row));
  if (operation.exists && limit === null) return block(js`if (${object}.living > 0)`, next(row));
  const at = context.fresh('row');
  const skip = skipping ? [js`if (${context.isGone(operation.relation, at)}) continue;`] : [];
  return block(js`for (let ${at} = 0; ${at} < ${end}; ${at}++)`, lines([...skip, bindRow(operation, at, row, next, context)]));
}

/** Some columns are known: what the rows of one key have in the others. */
function clusteredRows(operation: Join, key: readonly Code[], row: RowCode, next: Continue, context: EmitContext): Code {
  const columns = operation.key.map((each) => each.column);
  const { object, arena } = context.cluster(operation.relation, columns, operation.takenBy);
  const { setup, expression } = blockStart(object, key);
  if (operation.exists) return lines([setup, block(js`if (${expression} < ${object}.end)`, next(row))]);
  const others = operation.bind.map((_, index) => index).filter((index) => !columns.includes(index));
  const [at, end] = [context.fresh('at'), context.fresh('end')];
  if (context.run !== null) {
    const position = others.indexOf(operation.bind.findIndex((each) => each?.id === context.run?.id));
    const run = { words: arena, from: position === 0 ? at : js`${at} + ${position}`, to: end, step: others.length };
    return lines([setup, js`const ${at} = ${expression}, ${end} = ${object}.end;`, block(js`if (${at} < ${end})`, next(extendByRun(row, context.run, run)))]);
  }
  const bound = boundColumns(operation.bind).map(({ variable, column: index }) => ({ variable, position: others.indexOf(index), name: context.fresh(variable.name) }));
  const reads = bound.map(({ name, position }) => js`const ${name} = ${position === 0 ? js`${arena}[${at}]` : js`${arena}[${at} + ${position}]`};`);
  const body = lines([...reads, next(extend(row, bound.map(({ variable, name }) => [variable, name] as const)))]);
  const step = others.length === 1 ? js`${at}++` : js`${at} += ${others.length}`;
  return lines([setup, block(js`for (let ${at} = ${expression}, ${end} = ${object}.end; ${at} < ${end}; ${step})`, body)]);
}

/** Some columns are known: the rows of one key of an index, newest first. */
function matchingRows(operation: Join, key: readonly Code[], limit: Code | null, row: RowCode, next: Continue, context: EmitContext): Code {
  const index = context.lookup(operation.relation, operation.key.map((each) => each.column));
  const { setup, expression } = firstRow(index.object, key);
  const at = context.fresh('row');
  const start = [setup, js`let ${at} = ${expression};`];
  // Rows that the other scan has not taken yet are the newest ones, at the front of the list.
  if (limit !== null) start.push(js`while (${at} >= ${limit}) ${at} = ${index.next}[${at}];`);
  const skipping = skipsGone(operation, context);
  if (operation.exists) {
    if (skipping) start.push(js`while (${at} >= 0 && ${context.isGone(operation.relation, at)}) ${at} = ${index.next}[${at}];`);
    return lines([...start, block(js`if (${at} >= 0)`, next(row))]);
  }
  const skip = skipping ? [js`if (${context.isGone(operation.relation, at)}) continue;`] : [];
  return lines([...start, block(js`for (; ${at} >= 0; ${at} = ${index.next}[${at}])`, lines([...skip, bindRow(operation, at, row, next, context)]))]);
}

/** Whether rows that the relation has lost must be passed over. */
function skipsGone({ relation, past }: Join, context: EmitContext): boolean {
  return context.relation(relation).changing && !past;
}

function bindRow(operation: Join, at: Code, row: RowCode, next: Continue, context: EmitContext): Code {
  const { arity } = context.relation(operation.relation);
  const bound = boundColumns(operation.bind).map(({ variable, column: index }) => ({ variable, index, name: context.fresh(variable.name) }));
  const reads = bound.map(({ name, index }) => js`const ${name} = ${column(context.words(operation.relation), arity, at, index)};`);
  return lines([...reads, next(extend(row, bound.map(({ variable, name }) => [variable, name] as const)))]);
}
