import { error, type Diagnostic } from '../datalog/diagnostic.ts';
import type { Io, Program, Relation } from '../datalog/program.ts';
import { formatOf, periodOf, plainFormat, type FileFormat } from '../runtime/node/format.ts';

/** Where rows of a relation come from. File names are relative to the fact directory. */
export type Input =
  | { readonly kind: 'file'; readonly relation: Relation; readonly filename: string; readonly format: FileFormat }
  | { readonly kind: 'stdin'; readonly relation: Relation; readonly format: FileFormat }
  | { readonly kind: 'timer'; readonly relation: Relation; readonly period: number }
  | { readonly kind: 'fleet'; readonly relation: Relation };

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
  | { readonly kind: 'stdout'; readonly relation: Relation; readonly format: FileFormat }
  | { readonly kind: 'ndjson'; readonly relation: Relation };

/** What a program reads and writes, and what parameters that are each right cannot mean together. */
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
  if (relations.every((each) => each.outputs.length === 0 && !each.printSize)) {
    for (const relation of relations) if (relation.derived) outputs.push(defaultOutput(relation));
  }
  return { inputs, outputs, errors };
}

/** A text is what is wrong. */
function keep<T>(list: T[], settled: T | string, io: Io, errors: Diagnostic[]): void {
  if (typeof settled === 'string') errors.push(error('bad-parameter', io.span, settled));
  else list.push(settled);
}

function inputOf(relation: Relation, { parameters }: Io): Input | string {
  const source = parameters.get('io')?.toLowerCase() ?? 'file';
  const formatted = formatOf(parameters);
  if (!formatted.ok) return formatted.problem;
  const { format } = formatted;
  switch (source) {
    case 'file':
      return { kind: 'file', relation, filename: fileOf(relation, parameters, format, 'facts'), format };
    case 'stdin':
      if (format.kind === 'json') return 'rows on standard input are lines: format=ndjson, not json';
      return { kind: 'stdin', relation, format };
    case 'timer': {
      const period = periodOf(parameters.get('period') ?? '');
      return period === null ? 'a period is between 1ms and 24 days' : { kind: 'timer', relation, period };
    }
    case 'fleet':
      return { kind: 'fleet', relation };
    default:
      throw new Error(`IO=${source} was not refused`);
  }
}

function outputOf(relation: Relation, { parameters }: Io): OutputTarget | string {
  const target = parameters.get('io')?.toLowerCase() ?? (parameters.has('filename') ? 'file' : 'default');
  const formatted = formatOf(parameters);
  if (!formatted.ok) return formatted.problem;
  const { format } = formatted;
  switch (target) {
    case 'default':
    case 'file':
      return { kind: target, relation, filename: fileOf(relation, parameters, format, 'csv'), format };
    case 'stdout':
      if (format.kind === 'json' || format.kind === 'ndjson') {
        return `IO=stdout prints lines of columns, as Soufflé does: format=${format.kind} goes with a file, or IO=ndjson`;
      }
      return { kind: 'stdout', relation, format };
    case 'ndjson':
      return { kind: 'ndjson', relation };
    default:
      throw new Error(`IO=${target} was not refused`);
  }
}

function defaultOutput(relation: Relation): OutputTarget {
  return { kind: 'default', relation, filename: `${relation.name}.csv`, format: plainFormat };
}

function fileOf(relation: Relation, parameters: Io['parameters'], { kind }: FileFormat, delimited: 'facts' | 'csv'): string {
  const extension = kind === 'json' || kind === 'ndjson' ? kind : delimited;
  return parameters.get('filename') ?? `${relation.name}.${extension}`;
}
