import type { Argument, AtomLiteral, Expression } from '../datalog/program.ts';
import type { Binding, Condition, Key, VariableRef } from '../dataflow/operator.ts';
import { isBound } from './binding.ts';
import { freePart, nextOf } from './order.ts';
import { solved } from './solve.ts';
import { asksPartial, definitionsIn, isPartial, neededBy } from './partial.ts';
import { withoutUnread } from './unread.ts';
import type { CoreAggregate, CoreLiteral, CoreRule, Step } from './core.ts';

/**
 * The pipeline of a rule that scans the first of some atoms of its body and joins the others of them, or scans the best one. Which
 * atom comes next is chosen (`planner/order.ts`); of many, the one with the largest part of its columns bound, since
 * each bound column narrows what matches; of equals, the one with fewer columns left to bind, then the earlier one. A
 * comparison, a negation or a computed value is applied as soon as its variables are bound, a range
 * when nothing that narrows is left to do, what may have no value (`x / y`) last. `takenBy` names the scan of another recursive atom.
 */
export function pipeline(rule: CoreRule, first: readonly number[], takenBy: (atom: number) => string | null): Step[] {
  const planning = new Planning(rule, takenBy, null);
  for (const index of first.length > 0 ? first : [planning.best()]) planning.read(index);
  return withoutUnread(planning.finish(), rule.row, rule.everyMatch);
}

/** Of some atoms of a rule's body, the index of the one to start with; null if there are none. */
export function bestOf(rule: CoreRule, atoms: readonly number[]): number | null {
  const best = new Planning(rule, () => null, null).best(atoms);
  return best < 0 ? null : best;
}

class Planning {
  readonly #rule: Pick<CoreRule, 'id' | 'body' | 'variables'>;
  readonly #takenBy: (atom: number) => string | null;
  readonly #steps: Step[] = [];
  readonly #bound: Set<number>;
  /** Rows flow in, so that an atom is joined; otherwise the first atom is scanned. */
  #flowing: boolean;
  readonly #waiting: Set<CoreLiteral>;
  #fresh: number;
  /** Equalities of variables made up for atom columns, waiting for their other side. */
  readonly #equalities: { variable: VariableRef; value: Expression }[] = [];

  /** `given` are the variables bound by the rows that flow in, where there are such rows. */
  constructor(rule: Pick<CoreRule, 'id' | 'body' | 'variables'>, takenBy: (atom: number) => string | null, given: ReadonlySet<number> | null) {
    this.#rule = rule;
    this.#takenBy = takenBy;
    this.#waiting = new Set(rule.body);
    this.#fresh = rule.variables.length;
    this.#bound = new Set(given);
    this.#flowing = given !== null;
  }

