import { atomsOf, type Argument, type AtomLiteral, type Expression, type Fact, type Literal, type Program, type Relation, type Rule } from '../datalog/program.ts';
import { lineOf } from '../datalog/source.ts';
import { atKnownLocation, locationsRelation, unseen } from './here.ts';

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
  if (program.located && span) relations.set(nodesRelation, locationsRelation(nodesRelation, span));
  return withHistory({ ...program, relations, facts, rules });
}

/** The facts of a local relation hold at every location: which rows those are in `everywhere`. */
export function spreadFacts(program: Program, locations: readonly string[]): Fact[] {
  if (!program.located) return [];
  return program.facts
    .filter(({ relation }) => isLocal(program.relations.get(relation)))
    .flatMap((fact) => locations.map((location) => ({ ...fact, row: [location, ...fact.row] })));
}

/** The local relations of a located program that have facts for one tick, which `spreadFacts` puts in when it comes. */
export function timedLocals({ relations, facts }: Program): string[] {
  return facts.filter((fact) => fact.tick !== null && isLocal(relations.get(fact.relation))).map((fact) => fact.relation);
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

function overAll(rule: Rule, spread: ReadonlySet<string>, program: Program): Rule {
  if (!program.located) return rule;
  const locate = new Locating(program, spread);
  if (rule.spec) return { ...rule, body: rule.body.map((literal) => locate.anywhere(literal)) };
  const { span } = rule;
  const own: Expression = { kind: 'variable', id: rule.variables.length, type: 'symbol', span };
  const location = rule.location ?? own;
  const body = rule.body.map((literal) => locate.at(literal, location));
  return atKnownLocation(
    {
      ...rule,
      location,
      variables: location === own ? [...rule.variables, { name: 'at', type: 'symbol' }] : rule.variables,
      terms: spread.has(rule.head) ? [location, ...rule.terms] : rule.terms,
      body,
    },
    (atom) => locate.locationOf(atom),
    nodesRelation,
  );
}

/** Puts locations into the atoms of rules. */
class Locating {
  readonly #program: Program;
  readonly #spread: ReadonlySet<string>;

  constructor(program: Program, spread: ReadonlySet<string>) {
    this.#program = program;
    this.#spread = spread;
  }

  /** The location argument of an atom that has been located. */
  locationOf({ relation, args }: AtomLiteral): Argument | null {
    if (this.#spread.has(relation)) return args[0] ?? null;
    const column = this.#program.relations.get(relation)?.location ?? null;
    return column === null ? null : (args[column] ?? null);
  }

  /** A literal of a specification rule: its local atoms are about any location. */
  anywhere(literal: Literal): Literal {
    return mapAtoms(literal, (atom) => (this.#spread.has(atom.relation) ? { ...atom, args: [{ kind: 'wildcard', span: atom.span }, ...atom.args] } : atom));
  }

  /** A literal of a rule that is at one location: all of its atoms are about that one. */
  at(literal: Literal, location: Expression): Literal {
    switch (literal.kind) {
      case 'atom':
        return this.#atom(literal, location);
      case 'aggregate': {
        const body = this.#nested(literal.body, location);
        const isLocation = (arg: Argument): boolean => location.kind === 'variable' && arg.kind === 'variable' && arg.id === location.id;
        const named = [...atomsOf(body)].some(({ atom }) => atom.args.some(isLocation));
        const added = location.kind === 'variable' && named && !literal.outer.includes(location.id);
        return { ...literal, body, outer: added ? [...literal.outer, location.id] : literal.outer };
      }
      case 'disjunction':
        return { ...literal, alternatives: literal.alternatives.map((each) => this.#nested(each, location)) };
      default:
        return literal;
    }
  }

  /** A conjunction within an aggregate or a disjunction, where a variable of its own may name the location. */
  #nested(body: readonly Literal[], location: Expression): Literal[] {
    return body.flatMap((literal): Literal[] => {
      const placed = this.at(literal, location);
      if (literal.kind !== 'atom' || placed.kind !== 'atom' || this.#spread.has(literal.relation)) return [placed];
      const named = this.locationOf(literal);
      if (named === null || named.kind === 'wildcard') return [placed];
      return [placed, { kind: 'comparison', operator: '=', left: named, right: location, span: literal.span }];
    });
  }

  #atom(atom: AtomLiteral, location: Expression): AtomLiteral {
    if (this.#spread.has(atom.relation)) return { ...atom, args: [location, ...atom.args] };
    if (this.locationOf(atom)?.kind !== 'wildcard') return atom;
    const column = this.#program.relations.get(atom.relation)?.location;
    return { ...atom, args: atom.args.map((arg, i) => (i === column ? location : arg)) };
  }
}

/** A literal with its atoms replaced, those of aggregates and disjunctions too. */
function mapAtoms(literal: Literal, replace: (atom: AtomLiteral) => AtomLiteral): Literal {
  switch (literal.kind) {
    case 'atom':
      return replace(literal);
    case 'aggregate':
      return { ...literal, body: literal.body.map((each) => mapAtoms(each, replace)) };
    case 'disjunction':
      return { ...literal, alternatives: literal.alternatives.map((each) => each.map((inner) => mapAtoms(inner, replace))) };
    default:
      return literal;
  }
}

/**
 * A message with an aggregate is folded at each location of its own: where its head does not say which,
 * the fold goes into a relation that does, and the message is sent from there.
 */
function foldedApart(rule: Rule, located: boolean, relations: Map<string, Relation>): Rule[] {
  const folds = rule.terms.some((term) => term.kind === 'fold');
  if (!located || rule.spec || rule.time !== 'async' || !folds || rule.location === null) return [rule];
  const { span, location } = rule;
  const name = `+${lineOf(rule.span)} /fold`;
  const types = [location, ...rule.terms].map((term) => term.type);
  const columns = types.map((type, i) => ({ name: `c${i}`, type, role: null }));
  relations.set(name, { ...unseen(name, span), columns });
  const row = types.map((type, id): Expression => ({ kind: 'variable', id, type, span }));
  const read: AtomLiteral = { kind: 'atom', relation: name, args: row, negated: false, tick: null, span };
  const variables = types.map((type, i) => ({ name: `c${i}`, type }));
  return [
    { ...rule, head: name, time: 'now', terms: [location, ...rule.terms] },
    { ...rule, terms: row.slice(1), body: [read], variables, location: row[0] ?? null },
  ];
}

/** Replaces `p(x)@5` by a relation `p@5` that takes p's rows at tick 5 and keeps them. */
function withHistory(program: Program): Program {
  const asked = new Map<string, { atom: AtomLiteral; tick: number }>();
  const rules = program.rules.map((rule) => ({ ...rule, body: rule.body.map((literal) => atPresent(literal, asked)) }));
  const relations = new Map(program.relations);
  const facts = [...program.facts];
  for (const [name, { atom, tick }] of [...asked].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const past = program.relations.get(atom.relation);
    if (!past) continue;
    const clock = `+tick ${tick}`;
    const { span } = past;
    relations.set(name, { ...unseen(name, span), columns: past.columns, spec: true });
    if (!relations.has(clock)) facts.push({ relation: clock, row: [], tick, span });
    relations.set(clock, { ...unseen(clock, span), spec: true });
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
  return mapAtoms(literal, (atom) => {
    if (atom.tick === null) return atom;
    const name = `+${atom.relation}@${atom.tick}`;
    asked.set(name, { atom, tick: atom.tick });
    return { ...atom, relation: name, tick: null };
  });
}
