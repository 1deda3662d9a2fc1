import { wordsOf, type Continue, type EmitContext, type RowCode, type Run } from './emission.ts';
import { block, commas, js, lines, type Code } from './js.ts';

/** Code that puts something in place, and then the expression that uses it. */
export interface Staged {
  readonly setup: Code;
  readonly expression: Code;
}

/** `relation.insert2(a, b)`: whether the row is new. */
function insertion(relation: Code, row: readonly Code[]): Staged {
  return onRow(relation, js`insert`, row);
}

/** Adds a row that is new, and what becomes of it. */
export function appended(relation: Code, row: RowCode, next: Continue): Code {
  const { setup, expression } = onRow(relation, js`append`, wordsOf(row));
  return lines([setup, js`${expression};`, next(row)]);
}

/** Inserts a row, and what becomes of it if it is new. */
export function inserted(relation: Code, row: RowCode, next: Continue): Code {
  const { setup, expression } = insertion(relation, wordsOf(row));
  const body = next(row);
  return lines([setup, body.text === '' ? js`${expression};` : block(js`if (${expression})`, body)]);
}

/** Inserts rows that differ in the last column, of which nothing becomes anything more. */
export function insertedRun(relation: Code, row: readonly Code[], { words, from, to, step }: Run): Code {
  return js`${relation}.insertRun${row.length}(${commas([...row.slice(0, -1), words, from, to, js`${step}`])});`;
}

/** `relation.has2(a, b)`: whether the row is there. */
export function membership(relation: Code, row: readonly Code[]): Staged {
  return onRow(relation, js`has`, row);
}

/** Rows of up to three columns are arguments; wider ones are put into the relation's own row first. */
function onRow(relation: Code, method: Code, row: readonly Code[]): Staged {
  if (row.length <= 3) return { setup: js``, expression: js`${relation}.${method}${row.length}(${commas(row)})` };
  return { setup: staged(js`${relation}.row`, row), expression: js`${relation}.${method}()` };
}

/** The newest row of an index with a key, or -1. */
export function firstRow(lookup: Code, key: readonly Code[]): Staged {
  if (key.length === 1) return { setup: js``, expression: js`${lookup}.first1(${key[0]!})` };
  if (key.length === 2) return { setup: js``, expression: js`${lookup}.first2(${commas(key)})` };
  return { setup: staged(js`${lookup}.key`, key), expression: js`${lookup}.first()` };
}

/** Where the rows of a key start in the arena of a cluster, whose `end` is then theirs. */
export function blockStart(cluster: Code, key: readonly Code[]): Staged {
  if (key.length <= 2) return { setup: js``, expression: js`${cluster}.start${key.length}(${commas(key)})` };
  return { setup: staged(js`${cluster}.key`, key), expression: js`${cluster}.start()` };
}

/** Puts words into an array that the runtime reads. */
export function staged(array: Code, row: readonly Code[]): Code {
  return lines(row.map((each, i) => js`${array}[${i}] = ${each};`));
}

/** The words of a row of a relation's log. */
export function column(words: Code, arity: number, row: Code, index: number): Code {
  if (arity === 1) return js`${words}[${row}]`;
  return index === 0 ? js`${words}[${row} * ${arity}]` : js`${words}[${row} * ${arity} + ${index}]`;
}

/** `const name = code;` for each, and the names: so that code used twice runs once. */
export function named(context: EmitContext, text: string, codes: readonly Code[]): { readonly setup: Code; readonly names: readonly Code[] } {
  const names = codes.map(() => context.fresh(text));
  return { setup: lines(codes.map((code, i) => js`const ${names[i]!} = ${code};`)), names };
}

/** The loop over the rows that a source has for this tick, a run of one log at a time. */
export function rowsOfSource(relation: string, next: Continue, context: EmitContext): Code {
  const { arity } = context.relation(relation);
  const source = context.handoff;
  const [rows, from, to, at] = [context.fresh('rows'), context.fresh('from'), context.fresh('to'), context.fresh('row')];
  const words = Array.from({ length: arity }, (_, i) => column(rows, arity, at, i));
  return lines([
    js`const ${rows} = ${source}.rows(), ${from} = ${source}.start(), ${to} = ${source}.end();`,
    block(js`for (let ${at} = ${from}; ${at} < ${to}; ${at}++)`, next({ kind: 'tuple', words })),
    js`${source}.taken += ${to} - ${from};`,
  ]);
}
