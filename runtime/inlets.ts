import type { Linkage, Module, SourceShape } from './abi.ts';
import type { Source } from './source.ts';

/** The sources of a transducer, by relation and kind. */
export class Inlets {
  readonly #module: Module;
  /** By kind, then by relation. */
  readonly #sources: Readonly<Record<SourceShape['kind'], (Source | null)[]>>;

  constructor(module: Module, { sources }: Pick<Linkage, 'sources'>) {
    this.#module = module;
    const none = (): null[] => module.relations.map(() => null);
    this.#sources = { source: none(), receive: none(), leave: none() };
    module.sources.forEach(({ relation, kind }, index) => {
      this.#sources[kind][relation] = sources[index]!;
    });
  }

  find(relation: number, kind: SourceShape['kind']): Source | null {
    return this.#sources[kind][relation] ?? null;
  }

  at(relation: number, kind: SourceShape['kind']): Source {
    const source = this.find(relation, kind);
    if (!source) throw new Error(`${this.#module.relations[relation]?.name ?? relation} takes no rows from outside`);
    return source;
  }
}
