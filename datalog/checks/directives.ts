import type { IoDirective, Parameter } from '../ast.ts';
import { at, error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftRelation } from '../draft.ts';
import type { Types } from '../infer.ts';
import { ioOf, isTimer, parameterOf } from '../io.ts';
import { nearest, offerOf } from '../nearest.ts';
import { unsupported } from './unsupported.ts';

const isTruth = (value: string): boolean => /^(?:true|false)$/i.test(value);

/** What a parameter may be, and how that is said. */
interface Rule {
  readonly allows: (value: string) => boolean;
  readonly expected: string;
}

const parameters: ReadonlyMap<string, Rule> = new Map([
  ['io', { allows: () => true, expected: '' }],
  ['filename', { allows: (value) => value !== '', expected: 'the name of a file' }],
  ['delimiter', { allows: (value) => value !== '', expected: 'the text between two columns, such as ","' }],
  ['headers', { allows: isTruth, expected: 'true or false' }],
  ['rfc4180', { allows: isTruth, expected: 'true or false' }],
  ['format', { allows: (value) => /^(?:csv|tsv|json|ndjson)$/i.test(value), expected: 'csv, tsv, json or ndjson' }],
  ['period', { allows: (value) => periodOf(value) > 0, expected: 'a time such as "100ms" or "2s"' }],
  ['n', { allows: (value) => /^0*[1-9][0-9]{0,14}$/.test(value), expected: 'a positive integer' }],
  ['role', { allows: (value) => value !== '', expected: 'the name of a role' }],
]);

const sources: readonly string[] = ['file', 'stdin', 'timer', 'fleet'];
const sinks: readonly string[] = ['file', 'stdout', 'ndjson'];
const later: ReadonlyMap<string, string> = new Map([
  ['sqlite', 'SQLite databases (IO=sqlite)'],
]);

function periodOf(value: string): number {
  return Number(/^(\d+(?:\.\d+)?)(?:ms|s|m|h)$/.exec(value)?.[1] ?? NaN);
}

/** Where rows come from and go to: known parameters with sensible values. */
export function checkDirectives(draft: Draft, types: Types): void {
  const inputs = new Map<string, IoDirective>();
  let stdin: IoDirective | null = null;
  for (const directive of [...draft.inputs, ...draft.outputs]) {
    checkParameters(directive, draft);
    if (directive.directive === 'limitsize') checkLimit(directive, draft);
    if (directive.directive !== 'input') continue;
    const relation = draft.relations.get(directive.relation.text);
    const first = inputs.get(directive.relation.text);
    if (first && !sameParameters(first, directive)) draft.report.add(secondInput(directive, first));
    else inputs.set(directive.relation.text, directive);
    if (relation?.channel) draft.report.add(channelInput(directive, relation));
    if (isTimer(directive) && relation) checkTimer(directive, relation, draft, types);
    if (ioOf(directive) === 'fleet' && relation) checkFleet(directive, relation, draft, types);
    if (ioOf(directive) !== 'stdin') continue;
    if (stdin && !first) draft.report.add(secondStdin(directive, stdin));
    stdin ??= directive;
  }
}

function sameParameters(a: IoDirective, b: IoDirective): boolean {
  const text = ({ parameters: given }: IoDirective): string =>
    JSON.stringify(given.map(({ name, value }) => [name.text.toLowerCase(), value]).sort());
  return text(a) === text(b);
}

function checkParameters(directive: IoDirective, { report }: Draft): void {
  const seen = new Map<string, Parameter>();
  for (const parameter of directive.parameters) {
    const key = parameter.name.text.toLowerCase();
    const rule = parameters.get(key);
    const twice = seen.get(key);
    if (!rule) report.add(unknownParameter(parameter));
    else if (twice)
      report.add(bad(parameter, `\`${parameter.name.text}\` is given twice`, [at(twice.span, 'first given here')]));
    else if (key === 'io') checkIo(directive, parameter, report);
    else if (!rule.allows(parameter.value)) report.add(badValue(parameter, rule.expected));
    else if (key === 'period' && ioOf(directive) !== 'timer')
      report.add(bad(parameter, '`period` belongs to `IO=timer`'));
    else if (key === 'n' && directive.directive !== 'limitsize')
      report.add(bad(parameter, '`n` belongs to `.limitsize`'));
    else if (key === 'role' && ioOf(directive) !== 'fleet') report.add(bad(parameter, '`role` belongs to `IO=fleet`'));
    seen.set(key, parameter);
  }
}

function checkIo(directive: IoDirective, parameter: Parameter, report: Draft['report']): void {
  const value = parameter.value.toLowerCase();
  const feature = later.get(value);
  const allowed = directive.directive === 'input' ? sources : sinks;
  if (feature !== undefined) report.add(unsupported(feature, parameter.span));
  else if (!allowed.includes(value)) report.add(unknownIo(directive, parameter, allowed));
}

