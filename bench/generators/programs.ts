import { PairSet } from '../byhand/pair-set.ts';
import { Random } from '../random.ts';
import { table, Words, type Table, type Tables } from '../table.ts';
import { randomGraph } from './graphs.ts';

/** Parents of people: each but the first has one to three among those that came shortly before. */
export function genealogy(people: number, window: number, seed: number): Table {
  const random = new Random(seed);
  const set = new PairSet();
  for (let child = 1; child < people; child++) {
    const from = Math.max(0, child - window);
    for (let parents = 1 + random.below(3); parents > 0; parents--) set.add(child, from + random.below(child - from));
  }
  return table(2, set.words().slice());
}

export interface StatementCounts {
  readonly modules: number;
  /** Of each module. */
  readonly variables: number;
  readonly objects: number;
  readonly fields: number;
  readonly assigns: number;
  readonly loads: number;
  readonly stores: number;
  /** Assignments from one module to another. */
  readonly calls: number;
}

/** Statements of a made-up program of modules, for an analysis of what its variables point to. */
export function statements(counts: StatementCounts, seed: number): Tables {
  const random = new Random(seed);
  const allocated = new PairSet();
  const assigned = new PairSet();
  const loaded = new Words();
  const stored = new Words();
  for (let module = 0; module < counts.modules; module++) {
    const variable = () => module * counts.variables + random.below(counts.variables);
    const field = () => module * counts.fields + random.below(counts.fields);
    for (let i = 0; i < counts.objects; i++) allocated.add(variable(), module * counts.objects + i);
    for (let i = 0; i < counts.assigns; i++) assigned.add(variable(), variable());
    for (let i = 0; i < counts.loads; i++) loaded.push3(variable(), variable(), field());
    for (let i = 0; i < counts.stores; i++) stored.push3(variable(), field(), variable());
  }
  const anywhere = () => random.below(counts.modules * counts.variables);
  for (let i = 0; i < counts.calls; i++) assigned.add(anywhere(), anywhere());
  return { new: table(2, allocated.words().slice()), assign: table(2, assigned.words().slice()), load: table(3, loaded.taken()), store: table(3, stored.taken()) };
}

/**
 * Assignments and dereferences of a made-up program of functions: each variable but a function's first is assigned to one
 * that came before it in its function; dereferences are anywhere.
 */
export function pointerProgram(functions: number, variables: number, dereferences: number, seed: number): Tables {
  const random = new Random(seed);
  const assigned = new PairSet();
  for (let variable = 0; variable < functions * variables; variable++) {
    const local = variable % variables;
    if (local > 0) assigned.add(variable - 1 - random.below(local), variable);
  }
  return { assign: table(2, assigned.words().slice()), dereference: randomGraph(functions * variables, dereferences, seed + 1) };
}
