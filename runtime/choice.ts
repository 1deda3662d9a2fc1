import type { ChoiceShape, Linkage } from './abi.ts';
import type { Cluster } from './cluster.ts';
import { distinctValues } from './distinct-values.ts';
import type { Lookup } from './lookup.ts';
import type { Relation } from './relation.ts';
import type { Scan } from './scan.ts';

/** What a row costs that a scan takes or a step finds is 1. */
const asking = 2;
const indexing = 12;
/** How much less than the first way another one must cost. */
const better = 0.8;
/** Rows that may be scanned up to which the first way is taken: to find a better one would take as long. */
const few = 4096;
/** Of so many rows one is looked at to find out how many values a column has. */
const share = 32;
const mostSampled = 1024;

interface Step {
  readonly relation: Relation;
  /** The index that it finds rows by, unless a step before it does. */
  readonly lookup: Lookup | Cluster | null;
  readonly by: readonly number[];
  readonly exists: boolean;
}

interface Way {
  readonly scan: Scan;
  readonly steps: readonly Step[];
}

/**
 * Ways through a rule that give the same rows. Each time that the rule is run the one is taken that will cost least, by how
 * many rows relations have now, how many values their columns, and how far their indexes are behind. The rows that a
 * step finds are estimated as System R does (Selinger et al., SIGMOD 1979, section 4).
 */
export class Choice {
  readonly #ways: readonly Way[];
  readonly #columns: readonly { readonly relation: Relation; readonly column: number }[];
  readonly #domains: readonly (readonly number[])[];

  constructor({ columns, domains, ways }: ChoiceShape, { relations, lookups, scans }: Pick<Linkage, 'relations' | 'lookups' | 'scans'>) {
    this.#columns = columns.map(({ relation, column }) => ({ relation: relations[relation]!, column }));
    this.#domains = domains;
    this.#ways = ways.map(({ scan, steps }) => ({
      scan: scans[scan]!,
      steps: steps.map(({ relation, lookup, by, exists }, at) => {
        const isFirst = steps.findIndex((each) => each.lookup === lookup) === at;
        return { relation: relations[relation]!, lookup: isFirst ? (lookups[lookup] ?? null) : null, by, exists };
      }),
    }));
  }

  /** Chooses a way: the scans of the others have nothing to take. To be called when all that is scanned is there. */
  settle(): void {
    const chosen = this.#best();
    for (const { scan } of this.#ways) if (scan !== chosen) scan.taken = scan.relation.size;
  }

  #best(): Scan {
    const [first] = this.#ways;
    let best = first!.scan;
    let scanned = 0;
    for (const { scan } of this.#ways) if (scan.pending) scanned += scan.relation.size;
    if (scanned < few) return best;
    const sample = Math.min(mostSampled, Math.floor(scanned / share));
    const values = this.#columns.map(({ relation, column }) => distinctValues(relation, column, sample));
    const domains = this.#domains.map((columns) => Math.max(1, ...columns.map((column) => values[column]!)));
    let least = costOf(first!, domains) * better;
    for (const way of this.#ways.slice(1)) {
      const cost = costOf(way, domains);
      if (cost < least) [best, least] = [way.scan, cost];
    }
    return best;
  }
}

/** What a way costs that meets as many values of each kind. */
function costOf({ steps }: Way, domains: readonly number[]): number {
  let rows = 1;
  let cost = 0;
  steps.forEach(({ relation, lookup, by, exists }, at) => {
    const { size } = relation;
    if (lookup) cost += (size - lookup.rows) * indexing;
    let found = rows * size;
    for (const domain of by) found /= domains[domain]!;
    if (exists) found = Math.min(found, rows);
    cost += at === 0 ? size : rows * asking + found;
    rows = found;
  });
  return cost;
}
