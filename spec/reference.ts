import type { AtomLiteral, Fact, Program, Rule, Value } from '../datalog/program.ts';
import { atomsOf } from '../datalog/program.ts';
import { compareValues } from './reference-functors.ts';
import { derive, keyOf, type Row } from './reference-rules.ts';

export { EvaluationError } from './reference-functors.ts';
export type { Row } from './reference-rules.ts';

/** What holds at a tick. */
export interface TickState {
  readonly tick: number;
  /** The rows of every relation, over all locations, sorted. */
  readonly relations: ReadonlyMap<string, readonly Row[]>;
}

/** A program and everything that reaches it from outside. */
export interface Scenario {
  readonly program: Program;
  /** Further rows of relations that hold at every tick, like facts. */
  readonly inputs?: ReadonlyMap<string, readonly Row[]>;
  /** Rows that hold at the tick they arrive at. */
  readonly arrivals?: readonly { readonly tick: number; readonly relation: string; readonly row: Row }[];
  /** Nodes beside those that facts name, each with its roles. */
  readonly nodes?: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ticks: number;
}

/** Where a row is: a node, or null for the one place of all specification relations. */
type Place = Value | null;

/** Rows by place and relation. */
class World {
  readonly #rows = new Map<string, Row>();
  readonly #tables = new Map<string, Map<string, Row>>();

