import { assertNever } from './ast.ts';
import type { Argument, HeadTerm, Literal, Program, Relation, Rule, Value } from './program.ts';

/** A checked program as text, for people: every relation with its settled types, every rule with its variables'. */
export function printChecked(program: Program): string {
  const relations = [...program.relations.values()].map(relationText);
  const facts = program.facts.map(({ relation, row, tick }) => `${relation}(${row.map(valueText).join(', ')})${tick === null ? '' : `@${tick}`}`);
  const rules = program.rules.map(ruleText);
  const functors = program.functors.map(({ name, args, result }) => `${name}(${args.map((each) => `${each.name}: ${each.type}`).join(', ')}): ${result}`);
  return section('functors', functors) + section('relations', relations) + section('facts', facts) + section('rules', rules);
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `${title}\n${entries.map((each) => `  ${each}\n`).join('')}`;
}

function relationText(relation: Relation): string {
  const columns = relation.columns.map(({ name, type, role }, i) => `${i === relation.location ? '@' : ''}${name}: ${role ?? type}`);
  const traits = [
    relation.channel ? 'channel' : null,
    relation.reliable ? 'reliable' : null,
    relation.spec ? 'specification' : null,
    relation.ephemeral ? 'ephemeral' : null,
    relation.input ? 'input' : null,
    relation.outputs.length > 0 ? 'output' : null,
  ].filter((each) => each !== null);
  return `${relation.name}(${columns.join(', ')})${traits.length > 0 ? `  ${traits.join(', ')}` : ''}`;
}

function ruleText(rule: Rule): string {
  const name = names(rule);
  const head = rule.terms.map((term) => headText(term, name)).join(', ');
  const body = rule.body.map((literal) => literalText(literal, name)).join(', ');
  const variables = rule.variables.map((each, id) => `${name(id)}: ${each.type}`).join(', ');
  const at = rule.location === null ? '' : ` at ${expressionText(rule.location, name)}`;
  const time = rule.time === 'now' ? '' : `@${rule.time}`;
  return `${rule.head}(${head})${time} :- ${body}.\n    ${rule.spec ? 'specification, ' : ''}${`variables ${variables || 'none'}`}${at}`;
}

type Naming = (id: number) => string;

/** The user's names; two variables of one name (locals of two aggregates) are told apart by number. */
function names(rule: Rule): Naming {
  return (id) => {
    const { name } = rule.variables[id] ?? { name: '?' };
    return rule.variables.filter((other) => other.name === name).length > 1 ? `${name}#${id}` : name;
  };
}

function headText(term: HeadTerm, name: Naming): string {
  return term.kind === 'fold' ? `${term.function}<${name(term.variable)}>` : expressionText(term, name);
}

function expressionText(expression: Argument, name: Naming): string {
  switch (expression.kind) {
    case 'wildcard':
      return '_';
    case 'variable':
      return name(expression.id);
    case 'constant':
      return valueText(expression.value);
    case 'call':
      return `${expression.functor}(${expression.args.map((arg) => expressionText(arg, name)).join(', ')})`;
    default:
      return assertNever(expression);
  }
}

function valueText(value: Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function literalText(literal: Literal, name: Naming): string {
  const list = (args: readonly Argument[]): string => args.map((arg) => expressionText(arg, name)).join(', ');
  const body = (literals: readonly Literal[]): string => literals.map((each) => literalText(each, name)).join(', ');
  switch (literal.kind) {
    case 'atom':
      return `${literal.negated ? '!' : ''}${literal.relation}(${list(literal.args)})${literal.tick === null ? '' : `@${literal.tick}`}`;
    case 'comparison':
      return `${expressionText(literal.left, name)} ${literal.operator} ${expressionText(literal.right, name)}`;
    case 'test':
      return `${literal.negated ? '!' : ''}${literal.functor}(${list(literal.args)})`;
    case 'truth':
      return String(literal.value);
    case 'range':
      return `${name(literal.variable)} = range(${list(literal.args)})`;
    case 'aggregate': {
      const target = literal.target === null ? '' : ` ${expressionText(literal.target, name)}`;
      return `${name(literal.result)} = ${literal.function}${target} : { ${body(literal.body)} }`;
    }
    case 'disjunction':
      return `(${literal.alternatives.map(body).join(' ; ')})`;
    default:
      return assertNever(literal);
  }
}
