import { assertNever } from '../datalog/ast.ts';
import type {
  AggregateLiteral,
  AtomLiteral,
  ComparisonLiteral,
  Expression,
  HeadFold,
  Literal,
  Rule,
  Value,
  VariableExpression,
  WildcardArgument,
} from '../datalog/program.ts';
import { variablesIn } from '../datalog/program.ts';
import { applyFunctor, compareValues, exact, passesTest, rangeValues } from './reference-functors.ts';

export type Row = readonly Value[];

/** The rows an atom of a body is matched against. */
export type Rows = (atom: AtomLiteral) => Iterable<Row>;

/** One match of a body: the values of its variables, and of the wildcards of its positive atoms. */
type Match = ReadonlyMap<number | WildcardArgument, Value>;

/** A text that two rows share exactly when they are the same row. */
export function keyOf(row: Row): string {
  const text = (value: Value): string => (typeof value === 'number' ? String(value) : JSON.stringify(value));
  return row.map((value) => (Object.is(value, -0) ? '-0' : text(value))).join();
}

/** The rows a rule derives from these rows, some perhaps several times. */
export function derive(rule: Rule, rows: Rows): Row[] {
  const matches = [...solve(rule.body, new Map(), rows)];
  if (rule.terms.every((term) => term.kind !== 'fold')) {
    return matches.map((match) => rule.terms.map((term) => (term.kind === 'fold' ? 0 : valueOf(term, match))));
  }
  const named = matches.map((match) => new Map([...match].filter(([variable]) => typeof variable === 'number')));
  const groups = new Map<string, Match[]>();
  for (const match of distinct(named)) {
    const group = keyOf(rule.terms.flatMap((term) => (term.kind === 'fold' ? [] : [valueOf(term, match)])));
    groups.set(group, [...(groups.get(group) ?? []), match]);
  }
  return [...groups.values()].map((group) =>
    rule.terms.map((term) => (term.kind === 'fold' ? foldOf(term, group) : valueOf(term, first(group)))),
  );
}

/** The matches of a conjunction: the first literal that can be decided is, then the rest; last what may have no value. */
function* solve(body: readonly Literal[], match: Match, rows: Rows): Generator<Match> {
  if (body.length === 0) return yield match;
  const sure = body.findIndex((each) => isReady(each, match) && !mayFail(each));
  const at = sure >= 0 ? sure : body.findIndex((each) => isReady(each, match));
  const literal = body[at];
  if (!literal) throw new Error('the checker let an unsafe rule pass');
  const rest = body.filter((_, index) => index !== at);
  if (literal.kind === 'disjunction') {
    for (const alternative of literal.alternatives) yield* solve([...alternative, ...rest], match, rows);
  } else {
    for (const extended of extend(literal, match, rows)) yield* solve(rest, extended, rows);
  }
}

const failing = ['/', '%', '^', 'bshl', 'bshr', 'bshru', 'to_number', 'to_unsigned', 'to_float', 'itou', 'ftoi', 'ftou'];

/** Whether a literal asks for what has no value for some operands. */
function mayFail(literal: Literal): boolean {
  const fails = (each: Expression | WildcardArgument): boolean =>
    each.kind === 'call' && (failing.includes(each.functor) || (each.functor === '-' && each.type === 'unsigned') || each.args.some(fails));
  if (literal.kind === 'comparison') return fails(literal.left) || fails(literal.right);
  return (literal.kind === 'test' || literal.kind === 'range' || literal.kind === 'atom') && literal.args.some(fails);
}

function isReady(literal: Literal, match: Match): boolean {
  const bound = (each: Expression): boolean => [...variablesIn(each)].every((id) => match.has(id));
  switch (literal.kind) {
    case 'atom': {
      const own = literal.negated ? [] : literal.args.map((arg) => (arg.kind === 'variable' ? arg.id : null));
      const has = (id: number): boolean => match.has(id) || own.includes(id);
      return literal.args.every((arg) => arg.kind === 'wildcard' || [...variablesIn(arg)].every(has));
    }
    case 'comparison': {
      const { left, right } = literal;
      if (bound(left) && bound(right)) return true;
      if (literal.operator !== '=') return false;
      return (left.kind === 'variable' && bound(right)) || (right.kind === 'variable' && bound(left));
    }
    case 'test':
    case 'range':
      return literal.args.every(bound);
    case 'aggregate':
      return literal.outer.every((id) => match.has(id));
    case 'truth':
    case 'disjunction':
      return true;
    default:
      return assertNever(literal);
  }
}

function* extend(literal: Exclude<Literal, { kind: 'disjunction' }>, match: Match, rows: Rows): Generator<Match> {
  switch (literal.kind) {
    case 'atom': {
      const found = [...rows(literal)].flatMap((row) => unify(literal, row, match) ?? []);
      if (!literal.negated) yield* found;
      else if (found.length === 0) yield match;
      return;
    }
    case 'comparison':
      yield* compare(literal, match);
      return;
    case 'test':
      if (passesTest(literal.functor, literal.args.map((arg) => valueOf(arg, match))) !== literal.negated) yield match;
      return;
    case 'truth':
      if (literal.value) yield match;
      return;
    case 'range':
      for (const value of rangeValues(literal.type, literal.args.map((arg) => valueOf(arg, match)))) {
        yield* bind(literal.variable, value, match);
      }
      return;
    case 'aggregate':
      yield* aggregate(literal, match, rows);
      return;
    default:
      assertNever(literal);
  }
}

