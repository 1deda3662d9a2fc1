import { components } from '../datalog/algorithms.ts';
import { edge, Graph, type Edge, type Operator } from '../dataflow/graph.ts';
import type { Operation } from '../dataflow/operator.ts';
import { relationsOver } from '../dataflow/operators/aggregate.ts';
import type { Span } from '../datalog/source.ts';
import type { CoreFold, CoreLiteral, CoreProgram, CoreRelation, CoreRule, Step } from './core.ts';
import { isLasting, plannedRule, type Drive, type PlannedRule, type Surroundings } from './drives.ts';
import { derivedOnce } from './injective.ts';
import { withIntersections } from './intersect.ts';
import { isRecursive, passedOn } from './passing.ts';

/**
 * The operator graph of a program: for each relation a union of its sources and rules, `distinct`, and
 * a `tee` to its readers; for each rule the pipelines that `plannedRule` gives it.
 */
export function build(program: CoreProgram): Graph {
  const building = new Building();
  const around = surroundings(program);
  const rules = program.rules.map((rule) => plannedRule(rule, around));
  const once = derivedOnce(program.relations, rules, around);
  for (const relation of program.relations.values()) addRelation(building, relation, once.has(relation.name));
  const passed = passedOn(program, around);
  for (const rule of rules) addRule(building, rule, around, passed);
  return building.graph();
}

class Building {
  readonly #operators = new Map<string, Operator>();
  readonly #edges: Edge[] = [];

