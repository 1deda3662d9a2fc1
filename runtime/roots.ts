import type { Linkage, Module } from './abi.ts';
import { internedColumns, type InternedColumn, type Root, type ScannedLog } from './collector.ts';

/** The rows of a transducer's storage that outlive the tick: those whose values its next tick, or whoever looks, needs. */
export class StorageRoots {
  readonly #linkage: Linkage;
  /** By relation. */
  readonly #columns: readonly (readonly InternedColumn[])[];
  /** Those that are the same logs at every tick: first what lives on, so that what is derived anew is looked at last. */
  readonly #lasting: readonly Root[];
  readonly #passing: readonly Root[];
  readonly #sources: readonly number[];

  constructor(module: Module, linkage: Linkage) {
    this.#linkage = linkage;
    this.#columns = module.relations.map(({ columns }) => internedColumns(columns.map((each) => each.type)));
    const relations = module.relations.map(({ lifetime }, index) => ({ lasts: lifetime !== 'tick', root: this.of(index, linkage.relations[index]!) }));
    const folds = module.folds.map(({ lifetime, groups }, index) => ({
      lasts: lifetime !== 'tick',
      root: { log: linkage.folds[index]!.groups, columns: internedColumns(groups) },
    }));
    const exits = module.exits.map(({ relation }, index) => ({ lasts: false, root: this.of(relation, linkage.exits[index]!) }));
    const fixed = module.sources.map(({ relation }, index) => ({ lasts: true, root: this.of(relation, linkage.sources[index]!.fixed) }));
    const all = [...fixed, ...relations, ...folds, ...exits].filter(({ root }) => root.columns.length > 0);
    this.#lasting = all.flatMap(({ lasts, root }) => (lasts ? [root] : []));
    this.#passing = all.flatMap(({ lasts, root }) => (lasts ? [] : [root]));
    this.#sources = module.sources.map(({ relation }) => relation);
  }

  /** Columns of a relation whose words stand for values of a table. */
  columnsOf(relation: number): readonly InternedColumn[] {
    return this.#columns[relation]!;
  }

  /** Rows like those of a relation. */
  of(relation: number, log: ScannedLog): Root {
    return { log, columns: this.columnsOf(relation) };
  }

  all(): readonly Root[] {
    const entering = this.#sources.flatMap((relation, index) => {
      const { present, arriving } = this.#linkage.sources[index]!;
      return [this.of(relation, present), this.of(relation, arriving)];
    });
    return [...this.#lasting, ...entering, ...this.#passing];
  }
}
