import fc from 'fast-check';
import { aggregate } from './random-aggregate.ts';
import { expression } from './random-expression.ts';
import { choice, Chooser, constant, type Kind, ordered, type Role, type Schema, tape, variable } from './random-schema.ts';
import { anchors, Scope } from './random-scope.ts';

/** A rule as numbers: every such rule is a program's legal rule, whatever the numbers. */
export interface RawRule {
  readonly head: number;
  readonly time: number;
  readonly columns: readonly number[];
  readonly literals: readonly RawLiteral[];
}

interface RawLiteral {
  readonly form: number;
  readonly choices: readonly number[];
}

/** Rules whose removal, or whose literals' removal, leaves the rest what it was. */
export const rawRules = (maxLength: number): fc.Arbitrary<RawRule[]> =>
  fc.array(
    fc.record({
      head: choice,
      time: choice,
      columns: tape(10),
      literals: fc.array(fc.record({ form: choice, choices: tape(16) }), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength },
  );

export type RuleTime = 'now' | 'next' | 'async';

/** A rule's text. */
export function renderRule(raw: RawRule, head: Schema, time: RuleTime, relations: readonly Schema[]): string {
  const choose = new Chooser(raw.columns);
  const folds = choose.next() % 6 === 5;
  const scope = new Scope(relations, head, time, anchorOf(head, time, relations, choose), folds);
  const literals = raw.literals.flatMap(({ form, choices }, index) => literal(form, new Chooser(choices), index, scope));
  const body = [...literals, ...scope.anchors()];
  const terms = head.kinds.map((kind, at) => headTerm(kind, at, choose, head, time, folds, scope));
  const suffix = time === 'now' ? '' : `@${time}`;
  return `${head.name}(${terms.join(', ')})${suffix} :- ${body.length > 0 ? body.join(', ') : 'true'}.`;
}

/** The role of the location a rule's body is at: its head's, unless a message may cross. Null in a program without. */
function anchorOf(head: Schema, time: RuleTime, relations: readonly Schema[], choose: Chooser): Role | null {
  if (head.role !== null && time !== 'async') return head.role;
  const roles = relations.flatMap(({ name, role }) => (role !== null && anchors[role] === name ? [role] : []));
  return roles.length === 0 ? null : choose.pick(roles);
}

function headTerm(kind: Kind, at: number, choose: Chooser, head: Schema, time: RuleTime, folds: boolean, scope: Scope): string {
  if (at === 0 && head.role !== null && time !== 'async') return scope.location;
  if (folds && at > 0 && choose.next() % 3 > 0) return fold(kind, choose, scope) ?? scope.term(kind, choose);
  return choose.next() % 4 === 3 ? expression(kind, choose, scope) : scope.term(kind, choose);
}

function fold(kind: Kind, choose: Chooser, scope: Scope): string | null {
  const [first, ...others] = scope.variables(kind);
  const counted = scope.anyVariable(choose);
  if (kind === 'number' && counted !== null && (first === undefined || choose.next() % 2 === 0)) return `count<${counted}>`;
  if (first === undefined || !ordered.includes(kind)) return null;
  const extremum = ['min', 'max', 'choose'];
  return `${choose.pick(kind === 'number' ? ['sum', ...extremum] : extremum)}<${choose.pick([first, ...others])}>`;
}

type Build = (choose: Chooser, index: number, scope: Scope) => string[];

const atom: Build = (choose, _, scope) => scope.positive(choose);

/** How often a form stands here is how often it is used. */
const forms: readonly Build[] = [
  ...Array.from({ length: 24 }, () => atom),
  ...Array.from({ length: 7 }, () => (choose: Chooser, _: number, scope: Scope) => scope.negative(choose)),
  ...Array.from({ length: 5 }, () => comparison),
  ...Array.from({ length: 5 }, () => step),
  ...Array.from({ length: 4 }, () => equality),
  ...Array.from({ length: 7 }, () => aggregate),
  ...Array.from({ length: 3 }, () => disjunction),
  ...Array.from({ length: 2 }, () => range),
  textTest,
  negatedGroup,
];

function literal(form: number, choose: Chooser, index: number, scope: Scope): string[] {
  const build = forms[form % forms.length];
  return build ? build(choose, index, scope) : [];
}

function comparison(choose: Chooser, _: number, scope: Scope): string[] {
  const kind = scope.boundKind(choose);
  if (kind === null) return [];
  // Through an `addr`, two roles that have no node in common could become equal, which is a type error.
  if (kind === 'addr') {
    const name = choose.pick(scope.variables(kind, true));
    return [`${name} ${choose.pick(['!=', '='])} ${constant(kind, choose)}`];
  }
  const operators = ordered.includes(kind) ? ['<', '!=', '=', '<=', '>', '>='] : ['!=', '='];
  const right = choose.next() % 3 === 0 ? expression(kind, choose, scope) : scope.term(kind, choose);
  const left = scope.term(kind, choose);
  return [`${left} ${choose.pick(operators)} ${right === left ? constant(kind, choose) : right}`];
}

/** Counting under a guard, so that a recursion through it ends. */
function step(choose: Chooser, index: number, scope: Scope): string[] {
  const kind = choose.pick<Kind>(['number', 'number', 'unsigned', 'float']);
  const [from, ...others] = scope.variables(kind);
  if (from === undefined) return [];
  const x = choose.pick([from, ...others]);
  const y = variable(kind, `x${index}`);
  const guard = {
    number: [`${x} > -3`, `${x} < 6`, '1'],
    unsigned: [`${x} < 5`, '1'],
    float: [`${x} > -2.0`, `${x} < 3.0`, '0.75'],
  };
  const [last = '1', ...guards] = guard[kind === 'unsigned' || kind === 'float' ? kind : 'number'].toReversed();
  scope.bind(kind, y);
  return [...guards, choose.next() % 2 === 0 ? `${y} = ${x} + ${last}` : `${x} + ${last} = ${y}`];
}

function equality(choose: Chooser, index: number, scope: Scope): string[] {
  const kind = scope.boundKind(choose);
  if (kind === null) return [];
  const value = expression(kind, choose, scope);
  const name = variable(kind, `y${index}`);
  scope.bind(kind, name);
  return [`${name} = ${value}`];
}

/** Two ways to match; only what both bind can be used after. */
function disjunction(choose: Chooser, _: number, scope: Scope): string[] {
  const [left, right] = scope.alternatives(choose);
  const test = comparison(choose, 0, scope);
  return [`(${left} ; ${[right, ...test].join(', ')})`];
}

function range(choose: Chooser, index: number, scope: Scope): string[] {
  const kind = choose.pick<Kind>(['number', 'number', 'unsigned', 'float']);
  const name = variable(kind, `z${index}`);
  const [n] = scope.variables('number');
  const u = kind === 'unsigned' ? '4' : '5';
  const numbers = [`0, 3`, `${u}, 1`, `0, ${u}, 2`, `2, 2`, `3, 0, 2`];
  const options = {
    number: n === undefined ? [...numbers, '3, -2, -2'] : [...numbers, '3, -2, -2', `${n} % 4, 3`, `1, ${n} % 5`],
    unsigned: numbers,
    float: ['0.0, 2.0', '2.0, 0.5', '0.5, 2.0, 0.5', '1.0, -1.0, -0.75'],
  };
  const args = choose.pick(options[kind === 'unsigned' || kind === 'float' ? kind : 'number']);
  scope.bind(kind, name);
  return [`${name} = range(${args})`];
}

function textTest(choose: Chooser, _: number, scope: Scope): string[] {
  const [s] = scope.variables('symbol');
  if (s === undefined) return [];
  return [choose.pick([`contains("a", ${s})`, `match("[ab].*", ${s})`, `!match(".", ${s})`, `!contains(${s}, "ab")`])];
}

function negatedGroup(choose: Chooser, _: number, scope: Scope): string[] {
  const [test] = comparison(choose, 0, scope);
  const negative = scope.negative(choose).map((each) => each.slice(1));
  if (test === undefined) return [];
  return negative.length === 0 || choose.next() % 3 === 0 ? [`!(${test})`] : [`!(${[...negative, test].join(' ; ')})`];
}
