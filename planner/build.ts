import { components } from '../datalog/algorithms.ts';
import { edge, Graph, type Edge, type Operator } from '../dataflow/graph.ts';
import type { Operation } from '../dataflow/operator.ts';
import { relationsOver } from '../dataflow/operators/aggregate.ts';
import type { Span } from '../datalog/source.ts';
import type { CoreLiteral, CoreProgram, CoreRule, Lifetime, Step } from './core.ts';
import { drivesOf, type Drive } from './drives.ts';
import { pipeline } from './pipeline.ts';

/**
 * The operator graph of a program: for each relation a union of its sources and rules, `distinct`, and
 * a `tee` to its readers; for each rule the pipelines that `drivesOf` gives it.
 */
export function build(program: CoreProgram): Graph {
  const building = new Building();
  for (const relation of program.relations.values()) {
    const { name, fed, delivered, watched } = relation;
    building.add(`${name}/union`, { kind: 'union', relation: name });
    building.add(`${name}/distinct`, { kind: 'distinct', relation: name }, `${name}/union`);
    building.add(`${name}/tee`, { kind: 'tee', relation: name }, `${name}/distinct`);
    if (fed) building.connect(building.add(`${name}/source`, { kind: 'source', relation: name }), `${name}/union`);
    if (delivered) building.connect(building.add(`${name}/receive`, { kind: 'receive', relation: name }), `${name}/union`);
    if (watched) building.add(`${name}/sink`, { kind: 'sink', relation: name }, `${name}/tee`);
  }
  const recursive = recursiveAtoms(program);
  const lifetimes = new Map([...program.relations].map(([name, relation]) => [name, relation.lifetime]));
  for (const rule of program.rules) addRule(building, rule, drivesOf(rule, recursive(rule), lifetimes), lifetimes);
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

/** For a rule, the positive atoms of its body that depend on its head within a tick. */
function recursiveAtoms(program: CoreProgram): (rule: CoreRule) => number[] {
  const readers = new Map<string, Set<string>>();
  for (const { head, time, body } of program.rules) {
    if (time !== 'now') continue;
    for (const relation of readsOf(body)) readers.set(relation, (readers.get(relation) ?? new Set()).add(head));
  }
  const found = components(program.relations.keys(), (name: string) => readers.get(name) ?? []);
  const componentOf = new Map(found.flatMap((members, index) => members.map((name) => [name, index] as const)));
  return (rule) =>
    rule.time !== 'now'
      ? []
      : rule.body.flatMap((literal, index) =>
          literal.kind === 'atom' && !literal.negated && componentOf.get(literal.relation) === componentOf.get(rule.head) ? [index] : [],
        );
}

function readsOf(body: readonly CoreLiteral[]): string[] {
  return body.flatMap((literal) => (literal.kind === 'atom' ? [literal.relation] : literal.kind === 'correlated' ? literal.pipelines.flatMap((each) => readsOf(each.body)) : []));
}

function addRule(building: Building, rule: CoreRule, drives: readonly Drive[], lifetimes: ReadonlyMap<string, Lifetime>): void {
  const isFixed = rule.time === 'now' && lifetimes.get(rule.head) === 'fixed';
  const target = addTarget(building, rule, isFixed);
  for (const { start, anew, shared } of drives) {
    const name = drives.length === 1 ? rule.id : `${rule.id} /delta ${(start ?? 0) + 1}`;
    const takenBy = (atom: number): string | null => (shared.includes(atom) ? `${rule.id} /delta ${atom + 1} /0` : null);
    let last: string | null = null;
    pipeline(rule, start, takenBy).forEach((step, index) => {
      // Its relation has the rows still when what is derived of them here is forgotten.
      const whole = step.kind === 'scan' && anew && !isFixed && lifetimes.get(step.relation) !== 'tick';
      last = addStep(building, `${name} /${index}`, whole ? { ...step, whole } : step, last, rule.span);
    });
    const project = building.add(`${name} /row`, { kind: 'map', form: 'project', row: rule.row }, last, rule.span);
    building.connect(project, target);
  }
}

function addStep(building: Building, id: string, operation: Step, last: string | null, origin: Span): string {
  switch (operation.kind) {
    case 'scan':
      return building.add(id, operation, `${operation.relation}/tee`, origin);
    case 'join':
      building.add(id, operation, last, origin);
      building.connect(`${operation.relation}/tee`, id, 'lookup');
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
function addTarget(building: Building, rule: CoreRule, fixed: boolean): string {
  const { head, time, fold, span } = rule;
  const exit = fold?.id ?? rule.id;
  const end =
    time === 'now'
      ? `${head}/union`
      : building.add(`${exit} /${time}`, { kind: time === 'next' ? 'next' : 'send', relation: head }, null, span);
  if (fold === null) return end;
  const { id, group, folds, order } = fold;
  building.add(`${id} /rows`, { kind: 'union', relation: head });
  building.add(`${id} /fold`, { kind: 'fold', fixed, group, folds, order }, `${id} /rows`, span);
  building.connect(`${id} /fold`, end);
  return `${id} /rows`;
}
