import { variablesIn, type AggregateLiteral, type Argument, type AtomLiteral, type BaseType, type Expression, type Literal, type Program, type Rule, type Variable } from '../datalog/program.ts';
import { lineOf, type Span } from '../datalog/source.ts';
import type { Fold } from '../dataflow/operator.ts';
import { bindable, variableNames } from './binding.ts';
import { alternatives, bindsItsOuter, blank, hasWildcard, occurrence, sharedNames } from './bodies.ts';
import { unit, type CoreLiteral, type CoreProgram, type CoreRule } from './core.ts';
import { stoppersOf } from './lifetimes.ts';
import { Persistence } from './persistence.ts';
import type { Projection } from './roles.ts';
import { auxiliaryRelation, settled, type Lowered, type Unsettled } from './settle.ts';

/** Lowers checked rules: disjunctions become rules, aggregates become folds into auxiliary relations. */
export function lower(projection: Projection): CoreProgram {
  const persistence = new Persistence(projection.program);
  const lowering = new Lowering(projection.program, persistence);
  for (const rule of projection.program.rules) lowering.rule(rule);
  return settled(projection, lowering.finish(), persistence);
}

/** A rule being lowered: its variables may grow. */
interface Scope {
  readonly id: string;
  readonly span: Span;
  readonly variables: Variable[];
}

class Lowering {
  readonly #program: Program;
  readonly #rules: CoreRule[] = [];
  readonly #auxiliary = new Map<string, Unsettled>();
  readonly #uses = new Map<string, number>();
  readonly #persistence: Persistence;

  constructor(program: Program, persistence: Persistence) {
    this.#program = program;
    this.#persistence = persistence;
  }

  rule(rule: Rule): void {
    if (this.#persistence.isCarrying(rule)) {
      if (this.#persistence.of(rule.head) === 'changing') this.#drops(rule, stoppersOf(rule) ?? []);
      return;
    }
    const scope: Scope = { id: this.#unique(titleOf(lineOf(rule.span))), span: rule.span, variables: [...rule.variables] };
    const folded = rule.terms.some((term) => term.kind === 'fold');
    const bodies = this.#conjunctions(scope, rule.body);
    if (folded) this.#headFold(scope, rule, bodies);
    else {
      const row = rule.terms.filter((term) => term.kind !== 'fold');
      this.#emit(scope, rule.head, rule.time, bodies, row, null);
    }
  }

  /** A persistence rule as what it does not carry on: the rows that one of its negated atoms stops. */
  #drops(rule: Rule, stoppers: readonly AtomLiteral[]): void {
    const own = rule.body.filter((literal) => literal.kind === 'atom' && !literal.negated);
    const row = rule.terms.filter((term) => term.kind !== 'fold');
    stoppers.forEach((stopper, index) => {
      const scope: Scope = { id: `${lineOf(rule.span)} /drop ${index + 1}`, span: rule.span, variables: [...rule.variables] };
      const body: CoreLiteral[] = [{ ...stopper, negated: false }, ...own.filter((literal) => literal.kind === 'atom')];
      this.#emit(scope, rule.head, 'drop', [body], row, null);
    });
  }

  finish(): Lowered {
    return { rules: this.#rules, auxiliary: this.#auxiliary };
  }

  /** The alternatives of a body in which some variables are bound from outside, without disjunctions and aggregates. */
  #conjunctions(scope: Scope, body: readonly Literal[], given: ReadonlySet<number> = new Set()): CoreLiteral[][] {
    return alternatives(body).map((alternative, index, all) =>
      this.#withoutAggregates(all.length === 1 ? scope : { ...scope, id: `${scope.id} /alternative ${index + 1}` }, alternative, given),
    );
  }

  /** Replaces aggregates by atoms of auxiliary relations, or by ones that are evaluated for each row. */
  #withoutAggregates(scope: Scope, body: readonly Exclude<Literal, { kind: 'disjunction' }>[], given: ReadonlySet<number>): CoreLiteral[] {
    const lowered: CoreLiteral[] = body.filter((literal) => literal.kind !== 'aggregate');
    let waiting = body.filter((literal) => literal.kind === 'aggregate');
    for (let number = 1; waiting.length > 0; number++) {
      const bound = bindable(lowered, given);
      const ready = waiting.find((each) => each.outer.every((id) => bound.has(id)));
      if (!ready) throw new Error(`an aggregate of ${scope.id} has unbound outer variables`);
      waiting = waiting.filter((each) => each !== ready);
      const inner = { ...scope, id: `${scope.id} /aggregate ${number}` };
      lowered.push(bindsItsOuter(ready) ? this.#grouped(inner, ready) : this.#correlated(inner, ready));
    }
    return lowered;
  }

  /**
   * An aggregate by the relation of its groups. A count or sum of nothing is 0 and has no group to be
   * found, so it is the sum of the groups that are found: one or none.
   */
  #grouped(scope: Scope, aggregate: AggregateLiteral): CoreLiteral {
    const relation = this.#foldAggregate(scope, aggregate);
    const { span, outer, result, type } = aggregate;
    const key = outer.map((id) => variable(scope, id, span));
    const atom = (value: number): AtomLiteral => ({ kind: 'atom', relation, args: [...key, variable(scope, value, span)], negated: false, tick: null, span });
    if (aggregate.function !== 'count' && aggregate.function !== 'sum') return atom(result);
    const value = scope.variables.push({ name: 'group', type }) - 1;
    const pipelines = [{ body: [atom(value)], match: null }];
    return { kind: 'correlated', function: 'sum', result, outer, target: variable(scope, value, span), grouped: true, pipelines, span };
  }

