import { boundColumns, extend, extendByRun, noBindings, wordsOf, type Continue, type EmitContext, type OperatorDeclaration, type ScanOrder } from '../emission.ts';
import { block, js, lines, type Code } from '../js.ts';
import type { Binding, VariableRef } from '../operator.ts';
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
  label: ({ relation, bind, choice }) => `scan ${relation}${bindingText(bind)}${choice === null ? '' : ' if cheapest'}`,
  emit: ({ relation, bind }, row, next, context) => {
    if (!context.leads) {
      const words = wordsOf(row);
      return next(extend(noBindings, boundColumns(bind).map(({ variable, column: index }) => [variable, words[index]!] as const)));
    }
    if (context.run !== null) return grouped(relation, bind, context.run, next, context);
    if (context.order !== null) return ordered(relation, bind, context.order, next, context);
    const { arity, changing } = context.relation(relation);
    const at = context.fresh('row');
    const bound = named(bind, context);
    const reads = bound.map(({ name, index }) => js`const ${name} = ${column(context.words(relation), arity, at, index)};`);
    const body = next(extend(noBindings, bound.map(({ variable, name }) => [variable, name] as const)));
    return lines([
      block(js`for (let ${at} = ${context.handoff}.taken; ${at} < ${context.end}; ${at}++)`, lines([...(changing ? [js`if (${context.isGone(relation, at)}) continue;`] : []), ...reads, body])),
      js`${context.handoff}.taken = ${context.end};`,
    ]);
  },
};

/** The rows in groups that differ in one variable only, of those that are bound. */
function grouped(relation: string, bind: Binding, run: VariableRef, next: Continue, context: EmitContext): Code {
  const { arity } = context.relation(relation);
  const { handoff, end } = context;
  const [at, after, stop, words] = [context.fresh('at'), context.fresh('after'), context.fresh('end'), context.fresh('rows')];
  const bound = named(bind, context);
  const others = bound.filter(({ variable }) => variable.id !== run.id);
  const groups = context.groups(others.map(({ index }) => index));
  const reads = others.map(({ name, index }) => js`const ${name} = ${wordAt(words, at, index)};`);
  const agree = others.map(({ name, index }) => js`${wordAt(words, after, index)} === ${name}`).reduce((all, each) => js`${all} && ${each}`);
  const last = bound.find(({ variable }) => variable.id === run.id)?.index ?? 0;
  const row = extend(noBindings, others.map(({ variable, name }) => [variable, name] as const));
  const body = next(extendByRun(row, run, { words, from: last === 0 ? at : js`${at} + ${last}`, to: after, step: arity }));
  return lines([
    js`const ${words} = ${groups}.rows(${handoff}.taken, ${end});`,
    block(
      js`for (let ${at} = ${groups}.start, ${stop} = ${groups}.end, ${after} = ${at}; ${at} < ${stop}; ${at} = ${after})`,
      lines([...reads, js`do ${after} += ${arity}; while (${after} < ${stop} && ${agree});`, body]),
    ),
    js`${handoff}.taken = ${end};`,
  ]);
}

/** The rows in an order. */
function ordered(relation: string, bind: Binding, by: ScanOrder, next: Continue, context: EmitContext): Code {
  const { arity } = context.relation(relation);
  const { handoff, end } = context;
  const [at, stop, words, order] = [context.fresh('at'), context.fresh('end'), context.fresh('rows'), context.ordered(by)];
  const bound = named(bind, context);
  const reads = bound.map(({ name, index }) => js`const ${name} = ${wordAt(words, at, index)};`);
  const body = next(extend(noBindings, bound.map(({ variable, name }) => [variable, name] as const)));
  return lines([
    js`const ${words} = ${order}.rows(${handoff}.taken, ${end});`,
    block(js`for (let ${at} = ${order}.start, ${stop} = ${order}.end; ${at} < ${stop}; ${at} += ${arity})`, lines([...reads, body])),
    js`${handoff}.taken = ${end};`,
  ]);
}

/** The columns that a scan binds, with names for what they hold. */
function named(bind: Binding, context: EmitContext): { readonly variable: VariableRef; readonly index: number; readonly name: Code }[] {
  return boundColumns(bind).map(({ variable, column: index }) => ({ variable, index, name: context.fresh(variable.name) }));
}

/** The word of a column of the row at a place of words. */
function wordAt(words: Code, row: Code, column: number): Code {
  return js`${words}[${column === 0 ? row : js`${row} + ${column}`}]`;
}
