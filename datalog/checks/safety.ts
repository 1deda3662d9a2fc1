import type { Aggregate, Literal, Term, Variable } from '../ast.ts';
import { assertNever } from '../ast.ts';
import { at, error, hint, type Diagnostic, type Note } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import { boundBy } from '../safety.ts';
import type { Scope } from '../scope.ts';
import type { Span } from '../source.ts';
import { aggregatesIn, literalsIn, subterms, termsOf } from '../walk.ts';

/** A use of a variable that nothing binds there. */
interface Offence {
  readonly id: number;
  readonly name: string;
  readonly span: Span;
  readonly place: string;
}

/** Every variable of a head, a negation, a comparison, a functor or an aggregate is bound. */
export function checkSafety(draft: Draft): void {
  for (const clause of draft.clauses) {
    // An aggregate in a fact is wrong as such.
    if (clause.body === null && clause.head.terms.some((term) => term.kind === 'headaggregate')) continue;
    let assumed: ReadonlySet<number> = new Set();
    for (let offences = offencesOf(clause, assumed); offences.length > 0; offences = offencesOf(clause, assumed)) {
      const causes = causesOf(offences, clause);
      if (clause.body === null) draft.report.add(unboundInFact(causes), clause);
      else for (const offence of causes) draft.report.add(unbound(offence, clause), clause);
      assumed = new Set([...assumed, ...causes.map(({ id }) => id)]);
    }
  }
}

/** The first offence of each variable that would not be bound if all others were; of a circle, of its first. */
function causesOf(offences: readonly Offence[], { body, scope }: DraftClause): readonly Offence[] {
  const ids = new Set(offences.map(({ id }) => id));
  const causes = [...ids].filter(
    (id) => !boundBy(body ?? [], scope, new Set([...ids].filter((other) => other !== id))).has(id),
  );
  const firsts = [...ids].flatMap((id) => offences.find((each) => each.id === id) ?? []);
  return causes.length > 0 ? firsts.filter(({ id }) => causes.includes(id)) : firsts.slice(0, 1);
}

/** In order of the text. */
function offencesOf({ head, body, scope }: DraftClause, assumed: ReadonlySet<number>): readonly Offence[] {
  const search = new Search(scope);
  const bound = boundBy(body ?? [], scope, assumed);
  for (const term of head.terms) search.term(term, bound, 'head');
  search.body(body ?? [], bound);
  return search.found.sort((a, b) => a.span.start - b.span.start);
}

class Search {
  readonly found: Offence[] = [];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  body(body: readonly Literal[], bound: ReadonlySet<number>): void {
    for (const literal of body) this.#literal(literal, bound);
  }

  #literal(literal: Literal, bound: ReadonlySet<number>): void {
    switch (literal.kind) {
      case 'atom':
      case 'comparison':
      case 'test':
        for (const term of termsOf(literal)) this.term(term, bound, literal.kind === 'atom' ? 'functor' : 'comparison');
        return;
      case 'negation':
        for (const term of termsOf(literal.operand)) this.term(term, bound, 'negation');
        return;
      case 'disjunction':
        for (const each of literal.alternatives) this.body(each, boundBy(each, this.#scope, bound));
        return;
      case 'truth':
        return;
      default:
        assertNever(literal);
    }
  }

  term(term: Term, bound: ReadonlySet<number>, place: string): void {
    for (const each of subterms(term)) {
      if (each.kind === 'variable')
        this.#variable(each, bound, each === term ? place : place === 'head' ? place : 'functor');
      if (each.kind === 'headaggregate') this.#variable(each.variable, bound, place);
    }
    for (const aggregate of aggregatesIn([term])) this.#aggregate(aggregate, bound);
  }

  #aggregate(aggregate: Aggregate, bound: ReadonlySet<number>): void {
    const inside = boundBy(aggregate.body, this.#scope, bound);
    this.body(aggregate.body, inside);
    if (aggregate.target) this.term(aggregate.target, inside, 'target');
    for (const id of this.#scope.outerOf(aggregate)) {
      const variable = this.#scope.variables[id];
      // A variable used outside is bound outside; that it occurs in an atom inside does not bind it.
      if (variable && !bound.has(id)) this.found.push({ id, name: variable.name, span: variable.span, place: 'outer' });
    }
  }

  #variable(node: Variable, bound: ReadonlySet<number>, place: string): void {
    const id = this.#scope.idOf(node);
    if (!bound.has(id)) this.found.push({ id, name: node.name, span: node.span, place });
  }
}

/** Whoever takes names for constants does so throughout a fact. */
function unboundInFact([first, ...others]: readonly Offence[]): Diagnostic {
  if (first === undefined) throw new Error('an unbound variable without an offence');
  const names = [first, ...others].map(({ name }) => `\`${name}\``);
  const what = others.length === 0 ? `${names[0]} is a variable` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are variables`;
  const message = `${what}, but a fact has no body to bind ${others.length === 0 ? 'it' : 'them'}`;
  return error('unbound-variable', first.span, message, [hint(`a fact holds constants; a symbol is written \`"${first.name}"\``)]);
}

function unbound({ id, name, span, place }: Offence, clause: DraftClause): Diagnostic {
  const { head } = clause;
  const notes: Note[] = [...elsewhere(id, clause)].filter((note) => note.span?.start !== span.start);
  const inHead = span.start >= head.span.start && span.end <= head.span.end;
  if (!inHead) notes.push(at(head.span, `in this rule for \`${head.relation.text}\``));
  notes.push(hint(`bind \`${name}\` with a positive atom, an equality with bound variables, or a range`));
  const once = clause.scope.variables[id]?.occurrences === 1;
  if (once && place === 'negation') notes.push(hint(`to mean any value, write \`_\` instead of \`${name}\``));
  const where = inHead ? ` in the head of \`${head.relation.text}\`` : use(place);
  return error('unbound-variable', span, `the variable \`${name}\`${where} is not bound`, notes);
}

function use(place: string): string {
  switch (place) {
    case 'negation':
      return ' in a negation';
    case 'comparison':
      return ' in a comparison';
    case 'target':
      return ' in an aggregate';
    case 'functor':
      return ' in the argument of a functor';
    default:
      return '';
  }
}

/** Places that look as if they bound the variable, and why they do not. */
function* elsewhere(id: number, { body, scope }: DraftClause): Generator<Note> {
  for (const { literal, negated, aggregate } of literalsIn(body ?? [])) {
    const isIt = (each: Term): boolean => each.kind === 'variable' && scope.idOf(each) === id;
    if (literal.kind === 'comparison' && literal.operator === '=' && !aggregate) {
      const inside = termsOf(literal).some((side) => !isIt(side) && [...subterms(side)].some(isIt));
      if (inside) yield at(literal.span, 'an equality binds only a variable that is one of its sides');
      if (inside) return;
    }
    const term = termsOf(literal).find(isIt);
    if (literal.kind !== 'atom' || !term) continue;
    if (aggregate && scope.outerOf(aggregate).includes(id)) {
      yield at(term.span, 'an aggregate ranges over its own body and binds nothing outside of it');
      return;
    }
    if (negated) {
      yield at(term.span, 'a negation does not bind its variables');
      return;
    }
  }
  for (const literal of body ?? []) {
    if (literal.kind !== 'disjunction') continue;
    const binding = literal.alternatives.map((each) => boundBy(each, scope, new Set()).has(id));
    const [missing] = literal.alternatives[binding.indexOf(false)] ?? [];
    if (binding.includes(true) && missing) yield at(missing.span, 'this alternative does not bind it');
  }
}