  /** An aggregate over what depends on the row it is in. */
  #correlated(scope: Scope, aggregate: AggregateLiteral): CoreLiteral {
    const { outer, result, span } = aggregate;
    const given = new Set(outer);
    const bodies = this.#matched(scope, aggregate);
    const matches = bodies.length > 1 ? this.#matchRows(scope, bodies, given, span) : null;
    const pipelines = bodies.map((body, i) => ({ body, match: matches?.[i] ?? null }));
    return { kind: 'correlated', function: foldFunction(aggregate), result, outer, target: targetOf(aggregate), grouped: false, pipelines, span };
  }

  /** The auxiliary relation `(outer..., result)` of an aggregate. */
  #foldAggregate(scope: Scope, aggregate: AggregateLiteral): string {
    const { outer, span } = aggregate;
    const groups = outer.map((id) => variable(scope, id, span));
    const target = targetOf(aggregate);
    const bodies = this.#matched(scope, aggregate);
    const inner = bodies.length > 1 ? [[this.#distinctMatches(scope, bodies, [...groups, target], span)]] : bodies;
    const name = this.#relation(scope, [...groups.map((each) => each.type), aggregate.type]);
    const folds: Fold[] = [{ function: foldFunction(aggregate), type: target.type }];
    const order = [...groups.keys(), groups.length];
    this.#emit(scope, name, 'now', inner, [...groups, target], { id: name, group: groups.map((each) => each.type), folds, order });
    return name;
  }

  /** The conjunctions an aggregate ranges over; where there are several, with names for all that a match consists of. */
  #matched(scope: Scope, { body, outer }: AggregateLiteral): CoreLiteral[][] {
    const several = alternatives(body).length > 1;
    return this.#conjunctions(scope, several ? body.map((literal) => this.#named(scope, literal)) : body, new Set(outer));
  }

  /** A literal whose wildcards are variables: what they match tells one match of an aggregate from another. */
  #named(scope: Scope, literal: Literal): Literal {
    if (literal.kind === 'disjunction') {
      return { ...literal, alternatives: literal.alternatives.map((each) => each.map((inner) => this.#named(scope, inner))) };
    }
    if (literal.kind !== 'atom' || literal.negated) return literal;
    const columns = this.#program.relations.get(literal.relation)?.columns ?? [];
    const args = literal.args.map((arg, i) => {
      if (arg.kind !== 'wildcard') return arg;
      const id = scope.variables.push({ name: 'any', type: columns[i]?.type ?? 'symbol' }) - 1;
      return variable(scope, id, arg.span);
    });
    return { ...literal, args };
  }

  /**
   * For each conjunction, the row that a match of it is: matches of conjunctions that bind the same
   * variables are the same when those are, others differ by the number of the set of variables.
   */
  #matchRows(scope: Scope, bodies: readonly CoreLiteral[][], given: ReadonlySet<number>, span: Span): Expression[][] {
    const bound = bodies.map((body) => bindable(body, given));
    const all = variableNames(bodies).filter((id) => bound.some((names) => names.has(id)));
    const sets = bound.map((names) => all.filter((id) => names.has(id)).join());
    const kinds = [...new Set(sets)];
    return bodies.map((_, i) => [
      { kind: 'constant', value: kinds.indexOf(sets[i] ?? ''), type: 'number', span },
      ...all.map((id) => (bound[i]?.has(id) ? variable(scope, id, occurrence(id, bodies, span)) : blank(scope.variables[id]!.type, span))),
    ]);
  }

  /** An atom of the distinct matches of some conjunctions, which binds the variables of some expressions. */
  #distinctMatches(scope: Scope, bodies: readonly CoreLiteral[][], needed: readonly Expression[], span: Span): AtomLiteral {
    const rows = this.#matchRows(scope, bodies, new Set(), span);
    const values = needed.filter((each) => each.kind !== 'constant');
    const ids = new Set(values.flatMap((each) => [...variablesIn(each)]));
    const matches = { ...scope, id: `${scope.id} /matches` };
    const first = rows[0] ?? [];
    const carried = [...ids].map((id) => variable(scope, id, occurrence(id, bodies, span)));
    const relation = this.#relation(matches, [...carried, ...first].map((each) => each.type));
    bodies.forEach((body, i) => {
      this.#emit({ ...matches, id: `${matches.id} ${i + 1}` }, relation, 'now', [body], [...carried, ...(rows[i] ?? [])], null);
    });
    const rest = first.map((): Argument => ({ kind: 'wildcard', span }));
    return { kind: 'atom', relation, args: [...carried, ...rest], negated: false, tick: null, span };
  }

  /** A relation of the distinct bindings of some variables, and the atom that reads it. */
  #distinctBindings(scope: Scope, bodies: CoreLiteral[][], ids: readonly number[], span: Span): AtomLiteral {
    const args = ids.map((id) => variable(scope, id, occurrence(id, bodies, span)));
    const relation = this.#relation(scope, args.map((each) => each.type));
    this.#emit(scope, relation, 'now', bodies, args, null);
    return { kind: 'atom', relation, args, negated: false, tick: null, span };
  }

  /** `votes(x, count<a>) :- ...`: folds over the distinct bindings of the body's named variables. */
  #headFold(scope: Scope, rule: Rule, bodies: CoreLiteral[][]): void {
    const groups = rule.terms.filter((term) => term.kind !== 'fold');
    const folded = rule.terms.filter((term) => term.kind === 'fold');
    let group = 0;
    let result = groups.length;
    const order = rule.terms.map((term) => (term.kind === 'fold' ? result++ : group++));
    const fold = {
      id: scope.id,
      group: groups.map((each) => each.type),
      folds: folded.map((each): Fold => ({
        function: each.function === 'choose' ? 'min' : each.function,
        type: scope.variables[each.variable]!.type,
      })),
      order,
    };
    const direct = alternatives(rule.body).length === 1 && bodies.every((body) => !hasWildcard(body));
    const inner = direct ? bodies : [[this.#distinctBindings({ ...scope, id: `${scope.id} /bindings` }, bodies, sharedNames(bodies), rule.span)]];
    const values = folded.map((each) => variable(scope, each.variable, each.span));
    this.#emit(scope, rule.head, rule.time, inner, [...groups, ...values], fold);
  }

  #emit(scope: Scope, head: string, time: CoreRule['time'], bodies: CoreLiteral[][], row: readonly Expression[], fold: CoreRule['fold']): void {
    bodies.forEach((body, index) => {
      const positive = body.some((literal) => literal.kind === 'atom' && !literal.negated);
      const start: AtomLiteral = { kind: 'atom', relation: unit, args: [], negated: false, tick: null, span: scope.span };
      this.#rules.push({
        id: bodies.length === 1 ? scope.id : `${scope.id} /${index + 1}`,
        head,
        time,
        body: positive ? body : [start, ...body],
        row,
        fold,
        everyMatch: fold !== null,
        variables: scope.variables,
        span: scope.span,
      });
    });
  }

  #relation(scope: Scope, types: readonly BaseType[]): string {
    const name = `+${scope.id}`;
    this.#auxiliary.set(name, auxiliaryRelation(name, types));
    return name;
  }

  /** Two rules of the same text are told apart by number: they are the same rule twice. */
  #unique(text: string): string {
    const uses = (this.#uses.get(text) ?? 0) + 1;
    this.#uses.set(text, uses);
    return uses === 1 ? text : `${text} /copy ${uses}`;
  }
}

/** A rule's text as its name. Names are keys, and JavaScript engines do not hash long strings whole. */
function titleOf(text: string): string {
  if (text.length <= 1000) return text;
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return `${text.slice(0, 200)} ... ${(hash >>> 0).toString(16)}`;
}

function variable(scope: Scope, id: number, span: Span): Expression {
  return { kind: 'variable', id, type: scope.variables[id]!.type, span };
}

function foldFunction(aggregate: AggregateLiteral): Fold['function'] {
  return aggregate.function === 'mean' ? 'avg' : aggregate.function;
}

function targetOf({ target, span }: AggregateLiteral): Expression {
  return target ?? { kind: 'constant', value: 0, type: 'number', span };
}