  /** The index of the atom to read next, of all or of some, or -1. */
  best(among: readonly number[] | null = null): number {
    let best = -1;
    let bestCost: readonly [number, number] = [Infinity, Infinity];
    this.#rule.body.forEach((literal, index) => {
      if (literal.kind !== 'atom' || literal.negated || !this.#waiting.has(literal) || among?.includes(index) === false) return;
      const free = literal.args.filter((arg) => arg.kind === 'wildcard' || !isBound(arg, this.#bound));
      const cost = [freePart(literal, this.#bound), free.length] as const;
      if (cost[0] < bestCost[0] || (cost[0] === bestCost[0] && cost[1] < bestCost[1])) [best, bestCost] = [index, cost];
    });
    return best;
  }

  /** Reads an atom: a scan when it is the first, a join otherwise. */
  read(index: number): void {
    const atom = this.#rule.body[index];
    if (atom?.kind !== 'atom') throw new Error(`no atom to start ${this.#rule.id} with`);
    this.#waiting.delete(atom);
    const { key, bind } = this.#columns(atom, !this.#flowing);
    const { relation } = atom;
    // Whether a row is there is asked of the relation itself: its newest rows may then be found twice, and derive the same.
    const takenBy = key.length === atom.args.length ? null : this.#takenBy(index);
    const joined: Step = { kind: 'join', relation, key, bind, exists: false, takenBy, past: false };
    this.#steps.push(this.#flowing ? joined : { kind: 'scan', relation, bind, whole: false, closes: null, apart: false, choice: null });
    this.#flowing = true;
    for (const variable of bind) if (variable !== null) this.#bound.add(variable.id);
    this.apply();
  }

  /**
   * Applies everything whose variables are bound, what narrows first. What may have no value waits for
   * all that narrows, and for the atoms that do not need it, so that it is asked for matches only.
   */
  apply(): void {
    for (let progress = true; progress; ) {
      const total = (literal: CoreLiteral): boolean => !asksPartial(literal);
      progress = this.#applyAny(total, (value) => !isPartial(value)) || this.#applyAny((literal) => asksPartial(literal) && this.#isNeeded(literal), () => this.#atomsLeft().length === 0);
    }
  }

  #applyAny(allowed: (literal: CoreLiteral) => boolean, comparable: (value: Expression) => boolean): boolean {
    const first = (apply: (literal: CoreLiteral) => boolean): boolean => this.#applyFirst((literal) => allowed(literal) && apply(literal));
    return (
      this.#equate(comparable) ||
      first((literal) => this.#narrow(literal)) ||
      first((literal) => this.#define(literal)) ||
      this.#solveEqualities() ||
      first((literal) => literal.kind === 'comparison' && literal.operator === '=' && this.#solve(literal.left, literal.right)) ||
      first((literal) => this.#generate(literal))
    );
  }

  /** Whether nothing is left to read that could do without a literal. */
  #isNeeded(literal: CoreLiteral): boolean {
    const atoms = this.#atomsLeft();
    if (atoms.length === 0) return true;
    const needed = neededBy(atoms, this.#waiting);
    return definitionsIn(literal).some(({ variable }) => !this.#bound.has(variable) && needed.has(variable));
  }

  #atomsLeft(): AtomLiteral[] {
    return [...this.#waiting].filter((literal) => literal.kind === 'atom').filter((atom) => !atom.negated);
  }

  /** Reads the atoms that are left and gives the steps. */
  finish(): Step[] {
    this.apply();
    for (let next = this.#next(); next >= 0; next = this.#next()) this.read(next);
    if (this.#waiting.size > 0 || this.#equalities.length > 0) throw new Error(`${this.#rule.id} cannot be planned: something in it is never bound`);
    return this.#steps;
  }

  /** The index of the atom to read next, or -1. */
  #next(): number {
    const others = [...this.#waiting].filter((literal) => literal.kind !== 'atom');
    const next = this.#flowing ? nextOf(this.#atomsLeft(), others, this.#bound) : null;
    return next === null ? this.best() : this.#rule.body.indexOf(next);
  }

  /** What a read atom's columns must equal, and what they bind; a scan has no key, so it filters after. */
  #columns(atom: AtomLiteral, scanning: boolean): { key: Key; bind: Binding } {
    const key: { column: number; value: Expression }[] = [];
    const seen = new Set<number>();
    const bind = atom.args.map((arg, column): VariableRef | null => {
      if (arg.kind === 'wildcard') return null;
      if (!scanning && isBound(arg, this.#bound)) {
        key.push({ column, value: arg });
        return null;
      }
      if (arg.kind === 'variable' && !this.#bound.has(arg.id) && !seen.has(arg.id)) {
        seen.add(arg.id);
        return this.#ref(arg.id);
      }
      const variable = this.#made(arg);
      this.#equalities.push({ variable, value: arg });
      return variable;
    });
    return { key, bind };
  }

  #ref(id: number): VariableRef {
    const { name, type } = this.#rule.variables[id]!;
    return { id, name, type };
  }

  #made(arg: Exclude<Argument, { kind: 'wildcard' }>): VariableRef {
    const id = this.#fresh++;
    return { id, name: `column${id}`, type: arg.type };
  }

  #equate(comparable: (value: Expression) => boolean): boolean {
    const index = this.#equalities.findIndex(({ value }) => isBound(value, this.#bound) && comparable(value));
    const [ready] = index < 0 ? [] : this.#equalities.splice(index, 1);
    if (!ready) return false;
    const { variable, value } = ready;
    this.#filter({ kind: 'comparison', operator: '=', left: variableOf(variable, value.span), right: value });
    return true;
  }

  #applyFirst(apply: (literal: CoreLiteral) => boolean): boolean {
    for (const literal of this.#rule.body) {
      if (this.#waiting.has(literal) && apply(literal)) {
        this.#waiting.delete(literal);
        return true;
      }
    }
    return false;
  }

  #filter(condition: Condition): void {
    this.#steps.push({ kind: 'filter', condition });
  }

  #narrow(literal: CoreLiteral): boolean {
    if (!this.#flowing) return false;
    switch (literal.kind) {
      case 'truth':
        this.#filter(literal);
        return true;
      case 'test':
        if (!literal.args.every((arg) => isBound(arg, this.#bound))) return false;
        this.#filter(literal);
        return true;
      case 'comparison':
        if (!isBound(literal.left, this.#bound) || !isBound(literal.right, this.#bound)) return false;
        this.#filter(literal);
        return true;
      case 'atom':
        return literal.negated && this.#antijoin(literal);
      case 'correlated':
        return this.#aggregate(literal);
      default:
        return false;
    }
  }

  #antijoin(atom: AtomLiteral): boolean {
    const key = atom.args.flatMap((value, column) => (value.kind === 'wildcard' ? [] : [{ column, value }]));
    if (!key.every(({ value }) => isBound(value, this.#bound))) return false;
    this.#steps.push({ kind: 'antijoin', relation: atom.relation, key });
    return true;
  }

  #aggregate(literal: CoreAggregate): boolean {
    if (!literal.outer.every((id) => this.#bound.has(id))) return false;
    const { target, result } = literal;
    const known: Expression = { kind: 'variable', id: result, type: this.#ref(result).type, span: literal.span };
    const bound = this.#bound.has(result);
    const variable = bound ? this.#made(known) : this.#ref(result);
    const pipelines = literal.pipelines.map(({ body, match }) => {
      const planning = new Planning({ ...this.#rule, body }, () => null, new Set(literal.outer));
      return { steps: withoutUnread(planning.finish(), [target, ...(match ?? [])], true), target, match };
    });
    this.#steps.push({ kind: 'aggregate', fold: { function: literal.function, type: target.type }, result: variable, pipelines });
    this.#bound.add(variable.id);
    if (bound) this.#equalities.push({ variable, value: known });
    return true;
  }

  /** `x = expression` with one side unbound. */
  #define(literal: CoreLiteral): boolean {
    if (literal.kind !== 'comparison' || literal.operator !== '=' || !this.#flowing) return false;
    const { left, right } = literal;
    if (left.kind === 'variable' && isBound(right, this.#bound)) return this.#extend(left.id, right);
    return right.kind === 'variable' && isBound(left, this.#bound) && this.#extend(right.id, left);
  }

  /** A column that must equal `x + 1` says what `x` is. */
  #solveEqualities(): boolean {
    const index = this.#equalities.findIndex(({ variable, value }) => this.#solve(variableOf(variable, value.span), value));
    if (index >= 0) this.#equalities.splice(index, 1);
    return index >= 0;
  }

  #solve(left: Expression, right: Expression): boolean {
    const solution = solved(left, right, this.#bound) ?? solved(right, left, this.#bound);
    if (solution?.possible) this.#filter(solution.possible);
    return solution !== null && this.#extend(solution.variable, solution.value, true);
  }

  #extend(id: number, value: Expression, isSolved = false): boolean {
    this.#steps.push({ kind: 'map', form: 'extend', variable: this.#ref(id), value, solved: isSolved });
    this.#bound.add(id);
    return true;
  }

  #generate(literal: CoreLiteral): boolean {
    if (literal.kind !== 'range' || !this.#flowing) return false;
    if (!literal.args.every((arg) => isBound(arg, this.#bound))) return false;
    if (!this.#bound.has(literal.variable)) {
      this.#steps.push({ kind: 'flatMap', variable: this.#ref(literal.variable), args: literal.args });
      this.#bound.add(literal.variable);
      return true;
    }
    const known: Expression = { kind: 'variable', id: literal.variable, type: literal.type, span: literal.span };
    const made = this.#made(known);
    this.#steps.push({ kind: 'flatMap', variable: made, args: literal.args });
    this.#bound.add(made.id);
    this.#equalities.push({ variable: made, value: known });
    return true;
  }
}

function variableOf({ id, type }: VariableRef, span: Expression['span']): Expression {
  return { kind: 'variable', id, type, span };
}
