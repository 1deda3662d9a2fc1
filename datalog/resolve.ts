import { assertNever } from './ast.ts';
import type {
  Aggregate,
  Atom,
  Call,
  HeadAggregate,
  HeadAggregateFunction,
  Literal as AstLiteral,
  Term,
  Test,
} from './ast.ts';
import { bindersOf } from './binders.ts';
import type { Draft, DraftClause } from './draft.ts';
import type { Types } from './infer.ts';
import type { Placement } from './placement.ts';
import type { Argument, BaseType, Expression, HeadTerm, Literal, Rule, Variable } from './program.ts';
import type { Span } from './source.ts';
import { trampoline } from './trampoline.ts';

/** What a rule's resolution is told beside its clause. */
export interface Resolving {
  readonly draft: Draft;
  readonly types: Types;
  readonly spec: boolean;
  readonly placement: Placement;
}

/** A checked clause as a rule: variables numbered and typed, aggregates and ranges literals of their own. */
export function resolveRule(clause: DraftClause, id: number, resolving: Resolving): Rule {
  return new Resolution(clause, resolving).rule(id);
}

class Resolution {
  readonly #clause: DraftClause;
  readonly #types: Types;
  readonly #draft: Draft;
  readonly #spec: boolean;
  readonly #placement: Placement;
  readonly #variables: Variable[];
  readonly #binders: ReadonlyMap<number, number>;
  /** What has become of a wildcard that says where the body is. */
  #wildcardLocation: Expression | null = null;

