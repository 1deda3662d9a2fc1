import type { Literal, Program, Relation, Rule } from '../datalog/program.ts';
import { printChecked } from '../datalog/print-program.ts';
import type { InputSchema, RelationSchema, Schema, SentSchema } from '../runtime/embedding/schema.ts';
import { Compilation } from './compile.ts';
import { fingerprint } from './fingerprint.ts';
import type { Plan, ShownName } from './plan.ts';

/** A program as it is embedded: how its host sees it, and what is made of it for each kind of location. */
export interface Embedding {
  readonly schema: Schema;
  /** By role; '' is a location without one, and the whole of a program without roles. */
  readonly plans: readonly { readonly role: string; readonly plan: () => Plan }[];
}

/**
 * What a host opens of a compiled program: all of it but the specification, with inputs open at any tick. `shown` is
 * how its files are named when it runs.
 */
export function embed(compilation: Compilation, file: string, shown: ShownName = (name) => name): Embedding {
  const program = deployable(compilation.program);
  const open = new Compilation(compilation.statements, program, { openInputs: true, resumable: true, shown });
  const roles = [...program.roles.keys()].sort();
  const plans = roles.map((role) => ({ role, plan: () => open.forRoles(new Set([role, ...(program.roles.get(role) ?? [])])) }));
  return { schema: schemaOf(program, shown(file)), plans: [{ role: '', plan: () => open.forRoles(new Set()) }, ...plans] };
}

/** A program without what only a verifier evaluates. */
export function deployable(program: Program): Program {
  const relations = new Map([...program.relations].filter(([, relation]) => !relation.spec));
  const rules = program.rules.filter((rule) => !rule.spec);
  const facts = program.facts.filter((fact) => relations.has(fact.relation));
  return { ...program, relations, rules, facts };
}

function schemaOf(program: Program, file: string): Schema {
  const relations = [...program.relations.values()];
  const shown = relations.filter((each) => each.outputs.length > 0);
  const isShown = relations.some((each) => each.outputs.length > 0 || each.printSize);
  return {
    file,
    hash: hashOf(program),
    inputs: relations.filter((each) => each.input !== null).map((each): InputSchema => ({ ...relationSchema(each), kept: program.rules.some((rule) => carries(rule, each)) })),
    outputs: (isShown ? shown : relations.filter((each) => each.derived)).map(relationSchema),
    sent: sentBy(program),
    functors: program.functors,
    located: program.located,
  };
}

/** Relations that nodes send each other rows of. */
export function sentBy({ rules, relations }: Program): readonly SentSchema[] {
  const heads = new Set(rules.filter((rule) => rule.time === 'async').map((rule) => rule.head));
  return [...relations.values()].flatMap((each) => (heads.has(each.name) && each.location !== null ? [{ ...relationSchema(each), location: each.location, reliable: each.reliable }] : []));
}

/** Differs for programs that differ in meaning; layout and comments do not count. */
export function hashOf(program: Program): string {
  const limits = [...program.relations.values()].map((each) => each.limitSize);
  return fingerprint(`${printChecked(program)}limits ${limits.join(' ')}`);
}

function relationSchema({ name, columns }: Relation): RelationSchema {
  return { name, columns: columns.map((column) => ({ name: column.name, type: column.type })) };
}

/** Whether a rule hands rows of a relation on to the next tick as they are, perhaps not all of them. */
function carries({ head, time, terms, body }: Rule, { name }: Relation): boolean {
  const isSame = (literal: Literal): boolean =>
    literal.kind === 'atom' &&
    literal.relation === name &&
    !literal.negated &&
    literal.args.every((arg, column) => {
      const term = terms[column];
      return arg.kind === 'variable' && term?.kind === 'variable' && arg.id === term.id;
    });
  return head === name && time === 'next' && body.some(isSame);
}