  /** Whether the row is new. */
  add(place: Place, relation: string, row: Row): boolean {
    const table = JSON.stringify([place, relation]);
    const id = `${table} ${keyOf(row)}`;
    if (this.#rows.has(id)) return false;
    this.#rows.set(id, row);
    for (const name of [table, relation]) {
      this.#tables.set(name, (this.#tables.get(name) ?? new Map<string, Row>()).set(keyOf(row), row));
    }
    return true;
  }

  at(place: Place, relation: string): Row[] {
    return [...(this.#tables.get(JSON.stringify([place, relation])) ?? new Map<string, Row>()).values()];
  }

  everywhere(relation: string): Row[] {
    return [...(this.#tables.get(relation) ?? new Map<string, Row>()).values()];
  }

  equals(other: World): boolean {
    return this.#rows.size === other.#rows.size && [...this.#rows.keys()].every((id) => other.#rows.has(id));
  }
}

/**
 * Runs a program in lockstep, every rule at every tick: one state for each tick from 1 until nothing
 * more can change or `ticks` is reached. The oracle of the compiled engine.
 */
export function evaluate(scenario: Scenario): TickState[] {
  const run = new Run(scenario);
  const states: TickState[] = [];
  let [inbox, carried] = [run.arriving(1), new World()];
  for (let tick = 1; tick <= scenario.ticks; tick++) {
    const world = run.tick(inbox, carried, states);
    states.push(run.state(tick, world));
    const nextInbox = run.arriving(tick + 1);
    const nextCarried = new World();
    run.apply('async', world, states, nextInbox);
    run.apply('next', world, states, nextCarried);
    if (run.lastTick <= tick && nextInbox.equals(inbox) && nextCarried.equals(carried)) break;
    [inbox, carried] = [nextInbox, nextCarried];
  }
  return states;
}

type Stated = Pick<Fact, 'relation' | 'row' | 'tick'>;

class Run {
  readonly #program: Program;
  readonly #stated: readonly Stated[];
  readonly #nodes: ReadonlyMap<Value, ReadonlySet<string>>;
  readonly #strata: readonly (readonly Rule[])[];
  /** The last tick that something stated or arriving is for. */
  readonly lastTick: number;

  constructor({ program, inputs = new Map(), arrivals = [], nodes = new Map() }: Scenario) {
    const facts: Stated[] = [...program.facts];
    for (const [relation, rows] of inputs) for (const row of rows) facts.push({ relation, row, tick: null });
    this.#program = program;
    this.#stated = [...facts, ...arrivals];
    this.#nodes = program.located ? nodesOf(program, facts, nodes) : new Map([['', new Set()]]);
    this.#strata = strataOf(program);
    this.lastTick = Math.max(0, ...this.#stated.map((each) => each.tick ?? 0));
  }

  /** What is stated for exactly this tick. */
  arriving(tick: number | null): World {
    const world = new World();
    for (const each of this.#stated) if (each.tick === tick) this.#place(each.relation, each.row, world);
    return world;
  }

  /** Everything that holds at a tick: what holds at its beginning, and what the deductive rules derive, by strata. */
  tick(inbox: World, carried: World, past: readonly TickState[]): World {
    const world = this.arriving(null);
    for (const [name] of this.#program.relations) {
      for (const place of [null, ...this.#nodes.keys()]) {
        for (const from of [inbox, carried]) for (const row of from.at(place, name)) world.add(place, name, row);
      }
    }
    for (const rules of this.#strata) {
      let grew = true;
      while (grew) grew = rules.map((rule) => this.#applyRule(rule, world, past, world)).includes(true);
    }
    return world;
  }

  /** What the rules of a time derive from a world, put into another. */
  apply(time: Rule['time'], world: World, past: readonly TickState[], into: World): void {
    for (const rule of this.#program.rules) if (rule.time === time) this.#applyRule(rule, world, past, into);
  }

  state(tick: number, world: World): TickState {
    const names = [...this.#program.relations.keys()];
    return { tick, relations: new Map(names.map((name) => [name, world.everywhere(name).sort(compareRows)])) };
  }

  /** Whether something is new. A specification rule sees every place, any other one sees its node. */
  #applyRule(rule: Rule, world: World, past: readonly TickState[], into: World): boolean {
    let grew = false;
    for (const place of rule.spec ? [null] : this.#nodes.keys()) {
      const rows = ({ relation, tick }: AtomLiteral): readonly Row[] => {
        if (tick !== null && tick !== past.length + 1) return past[tick - 1]?.relations.get(relation) ?? [];
        return place === null ? world.everywhere(relation) : world.at(place, relation);
      };
      for (const row of derive(rule, rows)) {
        if (place === null || (rule.time === 'async' && this.#relation(rule.head).location !== null)) {
          grew = this.#place(rule.head, row, into) || grew;
        } else if (this.#hosts(place, rule.head)) {
          grew = into.add(place, rule.head, row) || grew;
        }
      }
    }
    return grew;
  }

  /** Puts a row where it belongs: at its location if that exists, or, without one, at every node. */
  #place(name: string, row: Row, into: World): boolean {
    const { location, spec } = this.#relation(name);
    const places = spec ? [null] : location === null ? [...this.#nodes.keys()] : row.slice(location, location + 1);
    const hosts = places.filter((place) => place === null || this.#hosts(place, name));
    return hosts.map((place) => into.add(place, name, row)).includes(true);
  }

  #hosts(node: Value, name: string): boolean {
    const { location, columns } = this.#relation(name);
    const role = location === null ? null : columns[location]?.role;
    return role === null || role === undefined || (this.#nodes.get(node)?.has(role) ?? false);
  }

  #relation(name: string) {
    const relation = this.#program.relations.get(name);
    if (!relation) throw new Error(`no relation ${name}`);
    return relation;
  }
}

/** The nodes of a located program: what its facts have in columns of locations, with the roles of those columns. */
function nodesOf(program: Program, facts: readonly Stated[], extra: NonNullable<Scenario['nodes']>) {
  const nodes = new Map<Value, Set<string>>();
  const join = (node: Value, role: string): void => {
    const roles = nodes.get(node) ?? new Set();
    for (const each of [role, ...(program.roles.get(role) ?? []), 'addr']) roles.add(each);
    nodes.set(node, roles);
  };
  for (const { relation, row } of facts) {
    for (const [column, { role }] of (program.relations.get(relation)?.columns ?? []).entries()) {
      const node = row[column];
      if (role !== null && node !== undefined) join(node, role);
    }
  }
  for (const [node, roles] of extra) for (const role of ['addr', ...roles]) join(node, role);
  return nodes;
}

/** The deductive rules by the stratum of their head, lowest first: numbers are raised until every rule is content. */
function strataOf(program: Program): Rule[][] {
  const rules = program.rules.filter((rule) => rule.time === 'now');
  const strata = new Map([...program.relations.keys()].map((name) => [name, 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { head, terms, body } of rules) {
      for (const { atom, aggregated } of atomsOf(body)) {
        const complete = atom.negated || aggregated || terms.some((term) => term.kind === 'fold');
        const least = (strata.get(atom.relation) ?? 0) + (complete ? 1 : 0);
        if (least <= (strata.get(head) ?? 0)) continue;
        if (least > strata.size) throw new Error(`${head} depends on its own negation`);
        strata.set(head, least);
        changed = true;
      }
    }
  }
  return [...strata.values(), 0].map((_, stratum) => rules.filter(({ head }) => strata.get(head) === stratum));
}

/** Order of rows of one relation, column by column. */
export function compareRows(a: Row, b: Row): number {
  for (const [column, value] of a.entries()) {
    const order = compareValues(value, b[column] ?? value);
    if (order !== 0) return order;
  }
  return 0;
}
