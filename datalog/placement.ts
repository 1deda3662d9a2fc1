import { UnionFind } from './algorithms.ts';
import type { Atom, Term } from './ast.ts';
import { disagrees } from './checks/arity.ts';
import type { Draft, DraftClause } from './draft.ts';
import { boundBy } from './safety.ts';
import { isQuery } from './query.ts';
import { atomsOfClause, literalsIn } from './walk.ts';

/** An atom and the term that says where it is. */
export interface Located {
  readonly atom: Atom;
  readonly term: Term;
}

/** Where a clause is evaluated. */
export interface Placement {
  /** The first located atom of the body. */
  readonly first: Located | null;
  /** The first one that is not where `first` is. */
  readonly elsewhere: Located | null;
  /** The head, when it is located. */
  readonly head: Located | null;
  /** The head, when it is located and not where the body is. */
  readonly crossing: Located | null;
  /** The body's location, when one term names it and has a value there. */
  readonly location: Term | null;
}

/** The placement of a clause that nothing places. */
export const nowhere: Placement = { first: null, elsewhere: null, head: null, crossing: null, location: null };

/** Where rules are evaluated; those that are wrong already, or read what is not known, are left out. */
export function placementsOf(draft: Draft): ReadonlyMap<DraftClause, Placement> {
  const placements = new Map<DraftClause, Placement>();
  if (!draft.located) return placements;
  for (const clause of draft.clauses) {
    if ((clause.body === null && !isQuery(clause)) || draft.report.isFaulty(clause)) continue;
    if ([...atomsOfClause(clause)].some((atom) => draft.silenced.has(atom.relation.text))) continue;
    placements.set(clause, placementOf(clause, draft));
  }
  return placements;
}

function placementOf(clause: DraftClause, draft: Draft): Placement {
  const places = new Places(clause);
  const atoms = [...literalsIn(clause.body ?? [])].flatMap(
    ({ literal }) => (literal.kind === 'atom' ? (locatedAt(literal, draft) ?? []) : []),
  );
  const [first] = atoms;
  const head = locatedAt(clause.head, draft);
  if (!first) return { first: null, elsewhere: null, head, crossing: head, location: null };
  const place = places.of(first.term);
  const elsewhere = atoms.find((each) => each !== first && places.of(each.term) !== place) ?? null;
  const crossing = head && places.of(head.term) !== place ? head : null;
  return { first, elsewhere, head, crossing, location: elsewhere ? null : valueOf(first, clause) };
}

function locatedAt(atom: Atom, draft: Draft): Located | null {
  const relation = draft.relations.get(atom.relation.text);
  if (!relation || relation.location === null || disagrees(atom, relation)) return null;
  const term = atom.terms[relation.location];
  return term ? { atom, term } : null;
}

/** The term of a location where it can be computed in the rule. */
function valueOf({ atom, term }: Located, { body, scope }: DraftClause): Term | null {
  if (term.kind === 'wildcard') return body?.includes(atom) ? term : null;
  if (term.kind === 'variable') return boundBy(body ?? [], scope, new Set()).has(scope.idOf(term)) ? term : null;
  return term.kind === 'string' ? term : null;
}

/** Which terms name one place: equal constants, one variable, and variables that the body says are equal. */
class Places {
  readonly #clause: DraftClause;
  readonly #equal = new UnionFind<string>();
  readonly #others = new Map<Term, string>();

  constructor(clause: DraftClause) {
    this.#clause = clause;
    for (const literal of clause.body ?? []) {
      if (literal.kind === 'comparison' && literal.operator === '=')
        this.#equal.union(this.#key(literal.left), this.#key(literal.right));
    }
  }

  of(term: Term): string {
    return this.#equal.find(this.#key(term));
  }

  #key(term: Term): string {
    if (term.kind === 'variable') return `variable ${this.#clause.scope.idOf(term)}`;
    if (term.kind === 'string') return `constant ${JSON.stringify(term.value)}`;
    // A wildcard is anywhere, and an expression is wherever it says: a place of its own.
    const known = this.#others.get(term) ?? `other ${this.#others.size}`;
    this.#others.set(term, known);
    return known;
  }
}

/** Whether a location is written as a variable, a constant or a wildcard. */
export function isPlain(term: Term): boolean {
  return term.kind === 'variable' || term.kind === 'string' || term.kind === 'wildcard' || term.kind === 'number';
}