  /** Adds an operator, once, after another one if there is one; its id. */
  add(id: string, operation: Operation, after: string | null = null, origin: Span | null = null): string {
    if (!this.#operators.has(id)) this.#operators.set(id, { id, operation, origin });
    if (after !== null) this.connect(after, id);
    return id;
  }

  connect(from: string, to: string, port = 'in'): void {
    this.#edges.push(edge(from, to, port));
  }

  graph(): Graph {
    return Graph.of(this.#operators.values(), this.#edges);
  }
}

/** A relation's own operators: where rows come in, where they are kept, and where they are lost. */
function addRelation(building: Building, { name, fed, delivered, watched, lifetime, leaving }: CoreRelation, once: boolean): void {
  building.add(`${name}/union`, { kind: 'union', relation: name });
  building.add(`${name}/distinct`, { kind: 'distinct', relation: name, once }, `${name}/union`);
  building.add(`${name}/tee`, { kind: 'tee', relation: name }, `${name}/distinct`);
  if (fed) building.connect(building.add(`${name}/source`, { kind: 'source', relation: name }), `${name}/union`);
  if (delivered) building.connect(building.add(`${name}/receive`, { kind: 'receive', relation: name }), `${name}/union`);
  if (watched) building.add(`${name}/sink`, { kind: 'sink', relation: name }, `${name}/tee`);
  if (lifetime !== 'changing') return;
  building.add(`${name}/retractions`, { kind: 'union', relation: name });
  building.add(`${name}/retract`, { kind: 'retract', relation: name }, `${name}/retractions`);
  building.add(`${name}/losses`, { kind: 'tee', relation: name }, `${name}/retract`);
  building.connect(`${name}/losses`, `${name}/distinct`, 'after');
  if (leaving) building.connect(building.add(`${name}/leave`, { kind: 'leave', relation: name }), `${name}/retractions`);
}

function surroundings(program: CoreProgram): Surroundings {
  const readers = new Map<string, Set<string>>();
  for (const { head, time, body } of program.rules) {
    if (time !== 'now') continue;
    for (const relation of readsOf(body)) readers.set(relation, (readers.get(relation) ?? new Set()).add(head));
  }
  const found = components(program.relations.keys(), (name: string) => readers.get(name) ?? []);
  const componentOf = new Map(found.flatMap((members, index) => members.map((name) => [name, index] as const)));
  const relations = [...program.relations.values()];
  return {
    lifetimes: new Map(relations.map(({ name, lifetime }) => [name, lifetime])),
    located: new Set(relations.flatMap(({ name, location }) => (location === null ? [] : [name]))),
    leaving: new Set(relations.flatMap(({ name, leaving }) => (leaving ? [name] : []))),
    isRecursive: (relation, rule) => componentOf.get(relation) === componentOf.get(rule.head),
  };
}

function readsOf(body: readonly CoreLiteral[]): string[] {
  return body.flatMap((literal) => (literal.kind === 'atom' ? [literal.relation] : literal.kind === 'correlated' ? literal.pipelines.flatMap((each) => readsOf(each.body)) : []));
}

function addRule(building: Building, { rule, pipelines }: PlannedRule, around: Surroundings, passed: ReadonlyMap<string, number>): void {
  const isFixed = rule.time === 'now' && around.lifetimes.get(rule.head) === 'fixed';
  const loses = pipelines.some(({ drive }) => drive.effect === 'unfold');
  const target = addTarget(building, rule, isFixed ? 'fixed' : !isLasting(rule, around) ? 'tick' : loses ? 'changing' : 'growing');
  const column = isRecursive(rule, around) ? passed.get(rule.head) : undefined;
  const closes = column === undefined ? null : { relation: rule.head, column };
  for (const { drive, steps, isWay } of pipelines) {
    const name = `${rule.id}${drive.suffix}`;
    let last: string | null = null;
    (drive.effect === 'derive' ? withIntersections(steps) : steps).forEach((step, index) => {
      // Its relation has the rows still when what is derived of them here is forgotten.
      const whole = drive.anew && !isFixed && step.kind === 'scan' && around.lifetimes.get(step.relation) !== 'tick';
      const passing = { closes, apart: isWay || (step.kind === 'scan' && passed.has(step.relation)), choice: isWay ? rule.id : null };
      const isWithin = drive.effect === 'retract' && 'relation' in step && around.isRecursive(step.relation, rule);
      last = addStep(building, `${name} /${index}`, driven(step, drive, whole, passing), last, rule.span, isWithin);
    });
    const project = building.add(`${name} /row`, { kind: 'map', form: 'project', row: rule.row }, last, rule.span);
    building.connect(project, drive.effect === 'derive' ? target : drive.effect === 'retract' ? `${rule.head}/retractions` : `${rule.fold?.id} /less`);
  }
}

/** A step as a pipeline with this drive takes it. */
function driven(step: Step, { by, effect }: Drive, whole: boolean, passing: Pick<Operation<'scan'>, 'closes' | 'apart' | 'choice'>): Step {
  if (step.kind === 'scan' && by !== 'rows') return { kind: 'loss', relation: step.relation, bind: step.bind, settled: by !== 'losses', once: by === 'any loss' };
  if (step.kind === 'scan') return { ...step, whole, ...passing };
  return step.kind === 'join' && effect === 'retract' ? { ...step, past: true } : step;
}

/**
 * Adds a step and what it reads. `within`: rows that were derived with others of their own component
 * are retracted whatever else happens to it, so that what it gains is not waited for.
 */
function addStep(building: Building, id: string, operation: Step, last: string | null, origin: Span, within: boolean): string {
  switch (operation.kind) {
    case 'scan':
      return building.add(id, operation, `${operation.relation}/tee`, origin);
    case 'loss':
      building.add(id, operation, `${operation.relation}/losses`, origin);
      if (operation.settled) building.connect(id.endsWith(' /again /0') ? `${operation.relation}/losses` : `${operation.relation}/tee`, id, 'after');
      return id;
    case 'join':
      building.add(id, operation, last, origin);
      if (!within) building.connect(`${operation.relation}/tee`, id, 'lookup');
      return id;
    case 'intersect':
      building.add(id, operation, last, origin);
      building.connect(`${operation.relation}/tee`, id, 'lookup');
      building.connect(`${operation.within.relation}/tee`, id, 'within');
      return id;
    case 'antijoin':
      building.add(id, operation, last, origin);
      building.connect(`${operation.relation}/tee`, id, 'neg');
      return id;
    case 'aggregate':
      building.add(id, operation, last, origin);
      for (const relation of relationsOver(operation)) building.connect(`${relation}/tee`, id, 'over');
      return id;
    default:
      return building.add(id, operation, last, origin);
  }
}

/** Where a rule's rows go: into the union of its head, to the next tick, or away; by its fold if it has one. */
function addTarget(building: Building, rule: CoreRule, lifetime: Operation<'fold'>['lifetime']): string {
  const { head, time, fold, span } = rule;
  const exit = fold?.id ?? rule.id;
  const end = time === 'now' ? `${head}/union` : building.add(`${exit} /${time}`, { kind: time === 'async' ? 'send' : time, relation: head }, null, span);
  if (fold === null) return end;
  const { id, group, folds, order } = fold;
  building.add(`${id} /rows`, { kind: 'union', relation: head });
  building.add(`${id} /fold`, { kind: 'fold', lifetime, group, folds, order }, null, span);
  building.connect(`${id} /fold`, end);
  if (lifetime === 'growing' || lifetime === 'changing') addUnfold(building, rule, fold, lifetime);
  else building.connect(`${id} /rows`, `${id} /fold`);
  return `${id} /rows`;
}

/** How the rows that groups had leave the head, where groups live on. */
function addUnfold(building: Building, { head, span }: CoreRule, { id, group, order }: CoreFold, lifetime: 'growing' | 'changing'): void {
  building.add(`${id} /all`, { kind: 'tee', relation: head }, `${id} /rows`);
  building.connect(`${id} /all`, `${id} /fold`);
  building.add(`${id} /unfold`, { kind: 'unfold', fold: `${id} /fold`, group, order }, null, span);
  building.connect(`${id} /all`, `${id} /unfold`, 'with');
  if (lifetime === 'changing') building.connect(building.add(`${id} /less`, { kind: 'union', relation: head }), `${id} /unfold`);
  building.connect(`${id} /unfold`, `${head}/retractions`);
}
