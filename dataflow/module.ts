import { lineOf, type Span } from '../datalog/source.ts';
import { abiVersion, type FactShape, type Module, type RelationShape, type RuleShape } from '../runtime/abi.ts';
import { Flows } from './flows.ts';
import { block, Code, commas, js, lines, unmarked, type Region } from './js.ts';
import { Meters } from './meters.ts';
import type { Partition } from './partition.ts';
import { Storage } from './storage-names.ts';
import { emitSubgraph } from './subgraph.ts';

/** A rule as the planner knows it, for messages at run time. */
export interface RuleOrigin {
  readonly span: Span;
  /** `file:line:column`, the file by the name that it has at run time. */
  readonly place: string;
  /** Index of its head's relation. */
  readonly relation: number;
  readonly recursive: boolean;
}

export interface ModuleParts {
  readonly partition: Partition;
  readonly relations: readonly RelationShape[];
  readonly facts: readonly FactShape[];
  readonly rules: readonly RuleOrigin[];
  /** Whether the code counts rows and takes time; the partition then holds rules apart. */
  readonly profiled: boolean;
}

/** A compiled program as the text of one JavaScript expression: an object of the ABI's `Module`. */
export interface ModuleCode {
  readonly text: string;
  /** What of the text comes from which rule, by its index. */
  readonly regions: readonly Region[];
}

/** Compiles what is partitioned. */
export function emitModule(parts: ModuleParts): ModuleCode {
  const { partition, relations, facts } = parts;
  const rules = parts.rules.map((rule) => ({ ...rule, text: lineOf(rule.span) }));
  const flows = new Flows(partition);
  const storage = new Storage(partition, flows, relations, rules);
  const meters = parts.profiled ? new Meters() : null;
  const functions = partition.subgraphs.map((_, index) => emitSubgraph(partition, index, flows, storage, meters));
  const shapes = {
    abiVersion,
    relations,
    lookups: storage.lookupShapes,
    scans: storage.scanShapes,
    losses: storage.lossShapes,
    sources: storage.sourceShapes,
    folds: storage.foldShapes,
    closings: storage.closingShapes,
    choices: storage.choiceShapes,
    exits: storage.exitShapes,
    rules: rules.map(({ text, place, relation, recursive }): RuleShape => ({ text, place, relation, recursive })),
    subgraphs: functions.map((each) => each.shape),
    stages: stagesOf(partition),
    facts,
    ...(meters ? { profile: meters.shape } : {}),
  } satisfies Omit<Module, 'link'>;
  const link = lines([
    meters ? js`const counts = meter.counts;` : Code.empty,
    storage.constants(),
    ...functions.map((each) => each.code),
    js`return [${commas(functions.map((each) => each.name))}];`,
  ]);
  const linkage = js`{ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate${meters ? js`, meter` : Code.empty} }`;
  return unmarked(block(js``, lines([...fieldsOf(shapes), js`${block(js`link: (${linkage}) =>`, link)},`])));
}

function stagesOf(partition: Partition): Module['stages'] {
  const indexOf = new Map(partition.subgraphs.map((each, index) => [each.id, index]));
  return partition.stages.map(({ subgraphs, recursive, stratum }) => ({
    subgraphs: subgraphs.map((id) => indexOf.get(id) ?? -1),
    recursive,
    stratum,
  }));
}

/** The fields of an object of data as code, each on a line of its own; their names are the compiler's. */
export function fieldsOf(record: object): Code[] {
  return Object.entries(record).map(([name, value]) => js`${Code.trusted(name)}: ${json(value)},`);
}

/** Data as code: an element a line where there are several, so that a reader and a diff can follow. */
function json(value: unknown): Code {
  if (!Array.isArray(value)) return data(value);
  if (value.length === 0) return js`[]`;
  return Code.trusted(`[\n${value.map((each) => `  ${data(each).text},`).join('\n')}\n]`);
}

function data(value: unknown): Code {
  if (Array.isArray(value)) return js`[${commas(value.map(data))}]`;
  if (typeof value === 'object' && value !== null) {
    return js`{ ${commas(Object.entries(value).map(([name, field]) => js`${name}: ${data(field)}`))} }`;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return js`${value}`;
  throw new Error(`not data: ${typeof value}`);
}
