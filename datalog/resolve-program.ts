import type { IoDirective } from './ast.ts';
import type { Draft, DraftClause, DraftRelation } from './draft.ts';
import { ephemeralRelations } from './ephemeral.ts';
import { flattened } from './flatten.ts';
import { groupBy } from './group.ts';
import { factOf } from './facts.ts';
import type { Types } from './infer.ts';
import { ioOf, parameterOf } from './io.ts';
import { nowhere, type Placement } from './placement.ts';
import type { Fact, Io, Program, Relation, Rule } from './program.ts';
import { resolveRule } from './resolve.ts';
import type { Specification } from './specification.ts';

/** The facts and rules of a draft, those of faulty clauses left out. */
export interface Resolved {
  readonly facts: readonly Fact[];
  readonly rules: readonly Rule[];
}

export function resolveClauses(
  draft: Draft,
  types: Types,
  placements: ReadonlyMap<DraftClause, Placement>,
  specification: Specification,
): Resolved {
  const facts: Fact[] = [];
  const rules: Rule[] = [];
  for (const clause of draft.clauses) {
    if (draft.report.isFaulty(clause)) continue;
    const spec = specification.relations.has(clause.head.relation.text);
    const rule = resolveRule(
      clause,
      rules.length,
      { draft, types, spec, placement: placements.get(clause) ?? nowhere },
    );
    const fact = clause.body === null ? factOf(clause, rule, draft) : null;
    if (fact) facts.push(fact);
    else if (!draft.report.isFaulty(clause)) rules.push(flattened(rule));
  }
  return { facts, rules };
}

/** The checked program, from a draft without errors. */
export function resolveProgram(
  draft: Draft,
  types: Types,
  specification: Specification,
  { facts, rules }: Resolved,
): Program {
  const directives = directivesOf(draft);
  const defined = [...draft.relations.values()].filter((relation) => relation.defined);
  const lasting = defined.map(({ name, channel }) => {
    const input = directives.get(name)?.find((each) => each.directive === 'input');
    const source = input ? (ioOf(input) === 'file' ? 'file' : 'stream') : null;
    return { name, channel, source } as const;
  });
  const ephemeral = ephemeralRelations(lasting, facts, rules);
  const derived = new Set(rules.map((rule) => rule.head));
  const relations = defined.map((relation): Relation => {
    const { name } = relation;
    const columns = types.columns.typesOf(relation);
    const spec = specification.relations.has(name) || relation.builtIn;
    const known = { name, columns, spec, ephemeral: ephemeral.has(name), derived: derived.has(name) };
    return { ...known, ...traitsOf(relation), ...ioTraits(directives.get(name) ?? []) };
  });
  return {
    relations: new Map(relations.map((relation) => [relation.name, relation])),
    facts,
    rules,
    functors: [...draft.functors.values()].filter((each) => each !== null),
    located: draft.located,
    roles: draft.types.roles,
  };
}

function directivesOf({ inputs, outputs }: Draft): ReadonlyMap<string, readonly IoDirective[]> {
  return groupBy([...inputs, ...outputs], (directive) => directive.relation.text);
}

function traitsOf(
  { location, channel, declaration, span }: DraftRelation,
): Pick<Relation, 'location' | 'channel' | 'reliable' | 'span'> {
  return { location, channel, reliable: declaration?.reliable ?? false, span };
}

function ioTraits(directives: readonly IoDirective[]): Pick<Relation, 'input' | 'outputs' | 'printSize' | 'limitSize'> {
  const of = (kind: IoDirective['directive']): readonly IoDirective[] => directives.filter(
    (each) => each.directive === kind,
  );
  const [input] = of('input');
  const limits = of('limitsize').map((each) => Number(parameterOf(each, 'n')?.value));
  return {
    input: input ? ioTrait(input) : null,
    outputs: distinct(of('output').map(ioTrait)),
    printSize: of('printsize').length > 0,
    limitSize: limits.length > 0 ? Math.min(...limits) : null,
  };
}

function ioTrait(directive: IoDirective): Io {
  const parameters = new Map(directive.parameters.map(({ name, value }) => [name.text.toLowerCase(), value]));
  if (parameters.has('io')) parameters.set('io', ioOf(directive));
  return { parameters, span: directive.span };
}

/** An output asked for twice, by a qualifier and by a directive say, is one. */
function distinct(outputs: readonly Io[]): readonly Io[] {
  const keys = new Map(outputs.map((each) => [JSON.stringify([...each.parameters].sort()), each]));
  return [...keys.values()];
}
