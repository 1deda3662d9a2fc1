import fc from 'fast-check';
import type { Value } from '../datalog/program.ts';
import { rawRules, type RawRule, renderRule, type RuleTime } from './random-rule.ts';
import { choice, Chooser, constant, declare, kindsOf, paletteOf, tape } from './random-schema.ts';
import type { Kind, Role, Schema } from './random-schema.ts';
import { anchors } from './random-scope.ts';

/** A program's text, which the checker accepts, and how long to run it. */
export interface RandomProgram {
  readonly text: string;
  readonly ticks: number;
}

/** A program with what reaches it from outside: rows of `.input` relations, at every tick or at one. */
export interface RandomScenario extends RandomProgram {
  readonly inputs: ReadonlyMap<string, readonly (readonly Value[])[]>;
  readonly arrivals: readonly { readonly tick: number; readonly relation: string; readonly row: readonly Value[] }[];
}

interface Features {
  readonly temporal: boolean;
  readonly located: boolean;
  readonly roles: boolean;
  readonly inputs: boolean;
  readonly palette: readonly Kind[];
}

interface RawFact {
  readonly relation: number;
  readonly tick: number;
  readonly choices: readonly number[];
}

interface RawProgram {
  readonly palette: readonly number[];
  readonly stated: readonly (readonly number[])[];
  readonly derived: readonly (readonly number[])[];
  readonly facts: readonly RawFact[];
  readonly persisted: readonly number[];
  readonly rules: readonly RawRule[];
  readonly specifications: readonly RawRule[];
  readonly outside: readonly RawFact[];
  readonly ticks: number;
}

function rawPrograms(features: Omit<Features, 'palette'>): fc.Arbitrary<RawProgram> {
  const rawFact = fc.record({ relation: choice, tick: choice, choices: tape(6) });
  return fc.record({
    palette: tape(3),
    stated: fc.array(tape(6), { minLength: 1, maxLength: 3 }),
    derived: fc.array(tape(8), { minLength: 1, maxLength: 4 }),
    facts: fc.noBias(fc.array(rawFact, { maxLength: 18, size: 'max' })),
    persisted: fc.array(choice, { maxLength: features.temporal ? 2 : 0 }),
    rules: fc.noBias(rawRules(7)),
    specifications: features.temporal ? fc.oneof(fc.constant([]), fc.constant([]), rawRules(2)) : fc.constant([]),
    outside: fc.noBias(fc.array(rawFact, { maxLength: features.inputs ? 10 : 0, size: 'max' })),
    ticks: features.temporal ? fc.integer({ min: 1, max: 6 }) : fc.constant(2),
  });
}

function render(raw: RawProgram, given: Omit<Features, 'palette'>): RandomScenario {
  const features = { ...given, palette: paletteOf(new Chooser(raw.palette), given.located) };
  const stated = raw.stated.map((choices, index) => statedSchema(choices, `e${index}`, features));
  const derived = derivedSchemas(raw.derived, features);
  const persisted = persistence(raw.persisted, [...stated, ...derived]);
  const heads = [...derived, ...persisted.deletions];
  const relations = [...stated, ...anchorSchemas(features), ...heads];
  const factLines = raw.facts.flatMap((each) => fact(each, [...stated, ...stated, ...stated, ...heads], features));
  const rules = raw.rules.map((each) => {
    const head = new Chooser([each.head]).pick(heads);
    return renderRule(each, head, timeOf(each.time, head, features), relations);
  });
  const specification = specificationSchema(raw, features);
  // A rule of the specification treats a location as any other column; relations without one are not for it to read.
  const visible = relations.filter((each) => !features.located || each.role !== null);
  const placeless = [...visible, specification].map((each) => ({ ...each, role: null }));
  const specified = raw.specifications.map((each) => renderRule(each, specification, 'now', placeless));
  const lines = [
    ...(features.roles ? ['.type Leader <: addr', '.type Follower <: addr'] : []),
    ...relations.map(declare),
    ...(specified.length > 0 ? [declare(specification)] : []),
    ...persisted.names.map((name) => `.persist ${name}`),
    ...anchorFacts(features),
    ...factLines,
    ...rules,
    ...specified,
  ];
  return { text: `${lines.join('\n')}\n`, ticks: raw.ticks, ...outside(raw.outside, stated) };
}

function roleOf(choose: Chooser, { located, roles }: Features): Role | null {
  if (!located) return null;
  return choose.pick<Role | null>(roles ? ['addr', null, 'Leader', 'Follower', 'addr', 'addr'] : ['addr', 'addr', null]);
}

function columns(choose: Chooser, features: Features, role: Role | null): Kind[] {
  const kinds = kindsOf(choose, features.palette, role);
  return features.roles ? kinds : kinds.map((kind) => (kind === 'Leader' || kind === 'Follower' ? 'addr' : kind));
}

function statedSchema(choices: readonly number[], name: string, features: Features): Schema {
  const choose = new Chooser(choices);
  const role = roleOf(choose, features);
  const input = features.inputs && choose.next() % 4 < 3;
  return { name, kinds: columns(choose, features, role), level: 0, role, channel: false, input, spec: false };
}

function derivedSchemas(all: RawProgram['derived'], features: Features): Schema[] {
  let level = 1;
  return all.map((choices, index) => {
    const choose = new Chooser(choices);
    const role = roleOf(choose, features);
    if (choose.next() % 2 === 1) level++;
    const channel = role !== null && features.temporal && choose.next() % 4 === 3;
    return { name: `r${index}`, kinds: columns(choose, features, role), level, role, channel, input: false, spec: false };
  });
}

