import { atomsOf, type AtomLiteral, type Expression, type Fact, type Literal, type Program, type Relation, type Rule } from '../datalog/program.ts';

/** The relation of all locations, which the one who runs the program fills. */
export const nodesRelation = '+node';

/**
 * A located program as one program over all its locations, where a location is only a column: what a
 * specification rule, which looks at several locations, is evaluated in. A local relation gets its
 * location as a first column. `p(x)@5` in a body becomes a relation that keeps what p held at tick 5.
 */
export function everywhere(program: Program): Program {
  const local = new Set([...program.relations.values()].filter((each) => each.location === null && !each.spec).map((each) => each.name));
  const spread = program.located ? local : new Set<string>();
  const relations = new Map([...program.relations].map(([name, relation]) => [name, spread.has(name) ? withLocation(relation) : relation] as const));
  const facts = program.facts.filter((fact) => !spread.has(fact.relation));
  const rules = program.rules.map((rule) => overAll(rule, spread));
  const span = program.rules[0]?.span ?? [...program.relations.values()][0]?.span;
  if (program.located && span) relations.set(nodesRelation, { ...blank(nodesRelation, span), columns: [{ name: 'at', type: 'symbol', role: 'addr' }], input: { parameters: new Map(), span } });
  return withHistory({ ...program, relations, facts, rules });
}

/** The facts of a local relation hold at every location: which rows those are in `everywhere`. */
export function spreadFacts(program: Program, locations: readonly string[]): Fact[] {
  if (!program.located) return [];
  return program.facts
    .filter(({ relation }) => isLocal(program.relations.get(relation)))
    .flatMap((fact) => locations.map((location) => ({ ...fact, row: [location, ...fact.row] })));
}

/** Whether `everywhere` gives a relation of a located program a location column. */
export function isLocal(relation: Relation | undefined): boolean {
  return relation !== undefined && relation.location === null && !relation.spec;
}

function withLocation(relation: Relation): Relation {
  return { ...relation, location: 0, columns: [{ name: 'at', type: 'symbol', role: 'addr' }, ...relation.columns] };
}

function blank(name: string, span: Relation['span']): Relation {
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

function overAll(rule: Rule, spread: ReadonlySet<string>): Rule {
  if (spread.size === 0) return rule;
  if (rule.spec) return { ...rule, body: rule.body.map((literal) => located(literal, spread, null)) };
  const own: Expression = { kind: 'variable', id: rule.variables.length, type: 'symbol', span: rule.span };
  const location = rule.location ?? own;
  const body = rule.body.map((literal) => located(literal, spread, location));
  const bound = [...atomsOf(rule.body)].some(({ atom, aggregated }) => !atom.negated && !aggregated);
  const node: AtomLiteral = { kind: 'atom', relation: nodesRelation, args: [location], negated: false, tick: null, span: rule.span };
  return {
    ...rule,
    location,
    variables: rule.location === null ? [...rule.variables, { name: 'at', type: 'symbol' }] : rule.variables,
    terms: spread.has(rule.head) ? [location, ...rule.terms] : rule.terms,
    body: bound ? body : [node, ...body],
  };
}

/** A literal with a location as first argument of its local atoms; null is any location. */
function located(literal: Literal, spread: ReadonlySet<string>, location: Expression | null): Literal {
  switch (literal.kind) {
    case 'atom':
      if (!spread.has(literal.relation)) return literal;
      return { ...literal, args: [location ?? { kind: 'wildcard', span: literal.span }, ...literal.args] };
    case 'aggregate': {
      const body = literal.body.map((each) => located(each, spread, location));
      const added = location?.kind === 'variable' && !literal.outer.includes(location.id) && [...atomsOf(literal.body)].some(({ atom }) => spread.has(atom.relation));
      return { ...literal, body, outer: added ? [...literal.outer, location.id] : literal.outer };
    }
    case 'disjunction':
      return { ...literal, alternatives: literal.alternatives.map((each) => each.map((inner) => located(inner, spread, location))) };
    default:
      return literal;
  }
}

/** Replaces `p(x)@5` by a relation `p@5` that takes p's rows at tick 5 and keeps them. */
function withHistory(program: Program): Program {
  const asked = new Map<string, { atom: AtomLiteral; tick: number }>();
  const rules = program.rules.map((rule) => ({ ...rule, body: rule.body.map((literal) => atPresent(literal, asked)) }));
  const relations = new Map(program.relations);
  const facts = [...program.facts];
  for (const [name, { atom, tick }] of asked) {
    const past = program.relations.get(atom.relation);
    if (!past) continue;
    const clock = `+tick ${tick}`;
    const { span } = atom;
    relations.set(name, { ...blank(name, span), columns: past.columns, spec: true });
    if (!relations.has(clock)) facts.push({ relation: clock, row: [], tick, span });
    relations.set(clock, { ...blank(clock, span), spec: true });
    const variables = past.columns.map((column) => ({ name: column.name, type: column.type }));
    const row = past.columns.map((column, id): Expression => ({ kind: 'variable', id, type: column.type, span }));
    const read = (relation: string, args: readonly Expression[]): AtomLiteral => ({ kind: 'atom', relation, args, negated: false, tick: null, span });
    const common = { head: name, terms: row, variables, location: null, spec: true, span };
    rules.push({ ...common, id: rules.length, time: 'now', body: [read(atom.relation, row), read(clock, [])] });
    rules.push({ ...common, id: rules.length, time: 'next', body: [read(name, row)] });
  }
  return { ...program, relations, facts, rules };
}

function atPresent(literal: Literal, asked: Map<string, { atom: AtomLiteral; tick: number }>): Literal {
  switch (literal.kind) {
    case 'atom': {
      if (literal.tick === null) return literal;
      const name = `+${literal.relation}@${literal.tick}`;
      asked.set(name, { atom: literal, tick: literal.tick });
      return { ...literal, relation: name, tick: null };
    }
    case 'aggregate':
      return { ...literal, body: literal.body.map((each) => atPresent(each, asked)) };
    case 'disjunction':
      return { ...literal, alternatives: literal.alternatives.map((each) => each.map((inner) => atPresent(inner, asked))) };
    default:
      return literal;
  }
}
