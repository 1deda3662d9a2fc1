import type { Argument, AtomLiteral, Expression, Program, Relation, Rule } from '../datalog/program.ts';

/** The relation of the one location that a transducer is at, which its host fills. */
export const hereRelation = '+here';

/**
 * A located program for one location: a rule whose body names its place only in negations and
 * aggregates is evaluated there and nowhere else, so it asks where it is. Rows need no such question:
 * those of a positive atom are where they are.
 */
export function here(program: Program): Program {
  if (!program.located) return program;
  const locationOf = ({ relation, args }: AtomLiteral): Argument | null => {
    const column = program.relations.get(relation)?.location ?? null;
    return column === null ? null : (args[column] ?? null);
  };
  const rules = program.rules.map((rule) => (rule.location === null ? rule : atKnownLocation(rule, locationOf, hereRelation)));
  const span = program.rules[0]?.span;
  if (!span || rules.every((rule, i) => rule === program.rules[i])) return program;
  const relations = new Map(program.relations).set(hereRelation, locationsRelation(hereRelation, span));
  return { ...program, relations, rules };
}

/** A rule that reads a relation of locations, unless a positive atom says where its rows are. */
export function atKnownLocation(rule: Rule, locationOf: (atom: AtomLiteral) => Argument | null, relation: string): Rule {
  const { location, span } = rule;
  if (location === null) return rule;
  const known = rule.body.some((literal) => literal.kind === 'atom' && !literal.negated && isSame(locationOf(literal), location));
  if (known) return rule;
  return { ...rule, body: [{ kind: 'atom', relation, args: [location], negated: false, tick: null, span }, ...rule.body] };
}

function isSame(arg: Argument | null, location: Expression): boolean {
  if (arg?.kind === 'variable') return location.kind === 'variable' && arg.id === location.id;
  return arg?.kind === 'constant' && location.kind === 'constant' && arg.value === location.value;
}

/** A relation of locations that the program does not know of. */
export function locationsRelation(name: string, span: Relation['span']): Relation {
  return { ...unseen(name, span), columns: [{ name: 'at', type: 'symbol', role: 'addr' }], input: { parameters: new Map(), span } };
}

/** A relation without columns that the compiler adds. */
export function unseen(name: string, span: Relation['span']): Relation {
  return {
    name,
    columns: [],
    location: null,
    channel: false,
    reliable: false,
    spec: false,
    ephemeral: false,
    derived: false,
    input: null,
    outputs: [],
    printSize: false,
    limitSize: null,
    span,
  };
}
