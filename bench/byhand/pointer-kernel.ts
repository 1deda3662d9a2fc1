import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { LoggedPairs, StackedRows, type Frontier } from './frontier.ts';
import { grouped, limitOf } from './grouped.ts';
import { Lists } from './lists.ts';

export function pointerKernelOfWords(inputs: Tables): Results {
  return pointerKernel(inputs, new LoggedPairs(), new LoggedPairs(), new LoggedPairs());
}

export function pointerKernelOfRows(inputs: Tables): Results {
  const limit = limitOf(inputs['assign'], inputs['dereference']);
  const make = () => new StackedRows(limit, limit);
  return pointerKernel(inputs, make(), make(), make());
}

/** Value flow and aliases, mutually recursive; a pair is in the indexes from when it is taken. */
function pointerKernel(inputs: Tables, flow: Frontier, memory: Frontier, alias: Frontier): Results {
  const limit = limitOf(inputs['assign'], inputs['dereference']);
  const assign = grouped(inputs['assign'], 1, limit);
  const dereference = grouped(inputs['dereference'], 0, limit);
  const flowFrom = new Lists();
  const flowTo = new Lists();
  const memoryFrom = new Lists();
  const memoryTo = new Lists();
  seed(inputs['assign'].words, flow, memory);

  const takeFlow = (x: number, y: number): void => {
    flowFrom.push(x, y);
    flowTo.push(y, x);
    for (let i = flowFrom.start(y), end = flowFrom.end(y); i < end; i++) flow.add(x, flowFrom.arena[i]);
    for (let i = flowTo.start(x), end = flowTo.end(x); i < end; i++) flow.add(flowTo.arena[i], y);
    for (let i = flowFrom.start(x), end = flowFrom.end(x); i < end; i++) {
      alias.add(y, flowFrom.arena[i]);
      alias.add(flowFrom.arena[i], y);
    }
    for (let i = memoryFrom.start(x), last = memoryFrom.end(x); i < last; i++) {
      const w = memoryFrom.arena[i];
      for (let j = flowFrom.start(w), end = flowFrom.end(w); j < end; j++) alias.add(y, flowFrom.arena[j]);
    }
    for (let i = memoryTo.start(x), last = memoryTo.end(x); i < last; i++) {
      const z = memoryTo.arena[i];
      for (let j = flowFrom.start(z), end = flowFrom.end(z); j < end; j++) alias.add(flowFrom.arena[j], y);
    }
  };
  const takeMemory = (z: number, w: number): void => {
    memoryFrom.push(z, w);
    memoryTo.push(w, z);
    for (let i = assign.starts[z]; i < assign.starts[z + 1]; i++) flow.add(assign.columns[0][i], w);
    for (let i = flowFrom.start(z), last = flowFrom.end(z); i < last; i++) {
      const x = flowFrom.arena[i];
      for (let j = flowFrom.start(w), end = flowFrom.end(w); j < end; j++) alias.add(x, flowFrom.arena[j]);
    }
  };
  const takeAlias = (y: number, z: number): void => {
    for (let i = dereference.starts[y]; i < dereference.starts[y + 1]; i++) {
      for (let j = dereference.starts[z]; j < dereference.starts[z + 1]; j++) memory.add(dereference.columns[0][i], dereference.columns[0][j]);
    }
  };

  for (let more = true; more; ) {
    more = false;
    for (; flow.take(); more = true) takeFlow(flow.a, flow.b);
    for (; memory.take(); more = true) takeMemory(memory.a, memory.b);
    for (; alias.take(); more = true) takeAlias(alias.a, alias.b);
  }
  return {
    valueFlow: derived(flow.size, 2, () => flow.words()),
    memoryAlias: derived(memory.size, 2, () => memory.words()),
    valueAlias: derived(alias.size, 2, () => alias.words()),
  };
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