function checkLimit(directive: IoDirective, { report }: Draft): void {
  if (parameterOf(directive, 'n')) return;
  const advice = hint(`for example \`.limitsize ${directive.relation.text}(n=1000)\``);
  report.add(error('bad-parameter', directive.span, '`.limitsize` needs the size to stop at', [advice]));
}

function checkTimer(directive: IoDirective, relation: DraftRelation, { report, silenced }: Draft, types: Types): void {
  if (!parameterOf(directive, 'period')) {
    report.add(
      error(
        'bad-parameter',
        directive.span,
        'a timer needs a period',
        [hint('for example `IO=timer, period="100ms"`')],
      ),
    );
  }
  if (relation.arity === null || silenced.has(relation.name)) return;
  const [only, ...others] = types.columns.typesOf(relation);
  if (only && others.length === 0 && (only.type === 'number' || only.type === 'unsigned')) return;
  const found = `\`${relation.name}\` ${shape(only, others.length + 1)}`;
  const message = `a timer gives rows of one integer, the time, but ${found}`;
  const advice = hint(`declare it \`.decl ${relation.name}(now: number)\``);
  report.add(
    error(
      'timer-columns',
      directive.relation.span,
      message,
      [at(relation.span, `\`${relation.name}\` is here`), advice],
    ),
  );
}

/** The members of a fleet are locations: a row is one, after the location where it is known. */
function checkFleet(directive: IoDirective, relation: DraftRelation, { report, silenced, types: declared }: Draft, types: Types): void {
  const role = parameterOf(directive, 'role');
  if (role && role.value !== 'addr' && !declared.roles.has(role.value)) {
    const near = nearest(role.value, declared.roles.keys());
    report.add(bad(role, `the program has no role \`${role.value}\`${offerOf(near)}`));
  }
  if (relation.arity === null || silenced.has(relation.name)) return;
  const columns = types.columns.typesOf(relation);
  const [member, ...others] = columns.filter((_, index) => index !== relation.location);
  if (member?.type === 'symbol' && others.length === 0) return;
  const message = `a fleet gives rows of one member, a location, but \`${relation.name}\` ${shape(member, others.length + 1)}`;
  const advice = hint(`declare it \`.decl ${relation.name}(who: ${role?.value ?? 'addr'})\``);
  report.add(error('fleet-columns', directive.relation.span, message, [at(relation.span, `\`${relation.name}\` is here`), advice]));
}

function shape(only: { readonly type: string } | undefined, count: number): string {
  if (!only) return 'has no column';
  return count === 1 ? `holds ${only.type} values` : `has ${count} columns`;
}

function unknownParameter({ name: { text, span } }: Parameter): Diagnostic {
  const near = nearest(text.toLowerCase(), parameters.keys());
  const known = [...parameters.keys()].map((each) => (each === 'io' ? 'IO' : each)).join(', ');
  return error(
    'unknown-parameter',
    span,
    `unknown parameter \`${text}\`${offerOf(near === 'io' ? 'IO' : near)}`,
    near === null ? [hint(`the parameters are ${known}`)] : [],
  );
}

function unknownIo({ directive }: IoDirective, parameter: Parameter, allowed: readonly string[]): Diagnostic {
  const near = nearest(parameter.value.toLowerCase(), allowed);
  return bad(
    parameter,
    `\`.${directive}\` knows no \`IO=${parameter.value}\`${offerOf(near)}`,
    [hint(`it may be ${allowed.join(', ')}`)],
  );
}

function badValue(parameter: Parameter, expected: string): Diagnostic {
  return bad(parameter, `\`${parameter.name.text}\` must be ${expected}`);
}

function bad(parameter: Parameter, message: string, notes: Diagnostic['notes'] = []): Diagnostic {
  return error('bad-parameter', parameter.span, message, notes);
}

function secondInput({ relation }: IoDirective, first: IoDirective): Diagnostic {
  const message = `\`${relation.text}\` has two inputs`;
  return error('duplicate-input', relation.span, message, [
    at(first.relation.span, 'the first one'),
    hint('read the other one into a relation of its own, and derive one from both'),
  ]);
}

function channelInput({ relation }: IoDirective, channel: DraftRelation): Diagnostic {
  const message = `\`${relation.text}\` is a channel: its rows come from a network, not from an input`;
  return error('channel-input', relation.span, message, [at(channel.span, 'a channel, because of this')]);
}

function secondStdin({ relation, span }: IoDirective, first: IoDirective): Diagnostic {
  const message = `standard input can feed one relation, and \`${relation.text}\` is the second`;
  return error('duplicate-input', span, message, [at(first.span, 'the first one')]);
}
