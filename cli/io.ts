import { error, type Diagnostic } from '../datalog/diagnostic.ts';
import type { Io, Program, Relation } from '../datalog/program.ts';
import { formatOf, periodOf, plainFormat, type FileFormat } from '../runtime/node/format.ts';

/** Where rows of a relation come from. File names are relative to the fact directory. */
export type Input =
  | { readonly kind: 'file'; readonly relation: Relation; readonly filename: string; readonly format: FileFormat }
  | { readonly kind: 'stdin'; readonly relation: Relation; readonly format: FileFormat }
  | { readonly kind: 'timer'; readonly relation: Relation; readonly period: number };

/** A file, or (`default`) what the command line says. File names are relative to the output directory. */
export interface FileOutput {
  readonly kind: 'default' | 'file';
  readonly relation: Relation;
  readonly filename: string;
  readonly format: FileFormat;
}

/** Where rows of a relation go. */
export type OutputTarget =
  | FileOutput
  | { readonly kind: 'stdout'; readonly relation: Relation; readonly headers: boolean }
  | { readonly kind: 'ndjson'; readonly relation: Relation };

/** What a program reads and writes, and what its directives say that cannot be done. */
export interface IoPlan {
  readonly inputs: readonly Input[];
  readonly outputs: readonly OutputTarget[];
  readonly errors: readonly Diagnostic[];
}

/** Settles the directives of a program. Without any `.output` and `.printsize`, every derived relation is an output. */
export function planIo(program: Program): IoPlan {
  const errors: Diagnostic[] = [];
  const inputs: Input[] = [];
  const outputs: OutputTarget[] = [];
  const relations = [...program.relations.values()];
  for (const relation of relations) {
    if (relation.input) keep(inputs, inputOf(relation, relation.input), relation.input, errors);
    for (const io of relation.outputs) keep(outputs, outputOf(relation, io), io, errors);
  }
  for (const second of inputs.filter((each) => each.kind === 'stdin').slice(1)) {
    const { relation } = second;
    errors.push(error('io', relation.input?.span ?? relation.span, 'only one relation can be read from standard input'));
  }
  if (relations.every((each) => each.outputs.length === 0 && !each.printSize)) {
    for (const relation of relations) if (relation.derived) outputs.push(defaultOutput(relation));
  }
  return { inputs, outputs, errors };
}

/** A text is what is wrong. */
function keep<T>(list: T[], settled: T | string, io: Io, errors: Diagnostic[]): void {
  if (typeof settled === 'string') errors.push(error('io', io.span, settled));
  else list.push(settled);
}

function inputOf(relation: Relation, { parameters }: Io): Input | string {
  const source = parameters.get('io')?.toLowerCase() ?? 'file';
  const formatted = formatOf(parameters);
  switch (source) {
    case 'file': {
      if (!formatted.ok) return formatted.problem;
      const unknown = unknownParameter(parameters, ['filename', ...formatParameters], '.input from a file');
      const filename = parameters.get('filename') ?? `${relation.name}.${extension(formatted.format, 'facts')}`;
      return unknown ?? { kind: 'file', relation, filename, format: formatted.format };
    }
    case 'stdin': {
      if (!formatted.ok) return formatted.problem;
      if (formatted.format.kind === 'json') return 'rows on standard input are lines: format=ndjson, not json';
      return unknownParameter(parameters, formatParameters, '.input from stdin') ?? { kind: 'stdin', relation, format: formatted.format };
    }
    case 'timer':
      return unknownParameter(parameters, ['period'], '.input from a timer') ?? timerOf(relation, parameters.get('period'));
    default:
      return `unknown source IO=${source}; there are file, stdin and timer`;
  }
}

function timerOf(relation: Relation, text: string | undefined): Input | string {
  if (text === undefined) return 'a timer needs a period, such as period="100ms"';
  const period = periodOf(text);
  if (period === null) return `${JSON.stringify(text)} is not a period; write 100ms, 2s or 5m`;
  const type = relation.columns[0]?.type;
  if (relation.columns.length === 1 && type !== 'symbol' && type !== 'bool') return { kind: 'timer', relation, period };
  return `a timer gives one number, the time in milliseconds, so ${relation.name} needs one number column`;
}

function outputOf(relation: Relation, { parameters }: Io): OutputTarget | string {
  const target = parameters.get('io')?.toLowerCase() ?? (parameters.has('filename') ? 'file' : 'default');
  const formatted = formatOf(parameters);
  switch (target) {
    case 'default':
    case 'file': {
      if (!formatted.ok) return formatted.problem;
      const filename = parameters.get('filename') ?? `${relation.name}.${extension(formatted.format, 'csv')}`;
      const unknown = unknownParameter(parameters, ['filename', ...formatParameters], '.output');
      return unknown ?? { kind: target, relation, filename, format: formatted.format };
    }
    case 'stdout':
      return { kind: 'stdout', relation, headers: parameters.get('headers') === 'true' };
    case 'ndjson':
      return { kind: 'ndjson', relation };
    default:
      return `unknown target IO=${target}; there are file, stdout and ndjson`;
  }
}

function defaultOutput(relation: Relation): OutputTarget {
  return { kind: 'default', relation, filename: `${relation.name}.csv`, format: plainFormat };
}

function extension(format: FileFormat, delimited: string): string {
  return format.kind === 'json' || format.kind === 'ndjson' ? format.kind : delimited;
}

const formatParameters = ['delimiter', 'headers', 'format', 'rfc4180'];

function unknownParameter(parameters: ReadonlyMap<string, string>, known: readonly string[], what: string): string | null {
  const unknown = [...parameters.keys()].filter((name) => name !== 'io' && !known.includes(name));
  return unknown.length === 0 ? null : `${what} has no parameter ${unknown.join(', ')}; there are ${known.join(', ')}`;
}