/** The match extended by a row, or null where they disagree. Functors last: their variables may be the row's own. */
function unify(atom: AtomLiteral, row: Row, match: Match): Match | null {
  // Only to save the copy: a constant or a bound variable that the row does not have.
  const differs = (value: Value | undefined, column: number): boolean => value !== undefined && !Object.is(value, row[column]);
  if (atom.args.some((arg, column) => arg.kind === 'constant' && differs(arg.value, column))) return null;
  if (atom.args.some((arg, column) => arg.kind === 'variable' && differs(match.get(arg.id), column))) return null;
  const extended = new Map(match);
  for (const functors of [false, true]) {
    for (const [column, arg] of atom.args.entries()) {
      if ((arg.kind === 'call') !== functors) continue;
      const value = row[column] ?? missing(atom.relation);
      if (arg.kind === 'wildcard') extended.set(arg, value);
      else if (arg.kind === 'variable' && !extended.has(arg.id)) extended.set(arg.id, value);
      else if (!Object.is(valueOf(arg, extended), value)) return null;
    }
  }
  return extended;
}

function missing(relation: string): never {
  throw new Error(`a row of ${relation} is too short`);
}

function* bind(variable: number, value: Value, match: Match): Generator<Match> {
  if (!match.has(variable)) yield new Map([...match, [variable, value]]);
  else if (Object.is(match.get(variable), value)) yield match;
}

function* compare({ operator, left, right }: ComparisonLiteral, match: Match): Generator<Match> {
  const isFree = (side: Expression): side is VariableExpression => side.kind === 'variable' && !match.has(side.id);
  if (operator === '=' && isFree(left)) return yield* bind(left.id, valueOf(right, match), match);
  if (operator === '=' && isFree(right)) return yield* bind(right.id, valueOf(left, match), match);
  const [a, b] = [valueOf(left, match), valueOf(right, match)];
  const unordered = Number.isNaN(a) || Number.isNaN(b);
  const holds = {
    '=': Object.is(a, b),
    '!=': !Object.is(a, b),
    '<': !unordered && compareValues(a, b) < 0,
    '<=': !unordered && compareValues(a, b) <= 0,
    '>': !unordered && compareValues(a, b) > 0,
    '>=': !unordered && compareValues(a, b) >= 0,
  };
  if (holds[operator]) yield match;
}

function* aggregate(literal: AggregateLiteral, match: Match, rows: Rows): Generator<Match> {
  const isOuter = (variable: number | WildcardArgument): boolean => literal.outer.some((id) => id === variable);
  const outer = new Map([...match].filter(([variable]) => isOuter(variable)));
  const matches = distinct(solve(literal.body, outer, rows));
  const { target } = literal;
  const values = target ? matches.map((each) => valueOf(target, each)) : [];
  if (literal.function === 'count') yield* bind(literal.result, matches.length, match);
  else if (literal.function === 'sum') yield* bind(literal.result, sum(values, literal.type), match);
  else if (values.length > 0) yield* bind(literal.result, summary(literal.function, values), match);
}

function foldOf(fold: HeadFold, group: readonly Match[]): Value {
  if (fold.function === 'count') return group.length;
  const values = group.map((match) => match.get(fold.variable) ?? missing('a fold'));
  switch (fold.function) {
    case 'sum':
      return sum(values, fold.type);
    case 'avg':
      return summary('mean', values);
    case 'choose':
      return summary('min', values);
    default:
      return summary(fold.function, values);
  }
}

function summary(name: 'min' | 'max' | 'mean', values: readonly Value[]): Value {
  if (name !== 'mean') return applyFunctor(name, 'symbol', values);
  const integers = values.every((each) => Number.isSafeInteger(each));
  const total = integers ? Number(values.reduce((all, each) => all + BigInt(each), 0n)) : Number(sum(values, 'float'));
  return total / values.length;
}

function sum(values: readonly Value[], type: HeadFold['type']): Value {
  if (type === 'float') return values.reduce<number>((all, each) => all + Number(each), 0);
  return exact(values.reduce((all, each) => all + BigInt(each), 0n), type);
}

function distinct(matches: Iterable<Match>): Match[] {
  const all = [...matches];
  const variables = [...new Set(all.flatMap((match) => [...match.keys()]))];
  const found = new Map<string, Match>();
  for (const match of all) {
    // An alternative of a disjunction may leave a variable without a value, which is a value of its own here.
    const key = variables.map((variable) => keyOf(match.has(variable) ? [match.get(variable) ?? ''] : []));
    found.set(JSON.stringify(key), match);
  }
  return [...found.values()];
}

function valueOf(expression: Expression, match: Match): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'variable': {
      const value = match.get(expression.id);
      if (value === undefined) throw new Error('the checker let an unbound variable pass');
      return value;
    }
    case 'call':
      return applyFunctor(expression.functor, expression.type, expression.args.map((arg) => valueOf(arg, match)));
    default:
      return assertNever(expression);
  }
}

function first<T>([head]: readonly T[]): T {
  if (head === undefined) throw new Error('a group has no match');
  return head;
}