  constructor(clause: DraftClause, { draft, types, spec, placement }: Resolving) {
    this.#clause = clause;
    this.#draft = draft;
    this.#types = types;
    this.#spec = spec;
    this.#placement = placement;
    this.#binders = bindersOf(clause);
    this.#variables = clause.scope.variables.map(
      ({ id, name }) => ({ name, type: types.variable(clause, id) ?? 'symbol' }),
    );
  }

  rule(id: number): Rule {
    const { head, body: written, span } = this.#clause;
    const body = this.#body(written ?? []);
    const terms = this.#columns(head).map(
      ([term, type]): HeadTerm =>
        term.kind === 'headaggregate' ? this.#fold(term) : this.#expression(term, body, type),
    );
    // After the body, because a wildcard that says where it is becomes a variable there.
    const location = this.#location();
    if (body.length === 0) body.push({ kind: 'truth', value: true, span });
    const when = head.time?.when;
    const time = when === 'next' || when === 'async' ? when : 'now';
    const { text } = head.relation;
    return { id, head: text, terms, time, body, variables: this.#variables, location, spec: this.#spec, span };
  }

  #location(): Expression | null {
    const { location } = this.#placement;
    if (this.#spec || location === null) return null;
    return location.kind === 'wildcard' ? this.#wildcardLocation : this.#expression(location, [], 'symbol');
  }

  #fold(aggregate: HeadAggregate): HeadTerm {
    const { function: name, variable, span } = aggregate;
    const known = headAggregates.get(name.text);
    if (known === undefined) throw new Error(`unchecked aggregate ${name.text}`);
    const id = this.#clause.scope.idOf(variable);
    return { kind: 'fold', function: known, variable: id, type: this.#typeOf(aggregate), span };
  }

  #body(body: readonly AstLiteral[]): Literal[] {
    const into: Literal[] = [];
    for (const literal of body) this.#literal(literal, into);
    return into;
  }

  #literal(literal: AstLiteral, into: Literal[]): void {
    switch (literal.kind) {
      case 'atom':
        into.push(this.#atom(literal, false, literal.span, into));
        return;
      case 'negation':
        this.#negation(literal.operand, literal.span, into);
        return;
      case 'comparison': {
        const { left, right, operator, span } = literal;
        if (operator === '=' && (this.#defines(left, right, into) || this.#defines(right, left, into))) return;
        const type = this.#typeOf(left);
        into.push({
          kind: 'comparison',
          operator,
          left: this.#expression(left, into, type),
          right: this.#expression(right, into, type),
          span,
        });
        return;
      }
      case 'test':
        into.push(this.#test(literal, false, literal.span, into));
        return;
      case 'truth':
        into.push({ kind: 'truth', value: literal.value, span: literal.span });
        return;
      case 'disjunction':
        into.push({ ...literal, alternatives: literal.alternatives.map((each) => this.#body(each)) });
        return;
      default:
        assertNever(literal);
    }
  }

  #negation(operand: AstLiteral, span: Span, into: Literal[]): void {
    if (operand.kind === 'atom') into.push(this.#atom(operand, true, span, into));
    else if (operand.kind === 'test') into.push(this.#test(operand, true, span, into));
    else throw new Error(`a negated ${operand.kind} is not in normal form`);
  }

  #test({ name, terms }: Test, negated: boolean, span: Span, into: Literal[]): Literal {
    const args = terms.map((term) => this.#expression(term, into, 'symbol'));
    return { kind: 'test', functor: name.text === 'match' ? 'match' : 'contains', args, negated, span };
  }

  #atom(atom: Atom, negated: boolean, span: Span, into: Literal[]): Literal {
    const when = atom.time?.when;
    const args = this.#columns(atom).map(([term, type]): Argument => {
      if (term.kind !== 'wildcard') return this.#expression(term, into, type);
      if (this.#spec || term !== this.#placement.location) return { kind: 'wildcard', span: term.span };
      return (this.#wildcardLocation = { kind: 'variable', id: this.#fresh('at', type), type, span: term.span });
    });
    const tick = typeof when === 'number' ? when : null;
    return { kind: 'atom', relation: atom.relation.text, args, negated, tick, span };
  }

  /** The terms of an atom with the types of their columns. */
  #columns(atom: Atom): readonly (readonly [Term, BaseType])[] {
    const relation = this.#draft.relations.get(atom.relation.text);
    const columns = relation ? this.#types.columns.typesOf(relation) : [];
    return atom.terms.map((term, index) => [term, columns[index]?.type ?? 'symbol']);
  }

  /** `x = count : {...}` and `x = range(...)` where nothing else binds x: the literal defines x itself. */
  #defines(target: Term, value: Term, into: Literal[]): boolean {
    if (target.kind !== 'variable') return false;
    const id = this.#clause.scope.idOf(target);
    if (this.#binders.get(id) !== 1) return false;
    if (value.kind === 'aggregate') this.#aggregate(value, id, into);
    else if (value.kind === 'call' && value.functor.text === 'range') this.#range(value, id, into);
    else return false;
    return true;
  }

  #aggregate(aggregate: Aggregate, result: number, into: Literal[]): void {
    const { function: name, target, span } = aggregate;
    const body = this.#body(aggregate.body);
    const value = target && this.#expression(target, body, this.#typeOf(target));
    const type = this.#typeOf(aggregate);
    const outer = this.#clause.scope.outerOf(aggregate);
    into.push({ kind: 'aggregate', function: name, result, type, target: value, body, outer, span });
  }

  #range({ terms, span }: Call, variable: number, into: Literal[]): void {
    const type = this.#variables[variable]?.type ?? 'number';
    into.push({ kind: 'range', variable, type, args: terms.map((term) => this.#expression(term, into, type)), span });
  }

  #expression(term: Term, into: Literal[], type: BaseType): Expression {
    const steps = (each: Term) => this.#expressionSteps(each, into, each === term ? type : this.#typeOf(each));
    return trampoline(steps, term);
  }

  *#expressionSteps(term: Term, into: Literal[], type: BaseType): Generator<Term, Expression, Expression> {
    const { span } = term;
    switch (term.kind) {
      case 'variable': {
        const id = this.#clause.scope.idOf(term);
        return { kind: 'variable', id, type: this.#variables[id]?.type ?? type, span };
      }
      case 'number':
      case 'float':
      case 'string':
      case 'boolean':
        return { kind: 'constant', value: term.value, type, span };
      case 'call':
        return yield* this.#call(term, into);
      case 'aggregate': {
        const id = this.#fresh(term.function, this.#typeOf(term));
        this.#aggregate(term, id, into);
        return { kind: 'variable', id, type: this.#typeOf(term), span };
      }
      default:
        throw new Error(`unchecked term ${term.kind}`);
    }
  }

  *#call(call: Call, into: Literal[]): Generator<Term, Expression, Expression> {
    const { functor, terms, span } = call;
    const type = this.#typeOf(call);
    if (functor.text !== 'range') {
      const args: Expression[] = [];
      for (const term of terms) args.push(yield term);
      return { kind: 'call', functor: functor.text, args, type, span };
    }
    const id = this.#fresh('range', type);
    this.#range(call, id, into);
    return { kind: 'variable', id, type, span };
  }

  #fresh(name: string, type: BaseType): number {
    return this.#variables.push({ name, type }) - 1;
  }

  #typeOf(term: Term): BaseType {
    return this.#types.term(this.#clause, term) ?? 'symbol';
  }
}

const headAggregates: ReadonlyMap<string, HeadAggregateFunction> = new Map(
  (['count', 'sum', 'min', 'max', 'avg', 'choose'] as const).map((name) => [name, name]),
);
