import type { Linkage, Module, PassShape, ProfileShape, StepShape } from './abi.ts';
import { ChangingRelation } from './changing-relation.ts';
import type { IndexProfile, PassProfile, ProfileReport, RelationProfile, RuleProfile, StepProfile } from './profile-report.ts';

/** Time spent on something, and how often there was something to do. */
export interface Account {
  milliseconds: number;
  rounds: number;
}

/** A module that is run with a profile, and what has been counted of it. */
export interface Metered {
  readonly module: Module;
  readonly shape: ProfileShape;
  readonly counts: Float64Array;
  /** By pass. */
  readonly passes: readonly Account[];
  /** By lookup; `rows` is how many it has taken in. */
  readonly lookups: readonly (Account & { readonly rows: number })[];
  /** The storage of each transducer of the module. */
  readonly linkages: readonly Linkage[];
}

/** Adds up what modules have counted: a rule, index or relation of several of them is one. */
export function profileReport(modules: readonly Metered[], between: number): ProfileReport {
  const passes = modules.flatMap(passesOf);
  const all = passes.filter((each) => !isInternal(each));
  const rules = [...groups(all, (each) => each.key).values()].map(ruleOf);
  const nameOf = ({ relation, columns }: IndexProfile): string => `${relation}(${columns.join()})`;
  const indexes = [...groups(modules.flatMap(indexesOf), nameOf).values()].map(sumOfIndexes);
  const relations = [...groups(modules.flatMap(relationsOf), (each) => each.relation).values()].map(sumOfRelations);
  const internal = sum(passes.filter(isInternal), (each) => each.milliseconds);
  return {
    milliseconds: sum([...rules, ...indexes], (each) => each.milliseconds) + between + internal,
    between: between + internal,
    rules: rules.sort((a, b) => b.milliseconds - a.milliseconds || b.matches + b.in - a.matches - a.in),
    // There are those of ways that have not been taken.
    indexes: indexes.filter((each) => each.updates > 0 || each.probes > 0).sort((a, b) => b.milliseconds - a.milliseconds || b.in - a.in),
    relations: relations.sort((a, b) => b.bytes - a.bytes),
  };
}

/** A pass of one module. */
interface Pass extends PassProfile {
  /** By what it belongs to: a rule's place, or a relation. */
  readonly key: string;
  readonly rule: string | null;
  readonly place: string | null;
  readonly isOfGroups: boolean;
}

/** What the compiler gives to a relation of its own. */
function isInternal({ rule, relation }: Pass): boolean {
  return rule === null && relation !== null && isAuxiliary(relation);
}

/** No name of a user's begins so. */
function isAuxiliary(relation: string): boolean {
  return relation.startsWith('+');
}

function passesOf({ module, shape, counts, passes }: Metered): Pass[] {
  return shape.passes.map((pass, index) => {
    const { rule: number, reads, effect, isOfGroups, isWay, counter } = pass;
    const rule = module.rules[number] ?? null;
    return {
      key: rule ? `${rule.place} ${rule.text}` : reads,
      rule: rule?.text ?? null,
      place: rule?.place ?? null,
      isOfGroups,
      reads,
      effect,
      isWay,
      relation: module.relations[pass.relation]?.name ?? null,
      ...passes[index]!,
      in: counts[counter]!,
      out: counts[counter + 1]!,
      effective: effect === 'fold' ? counts[counter + 1]! : counts[counter + 2]!,
      steps: stepsOf(pass, counts),
    };
  });
}

function stepsOf({ steps }: PassShape, counts: Float64Array): StepProfile[] {
  return steps.map(({ kind, label, counter }) => ({ kind, step: label, in: counts[counter]!, out: counts[counter + 1]! }));
}

