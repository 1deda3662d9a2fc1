import { components } from './algorithms.ts';
import { groupBy } from './group.ts';
import { atomsOf, type Program, type Rule } from './program.ts';
import type { Span } from './source.ts';

/** That a deductive rule for `head` needs `on` in the same tick; all of it, unless positively. */
export interface Dependency {
  readonly head: string;
  readonly on: string;
  readonly kind: 'positive' | 'negation' | 'aggregate';
  readonly rule: Rule;
  /** Where the rule says so. */
  readonly span: Span;
}

/** Relations that depend on each other within a tick, and when all of them can be computed. */
export interface Component {
  readonly relations: readonly string[];
  readonly recursive: boolean;
  /** After every component of a lower stratum; those of one stratum only need each other's rows as they come. */
  readonly stratum: number;
}

/** The same-tick dependencies of rules, in order. `@next` and `@async` rules have none. */
export function dependenciesOf(rules: readonly Rule[]): readonly Dependency[] {
  return rules
    .filter((rule) => rule.time === 'now')
    .flatMap((rule) => {
      const folded = rule.terms.some((term) => term.kind === 'fold');
      return [...atomsOf(rule.body)].map(({ atom, aggregated }): Dependency => {
        const kind = atom.negated ? 'negation' : aggregated || folded ? 'aggregate' : 'positive';
        return { head: rule.head, on: atom.relation, kind, rule, span: atom.span };
      });
    });
}

/**
 * The components of a program's relations, each before those that need it, with strata: one more than
 * the stratum of any component that a member needs all of.
 */
export function stratify(program: Pick<Program, 'relations' | 'rules'>): readonly Component[] {
  const dependencies = dependenciesOf(program.rules);
  const readers = groupBy(dependencies, ({ on }) => on);
  const needs = groupBy(dependencies, ({ head }) => head);
  const strata = new Map<string, number>();
  return components(
    program.relations.keys(),
    (name) => (readers.get(name) ?? []).map(({ head }) => head),
  ).map((members) => {
    const own = new Set(members);
    const all = members.flatMap((name) => needs.get(name) ?? []);
    const stratum = all.reduce(
      (least, { on, kind }) => Math.max(least, (strata.get(on) ?? 0) + (kind === 'positive' ? 0 : 1)),
      0,
    );
    for (const name of members) strata.set(name, stratum);
    return { relations: members, recursive: all.some(({ on }) => own.has(on)), stratum };
  });
}
