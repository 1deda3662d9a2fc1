import type { Clause, Literal, Term } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Span } from '../source.ts';
import { aggregatesIn, termsOf } from '../walk.ts';

/** How deep groups, negations and aggregates may be nested: compiling a body recurses over them. */
const greatestNesting = 200;

/** A clause whose body is nested so deep that nobody wrote it; null for all others. */
export function checkNesting({ head, body }: Clause): Diagnostic | null {
  const rest: Nested[] = [...inTerms(head.terms, 0), ...(body ?? []).map((literal) => ({ literal, depth: 0 }))];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.depth > greatestNesting) return tooDeep(next.literal.span);
    for (const inner of inLiteral(next)) rest.push(inner);
  }
  return null;
}

interface Nested {
  readonly literal: Literal;
  readonly depth: number;
}

function inLiteral({ literal, depth }: Nested): readonly Nested[] {
  const below = depth + 1;
  if (literal.kind === 'negation') return [{ literal: literal.operand, depth: below }];
  if (literal.kind === 'disjunction') return literal.alternatives.flat().map((each) => ({ literal: each, depth: below }));
  return inTerms(termsOf(literal), below);
}

/** The literals of aggregates in terms. An aggregate's own target may hold others. */
function inTerms(terms: readonly Term[], depth: number): Nested[] {
  const found: Nested[] = [];
  const rest = [...aggregatesIn(terms)].map((aggregate) => ({ aggregate, depth }));
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { aggregate, depth: at } = next;
    for (const literal of aggregate.body) found.push({ literal, depth: at });
    const inner = aggregate.target === null ? [] : [...aggregatesIn([aggregate.target])];
    for (const each of inner) rest.push({ aggregate: each, depth: at + 1 });
  }
  return found;
}

function tooDeep(span: Span): Diagnostic {
  const message = `this is nested more than ${greatestNesting} levels deep in its clause`;
  return error('nesting', span, message, [hint('give what is inside a rule of its own, and use that')]);
}