function ruleOf(all: readonly Pass[]): RuleProfile {
  const { rule, place } = all[0]!;
  const passes = [...groups(all, samePass).values()].map(sumOfPasses);
  const ends = passes.filter(({ relation }) => relation !== null && !isAuxiliary(relation));
  const derived = ends.filter(({ effect }) => effect !== 'retract' && effect !== 'drop');
  const losing = ends.filter(({ effect }) => effect === 'retract' || effect === 'drop');
  const joins = passes.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'join'));
  return {
    rule,
    place,
    milliseconds: sum(passes, (each) => each.milliseconds),
    rounds: sum(passes, (each) => each.rounds),
    in: sum(all.filter((each) => !each.isOfGroups), (each) => each.in),
    matches: sum(joins, (each) => each.out),
    out: sum(derived, (each) => each.out),
    duplicates: sum(derived, (each) => each.out - each.effective),
    lost: sum(losing, (each) => each.effective),
    // A way that has not been taken is none.
    passes: passes.filter((each) => !each.isWay || each.rounds > 0).sort((a, b) => b.milliseconds - a.milliseconds),
  };
}

/** Passes of a rule that are the same in several modules, or do the same in one. */
function samePass({ reads, effect, relation, steps }: PassProfile): string {
  return JSON.stringify([reads, effect, relation, steps.map(({ step }) => step)]);
}

function sumOfPasses(all: readonly PassProfile[]): PassProfile {
  const { reads, effect, isWay, relation, steps } = all[0]!;
  return {
    reads,
    effect,
    isWay,
    relation,
    milliseconds: sum(all, (each) => each.milliseconds),
    rounds: sum(all, (each) => each.rounds),
    in: sum(all, (each) => each.in),
    out: sum(all, (each) => each.out),
    effective: sum(all, (each) => each.effective),
    steps: steps.map(({ kind, step }, at) => ({
      kind,
      step,
      in: sum(all, (each) => each.steps[at]!.in),
      out: sum(all, (each) => each.steps[at]!.out),
    })),
  };
}

function indexesOf({ module, shape, counts, lookups, linkages }: Metered): IndexProfile[] {
  const steps = shape.passes.flatMap((pass) => pass.steps);
  return module.lookups.map(({ relation, columns }, index) => {
    const { name, columns: all } = module.relations[relation]!;
    const held = linkages.map((linkage) => linkage.lookups[index]!);
    const users = steps.filter((each): each is StepShape => each.lookup === index);
    const { milliseconds, rounds, rows } = lookups[index]!;
    return {
      relation: name,
      columns: columns.map((column) => all[column]!.name),
      milliseconds,
      updates: rounds,
      in: rows,
      probes: sum(users, ({ counter }) => counts[counter]!),
      matches: sum(users.filter(({ kind }) => kind === 'join'), ({ counter }) => counts[counter + 1]!),
      keys: sum(held, (each) => each.countKeys()),
      rows: sum(held, (each) => each.rows),
      bytes: sum(held, (each) => each.bytes),
    };
  });
}

function sumOfIndexes(all: readonly IndexProfile[]): IndexProfile {
  const { relation, columns } = all[0]!;
  return {
    relation,
    columns,
    milliseconds: sum(all, (each) => each.milliseconds),
    updates: sum(all, (each) => each.updates),
    in: sum(all, (each) => each.in),
    probes: sum(all, (each) => each.probes),
    matches: sum(all, (each) => each.matches),
    keys: sum(all, (each) => each.keys),
    rows: sum(all, (each) => each.rows),
    bytes: sum(all, (each) => each.bytes),
  };
}

function relationsOf({ module, linkages }: Metered): RelationProfile[] {
  return module.relations.flatMap(({ name, columns, auxiliary }, index) => {
    if (auxiliary && columns.length === 0) return [];
    const held = linkages.map((linkage) => linkage.relations[index]!);
    return {
      relation: name,
      rows: sum(held, (each) => (each instanceof ChangingRelation ? each.living : each.size)),
      layouts: [...new Set(held.map((each) => each.layout))],
      bytes: sum(held, (each) => each.bytes),
    };
  });
}

function sumOfRelations(all: readonly RelationProfile[]): RelationProfile {
  return {
    relation: all[0]!.relation,
    rows: sum(all, (each) => each.rows),
    layouts: [...new Set(all.flatMap((each) => each.layouts))].sort(),
    bytes: sum(all, (each) => each.bytes),
  };
}

function groups<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value[]> {
  const found = new Map<string, Value[]>();
  for (const value of values) {
    const known = found.get(key(value));
    if (known) known.push(value);
    else found.set(key(value), [value]);
  }
  return found;
}

function sum<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((all, each) => all + of(each), 0);
}
