import type { Linkage, Module, Row } from './abi.ts';
import type { Inlets } from './inlets.ts';
import type { Persistent } from './persistent.ts';
import type { Relation } from './relation.ts';
import { insertRow, rowsIn } from './row-words.ts';
import type { RowLog } from './signed-rows.ts';

/** What a transducer carries from tick to tick, as values: from it, everything else is derived again. */
export interface Carried {
  readonly tick: number;
  /** Rows came from outside for the next tick. */
  readonly inserted: boolean;
  readonly relations: readonly CarriedRelation[];
  /** What is to be withdrawn before the next tick. */
  readonly withdrawn: readonly { readonly relation: number; readonly rows: readonly Row[] }[];
  /** What the last tick found where rows enter, and what has arrived for the next one. */
  readonly sources: readonly { readonly source: number; readonly present: readonly Row[]; readonly arriving: readonly Row[] }[];
}

/** A relation that a persistence rule carries on, at the end of the last tick. */
export interface CarriedRelation {
  readonly relation: number;
  readonly rows: readonly Row[];
  /** Whether the next tick finds other rows of it carried than the last one did. */
  readonly differs: boolean;
}

/** What storage holds that is carried. */
export function captured(
  module: Module,
  { sources, values }: Linkage,
  persistent: readonly Persistent[],
): Pick<Carried, 'relations' | 'sources'> {
  const rows = (index: number, from: Relation): Row[] => rowsIn(module.relations[index]!, values, from);
  return {
    relations: persistent.map(({ index, relation, differs }) => ({ relation: index, rows: rows(index, relation), differs })),
    sources: module.sources.map(({ relation }, source) => {
      const { present, arriving } = sources[source]!;
      return { source, present: rows(relation, present), arriving: rows(relation, arriving) };
    }),
  };
}

/** Puts what is carried into storage that holds nothing: what is carried on to what the last tick found. */
export function reinstate(module: Module, linkage: Linkage, inlets: Inlets, carried: Carried): void {
  const insert = (index: number, rows: readonly Row[], into: Relation): void => {
    for (const row of rows) insertRow(module.relations[index]!, linkage.values, row, into);
  };
  for (const { source, present, arriving } of carried.sources) {
    const into = linkage.sources[source]!;
    const { relation, kind } = module.sources[source]!;
    into.present.clear();
    into.arriving.clear();
    // What left has done so.
    if (kind !== 'leave') insert(relation, present, into.present);
    insert(relation, arriving, into.arriving);
  }
  for (const { relation, rows } of carried.relations) insert(relation, rows, inlets.at(relation, 'source').present);
}

/**
 * Empties a transducer's storage and puts all readers back to the start, so that the tick that is evaluated
 * next derives everything again: also of what is kept, which is to come in as if it had just arrived.
 */
export function forget({ relations, lookups, scans, sources, folds, closings, exits }: Linkage): void {
  for (const relation of relations) relation.clear();
  for (const lookup of lookups) lookup.clear();
  for (const scan of scans) scan.taken = 0;
  for (const source of sources) source.taken = 0;
  for (const fold of folds) fold.clear();
  for (const closing of closings) closing.reset();
  for (const exit of exits) exit.clear();
}

/** Drops rows of a relation that nothing reads; the others stay in their order. */
export function retain(relation: Relation, keeps: (row: number) => boolean): void {
  const { arity, size } = relation;
  const words = relation.words.slice(0, size * arity);
  const kept = Array.from({ length: size }, (_, row) => row).filter(keeps);
  if (kept.length === size) return;
  relation.clear();
  for (const index of kept) insertAt(relation, words, index * arity);
}

/** Adds the row that stands at an offset of `words`. */
export function insertAt(relation: Relation, words: Int32Array, at: number): void {
  if (relation.arity === 0) {
    relation.insert0();
    return;
  }
  for (let i = 0; i < relation.arity; i++) relation.row[i] = words[at + i]!;
  relation.insert();
}

/** Adds the rows of a log that pass. */
export function insertLog(relation: Relation, log: RowLog, passes: (row: number) => boolean = () => true): void {
  for (let row = 0; row < log.size; row++) if (passes(row)) insertAt(relation, log.words, row * log.arity);
}
