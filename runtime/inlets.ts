import type { Linkage, Module, SourceShape } from './abi.ts';
import type { Source } from './source.ts';

/** The sources of a transducer, by relation and kind. */
export class Inlets {
  readonly #module: Module;
  readonly #byKey: ReadonlyMap<string, Source>;

  constructor(module: Module, { sources }: Pick<Linkage, 'sources'>) {
    this.#module = module;
    this.#byKey = new Map(module.sources.map(({ relation, kind }, index) => [keyOf(relation, kind), sources[index]!]));
  }

  find(relation: number, kind: SourceShape['kind']): Source | null {
    return this.#byKey.get(keyOf(relation, kind)) ?? null;
  }

  at(relation: number, kind: SourceShape['kind']): Source {
    const source = this.find(relation, kind);
    if (!source) throw new Error(`${this.#module.relations[relation]?.name ?? relation} takes no rows from outside`);
    return source;
  }
}

function keyOf(relation: number, kind: SourceShape['kind']): string {
  return `${kind} ${relation}`;
}
