import { assertNever, type Aggregate, type Atom, type Literal, type Term } from './ast.ts';

/** A literal of a body at any depth, and what it is under. */
export interface Occurrence {
  readonly literal: Exclude<Literal, { kind: 'negation' | 'disjunction' }>;
  readonly negated: boolean;
  /** The outermost aggregate it is in. */
  readonly aggregate: Aggregate | null;
  /** The literal with the negation before it, if any. */
  readonly whole: Literal;
}

/** Every literal of a body at any depth, those of aggregates included, in order of the text. */
export function* literalsIn(
  body: readonly Literal[],
  under: { readonly negated: boolean; readonly aggregate: Aggregate | null; readonly whole: Literal | null } = {
    negated: false,
    aggregate: null,
    whole: null,
  },
): Generator<Occurrence> {
  for (const literal of body) {
    if (literal.kind === 'negation') {
      yield* literalsIn([literal.operand], { ...under, negated: !under.negated, whole: literal });
    } else if (literal.kind === 'disjunction') {
      for (const alternative of literal.alternatives) yield* literalsIn(alternative, under);
    } else {
      yield { literal, negated: under.negated, aggregate: under.aggregate, whole: under.whole ?? literal };
      for (const aggregate of aggregatesIn(termsOf(literal))) {
        yield* literalsOf(aggregate, under.aggregate ?? aggregate);
      }
    }
  }
}

/** The literals inside an aggregate, counted as those of `outermost`. */
export function literalsOf(aggregate: Aggregate, outermost: Aggregate = aggregate): Generator<Occurrence> {
  return literalsIn(aggregate.body, { negated: false, aggregate: outermost, whole: null });
}

/** The terms that stand directly in a literal. */
export function termsOf(literal: Literal): readonly Term[] {
  switch (literal.kind) {
    case 'atom':
    case 'test':
      return literal.terms;
    case 'comparison':
      return [literal.left, literal.right];
    case 'negation':
      return termsOf(literal.operand);
    case 'truth':
    case 'disjunction':
      return [];
    default:
      return assertNever(literal);
  }
}

/** A term and the terms in it, not those of an aggregate's body or target. */
export function* subterms(term: Term): Generator<Term> {
  const rest: Term[] = [term];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    yield next;
    if (next.kind !== 'call') continue;
    for (const each of next.terms.toReversed()) rest.push(each);
  }
}

/** The aggregates in terms, outermost only. */
export function* aggregatesIn(terms: readonly Term[]): Generator<Aggregate> {
  for (const term of terms) for (const each of subterms(term)) if (each.kind === 'aggregate') yield each;
}

/** Every term of a clause at any depth, aggregates' targets and bodies included, in order of the text. */
export function* allTerms(clause: { readonly head: Atom; readonly body: readonly Literal[] | null }): Generator<Term> {
  for (const term of clause.head.terms) yield* deepTerms(term);
  for (const literal of clause.body ?? []) yield* termsWithin(literal);
}

function* termsWithin(literal: Literal): Generator<Term> {
  if (literal.kind === 'disjunction') for (const each of literal.alternatives.flat()) yield* termsWithin(each);
  else if (literal.kind === 'negation') yield* termsWithin(literal.operand);
  else for (const term of termsOf(literal)) yield* deepTerms(term);
}

function* deepTerms(term: Term): Generator<Term> {
  for (const each of subterms(term)) {
    yield each;
    if (each.kind !== 'aggregate') continue;
    if (each.target) yield* deepTerms(each.target);
    for (const literal of each.body) yield* termsWithin(literal);
  }
}

/** The atoms of a clause at any depth, the head first. */
export function* atomsOfClause(
  clause: { readonly head: Atom; readonly body: readonly Literal[] | null },
): Generator<Atom> {
  yield clause.head;
  for (const { literal } of literalsIn(clause.body ?? [])) if (literal.kind === 'atom') yield literal;
}
