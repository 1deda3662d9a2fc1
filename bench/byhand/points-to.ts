import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { LoggedPairs, StackedRows, type Frontier } from './frontier.ts';
import { grouped, limitOf } from './grouped.ts';
import { Lists } from './lists.ts';
import { PairNumbers } from './pair-numbers.ts';

export function pointsToOfWords(inputs: Tables): Results {
  return pointsTo(inputs, new LoggedPairs(), new LoggedPairs());
}

export function pointsToOfRows(inputs: Tables): Results {
  const heaps = limitOf(inputs['new']);
  return pointsTo(inputs, new StackedRows(limitOfVariables(inputs), heaps), new StackedRows(1 << 10, heaps));
}

/**
 * Delta first; a pair is added to the indexes when it is taken, and joined with what they have. A field of an object is a number of its own.
 */
function pointsTo(inputs: Tables, points: Frontier, values: Frontier): Results {
  const variables = limitOfVariables(inputs);
  const assign = grouped(inputs['assign'], 1, variables);
  const load = grouped(inputs['load'], 1, variables);
  const loadOf = grouped(inputs['load'], 2, limitOf(inputs['load'], inputs['store']));
  const storeInto = grouped(inputs['store'], 0, variables);
  const storeOf = grouped(inputs['store'], 2, variables);
  const fields = new PairNumbers();
  const heapsOf = new Lists();
  const valuesOf = new Lists();
  const allocated = inputs['new'].words;
  for (let at = 0; at < allocated.length; at += 2) points.add(allocated[at], allocated[at + 1]);

  const takePoints = (v: number, g: number): void => {
    heapsOf.push(v, g);
    for (let i = assign.starts[v]; i < assign.starts[v + 1]; i++) points.add(assign.columns[0][i], g);
    for (let i = load.starts[v]; i < load.starts[v + 1]; i++) {
      const field = fields.find(g, load.columns[1][i]);
      if (field < 0) continue;
      const end = valuesOf.end(field);
      for (let j = valuesOf.start(field); j < end; j++) points.add(load.columns[0][i], valuesOf.arena[j]);
    }
    for (let i = storeInto.starts[v]; i < storeInto.starts[v + 1]; i++) {
      const field = fields.of(g, storeInto.columns[0][i]);
      const value = storeInto.columns[1][i];
      const end = heapsOf.end(value);
      for (let j = heapsOf.start(value); j < end; j++) values.add(field, heapsOf.arena[j]);
    }
    for (let i = storeOf.starts[v]; i < storeOf.starts[v + 1]; i++) {
      const base = storeOf.columns[0][i];
      const end = heapsOf.end(base);
      for (let j = heapsOf.start(base); j < end; j++) values.add(fields.of(heapsOf.arena[j], storeOf.columns[1][i]), g);
    }
  };
  const takeValue = (field: number, h: number): void => {
    valuesOf.push(field, h);
    const g = fields.firsts[field];
    const f = fields.seconds[field];
    for (let i = loadOf.starts[f]; i < loadOf.starts[f + 1]; i++) if (points.has(loadOf.columns[1][i], g)) points.add(loadOf.columns[0][i], h);
  };

  for (let more = true; more; ) {
    more = false;
    for (; points.take(); more = true) takePoints(points.a, points.b);
    for (; values.take(); more = true) takeValue(values.a, values.b);
  }
  return { points: derived(points.size, 2, () => points.words()), value: derived(values.size, 3, () => triplesOf(values.words(), fields)) };
}

function limitOfVariables(inputs: Tables): number {
  const columns = [['new', 0], ['assign', 0], ['assign', 1], ['load', 0], ['load', 1], ['store', 0], ['store', 2]] as const;
  let limit = 0;
  for (const [name, column] of columns) {
    const { arity, words } = inputs[name];
    for (let at = column; at < words.length; at += arity) if (words[at] >= limit) limit = words[at] + 1;
  }
  return limit;
}

/** Objects, fields and values out of numbers of fields of objects, and values. */
function triplesOf(pairs: Int32Array, fields: PairNumbers): Int32Array {
  const words = new Int32Array((pairs.length / 2) * 3);
  for (let at = 0, to = 0; at < pairs.length; at += 2, to += 3) {
    words[to] = fields.firsts[pairs[at]];
    words[to + 1] = fields.seconds[pairs[at]];
    words[to + 2] = pairs[at + 1];
  }
  return words;
}
