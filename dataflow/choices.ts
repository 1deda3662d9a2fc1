import type { Expression } from '../datalog/program.ts';
import type { ChoiceShape, WayStepShape } from '../runtime/abi.ts';
import { boundColumns } from './emission.ts';
import type { Flows } from './flows.ts';
import type { Graph, Operator, OperatorId } from './graph.ts';
import type { Operation, VariableRef } from './operator.ts';
import type { Storage } from './storage-names.ts';

/** What a way through a rule finds at a step, and by what. */
interface Finding {
  readonly relation: string;
  /** The columns that are known, and the values they must have. */
  readonly key: readonly { readonly column: number; readonly value: Expression }[];
  /** The columns that it tells. */
  readonly told: readonly { readonly column: number; readonly variable: VariableRef }[];
  readonly exists: boolean;
  /** The columns by which an index finds it, where one does. */
  readonly index: readonly number[];
}

/** A way through a rule: the scan that it begins with, and the operators that it goes through, that one included. */
interface Way {
  readonly scan: number;
  readonly operations: readonly Operation[];
}

/** The choice that an operator begins a way of. */
export function choiceOf({ operation }: Operator): string | null {
  return operation.kind === 'scan' ? operation.choice : null;
}

/** The choices between ways that the leaves of a tree begin; all ways of a choice begin in one tree. */
export function choicesBetween(leaves: readonly Operator[], graph: Graph, flows: Flows, storage: Storage): ChoiceShape[] {
  return [...new Set(leaves.map(choiceOf))].flatMap((choice) => {
    if (choice === null) return [];
    const scans = leaves.filter((each) => choiceOf(each) === choice).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (graph.operators.count((each) => choiceOf(each) === choice) > scans.length) throw new Error(`internal error: ways of ${choice} are in several trees`);
    return [choiceShape(scans.map(({ id }) => ({ scan: storage.handoff(id)?.index ?? -1, operations: operationsFrom(id, graph, flows) })), storage)];
  });
}

/** A scan and what its rows go through until they are put together. */
function operationsFrom(id: OperatorId, graph: Graph, flows: Flows): Operation[] {
  const { operation } = graph.operator(id);
  const [next] = flows.into(id);
  const isEnd = next === undefined || (operation.kind === 'map' && operation.form === 'project');
  return isEnd ? [operation] : [operation, ...operationsFrom(next, graph, flows)];
}

/** What has to be known to tell which of several ways through a rule costs least. */
function choiceShape(ways: readonly Way[], storage: Storage): ChoiceShape {
  const joined = joinedColumns(ways.flatMap(({ operations }) => operations.flatMap((each) => findings(each, storage))));
  const domains = new Domains(storage);
  const stepOf = ({ relation, key, exists, index }: Finding): WayStepShape => ({
    relation: storage.indexOf(relation),
    lookup: index.length === 0 ? -1 : lookupOf(relation, index, storage),
    by: key.map(({ column, value }) => domains.of((value.kind === 'variable' ? joined.get(value.id) : undefined) ?? [{ relation, column }])),
    exists,
  });
  const stepsOf = ({ operations }: Way): WayStepShape[] =>
    operations.reduce<WayStepShape[]>((steps, operation) => {
      const narrowed = joined.get(equated(operation) ?? -1);
      const last = steps.at(-1);
      if (narrowed && last) return [...steps.slice(0, -1), { ...last, by: [...last.by, domains.of(narrowed)] }];
      return [...steps, ...findings(operation, storage).map(stepOf)];
    }, []);
  const shapes = ways.map((way) => ({ scan: way.scan, steps: stepsOf(way) }));
  return { columns: domains.columns, domains: domains.all, ways: shapes };
}

/** A column of a relation. */
interface Place {
  readonly relation: string;
  readonly column: number;
}

/** Sets of columns that have values in common, and all the columns of them, by number. */
class Domains {
  readonly all: (readonly number[])[] = [];
  readonly columns: { readonly relation: number; readonly column: number }[] = [];
  readonly #storage: Storage;
  readonly #known = new Map<string, number>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** The number of a set of columns. */
  of(places: readonly Place[]): number {
    const members = [...new Set(places.map((each) => this.#columnAt(each)))].sort((a, b) => a - b);
    return this.#numbered(`domain ${members.join()}`, () => this.all.push(members) - 1);
  }

  #columnAt({ relation: name, column }: Place): number {
    const relation = this.#storage.indexOf(name);
    return this.#numbered(`column ${relation} ${column}`, () => this.columns.push({ relation, column }) - 1);
  }

  #numbered(key: string, add: () => number): number {
    const number = this.#known.get(key) ?? add();
    this.#known.set(key, number);
    return number;
  }
}

function findings(operation: Operation, storage: Storage): Finding[] {
  const columnsOf = (key: Finding['key']): number[] => key.map(({ column }) => column);
  switch (operation.kind) {
    case 'scan':
      return [{ relation: operation.relation, key: [], told: boundColumns(operation.bind), exists: false, index: [] }];
    case 'join': {
      const { relation, key, bind, exists } = operation;
      return [{ relation, key, told: boundColumns(bind), exists, index: key.length < bind.length ? columnsOf(key) : [] }];
    }
    case 'intersect': {
      const { relation, key, column, variable, within } = operation;
      const asked = [...within.key, { column: within.column, value: within.value }];
      const isChanging = storage.isChanging(relation) || storage.isChanging(within.relation);
      return [
        { relation, key, told: [{ column, variable }], exists: false, index: columnsOf(key) },
        { relation: within.relation, key: asked, told: [], exists: true, index: isChanging ? [] : columnsOf(within.key) },
      ];
    }
    default:
      return [];
  }
}

/** By variable, the columns that have it. */
function joinedColumns(all: readonly Finding[]): ReadonlyMap<number, readonly Place[]> {
  const joined = new Map<number, Place[]>();
  const add = (id: number, place: Place): void => void joined.set(id, [...(joined.get(id) ?? []), place]);
  for (const { relation, key, told } of all) {
    for (const { column, variable } of told) add(variable.id, { relation, column });
    for (const { column, value } of key) if (value.kind === 'variable') add(value.id, { relation, column });
  }
  return joined;
}

/** The variable that a filter narrows to one value, if it does. */
function equated(operation: Operation): number | null {
  if (operation.kind !== 'filter' || operation.condition.kind !== 'comparison' || operation.condition.operator !== '=') return null;
  const { left, right } = operation.condition;
  return left.kind === 'variable' ? left.id : right.kind === 'variable' ? right.id : null;
}

/** The index of a relation on some columns. */
function lookupOf(relation: string, columns: readonly number[], storage: Storage): number {
  return (storage.isChanging(relation) ? storage.lookup(relation, columns) : storage.cluster(relation, columns, null)).index;
}
