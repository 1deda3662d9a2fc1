import { atomsOf, type Argument, type AtomLiteral, type Expression, type Fact, type Literal, type Program, type Relation, type Rule } from '../datalog/program.ts';

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
  const relations = new Map([...program.relations].map(([name, relation]) => [name, spread.has(name) ? withLocation(relation, program) : relation] as const));
  const facts = program.facts.filter((fact) => !spread.has(fact.relation));
  const rules = program.rules.flatMap((rule) => foldedApart(overAll(rule, spread, program), program.located, relations));
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

function withLocation(relation: Relation, { facts }: Program): Relation {
  // Its facts hold at locations that only the run knows, which puts them in.
  const given = facts.some((fact) => fact.relation === relation.name) ? { parameters: new Map(), span: relation.span } : null;
  return {
    ...relation,
    location: 0,
    columns: [{ name: 'at', type: 'symbol', role: 'addr' }, ...relation.columns],
    input: relation.input ?? given,
  };
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

function overAll(rule: Rule, spread: ReadonlySet<string>, program: Program): Rule {
  if (!program.located) return rule;
  if (rule.spec) return { ...rule, body: rule.body.map((literal) => located(literal, spread, null)) };
  const { span } = rule;
  const own: Expression = { kind: 'variable', id: rule.variables.length, type: 'symbol', span };
  const location = rule.location ?? locationWithin(rule, program) ?? own;
  const body = rule.body.map((literal) => located(literal, spread, location));
  // Where no atom surely binds the location, every location is tried.
  const node: AtomLiteral = { kind: 'atom', relation: nodesRelation, args: [location], negated: false, tick: null, span };
  return {
    ...rule,
    location,
    variables: location === own ? [...rule.variables, { name: 'at', type: 'symbol' }] : rule.variables,
    terms: spread.has(rule.head) ? [location, ...rule.terms] : rule.terms,
    body: rule.location === null ? [node, ...body] : body,
  };
}

/** The location that atoms under a disjunction or an aggregate name. */
function locationWithin(rule: Rule, program: Program): Expression | null {
  for (const { atom } of atomsOf(rule.body)) {
    const column = program.relations.get(atom.relation)?.location ?? null;
    const arg = column === null ? undefined : atom.args[column];
    if (arg && arg.kind !== 'wildcard') return arg;
  }
  return null;
}

/**
 * A message with an aggregate is folded at each location of its own: where its head does not say which,
 * the fold goes into a relation that does, and the message is sent from there.
 */
function foldedApart(rule: Rule, located: boolean, relations: Map<string, Relation>): Rule[] {
  const folds = rule.terms.some((term) => term.kind === 'fold');
  if (!located || rule.spec || rule.time !== 'async' || !folds || rule.location === null) return [rule];
  const { span, location } = rule;
  const name = `+${rule.head} ${rule.id}`;
  const types = [location, ...rule.terms].map((term) => term.type);
  const columns = types.map((type, i) => ({ name: `c${i}`, type, role: null }));
  relations.set(name, { ...blank(name, span), columns });
  const row = types.map((type, id): Expression => ({ kind: 'variable', id, type, span }));
  const read: AtomLiteral = { kind: 'atom', relation: name, args: row, negated: false, tick: null, span };
  const variables = types.map((type, i) => ({ name: `c${i}`, type }));
  return [
    { ...rule, head: name, time: 'now', terms: [location, ...rule.terms] },
    { ...rule, terms: row.slice(1), body: [read], variables, location: row[0] ?? null },
  ];
}

/** A literal with a location as first argument of its local atoms; null is any location. */
function located(literal: Literal, spread: ReadonlySet<string>, location: Expression | null): Literal {
  switch (literal.kind) {
    case 'atom':
      if (!spread.has(literal.relation)) return literal;
      return { ...literal, args: [location ?? { kind: 'wildcard', span: literal.span }, ...literal.args] };
    case 'aggregate': {
      const body = literal.body.map((each) => located(each, spread, location));
      const isOuter = (arg: Argument): boolean => location?.kind === 'variable' && arg.kind === 'variable' && arg.id === location.id;
      const names = [...atomsOf(body)].some(({ atom }) => atom.args.some(isOuter));
      const added = location?.kind === 'variable' && names && !literal.outer.includes(location.id);
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
