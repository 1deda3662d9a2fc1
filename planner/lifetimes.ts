import type { AtomLiteral, Rule } from '../datalog/program.ts';
import { asksPartial, isPartial } from './partial.ts';
import type { CoreLiteral, CoreRule, Lifetime } from './core.ts';

/** Where rows of a relation come from other than rules of the same tick. */
export interface Supply {
  readonly name: string;
  /** Some `@next` rule does nothing but carry all of its rows on (`kept`), or all but some (`changing`). */
  readonly stored: 'kept' | 'changing' | null;
  /** Rows come for one tick: carried, delivered, or inserted from outside. */
  readonly passing: boolean;
}

/**
 * How long rows of each relation live, so that a tick costs what changed: `fixed` relations are as
 * they were in the first tick, `growing` ones lose no rows since what derives them does not, `kept`
 * ones since a persistence rule carries every row on, which is then no rule to execute. A `changing`
 * one is derived from relations that live on, or is carried on but for some rows; what it gains and
 * loses is worked out from what they do. Any other holds rows of one `tick`.
 */
export function lifetimesOf(supplies: readonly Supply[], rules: readonly CoreRule[]): ReadonlyMap<string, Lifetime> {
  const stored = new Set(supplies.flatMap((each) => (each.stored ? [each.name] : [])));
  const lifetimes = new Map<string, Lifetime>(supplies.map((each) => [each.name, each.stored ?? (each.passing ? 'tick' : 'fixed')]));
  const derivations = rules.filter((rule) => rule.time === 'now' && !stored.has(rule.head));
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
function isMonotone(literal: CoreLiteral, lifetimes: ReadonlyMap<string, Lifetime>): boolean {
  const steady: readonly (Lifetime | undefined)[] = literal.kind === 'atom' && !literal.negated ? ['fixed', 'growing', 'kept'] : ['fixed'];
  return relationsOf([literal]).every((name) => steady.includes(lifetimes.get(name)));
}

/**
 * Whether gains and losses of what a rule reads tell those of what it derives. What may have no value is
 * not asked for what only might have been a match: for one atom's rows, each was a match when it came.
 */
export function isIncremental({ body, row, fold }: CoreRule, lifetimes: ReadonlyMap<string, Lifetime>): boolean {
  const partial = row.filter(isPartial).length + body.filter(asksPartial).length;
  // Which of several is asked first differs between the pipelines of a rule.
  if (partial > 1 || (partial === 1 && !isSingle(body))) return false;
  const isGrowing = body.every((literal) => isMonotone(literal, lifetimes));
  // A sum of doubles that has left their range cannot be taken back.
  if (!isGrowing && fold?.folds.some((each) => each.type === 'float' && (each.function === 'sum' || each.function === 'avg'))) return false;
  const grouped = body.filter((literal) => literal.kind === 'correlated' && literal.grouped && !isMonotone(literal, lifetimes));
  return grouped.length <= mostGroups && body.every((literal) => isMonotone(literal, lifetimes) || (readsGroups(literal) && !relationsOf([literal]).some((name) => lifetimes.get(name) === 'tick')));
}

/** Groups that a rule may ask for so that it is rewritten for each case of their being there or not. */
const mostGroups = 3;

function readsGroups(literal: CoreLiteral): boolean {
  return literal.kind === 'atom' || (literal.kind === 'correlated' && literal.grouped);
}

/** Whether each row of the one positive atom of a body is one match of it, or none. */
export function isSingle(body: readonly CoreLiteral[]): boolean {
  return body.filter((literal) => literal.kind === 'atom').length === 1 && body.every((literal) => (literal.kind === 'atom' ? !literal.negated : literal.kind !== 'range' && literal.kind !== 'correlated'));
}

/** The rows that a persistence rule does not carry on, by the negated atoms that stop them; null for any other rule. */
export function stoppersOf({ head, time, terms, body }: Rule): readonly AtomLiteral[] | null {
  const [own, ...others] = body.flatMap((literal) => (literal.kind === 'atom' && !literal.negated ? [literal] : []));
  const stoppers = body.flatMap((literal) => (literal.kind === 'atom' && literal.negated && literal.tick === null ? [literal] : []));
  if (time !== 'next' || own === undefined || others.length > 0 || stoppers.length + 1 < body.length) return null;
  if (own.relation !== head || own.tick !== null) return null;
  const ids = own.args.flatMap((arg) => (arg.kind === 'variable' ? [arg.id] : []));
  if (new Set(ids).size < own.args.length) return null;
  return terms.every((term, column) => term.kind === 'variable' && term.id === ids[column]) ? stoppers : null;
}

function ofDerived(rule: CoreRule, lifetimes: ReadonlyMap<string, Lifetime>): Lifetime {
  if (relationsOf(rule.body).every((name) => lifetimes.get(name) === 'fixed')) return 'fixed';
  if (rule.fold === null && rule.body.every((literal) => isMonotone(literal, lifetimes))) return 'growing';
  return isIncremental(rule, lifetimes) ? 'changing' : 'tick';
}

function shorter(a: Lifetime, b: Lifetime): Lifetime {
  const order: readonly Lifetime[] = ['fixed', 'growing', 'changing', 'tick'];
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
