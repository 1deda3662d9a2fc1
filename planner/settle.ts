import type { BaseType, Program, Relation, Rule } from '../datalog/program.ts';
import { unit, type CoreFact, type CoreProgram, type CoreRelation, type CoreRule } from './core.ts';
import { lifetimesOf, type Supply } from './lifetimes.ts';
import { maintained } from './maintain.ts';
import type { Persistence } from './persistence.ts';
import type { Projection } from './roles.ts';

/** Rules that were lowered, before it is known how long rows live. */
export interface Lowered {
  readonly rules: readonly CoreRule[];
  /** The relations that they need beside the program's. */
  readonly auxiliary: ReadonlyMap<string, Unsettled>;
}

/** A relation before it is known how long its rows live. */
export type Unsettled = Omit<CoreRelation, 'lifetime' | 'leaving'>;

/** A program with the lifetimes of its relations, and its rules as those let them be evaluated. */
export function settled(projection: Projection, { rules, auxiliary }: Lowered, persistence: Persistence): CoreProgram {
  const { program, arriving } = projection;
  const facts: CoreFact[] = program.facts.map(({ relation, row, tick }) => ({ relation, row, tick }));
  const relations = new Map([...declared(projection, persistence), ...auxiliary]);
  if (rules.some((rule) => rule.body.some((each) => each.kind === 'atom' && each.relation === unit))) {
    relations.set(unit, { ...auxiliaryRelation(unit, []), fed: true });
    facts.push({ relation: unit, row: [], tick: null });
  }
  const carried = headsOf(program, 'next', persistence);
  // Those of an input that is kept may be withdrawn.
  const storedOf = (name: string): Supply['stored'] => (persistence.of(name) === 'kept' && arriving.has(name) ? 'changing' : persistence.of(name));
  const supplies = (): Supply[] => [...relations.values()].map(({ name, delivered }) => ({ name, stored: storedOf(name), passing: delivered || carried.has(name) }));
  const add = (name: string, types: readonly BaseType[]): void => void relations.set(name, auxiliaryRelation(name, types));
  const typesOf = (name: string): BaseType[] => (relations.get(name)?.columns ?? []).map(({ type }) => type);
  const before = lifetimesOf(supplies(), rules);
  const isOneRules = (name: string): boolean => {
    const { fed, delivered, limit } = relations.get(name) ?? auxiliaryRelation(name, []);
    return before.get(name) === 'changing' && storedOf(name) === null && !fed && !delivered && limit === null && rules.filter(({ head }) => head === name).length === 1;
  };
  const kept = maintained(rules, { lifetimes: before, typesOf, isOneRules, add });
  const lifetimes = lifetimesOf(supplies(), kept);
  const withLifetime = (relation: Unsettled): CoreRelation => ({
    ...relation,
    lifetime: lifetimes.get(relation.name) ?? 'tick',
    leaving: storedOf(relation.name) === 'changing',
  });
  return { relations: new Map([...relations].map(([name, relation]) => [name, withLifetime(relation)])), rules: kept, facts };
}

/** The program's own relations, and how rows come into them. */
function declared({ program, remote, sent, arriving, resumable }: Projection, persistence: Persistence): [string, Unsettled][] {
  const derived = headsOf(program, 'now', persistence);
  const carried = headsOf(program, 'next', persistence);
  const always = new Set(program.facts.filter((fact) => fact.tick === null).map((fact) => fact.relation));
  const sometimes = new Set(program.facts.filter((fact) => fact.tick !== null).map((fact) => fact.relation));
  return [...program.relations.values()].map((relation: Relation) => {
    const { name, columns, location, input } = relation;
    const delivered = !remote.has(name) && (relation.channel || sent.has(name) || sometimes.has(name) || arriving.has(name));
    return [
      name,
      {
        name,
        columns,
        location,
        limit: relation.limitSize,
        fed: always.has(name) || input !== null || carried.has(name) || (resumable && persistence.of(name) !== null) || (!delivered && !derived.has(name)),
        delivered,
        watched: relation.outputs.length > 0 || relation.printSize,
        auxiliary: name.startsWith('+'),
      },
    ];
  });
}

/** The heads of the rules of one time that have to be executed. */
function headsOf({ rules }: Program, time: Rule['time'], persistence: Persistence): ReadonlySet<string> {
  return new Set(rules.filter((rule) => rule.time === time && !persistence.isCarrying(rule)).map((rule) => rule.head));
}

/** A relation of the compiler's. */
export function auxiliaryRelation(name: string, types: readonly BaseType[]): Unsettled {
  const columns = types.map((type, i) => ({ name: `c${i}`, type }));
  return { name, columns, location: null, limit: null, fed: false, delivered: false, watched: false, auxiliary: true };
}
