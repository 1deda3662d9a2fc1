import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { LoggedPairs, StackedRows, type Frontier } from './frontier.ts';
import { grouped, limitOf, type Grouped } from './grouped.ts';
import { Lists } from './lists.ts';
import { PairNumbers } from './pair-numbers.ts';

export function pointsToOfWords(inputs: Tables): Results {
  return pointsTo(inputs, new LoggedPairs(), new LoggedPairs());
}

export function pointsToOfRows(inputs: Tables): Results {
  const heaps = limitOf(inputs['new']);
  return pointsTo(inputs, new StackedRows(limitOfVariables(inputs), heaps), new StackedRows(1 << 10, heaps));
}

function pointsTo(inputs: Tables, points: Frontier, values: Frontier): Results {
  const analysis = new PointsTo(inputs, points, values);
  analysis.run();
  return { points: derived(points.size, 2, () => points.words()), value: derived(values.size, 3, () => triplesOf(values.words(), analysis.fields)) };
}

/**
 * Delta first; a pair is added to the indexes when it is taken, and joined with what they have. A field
 * of an object is a number of its own.
 */
class PointsTo {
  readonly fields = new PairNumbers();
  readonly #points: Frontier;
  readonly #values: Frontier;
  readonly #assign: Grouped;
  readonly #load: Grouped;
  readonly #loadOf: Grouped;
  readonly #storeInto: Grouped;
  readonly #storeOf: Grouped;
  readonly #objectsOf = new Lists();
  readonly #valuesOf = new Lists();

  constructor(inputs: Tables, points: Frontier, values: Frontier) {
    const variables = limitOfVariables(inputs);
    this.#points = points;
    this.#values = values;
    this.#assign = grouped(inputs['assign'], 1, variables);
    this.#load = grouped(inputs['load'], 1, variables);
    this.#loadOf = grouped(inputs['load'], 2, limitOf(inputs['load'], inputs['store']));
    this.#storeInto = grouped(inputs['store'], 0, variables);
    this.#storeOf = grouped(inputs['store'], 2, variables);
    const { words } = inputs['new'];
    for (let at = 0; at < words.length; at += 2) points.add(words[at], words[at + 1]);
  }

  run(): void {
    const points = this.#points;
    const values = this.#values;
    for (let more = true; more; ) {
      more = false;
      for (; points.take(); more = true) this.#takePoints(points.a, points.b);
      for (; values.take(); more = true) this.#takeValue(values.a, values.b);
    }
  }

  #takePoints(v: number, g: number): void {
    const points = this.#points;
    const objectsOf = this.#objectsOf;
    const { starts, columns } = this.#assign;
    objectsOf.push(v, g);
    for (let i = starts[v]; i < starts[v + 1]; i++) points.add(columns[0][i], g);
    this.#takeBase(v, g);
    const storeInto = this.#storeInto;
    for (let i = storeInto.starts[v]; i < storeInto.starts[v + 1]; i++) {
      const field = this.fields.of(g, storeInto.columns[0][i]);
      const value = storeInto.columns[1][i];
      for (let j = objectsOf.start(value), end = objectsOf.end(value); j < end; j++) this.#values.add(field, objectsOf.arena[j]);
    }
    const storeOf = this.#storeOf;
    for (let i = storeOf.starts[v]; i < storeOf.starts[v + 1]; i++) {
      const base = storeOf.columns[0][i];
      const field = storeOf.columns[1][i];
      for (let j = objectsOf.start(base), end = objectsOf.end(base); j < end; j++) this.#values.add(this.fields.of(objectsOf.arena[j], field), g);
    }
  }

  /** Loads from a variable that may now be another object. */
  #takeBase(v: number, g: number): void {
    const { starts, columns } = this.#load;
    const valuesOf = this.#valuesOf;
    for (let i = starts[v]; i < starts[v + 1]; i++) {
      const field = this.fields.find(g, columns[1][i]);
      if (field < 0) continue;
      for (let j = valuesOf.start(field), end = valuesOf.end(field); j < end; j++) this.#points.add(columns[0][i], valuesOf.arena[j]);
    }
  }

  #takeValue(field: number, h: number): void {
    const points = this.#points;
    const { starts, columns } = this.#loadOf;
    this.#valuesOf.push(field, h);
    const g = this.fields.firsts[field];
    const f = this.fields.seconds[field];
    for (let i = starts[f]; i < starts[f + 1]; i++) if (points.has(columns[1][i], g)) points.add(columns[0][i], h);
  }
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
