import { compile, type UntypedModule } from '../index.ts';
import { embed } from '../planner/embed.ts';
import { instantiate } from '../planner/evaluate.ts';
import { openThrifty } from '../runtime/embedding/module.ts';
import type { Thrift } from '../runtime/collector.ts';
import { compiled } from './agreement.ts';

/** A node that is opened without knowing the program's relations. */
export type Open = ReturnType<UntypedModule['open']>;

/** The module of a program that is right. */
export function moduleOf(text: string): UntypedModule {
  const result = compile(text);
  if (!result.ok) throw new Error(`${text}\n${JSON.stringify(result.diagnostics, null, 2)}`);
  return result.module;
}

/** The same, whose nodes reclaim values when a thrift says. */
export function thriftyModuleOf(text: string, thrift: Thrift): UntypedModule {
  const { schema, plans } = embed(compiled(text), 'program.dl');
  const modules = plans.map(({ role, plan }) => ({ role, make: () => instantiate(plan()) }));
  return { schema, open: (options = {}) => openThrifty({ ...schema, modules, implementations: {} }, options, thrift) };
}

/** Values that no row has are reclaimed between any two ticks, all at once or a few words at a time. */
export const thrifts: Readonly<Record<string, Thrift>> = {
  'all that can be': { least: 0, stride: Infinity, poisons: true },
  'little by little': { least: 0, stride: 3, poisons: true },
};

/** What a node shows, as text that does not tell in which order its rows are. */
export function contents(node: Open): string {
  return textOf(Object.entries(node.out).map(([name, view]) => [name, Array.from(view, (row) => JSON.stringify(row))]));
}

/** The contents of relations as their subscribers know them. */
export class Replica {
  readonly #rows: Readonly<Record<string, Set<string>>>;

  constructor(node: Open) {
    this.#rows = Object.fromEntries(Object.keys(node.out).map((name) => [name, new Set<string>()]));
    for (const [name, view] of Object.entries(node.out)) {
      view.subscribe(({ deltas }) => {
        for (const { row, diff } of deltas) this.#apply(name, JSON.stringify(row), diff);
      });
    }
  }

  #apply(name: string, row: string, diff: 1 | -1): void {
    const rows = this.#rows[name]!;
    if (rows.has(row) === (diff === 1)) throw new Error(`${name} ${row} ${diff} is no net change`);
    if (diff === 1) rows.add(row);
    else rows.delete(row);
  }

  get text(): string {
    return textOf(Object.entries(this.#rows).map(([name, rows]) => [name, [...rows]]));
  }
}

function textOf(relations: readonly (readonly [name: string, rows: readonly string[]])[]): string {
  return relations.map(([name, rows]) => `${name}: ${rows.toSorted().join(' ')}`).join('\n');
}
