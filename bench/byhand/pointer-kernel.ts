import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { LoggedPairs, StackedRows, type Frontier } from './frontier.ts';
import { grouped, limitOf, type Grouped } from './grouped.ts';
import { Lists } from './lists.ts';

export function pointerKernelOfWords(inputs: Tables): Results {
  return pointerKernel(inputs, new LoggedPairs(), new LoggedPairs(), new LoggedPairs());
}

export function pointerKernelOfRows(inputs: Tables): Results {
  const limit = limitOf(inputs['assign'], inputs['dereference']);
  const make = () => new StackedRows(limit, limit);
  return pointerKernel(inputs, make(), make(), make());
}

function pointerKernel(inputs: Tables, flow: Frontier, memory: Frontier, alias: Frontier): Results {
  seed(inputs['assign'].words, flow, memory);
  new PointerKernel(inputs, flow, memory, alias).run();
  return {
    valueFlow: derived(flow.size, 2, () => flow.words()),
    memoryAlias: derived(memory.size, 2, () => memory.words()),
    valueAlias: derived(alias.size, 2, () => alias.words()),
  };
}

/** Value flow and aliases, mutually recursive; a pair is in the indexes from when it is taken. */
class PointerKernel {
  readonly #flow: Frontier;
  readonly #memory: Frontier;
  readonly #alias: Frontier;
  readonly #assign: Grouped;
  readonly #dereference: Grouped;
  readonly #flowFrom = new Lists();
  readonly #flowTo = new Lists();
  readonly #memoryFrom = new Lists();
  readonly #memoryTo = new Lists();

  constructor(inputs: Tables, flow: Frontier, memory: Frontier, alias: Frontier) {
    const limit = limitOf(inputs['assign'], inputs['dereference']);
    this.#flow = flow;
    this.#memory = memory;
    this.#alias = alias;
    this.#assign = grouped(inputs['assign'], 1, limit);
    this.#dereference = grouped(inputs['dereference'], 0, limit);
  }

  run(): void {
    const flow = this.#flow;
    const memory = this.#memory;
    const alias = this.#alias;
    for (let more = true; more; ) {
      more = false;
      for (; flow.take(); more = true) this.#takeFlow(flow.a, flow.b);
      for (; memory.take(); more = true) this.#takeMemory(memory.a, memory.b);
      for (; alias.take(); more = true) this.#takeAlias(alias.a, alias.b);
    }
  }

  #takeFlow(x: number, y: number): void {
    const flow = this.#flow;
    const alias = this.#alias;
    const from = this.#flowFrom;
    const to = this.#flowTo;
    from.push(x, y);
    to.push(y, x);
    for (let i = from.start(y), end = from.end(y); i < end; i++) flow.add(x, from.arena[i]);
    for (let i = to.start(x), end = to.end(x); i < end; i++) flow.add(to.arena[i], y);
    for (let i = from.start(x), end = from.end(x); i < end; i++) {
      alias.add(y, from.arena[i]);
      alias.add(from.arena[i], y);
    }
    const memoryFrom = this.#memoryFrom;
    for (let i = memoryFrom.start(x), last = memoryFrom.end(x); i < last; i++) {
      const w = memoryFrom.arena[i];
      for (let j = from.start(w), end = from.end(w); j < end; j++) alias.add(y, from.arena[j]);
    }
    const memoryTo = this.#memoryTo;
    for (let i = memoryTo.start(x), last = memoryTo.end(x); i < last; i++) {
      const z = memoryTo.arena[i];
      for (let j = from.start(z), end = from.end(z); j < end; j++) alias.add(from.arena[j], y);
    }
  }

  #takeMemory(z: number, w: number): void {
    const from = this.#flowFrom;
    const { starts, columns } = this.#assign;
    this.#memoryFrom.push(z, w);
    this.#memoryTo.push(w, z);
    for (let i = starts[z]; i < starts[z + 1]; i++) this.#flow.add(columns[0][i], w);
    for (let i = from.start(z), last = from.end(z); i < last; i++) {
      const x = from.arena[i];
      for (let j = from.start(w), end = from.end(w); j < end; j++) this.#alias.add(x, from.arena[j]);
    }
  }

  #takeAlias(y: number, z: number): void {
    const { starts, columns } = this.#dereference;
    const places = columns[0];
    for (let i = starts[y]; i < starts[y + 1]; i++) {
      for (let j = starts[z]; j < starts[z + 1]; j++) this.#memory.add(places[i], places[j]);
    }
  }
}

/** Assignments are flows, and what is assigned flows to and aliases itself. */
function seed(assigned: Int32Array, flow: Frontier, memory: Frontier): void {
  for (let at = 0; at < assigned.length; at += 2) {
    flow.add(assigned[at], assigned[at + 1]);
    for (const variable of [assigned[at], assigned[at + 1]]) {
      flow.add(variable, variable);
      memory.add(variable, variable);
    }
  }
}
