import type { Program } from '../datalog/program.ts';
import { placeName, type Span } from '../datalog/source.ts';
import { emitModule, type RuleOrigin } from '../dataflow/module.ts';
import { labelOf } from '../dataflow/operators.ts';
import { partition, type Partition } from '../dataflow/partition.ts';
import { simplify } from '../dataflow/simplify.ts';
import type { FactShape, RelationShape } from '../runtime/abi.ts';
import { build } from './build.ts';
import type { CoreProgram } from './core.ts';
import { lower } from './lower.ts';
import type { Projection } from './roles.ts';

/** A program planned for one kind of location. */
export interface Plan {
  readonly program: CoreProgram;
  readonly partition: Partition;
  /** The compiled module: the text of a JavaScript expression, an object of the ABI's `Module`. */
  readonly code: string;
  /** What of the code comes from a rule, in the order in which it begins; of two that overlap one is within the other. */
  readonly origins: readonly Origin[];
}

/** A piece of generated code and the rule it is from. */
export interface Origin {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

/** The name of a source file that the running program shows. */
export type ShownName = (file: string) => string;

/**
 * Plans a checked program: rules to operators, operators to trees, trees to functions. `profiled`: its code counts
 * what it does, each rule by itself.
 */
export function plan(projection: Projection, shown: ShownName, profiled: boolean): Plan {
  const { program } = projection;
  const core = lower(projection);
  const parts = partition(simplify(build(core)), profiled);
  const rules = ruleOrigins(program, core, shown);
  const { text, regions } = emitModule({ partition: parts, relations: relationShapes(core), facts: factShapes(core), rules, profiled });
  const origins = regions.flatMap(({ start, end, origin }) => {
    const span = rules[origin]?.span;
    return span ? [{ start, end, span }] : [];
  });
  return { program: core, partition: parts, code: text, origins };
}

function relationShapes(core: CoreProgram): RelationShape[] {
  return [...core.relations.values()].map(({ name, columns, location, limit, lifetime, auxiliary }) => ({
    name,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    location: location ?? -1,
    limit: limit ?? -1,
    lifetime,
    auxiliary,
  }));
}

function factShapes(core: CoreProgram): FactShape[] {
  const indexes = indexesOf(core);
  return core.facts.map(({ relation, row, tick }) => ({ relation: indexes.get(relation) ?? -1, row, tick: tick ?? 0 }));
}

function ruleOrigins(program: Program, core: CoreProgram, shown: ShownName): RuleOrigin[] {
  const indexes = indexesOf(core);
  return program.rules.map(({ span, head, body, time }) => ({
    span,
    place: placeName(span, shown(span.source.file)),
    relation: indexes.get(head) ?? -1,
    recursive: time === 'now' && body.some((literal) => literal.kind === 'atom' && literal.relation === head),
  }));
}

function indexesOf(core: CoreProgram): ReadonlyMap<string, number> {
  return new Map([...core.relations.keys()].map((name, index) => [name, index]));
}

/** The plan as text: each rule with its pipelines, then the trees, handoffs and stages. */
export function printPlan({ program, partition: parts }: Plan): string {
  const { graph, subgraphs, handoffs, stages } = parts;
  const rules = program.rules.map((rule) => `${rule.time === 'now' ? 'rule' : rule.time} ${rule.id}`);
  const trees = subgraphs.map(({ id, operators, sides, stratum }) => {
    const members = operators.map((each) => `    ${sides.get(each) ?? 'pull'}${each === id ? ' *' : ''} ${labelOf(graph.operator(each).operation)}`);
    return [`  subgraph ${subgraphs.findIndex((each) => each.id === id)} (stratum ${stratum})`, ...members].join('\n');
  });
  const index = new Map(subgraphs.map((each, i) => [each.id, i]));
  const crossings = handoffs.map(
    ({ edge, from, to, via, barrier }) =>
      `  ${index.get(from)} -> ${index.get(to)}  ${via}${barrier ? `, ${barrier} barrier` : ''}: ${labelOf(graph.operator(edge.from).operation)} -> ${labelOf(graph.operator(edge.to).operation)}`,
  );
  const order = stages.map((stage, i) => `  ${i + 1}. ${stage.subgraphs.map((id) => index.get(id)).join(', ')}${stage.recursive ? ' to a fixpoint' : ''}`);
  return ['rules', ...rules.map((each) => `  ${each}`), 'subgraphs', ...trees, 'handoffs', ...crossings, 'stages', ...order, ''].join('\n');
}
