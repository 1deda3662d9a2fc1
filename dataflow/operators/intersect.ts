import { word } from '../expression.ts';
import { cellsOf, extend, type Continue, type EmitContext, type OperatorDeclaration, type RowCode } from '../emission.ts';
import { block, js, lines, type Code } from '../js.ts';
import { keyText, printable } from '../label.ts';
import type { Key, Operation } from '../operator.ts';
import { blockStart, membership, named } from '../storage.ts';

type Intersect = Operation<'intersect'>;

/**
 * For each row of `in`, the values that a column has both in rows at `lookup` and in rows at `within`. It goes through
 * the fewer of them and asks for the others, so that a body with a cycle costs what Ngo, Ré and Rudra's bound says of a
 * triangle and not the pairs of edges that meet (Skew strikes back, SIGMOD Record 2013, section 2).
 */
export const intersect: OperatorDeclaration<'intersect'> = {
  ports: ['in', 'lookup', 'within'],
  barriers: {},
  side: null,
  rows: 'more',
  keeps: false,
  label: ({ relation, key, variable, within }) => `intersect ${printable(variable.name)} of ${relation}${keyText(key)} and ${within.relation}${keyText(within.key)}`,
  emit: (operation, row, next, context) => {
    const { relation, within } = operation;
    const isChanging = context.relation(relation).changing || context.relation(within.relation).changing;
    return isChanging ? oneByOne(operation, row, next, context) : together(operation, row, next, context);
  },
};

/** Rows that are lost have no place in the indexes that this needs: a join, and a question for each of its rows. */
function oneByOne(operation: Intersect, row: RowCode, next: Continue, context: EmitContext): Code {
  const { relation, key, column, variable, takenBy, within } = operation;
  const bind = Array.from({ length: key.length + 1 }, (_, index) => (index === column ? variable : null));
  const asked = ordered([...within.key, { column: within.column, value: within.value }]);
  const member: Operation = { kind: 'join', relation: within.relation, key: asked, bind: asked.map(() => null), exists: true, takenBy: null, past: false };
  return context.emit({ kind: 'join', relation, key, bind, exists: false, takenBy, past: false }, row, (out) => context.emit(member, out, next));
}

function together({ relation, key, column, variable, takenBy, within }: Intersect, row: RowCode, next: Continue, context: EmitContext): Code {
  const wordsOf = (each: Key): Code[] => each.map(({ value }) => word(value, cellsOf(row), context));
  const keys = { these: named(context, 'key', wordsOf(key)), those: named(context, 'key', wordsOf(within.key)) };
  const columnsOf = (each: Key): number[] => each.map((part) => part.column);
  const those = context.cluster(within.relation, columnsOf(within.key), null);
  const these = context.cluster(relation, columnsOf(key), takenBy);
  const [from, to, start, end] = [context.fresh('from'), context.fresh('to'), context.fresh('at'), context.fresh('end')];
  const [other, mark, found, at, value] = [context.fresh('other'), context.fresh('mark'), context.fresh('found'), context.fresh('at'), context.fresh(variable.name)];
  const [values, stop] = [context.fresh('values'), context.fresh('end')];
  const marks = context.marks(those.object);
  const isThese = membership(context.relation(relation).object, withAt(keys.these.names, column, value));
  const isThose = membership(context.relation(within.relation).object, withAt(keys.those.names, within.column, value));
  const [thoseBlock, theseBlock] = [blockStart(those.object, keys.those.names), blockStart(these.object, keys.these.names)];
  const body = next(extend(row, [[variable, value]]));
  return lines([
    keys.those.setup,
    keys.these.setup,
    thoseBlock.setup,
    js`const ${from} = ${thoseBlock.expression}, ${to} = ${those.object}.end;`,
    theseBlock.setup,
    js`const ${start} = ${theseBlock.expression}, ${end} = ${these.object}.end;`,
    js`const ${other} = ${marks}.isLess(${to} - ${from}, ${end} - ${start}, ${context.relation(relation).object});`,
    js`const ${mark} = ${other} ? 0 : ${marks}.mark(${from}, ${to}, ${end} - ${start}), ${found} = ${marks}.marks;`,
    js`const ${values} = ${other} ? ${those.arena} : ${these.arena}, ${stop} = ${other} ? ${to} : ${end};`,
    block(
      js`for (let ${at} = ${other} ? ${from} : ${start}; ${at} < ${stop}; ${at}++)`,
      lines([
        js`const ${value} = ${values}[${at}];`,
        block(js`if (${mark} > 0 ? ${found}[${value}] === ${mark} : ${other} ? ${isThese.expression} : ${isThose.expression})`, body),
      ]),
    ),
  ]);
}

function withAt(words: readonly Code[], column: number, value: Code): Code[] {
  return [...words.slice(0, column), value, ...words.slice(column)];
}

function ordered(key: Key): Key {
  return [...key].sort((a, b) => a.column - b.column);
}
