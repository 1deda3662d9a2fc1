import type { AtomLiteral, BaseType, Expression, Variable } from '../datalog/program.ts';
import { bindable } from './binding.ts';
import { blank, occurrence } from './bodies.ts';
import type { CoreAggregate, CoreFold, CoreLiteral, CoreRule, Lifetime } from './core.ts';
import { isIncremental, isSingle } from './lifetimes.ts';

/** What rules are rewritten with. */
interface Making {
  readonly lifetimes: ReadonlyMap<string, Lifetime>;
  readonly typesOf: (relation: string) => readonly BaseType[];
  /** Whether the rows of a relation are those that one rule derives, and may be lost. */
  readonly isOneRules: (relation: string) => boolean;
  /** Makes a relation of the compiler's. */
  readonly add: (name: string, types: readonly BaseType[]) => void;
}

/**
 * Rules whose aggregates can be kept up by what their relations gain and lose, rewritten so that they are: what is
 * folded are the rows of one relation, each match one of them, and the groups are a relation of their own, or all of the head,
 * which changes as they do. A count or sum that is 0 where there is no group becomes two rules.
 */
export function maintained(rules: readonly CoreRule[], making: Making): CoreRule[] {
  return rules.flatMap((rule) => {
    if (!isKeptUp(rule, making.lifetimes)) return [rule];
    const cases = casesOf(rule, making.lifetimes);
    return rule.fold === null ? cases : folded(rule, rule.fold, cases, making);
  });
}

/**
 * Whether what a rule folds or derives lives on, and what changes of it tells what changes of that. Groups that never
 * change are a relation of their own too where rows of the head are lost otherwise: it says which of them still follow.
 */
function isKeptUp(rule: CoreRule, lifetimes: ReadonlyMap<string, Lifetime>): boolean {
  if (!isIncremental(rule, lifetimes)) return false;
  const head = lifetimes.get(rule.head);
  const livesOn = rule.time === 'now' && head !== 'tick' && head !== 'fixed';
  const isStill = rule.body.every((literal) => isFixed(literal, lifetimes));
  return rule.fold === null ? livesOn && !isStill : livesOn || !isStill;
}

function isFixed(literal: CoreLiteral, lifetimes: ReadonlyMap<string, Lifetime>): boolean {
  if (literal.kind === 'atom') return lifetimes.get(literal.relation) === 'fixed';
  return literal.kind !== 'correlated' || literal.pipelines.every(({ body }) => body.every((each) => isFixed(each, lifetimes)));
}

/** A rule for each way in which the groups that its body asks for may be there or not. */
function casesOf(rule: CoreRule, lifetimes: Making['lifetimes']): CoreRule[] {
  const index = rule.body.findIndex((literal) => literal.kind === 'correlated' && literal.grouped && !isFixed(literal, lifetimes));
  const literal = rule.body[index];
  if (literal?.kind !== 'correlated') return [rule];
  const rest = rule.body.toSpliced(index, 1);
  return [
    { ...rule, id: `${rule.id} /some`, body: [...rest, ...someOf(literal, rule)] },
    { ...rule, id: `${rule.id} /none`, body: [...rest, ...noneOf(literal, rule)] },
  ].flatMap((each) => casesOf(each, lifetimes));
}

function someOf(aggregate: CoreAggregate, rule: CoreRule): CoreLiteral[] {
  const { relation, args, span } = groupOf(aggregate);
  return [{ kind: 'atom', relation, args: [...args.slice(0, -1), resultOf(aggregate, rule)], negated: false, tick: null, span }];
}

function noneOf(aggregate: CoreAggregate, rule: CoreRule): CoreLiteral[] {
  const { relation, args, span } = groupOf(aggregate);
  const result = resultOf(aggregate, rule);
  return [
    { kind: 'atom', relation, args: [...args.slice(0, -1), { kind: 'wildcard', span }], negated: true, tick: null, span },
    { kind: 'comparison', operator: '=', left: result, right: blank(result.type, span), span },
  ];
}

function groupOf({ pipelines }: CoreAggregate): AtomLiteral {
  const atom = pipelines[0]?.body[0];
  if (atom?.kind !== 'atom') throw new Error('a group is found by one atom');
  return atom;
}

function resultOf({ result, span }: CoreAggregate, { variables }: CoreRule): Expression {
  return { kind: 'variable', id: result, type: variables[result]!.type, span };
}

/** The rules that gather the matches, fold them into groups, and make rows of the head of those. */
function folded(rule: CoreRule, fold: CoreFold, cases: readonly CoreRule[], making: Making): CoreRule[] {
  const matches = isSingle(rule.body) ? [] : matchesOf(rule, cases, making);
  const [first] = matches;
  const over = { ...rule, ...(first ? { body: [atomOf(first)], variables: first.variables } : {}) };
  if (rule.time === 'now' && (rule.head.startsWith('+') || making.isOneRules(rule.head))) return [...matches, over];
  const results = making.typesOf(rule.head);
  const types = fold.order.map((_, position) => results[fold.order.indexOf(position)]!);
  const groups = `+${rule.id} /groups`;
  making.add(groups, types);
  const variables = types.map((type, i): Variable => ({ name: `c${i}`, type }));
  const all = variables.map(({ type }, id): Expression => ({ kind: 'variable', id, type, span: rule.row[id]!.span }));
  const atom: AtomLiteral = { kind: 'atom', relation: groups, args: all, negated: false, tick: null, span: rule.span };
  return [
    ...matches,
    { ...over, id: `${rule.id} /groups`, head: groups, time: 'now', fold: { ...fold, id: `${fold.id} /groups`, order: types.map((_, i) => i) } },
    { ...rule, body: [atom], row: fold.order.map((position) => all[position]!), fold: null, everyMatch: false, variables },
  ];
}

/** Rules for the relation of all that a match consists of. */
function matchesOf(rule: CoreRule, cases: readonly CoreRule[], making: Making): CoreRule[] {
  const made = cases.map((each) => withoutWildcards(each, making));
  const head = `+${rule.id} /matched`;
  const rows = made.map(rowOf);
  making.add(head, rows[0]!.map(({ type }) => type));
  return made.map((each, i) => ({ ...each, id: `${each.id} /matched`, head, time: 'now', row: rows[i]!, fold: null, everyMatch: false }));
}

/** All that a rule's body binds. */
function rowOf({ body, variables, span }: CoreRule): Expression[] {
  const ids = [...bindable(body)].sort((a, b) => a - b);
  return ids.map((id) => ({ kind: 'variable', id, type: variables[id]!.type, span: occurrence(id, [body], span) }));
}

function atomOf({ head, row, span }: CoreRule): AtomLiteral {
  return { kind: 'atom', relation: head, args: row, negated: false, tick: null, span };
}

/** A rule that names what its positive atoms match of any kind. */
function withoutWildcards(rule: CoreRule, { typesOf }: Making): CoreRule {
  const variables = [...rule.variables];
  const body = rule.body.map((literal): CoreLiteral => {
    if (literal.kind !== 'atom' || literal.negated) return literal;
    const types = typesOf(literal.relation);
    const args = literal.args.map((arg, i): Expression | typeof arg => {
      if (arg.kind !== 'wildcard') return arg;
      const id = variables.push({ name: 'any', type: types[i]! }) - 1;
      return { kind: 'variable', id, type: types[i]!, span: arg.span };
    });
    return { ...literal, args };
  });
  return { ...rule, body, variables };
}