function specificationSchema({ palette }: RawProgram, features: Features): Schema {
  const kinds = columns(new Chooser(palette.toReversed()), features, null);
  return { name: 's0', kinds, level: 10, role: null, channel: false, input: false, spec: true };
}

/** In every located program: who is linked to whom, so that every role has nodes and every rule a place. */
function anchorSchemas({ located, roles }: Omit<Features, 'palette'>): Schema[] {
  const shared = { level: 0, channel: false, input: false, spec: false } as const;
  const schemas: Schema[] = [
    { name: anchors.addr, kinds: ['addr', 'addr'], role: 'addr', ...shared },
    { name: anchors.Leader, kinds: ['Leader', 'Follower'], role: 'Leader', ...shared },
    { name: anchors.Follower, kinds: ['Follower', 'Leader'], role: 'Follower', ...shared },
  ];
  return located ? schemas.slice(0, roles ? 3 : 1) : [];
}

function anchorFacts({ located, roles }: Features): string[] {
  const links = ['link("m", "n").', 'link("n", "o").', 'link("n", "m").'];
  return [...(located ? links : []), ...(roles ? ['leads("m", "n").', 'leads("n", "o").', 'follows("o", "m").'] : [])];
}

interface Persistence {
  readonly names: readonly string[];
  readonly deletions: readonly Schema[];
}

function persistence(choices: readonly number[], relations: readonly Schema[]): Persistence {
  const candidates = relations.filter((each) => !each.channel);
  const chosen = new Map<string, Schema | null>();
  for (const choice of choices) {
    const schema = candidates[choice % Math.max(1, candidates.length)];
    if (!schema) continue;
    const deletion: Schema = { ...schema, name: `del_${schema.name}`, level: 1, channel: false, input: false, spec: false };
    chosen.set(schema.name, choice >= 30 ? deletion : null);
  }
  return { names: [...chosen.keys()], deletions: [...chosen.values()].filter((each) => each !== null) };
}

function timeOf(choice: number, head: Schema, { temporal, located }: Features): RuleTime {
  if (head.channel) return 'async';
  const times: readonly RuleTime[] = ['now', 'now', 'next', 'async', 'now', 'next', 'async', 'now', 'next', 'async'];
  const time = temporal ? new Chooser([choice]).pick(times) : 'now';
  return time === 'async' && located && head.role === null ? 'next' : time;
}

function fact({ relation, tick, choices }: RawFact, relations: readonly Schema[], { temporal }: Features): string[] {
  const schema = new Chooser([relation]).pick(relations);
  const choose = new Chooser(choices);
  const timed = schema.channel || (temporal && tick % 3 === 2);
  const row = schema.kinds.map((kind) => constant(kind, choose)).join(', ');
  return schema.channel && !temporal ? [] : [`${schema.name}(${row})${timed ? `@${1 + (tick % 5)}` : ''}.`];
}

function outside(facts: readonly RawFact[], stated: readonly Schema[]): Pick<RandomScenario, 'inputs' | 'arrivals'> {
  const relations = stated.filter((each) => each.input);
  const inputs = new Map<string, (readonly Value[])[]>();
  const arrivals: RandomScenario['arrivals'][number][] = [];
  for (const each of relations.length === 0 ? [] : facts) {
    const schema = new Chooser([each.relation]).pick(relations);
    const choose = new Chooser(each.choices);
    const row = schema.kinds.map((kind) => value(constant(kind, choose)));
    const tick = each.tick % 6;
    if (tick === 0) inputs.set(schema.name, [...(inputs.get(schema.name) ?? []), row]);
    else arrivals.push({ tick, relation: schema.name, row });
  }
  return { inputs, arrivals };
}

/** A constant's text is JSON too. */
function value(text: string): Value {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'boolean') return parsed;
  throw new Error(`${text} is no constant`);
}

function of(features: Partial<Omit<Features, 'palette'>>): fc.Arbitrary<RandomScenario> {
  const all = { temporal: false, located: false, roles: false, inputs: false, ...features };
  return rawPrograms(all).map((raw) => render(raw, all));
}

function withoutOutside(arbitrary: fc.Arbitrary<RandomScenario>): fc.Arbitrary<RandomProgram> {
  return arbitrary.map(({ text, ticks }) => ({ text, ticks }));
}

/** One tick of work: recursion, negation, aggregates, functors. */
export const deductivePrograms = withoutOutside(of({}));

/** Also `@next`, `@async`, `.persist` and timed facts. */
export const temporalPrograms = withoutOutside(of({ temporal: true }));

/** Several nodes, messages between them, and in some programs roles. */
export const locatedPrograms = withoutOutside(
  fc.oneof(of({ temporal: true, located: true }), of({ temporal: true, located: true, roles: true })),
);

export const programs: fc.Arbitrary<RandomProgram> = fc.oneof(deductivePrograms, temporalPrograms, locatedPrograms);

/** One tick of work on rows of `.input` relations, which no rule derives. */
export const fedPrograms = of({ inputs: true });

/** The same with state of its own. */
export const statefulPrograms = of({ temporal: true, inputs: true });

/** Programs of all sorts with `.input` relations and rows that come from outside. */
export const scenarios: fc.Arbitrary<RandomScenario> = fc.oneof(
  fedPrograms,
  statefulPrograms,
  of({ temporal: true, located: true, inputs: true }),
  of({ temporal: true, located: true, roles: true, inputs: true }),
);
