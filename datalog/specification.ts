import type { Draft, DraftClause } from './draft.ts';
import { groupBy } from './group.ts';
import type { Placement } from './placement.ts';
import { literalsIn } from './walk.ts';

/** Why only a verifier can evaluate a rule: it looks at several places, at `crash`, or at one tick of a run. */
export type Cause = 'places' | 'crash' | 'tick';

/** A rule and one of the relations it reads. */
export interface Derivation {
  readonly clause: DraftClause;
  readonly read: string;
}

/** Which relations and rules are never deployed. */
export interface Specification {
  readonly relations: ReadonlySet<string>;
  /** Rules that would not be deployable even if all they read were. */
  readonly causes: ReadonlyMap<DraftClause, Cause>;
  /**
   * `pre` and `post` of the classic spelling and what its rules derive from them in the same tick, each with the
   * rule that does and what that rule reads; null for `pre` and `post` themselves.
   */
  readonly verdicts: ReadonlyMap<string, Derivation | null>;
  /** Relations that only the outcome of a run is computed from: `pre`, `post`, and what only they need. */
  readonly outcome: ReadonlySet<string>;
}

/**
 * Relations that are marked, `pre` and `post` of the classic spelling, and, there, everything that needs
 * to see more than one place or tick, or is derived from what does.
 */
export function specificationOf(draft: Draft, placements: ReadonlyMap<DraftClause, Placement>): Specification {
  const rules = draft.clauses.filter((clause) => clause.body !== null);
  const causes = new Map<DraftClause, Cause>();
  for (const rule of rules) {
    const cause = rule.dialect === 'ded' ? causeOf(rule, placements.get(rule)) : null;
    if (cause) causes.set(rule, cause);
  }
  const relations = new Set(draft.specMarks.map((mark) => mark.relation.text));
  if (draft.relations.get('crash')?.builtIn) relations.add('crash');
  const classicOutcome = ['pre', 'post'].filter((name) => draft.relations.get(name)?.span.source.dialect === 'ded');
  for (const name of classicOutcome) relations.add(name);
  for (const rule of causes.keys()) relations.add(rule.head.relation.text);
  for (let before = -1; before < relations.size; ) {
    before = relations.size;
    for (const rule of rules) {
      if (rule.dialect === 'ded' && readsOf(rule).some((name) => relations.has(name)))
        relations.add(rule.head.relation.text);
    }
  }
  const outcome = classicOutcome.length > 0 ? outcomeOf(rules, classicOutcome) : new Set<string>();
  return { relations, causes, verdicts: verdictsOf(rules, classicOutcome), outcome };
}

/** Breadth first, so that the way back from each is the shortest. */
function verdictsOf(rules: readonly DraftClause[], roots: readonly string[]): ReadonlyMap<string, Derivation | null> {
  const verdicts = new Map<string, Derivation | null>(roots.map((name) => [name, null]));
  const deductive = rules.filter((rule) => rule.dialect === 'ded' && rule.head.time === null);
  const derivations = deductive.flatMap((clause) => readsOf(clause).map((read): Derivation => ({ clause, read })));
  const readers = groupBy(derivations, ({ read }) => read);
  for (const [read] of verdicts) {
    for (const { clause } of readers.get(read) ?? []) {
      const name = clause.head.relation.text;
      if (!verdicts.has(name)) verdicts.set(name, { clause, read });
    }
  }
  return verdicts;
}

function causeOf(rule: DraftClause, placement: Placement | undefined): Cause | null {
  for (const { literal } of literalsIn(rule.body ?? [])) {
    if (literal.kind !== 'atom') continue;
    if (literal.relation.text === 'crash') return 'crash';
    if (typeof literal.time?.when === 'number') return 'tick';
  }
  if (!placement) return null;
  const crosses = placement.crossing !== null && rule.head.time?.when !== 'async';
  return placement.elsewhere || crosses ? 'places' : null;
}

/** The relations a rule reads, at any depth. */
export function readsOf(rule: DraftClause): readonly string[] {
  return [...literalsIn(rule.body ?? [])].flatMap(
    ({ literal }) => (literal.kind === 'atom' ? [literal.relation.text] : []),
  );
}

/** State and messages are of a protocol whoever reads them: only deductive relations can serve the outcome alone. */
function outcomeOf(rules: readonly DraftClause[], roots: readonly string[]): ReadonlySet<string> {
  const readers = new Map<string, Set<string>>();
  const protocol = new Set<string>();
  for (const rule of rules) {
    const head = rule.head.relation.text;
    if (rule.head.time) protocol.add(head);
    for (const name of readsOf(rule)) readers.set(name, (readers.get(name) ?? new Set()).add(head));
  }
  const outcome = new Set(roots);
  for (let before = -1; before < outcome.size; ) {
    before = outcome.size;
    for (const [name, heads] of readers) {
      const others = [...heads].filter((head) => head !== name);
      if (!protocol.has(name) && others.length > 0 && others.every((head) => outcome.has(head))) outcome.add(name);
    }
  }
  return outcome;
}
