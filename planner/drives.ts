import type { CoreRule, Lifetime } from './core.ts';
import { isMonotone } from './lifetimes.ts';
import { bestOf } from './pipeline.ts';

/** One pipeline of a rule: which atom's rows drive it. */
export interface Drive {
  /** Index of the atom that is scanned; null lets the planner choose. */
  readonly start: number | null;
  /** Every time it runs it takes all rows anew, those that are kept from tick to tick too. */
  readonly anew: boolean;
  /** Atoms whose own scans say which of their rows are seen. */
  readonly shared: readonly number[];
}

/**
 * The pipelines that make a rule's output complete whenever something it reads has changed. What a
 * rule derives into a relation that loses no rows is derived once: each atom that gains rows drives a
 * pipeline with its new rows (semi-naive evaluation, over ticks too). Where a row of one tick takes
 * part, its rows drive and what is kept is only looked up, so that a tick costs what came.
 */
export function drivesOf(rule: CoreRule, recursive: readonly number[], lifetimes: ReadonlyMap<string, Lifetime>): Drive[] {
  const passing = positives(rule).filter((atom) => lifetimeOf(rule, atom, lifetimes) === 'tick');
  const driver = bestOf(rule, passing.filter((atom) => !recursive.includes(atom)));
  const each = (atoms: readonly number[], anew: boolean): Drive[] => atoms.map((start) => ({ start, anew, shared: atoms.filter((other) => other !== start) }));
  if (!accumulates(rule, lifetimes)) return recursive.length > 0 ? each(recursive, true) : [{ start: driver, anew: true, shared: [] }];
  if (rule.body.every((literal) => isMonotone(literal, lifetimes))) {
    const gaining = positives(rule).filter((atom) => lifetimeOf(rule, atom, lifetimes) !== 'fixed');
    return gaining.length > 0 ? each(gaining, false) : [{ start: null, anew: false, shared: [] }];
  }
  if (recursive.some((atom) => passing.includes(atom))) return each(recursive, false);
  const start = driver ?? bestOf(rule, positives(rule).filter((atom) => !recursive.includes(atom)));
  if (recursive.length > 0 && start === null) return each(recursive, true);
  return [{ start, anew: true, shared: [] }, ...each(recursive, false)];
}

/** Whether what a rule derives stays. */
export function accumulates({ head, time, fold }: CoreRule, lifetimes: ReadonlyMap<string, Lifetime>): boolean {
  const lifetime = lifetimes.get(head);
  return time === 'now' && fold === null && (lifetime === 'growing' || lifetime === 'kept');
}

function positives({ body }: CoreRule): number[] {
  return body.flatMap((literal, index) => (literal.kind === 'atom' && !literal.negated ? [index] : []));
}

function lifetimeOf({ body }: CoreRule, index: number, lifetimes: ReadonlyMap<string, Lifetime>): Lifetime {
  const literal = body[index];
  return (literal?.kind === 'atom' ? lifetimes.get(literal.relation) : undefined) ?? 'tick';
}
