import { UnionFind } from '../algorithms.ts';
import type { Atom, Literal, Term } from '../ast.ts';
import { at, error, hint, type Diagnostic, type Note } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import type { Span } from '../source.ts';
import { disagrees } from './arity.ts';

/** A variable as a column of a declared type. */
interface Use {
  readonly type: string;
  readonly span: Span;
  readonly declared: Span;
  readonly name: string;
}

/** The declared types that meet in a variable of a clause have values in common, and those of its head include them. */
export function checkSubtypes(draft: Draft): void {
  if (![...draft.relations.values()].some((relation) => relation.declaration)) return;
  for (const clause of draft.clauses) if (clause.body) checkClause(clause, draft);
}

function checkClause(clause: DraftClause, draft: Draft): void {
  for (const conjunction of conjunctions(clause.body ?? [])) {
    const equal = equalVariables(conjunction, clause);
    const { bound, clashing } = bindings(conjunction, equal, clause, draft);
    for (const [variable, target] of usesOf(clause.head, clause, draft)) {
      const uses = bound.get(equal.find(variable)) ?? [];
      const [first] = uses;
      // What cannot be of the types of its body is not the head's mistake.
      if (!first || clashing.has(equal.find(variable))) continue;
      const fits = (use: Use): boolean => !sameBase(use, target, draft) || draft.types.flows(use.type, target.type);
      if (!uses.some(fits)) draft.report.add(narrower(target, first), clause);
    }
  }
}

/** What a conjunction says of each variable, and the variables of which it says what cannot be. */
function bindings(conjunction: readonly Literal[], equal: UnionFind<number>, clause: DraftClause, draft: Draft) {
  const bound = new Map<number, Use[]>();
  const clashing = new Set<number>();
  for (const literal of conjunction) {
    if (literal.kind !== 'atom') continue;
    for (const [variable, use] of usesOf(literal, clause, draft)) {
      const id = equal.find(variable);
      const uses = bound.get(id) ?? [];
      const other = uses.find((each) => sameBase(each, use, draft) && !draft.types.meets(each.type, use.type));
      if (other) {
        draft.report.add(unrelated(use, other), clause);
        clashing.add(id);
      } else if (uses.every((each) => each.type !== use.type)) {
        bound.set(id, [...uses, use]);
      }
    }
  }
  return { bound, clashing };
}

/** The ways through a body's disjunctions; a variable may be of another type in each. */
function conjunctions(body: readonly Literal[]): readonly (readonly Literal[])[] {
  let ways: Literal[][] = [[]];
  for (const literal of body) {
    if (literal.kind !== 'disjunction') {
      for (const way of ways) way.push(literal);
      continue;
    }
    const alternatives = literal.alternatives.flatMap(conjunctions);
    // Past this the ways are not worth their number, and what the disjunction says is left to the run.
    if (ways.length * alternatives.length > 256) continue;
    ways = ways.flatMap((way) => alternatives.map((alternative) => [...way, ...alternative]));
  }
  return ways;
}

/** Variables that a conjunction says are equal. */
function equalVariables(conjunction: readonly Literal[], { scope }: DraftClause): UnionFind<number> {
  const equal = new UnionFind<number>();
  for (const literal of conjunction) {
    if (literal.kind !== 'comparison' || literal.operator !== '=') continue;
    const { left, right } = literal;
    if (left.kind === 'variable' && right.kind === 'variable') equal.union(scope.idOf(left), scope.idOf(right));
  }
  return equal;
}

function* usesOf(atom: Atom, { scope }: DraftClause, draft: Draft): Generator<[number, Use]> {
  const relation = draft.relations.get(atom.relation.text);
  if (!relation?.declaration || disagrees(atom, relation)) return;
  for (const [index, term] of atom.terms.entries()) {
    const column = relation.declaration.columns[index];
    if (!isVariable(term) || !column || draft.types.baseOf(column.type.text) === null) continue;
    yield [scope.idOf(term), { type: column.type.text, span: term.span, declared: column.span, name: term.name }];
  }
}

function isVariable(term: Term): term is Extract<Term, { kind: 'variable' }> {
  return term.kind === 'variable';
}

/** Types of different values clash by themselves, and that is reported as such. */
function sameBase(a: Use, b: Use, { types }: Draft): boolean {
  return types.baseOf(a.type) === types.baseOf(b.type);
}

function unrelated(use: Use, other: Use): Diagnostic {
  const both = `both ${aType(use)} and ${aType(other)}`;
  const message = `\`${use.name}\` cannot be ${both}: these types have no value in common`;
  const notes: Note[] = [
    at(other.span, `${aType(other)} here`),
    at(use.declared, `\`${use.type}\` is declared here`),
  ];
  return error(
    'type-conflict',
    use.span,
    message,
    [...notes, at(other.declared, `\`${other.type}\` is declared here`)],
  );
}

function narrower(target: Use, source: Use): Diagnostic {
  const message = `\`${target.name}\` is ${aType(source)}, but this column takes ${aType(target)}`;
  return error('type-conflict', target.span, message, [
    at(source.span, `${aType(source)} because of this`),
    at(target.declared, `\`${target.type}\` is declared here`),
    hint(
      `not every \`${source.type}\` is ${aType(target)}: bind \`${target.name}\` with an atom that says it is one`,
    ),
  ]);
}

/** The name of a type with its article, as it is read: an `addr`, an `L`, a `City`. */
function aType({ type }: Use): string {
  return `${/^(?:[aeio]|u(?!ni|s|$)|[fhlmnrsx]$)/i.test(type) ? 'an' : 'a'} \`${type}\``;
}
