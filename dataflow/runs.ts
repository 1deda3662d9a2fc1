import { variablesIn, type Expression } from '../datalog/program.ts';
import { boundColumns, type ScanOrder } from './emission.ts';
import type { Flows } from './flows.ts';
import type { Graph, OperatorId } from './graph.ts';
import type { Condition, Key, Operation, VariableRef } from './operator.ts';

/** Columns of rows that can be inserted many at once that differ in the last. */
const widths = [2, 3];

/**
 * Where an operator binds a variable that nothing reads until it is the last column of what is inserted, all its values go
 * there together: what they are inserted into is then looked for once.
 */
export class Runs {
  readonly #graph: Graph;
  readonly #flows: Flows;
  /** Whether a relation can lose rows. */
  readonly #isChanging: (relation: string) => boolean;

  constructor(graph: Graph, flows: Flows, isChanging: (relation: string) => boolean) {
    this.#graph = graph;
    this.#flows = flows;
    this.#isChanging = isChanging;
  }

  /** The variable, of those that an operator binds, of which only all the values together are wanted. */
  from(id: OperatorId): VariableRef | null {
    const { operation } = this.#graph.operator(id);
    if (operation.kind !== 'scan' && operation.kind !== 'join') return null;
    const bound = boundColumns(operation.bind).map(({ variable }) => variable);
    const isFit = operation.kind === 'scan' ? bound.length > 1 : bound.length === 1 && operation.key.length > 0 && !operation.exists;
    if (!isFit || this.#isChanging(operation.relation)) return null;
    const last = this.#lastInserted(id);
    return bound.find((each) => each.id === last) ?? null;
  }

  /**
   * The order in which a scan had better take rows: where values are found that are in two relations, all of one of them may
   * be marked once for all rows that look the same up there; where words alone are looked up, those near each other have rows near each other.
   */
  order(id: OperatorId): ScanOrder | null {
    const { operation } = this.#graph.operator(id);
    const after = this.#after(id);
    if (operation.kind !== 'scan' || after === null || this.#isChanging(operation.relation)) return null;
    const next = this.#graph.operator(after).operation;
    if (next.kind === 'join' && operation.bind.length === 1 && next.key.length > 0) return { columns: [0], whole: false };
    if (next.kind !== 'intersect' || this.#isFollowed(id)) return null;
    const read = new Set(next.within.key.flatMap(({ value }) => [...variablesIn(value)]));
    const columns = boundColumns(operation.bind).flatMap(({ variable, column }) => (read.has(variable.id) ? [column] : []));
    return columns.length > 0 && columns.length === read.size ? { columns, whole: true } : null;
  }

  /** Whether somebody sees only those rows that a scan has taken, by number. */
  #isFollowed(scan: OperatorId): boolean {
    return this.#graph.operators.some(({ operation }) => 'takenBy' in operation && operation.takenBy === scan);
  }

  /** The variable that is the last column of what is inserted at the end of a pipeline, if nothing else reads it. */
  #lastInserted(from: OperatorId): number | null {
    const read = new Set<number>();
    let isJoined = this.#graph.operator(from).operation.kind === 'join';
    for (let id = this.#after(from); id !== null; id = this.#after(id)) {
      const { operation } = this.#graph.operator(id);
      if (operation.kind === 'map' && operation.form === 'project') {
        const last = operation.row.at(-1);
        if (last?.kind !== 'variable' || !widths.includes(operation.row.length) || !this.#isInserted(id)) return null;
        addAll(read, operation.row.slice(0, -1));
        return read.has(last.id) || !isJoined ? null : last.id;
      }
      isJoined ||= operation.kind === 'join';
      const expressions = readBy(operation);
      if (expressions === null) return null;
      addAll(read, expressions);
    }
    return null;
  }

  /** The one operator that all rows of an operator go to, and nowhere else. */
  #after(id: OperatorId): OperatorId | null {
    const into = this.#flows.into(id);
    return into.length === 1 && this.#flows.fills(id).length === 0 ? into[0]! : null;
  }

  /** Whether rows go into a relation that has what finds them, and nothing more is done with them. */
  #isInserted(from: OperatorId): boolean {
    for (let id = this.#after(from); id !== null; id = this.#after(id)) {
      const { operation } = this.#graph.operator(id);
      if (operation.kind === 'distinct') return !operation.once && !this.#isChanging(operation.relation) && this.isEnd(id);
      if (operation.kind !== 'union') return false;
    }
    return false;
  }

  /** Whether nothing is done with what an operator passes on. */
  isEnd(id: OperatorId): boolean {
    return this.#flows.fills(id).length === 0 && this.#flows.into(id).every((target) => this.isIdle(target));
  }

  /** Whether an operator and all it flows into emit nothing. */
  isIdle(id: OperatorId): boolean {
    const { kind } = this.#graph.operator(id).operation;
    return (kind === 'sink' || kind === 'tee') && this.#flows.into(id).every((target) => this.isIdle(target));
  }
}

/** The expressions that an operation reads; null where that is not known. */
function readBy(operation: Operation): readonly Expression[] | null {
  switch (operation.kind) {
    case 'join':
    case 'antijoin':
      return valuesOf(operation.key);
    case 'filter':
      return operandsOf(operation.condition);
    case 'map':
      return operation.form === 'extend' ? [operation.value] : operation.row;
    default:
      return null;
  }
}

function operandsOf(condition: Condition): readonly Expression[] {
  if (condition.kind === 'comparison') return [condition.left, condition.right];
  return condition.kind === 'test' ? condition.args : [];
}

function valuesOf(key: Key): Expression[] {
  return key.map(({ value }) => value);
}

function addAll(ids: Set<number>, expressions: readonly Expression[]): void {
  for (const each of expressions) for (const id of variablesIn(each)) ids.add(id);
}
