import type { Rule } from '../datalog/program.ts';
import type { CoreLiteral, CoreRule, Lifetime } from './core.ts';

/** Where rows of a relation come from other than rules of the same tick. */
export interface Supply {
  readonly name: string;
  /** Some `@next` rule does nothing but carry all of its rows on. */
  readonly kept: boolean;
  /** Rows come for one tick: carried, delivered, or inserted from outside. */
  readonly passing: boolean;
}

/**
 * How long rows of each relation live, so that a tick costs what changed: `fixed` relations are as
 * they were in the first tick, `growing` ones lose no rows since what derives them does not, `kept`
 * ones since a persistence rule carries every row on, which is then no rule to execute. Any other
 * holds rows of one `tick`.
 */
export function lifetimesOf(supplies: readonly Supply[], rules: readonly CoreRule[]): ReadonlyMap<string, Lifetime> {
  const lifetimes = new Map<string, Lifetime>(supplies.map(({ name, kept, passing }) => [name, kept ? 'kept' : passing ? 'tick' : 'fixed']));
  const derivations = rules.filter((rule) => rule.time === 'now' && lifetimes.get(rule.head) !== 'kept');
  const readers = new Map<string, CoreRule[]>();
  for (const rule of derivations) for (const name of new Set(relationsOf(rule.body))) append(readers, name, rule);
  const waiting = [...derivations];
  for (let rule = waiting.pop(); rule !== undefined; rule = waiting.pop()) {
    const before = lifetimes.get(rule.head) ?? 'tick';
    const after = shorter(before, ofDerived(rule, lifetimes));
    if (after === before) continue;
    lifetimes.set(rule.head, after);
    waiting.push(...(readers.get(rule.head) ?? []));
  }
  return lifetimes;
}

/** Whether a literal's matches are never lost once its relations have these lifetimes. */
export function isMonotone(literal: CoreLiteral, lifetimes: ReadonlyMap<string, Lifetime>): boolean {
  if (literal.kind === 'atom' && !literal.negated) return lifetimes.get(literal.relation) !== 'tick';
  return relationsOf([literal]).every((name) => lifetimes.get(name) === 'fixed');
}

/** Whether a rule carries every row of a relation to the next tick and does nothing else. */
export function isPersistence({ head, time, terms, body }: Rule): boolean {
  const [atom, ...others] = body;
  if (time !== 'next' || others.length > 0 || atom?.kind !== 'atom' || atom.negated || atom.relation !== head || atom.tick !== null) return false;
  const ids = atom.args.flatMap((arg) => (arg.kind === 'variable' ? [arg.id] : []));
  if (new Set(ids).size < atom.args.length) return false;
  return terms.every((term, column) => term.kind === 'variable' && term.id === ids[column]);
}

function ofDerived({ body, fold }: CoreRule, lifetimes: ReadonlyMap<string, Lifetime>): Lifetime {
  if (relationsOf(body).every((name) => lifetimes.get(name) === 'fixed')) return 'fixed';
  return fold === null && body.every((literal) => isMonotone(literal, lifetimes)) ? 'growing' : 'tick';
}

function shorter(a: Lifetime, b: Lifetime): Lifetime {
  const order: readonly Lifetime[] = ['fixed', 'growing', 'tick'];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** The relations that literals read, in any way. */
function relationsOf(body: readonly CoreLiteral[]): string[] {
  return body.flatMap((literal) => {
    if (literal.kind === 'atom') return [literal.relation];
    return literal.kind === 'correlated' ? literal.pipelines.flatMap((each) => relationsOf(each.body)) : [];
  });
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
