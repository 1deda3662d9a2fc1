import type { Linkage, Module } from './abi.ts';
import { insertLog } from './carried.ts';
import { rowsFrom } from './observer.ts';
import type { RowLog } from './signed-rows.ts';

/**
 * What relations held when a tick began, so that a tick that fails can be taken back. Logs only grow while a tick
 * is worked on, so sizes are enough, and rows are copied only of a relation that is emptied.
 */
export class Backup {
  readonly #module: Module;
  readonly #linkage: Linkage;
  /** By relation: how many rows it held. */
  readonly #sizes: Int32Array;
  /** Which, of relations that have been emptied since. */
  readonly #saved: { readonly relation: number; readonly rows: RowLog }[] = [];

  constructor(module: Module, linkage: Linkage) {
    this.#module = module;
    this.#linkage = linkage;
    this.#sizes = new Int32Array(linkage.relations.length);
  }

  begin(): void {
    this.end();
    const { relations } = this.#linkage;
    for (let index = 0; index < relations.length; index++) this.#sizes[index] = relations[index]!.size;
  }

  /** Copies what a relation held; to be called before it is emptied. */
  save(relation: number): void {
    if (this.#sizes[relation] === 0 || this.#module.relations[relation]!.auxiliary) return;
    for (const each of this.#saved) if (each.relation === relation) return;
    this.#saved.push({ relation, rows: rowsFrom(this.#linkage.relations[relation]!, 0, this.#sizes[relation]) });
  }

  saveAll(): void {
    this.#linkage.relations.forEach((_, index) => this.save(index));
  }

  /** Puts back what was saved into relations that are empty. */
  restore(): void {
    for (const { relation, rows } of this.#saved) insertLog(this.#linkage.relations[relation]!, rows);
    this.end();
  }

  /** The tick is done. */
  end(): void {
    if (this.#saved.length > 0) this.#saved.length = 0;
  }
}
