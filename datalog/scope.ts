import type { Aggregate, Atom, Literal, Term, Variable } from './ast.ts';
import type { Span } from './source.ts';
import { subterms, termsOf } from './walk.ts';

/** A variable of a clause. Two aggregates' locals of one name are two of these. */
export interface ScopedVariable {
  /** Its index in `Scope.variables`. */
  readonly id: number;
  readonly name: string;
  /** Its first occurrence. */
  readonly span: Span;
  /** How often it occurs. */
  readonly occurrences: number;
}

/** Which variable each occurrence of a name in a clause is. */
export interface Scope {
  readonly variables: readonly ScopedVariable[];
  /** The id of the variable at a node. */
  idOf(node: Variable): number;
  /** The variables of an aggregate, at any depth, that belong to what is around it. */
  outerOf(aggregate: Aggregate): readonly number[];
}

/**
 * Resolves the variables of a clause. A name in an aggregate is the variable around it where there is one
 * of that name outside of any aggregate (or in an enclosing one), and the aggregate's own otherwise.
 */
export function scopeOf(head: Atom, body: readonly Literal[]): Scope {
  const builder = new ScopeBuilder();
  builder.level(head.terms, body, new Map());
  return builder;
}

class ScopeBuilder implements Scope {
  readonly variables: { id: number; name: string; span: Span; occurrences: number }[] = [];
  readonly #ids = new Map<Variable, number>();
  readonly #outer = new Map<Aggregate, readonly number[]>();

  idOf(node: Variable): number {
    const id = this.#ids.get(node);
    if (id === undefined) throw new Error(`unresolved variable ${node.name}`);
    return id;
  }

  outerOf(aggregate: Aggregate): readonly number[] {
    return this.#outer.get(aggregate) ?? [];
  }

  /** Resolves one level; returns the variables it and the aggregates in it use. */
  level(terms: readonly Term[], body: readonly Literal[], around: ReadonlyMap<string, number>): Set<number> {
    const visible = new Map(around);
    const used = new Set<number>();
    const aggregates: Aggregate[] = [];
    for (const term of [...levelTerms(terms), ...termsAtLevel(body)]) {
      if (term.kind === 'aggregate') aggregates.push(term);
      else used.add(this.#occurrence(term, visible));
    }
    for (const aggregate of aggregates) {
      const first = this.variables.length;
      const inside = this.level(aggregate.target ? [aggregate.target] : [], aggregate.body, visible);
      const outer = [...inside].filter((id) => id < first);
      this.#outer.set(aggregate, outer);
      for (const id of outer) used.add(id);
    }
    return used;
  }

  #occurrence(node: Variable, visible: Map<string, number>): number {
    let id = visible.get(node.name);
    if (id === undefined) {
      id = this.variables.length;
      visible.set(node.name, id);
      this.variables.push({ id, name: node.name, span: node.span, occurrences: 0 });
    }
    const variable = this.variables[id];
    if (variable && !this.#ids.has(node)) variable.occurrences++;
    this.#ids.set(node, id);
    return id;
  }
}

type Level = Variable | Aggregate;

/** The variables of a level and the aggregates whose bodies are the next. */
function levelTerms(terms: readonly Term[]): Level[] {
  return terms.flatMap((term) => [...subterms(term)]).flatMap((term): Level[] => {
    if (term.kind === 'variable' || term.kind === 'aggregate') return [term];
    return term.kind === 'headaggregate' ? [term.variable] : [];
  });
}

function* termsAtLevel(body: readonly Literal[]): Generator<Level> {
  for (const literal of body) {
    if (literal.kind === 'disjunction') for (const each of literal.alternatives) yield* termsAtLevel(each);
    else yield* levelTerms(termsOf(literal));
  }
}
