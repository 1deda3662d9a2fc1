import { assertNever } from './ast.ts';
import type { Atom, Clause, ComparisonOperator, Literal, Persist, Term } from './ast.ts';
import type { DraftClause } from './draft.ts';
import { scopeOf } from './scope.ts';
import type { Span } from './source.ts';
import { trampoline } from './trampoline.ts';
import { allTerms } from './walk.ts';

const opposite: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** A clause with negation before atoms and built-in constraints only, and its variables resolved. */
export function normalize(clause: Clause): DraftClause {
  const { dialect } = clause.span.source;
  const head = { ...clause.head, terms: clause.head.terms.map(normalTerm) };
  const normal = clause.body && conjunction(clause.body);
  const body = dialect === 'ded' && normal ? normal.map(
    (literal) => openNegation(literal, { head, body: normal }),
  ) : normal;
  return { head, body, dialect, span: clause.span, written: clause, scope: scopeOf(head, body ?? []) };
}

/** `.persist p` as the rule it stands for. */
export function persistence(directive: Persist, columns: readonly string[], deleted: boolean): DraftClause {
  const { relation, span } = directive;
  const atom = (name: string): Atom => ({
    kind: 'atom',
    relation: { ...relation, text: name },
    terms: columns.map((column) => ({ kind: 'variable', name: column, span: relation.span })),
    time: null,
    span: relation.span,
  });
  const head: Atom = { ...atom(relation.text), time: { kind: 'time', when: 'next', span: relation.span } };
  const body: Literal[] = [atom(relation.text)];
  if (deleted) body.push({ kind: 'negation', operand: atom(`del_${relation.text}`), span: relation.span });
  return { head, body, dialect: span.source.dialect, span, written: null, scope: scopeOf(head, body) };
}

function conjunction(body: readonly Literal[]): Literal[] {
  return body.flatMap(normalLiteral);
}

function normalLiteral(literal: Literal): Literal[] {
  switch (literal.kind) {
    case 'atom':
    case 'test':
      return [{ ...literal, terms: literal.terms.map(normalTerm) }];
    case 'comparison':
      return [{ ...literal, left: normalTerm(literal.left), right: normalTerm(literal.right) }];
    case 'truth':
      return [literal];
    case 'negation':
      return negation(literal.operand, literal.span);
    case 'disjunction':
      return disjunction(literal.alternatives.map(conjunction), literal.span);
    default:
      return assertNever(literal);
  }
}

/** The opposite of a literal, by De Morgan's laws. */
function negation(operand: Literal, span: Span): Literal[] {
  switch (operand.kind) {
    case 'atom':
    case 'test':
      return normalLiteral(operand).map((each) => ({ kind: 'negation', operand: each, span }));
    case 'comparison':
      return normalLiteral({ ...operand, operator: opposite[operand.operator], span });
    case 'truth':
      return [{ ...operand, value: !operand.value, span }];
    case 'negation':
      return normalLiteral(operand.operand);
    case 'disjunction':
      // A literal of a group keeps its own span: the `!` of the group is not beside it.
      return operand.alternatives.flatMap(
        (each) => disjunction(each.map((inner) => negation(inner, inner.span)), operand.span),
      );
    default:
      return assertNever(operand);
  }
}

function disjunction(alternatives: readonly (readonly Literal[])[], span: Span): Literal[] {
  const [only] = alternatives;
  return alternatives.length === 1 && only ? [...only] : [{ kind: 'disjunction', alternatives, span }];
}

/** Terms share their nodes with the text, except where an aggregate's body changes. */
function normalTerm(term: Term): Term {
  return term.kind === 'call' || term.kind === 'aggregate' ? trampoline(normalTermSteps, term) : term;
}

function* normalTermSteps(term: Term): Generator<Term, Term, Term> {
  if (term.kind === 'call') {
    const terms: Term[] = [];
    for (const each of term.terms) terms.push(yield each);
    return { ...term, terms };
  }
  if (term.kind !== 'aggregate') return term;
  return { ...term, target: term.target && normalTerm(term.target), body: conjunction(term.body) };
}

/** In the classic spelling a variable that occurs in one negated atom, once, and nowhere else is a wildcard. */
function openNegation(literal: Literal, clause: { readonly head: Atom; readonly body: readonly Literal[] }): Literal {
  if (literal.kind !== 'negation' || literal.operand.kind !== 'atom') return literal;
  const occurrences = new Map<string, number>();
  for (const term of allTerms(clause)) {
    const name = term.kind === 'variable' ? term.name : term.kind === 'headaggregate' ? term.variable.name : null;
    if (name !== null) occurrences.set(name, (occurrences.get(name) ?? 0) + 1);
  }
  const terms = literal.operand.terms.map((term): Term =>
    term.kind === 'variable' && occurrences.get(term.name) === 1 ? { kind: 'wildcard', span: term.span } : term,
  );
  return { ...literal, operand: { ...literal.operand, terms } };
}
