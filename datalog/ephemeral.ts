import { components } from './algorithms.ts';
import { groupBy } from './group.ts';
import type { Fact, Literal, Rule } from './program.ts';

/** What decides how long a relation's rows hold. */
export interface Lasting {
  readonly name: string;
  readonly channel: boolean;
  /** Where its rows come in, if they do. */
  readonly source: 'file' | 'stream' | null;
}

/**
 * The relations whose rows hold for one tick only. A set of relations that derive from each other within a
 * tick is ephemeral when every rule that leads into it is: a derivation ends outside of the set. What
 * `@next` carries back to itself is not, so those rules count only what is known to be ephemeral already.
 */
export function ephemeralRelations(
  relations: readonly Lasting[],
  facts: readonly Fact[],
  rules: readonly Rule[],
): ReadonlySet<string> {
  const kept = new Set(facts.filter((fact) => fact.tick === null).map((fact) => fact.relation));
  for (const { name, channel, source } of relations) if (source === 'file' && !channel) kept.add(name);
  const rulesFor = groupBy(
    rules.filter((rule) => rule.time !== 'async'),
    (rule) => rule.head,
  );
  const reads = (name: string): string[] =>
    (rulesFor.get(name) ?? []).filter((rule) => rule.time === 'now').flatMap((rule) => [...positive(rule.body)]);
  // What is read comes first, so that one round is enough but for what `@next` carries around.
  const groups = components(relations.map(({ name }) => name), reads).reverse();
  const ephemeral = new Set<string>();
  for (let before = -1; before < ephemeral.size; ) {
    before = ephemeral.size;
    for (const group of groups) {
      const own = new Set(group);
      const holds = (name: string): boolean => ephemeral.has(name);
      const holdsWithin = (name: string): boolean => own.has(name) || ephemeral.has(name);
      const passes = (rule: Rule): boolean => hasAtomOf(rule.time === 'now' ? holdsWithin : holds, rule.body);
      if (group.every((name) => !kept.has(name) && (rulesFor.get(name) ?? []).every(passes)))
        for (const name of group) ephemeral.add(name);
    }
  }
  return ephemeral;
}

/** Whether each way through a body has a positive atom of a relation for which `holds`. */
function hasAtomOf(holds: (relation: string) => boolean, body: readonly Literal[]): boolean {
  return body.some(
    (literal) =>
      (literal.kind === 'atom' && !literal.negated && literal.tick === null && holds(literal.relation)) ||
      (literal.kind === 'disjunction' && literal.alternatives.every((each) => hasAtomOf(holds, each))),
  );
}

function* positive(body: readonly Literal[]): Generator<string> {
  for (const literal of body) {
    if (literal.kind === 'atom' && !literal.negated) yield literal.relation;
    else if (literal.kind === 'disjunction') for (const each of literal.alternatives) yield* positive(each);
  }
}
