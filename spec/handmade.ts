import { edge, Graph, type Edge, type Operator } from '../dataflow/graph.ts';
import type { Operation, OperatorKind } from '../dataflow/operator.ts';
import type { Expression } from '../datalog/program.ts';
import type { Span } from '../datalog/source.ts';

/** Operators by id, as a kind where its details do not matter. */
export type Parts = Readonly<Record<string, OperatorKind | Operation>>;

/** A graph made by hand; edges are written `from -> to` or `from -> to.port`. */
export function graphOf(parts: Parts, edges: readonly string[]): Graph {
  return Graph.of(operatorsOf(parts), edges.map(edgeOf));
}

export function operatorsOf(parts: Parts): Operator[] {
  return Object.entries(parts).map(([id, part]) => ({
    id,
    operation: typeof part === 'string' ? plain(part) : part,
    origin: null,
  }));
}

export function edgeOf(text: string): Edge {
  const [from = '', target = ''] = text.split(' -> ');
  const [to = '', port = 'in'] = target.split('.');
  return edge(from, to, port);
}

export function edgeText({ from, to, port }: Edge): string {
  return `${from} -> ${to}${port === 'in' ? '' : `.${port}`}`;
}

const relation = 'r';

/** An operation of a kind, over a relation `r` of no columns. */
export function plain(kind: OperatorKind): Operation {
  switch (kind) {
    case 'scan':
      return { kind, relation, bind: [], whole: false, closes: null, apart: false, choice: null };
    case 'join':
      return { kind, relation, key: [], bind: [], exists: false, takenBy: null, past: false };
    case 'intersect': {
      const variable = { id: 0, name: 'x', type: 'number' } as const;
      return { kind, relation, key: [], column: 0, variable, takenBy: null, within: { relation, key: [], column: 0, value: symbol('a') } };
    }
    case 'antijoin':
      return { kind, relation, key: [] };
    case 'distinct':
      return { kind, relation, once: false };
    case 'filter':
      return { kind, condition: { kind: 'truth', value: true } };
    case 'map':
      return { kind, form: 'project', row: [] };
    case 'flatMap':
      return { kind, variable: { id: 0, name: 'x', type: 'number' }, args: [] };
    case 'aggregate':
      return { kind, fold: { function: 'count', type: 'number' }, result: { id: 0, name: 'x', type: 'number' }, pipelines: [] };
    case 'loss':
      return { kind, relation, bind: [], settled: false, once: false };
    case 'fold':
      return { kind, lifetime: 'tick', group: [], folds: [{ function: 'count', type: 'number' }], order: [0] };
    case 'unfold':
      return { kind, fold: '', group: [], order: [0] };
    default:
      return { kind, relation };
  }
}

/** A span that covers exactly a text. */
export function spanOf(text: string): Span {
  return { source: { file: 'hand.dl', text, dialect: 'dl' }, start: 0, end: text.length };
}

export function variable(name: string): Expression {
  return { kind: 'variable', id: 0, type: 'symbol', span: spanOf(name) };
}

export function symbol(value: string): Expression {
  return { kind: 'constant', value, type: 'symbol', span: spanOf(JSON.stringify(value)) };
}
