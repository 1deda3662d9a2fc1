import type { ColumnType } from '../runtime/abi.ts';
import type { IndexProfile, PassProfile, ProfileReport, RuleProfile } from '../runtime/profile-report.ts';
import { grouped } from './progress.ts';
import { boxed } from './table.ts';

/** How much of a rule's text fits a line. */
const longest = 100;

/** A column of a table, and what stands in it for each thing that is shown. */
interface Column<Value> {
  readonly name: string;
  readonly type: ColumnType;
  readonly cell: (value: Value) => string;
}

/** What `--profile` prints: where the time went, rules first, what took longest above all. */
export function* profileText(report: ProfileReport): Generator<string> {
  const { milliseconds, between, rules, indexes, relations } = report;
  yield `time in ticks: ${timeText(milliseconds)}, of which ${timeText(between)} in neither rules nor indexes\n`;
  yield* table('rules', rules.filter(isAtWork).flatMap(linesOf), ruleColumns(report));
  yield* table('indexes', indexes, indexColumns(report));
  yield* table('relations', relations.filter((each) => each.rows > 0), [
    right('rows', (each) => grouped(each.rows)),
    right('bytes', (each) => grouped(each.bytes)),
    left('layout', (each) => each.layouts.join(', ')),
    left('relation', (each) => each.relation),
  ]);
}

/** What `--profile-json` writes. */
export function profileJson(report: ProfileReport): string {
  // A microsecond is less than what can be told apart.
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
  return `${JSON.stringify(report, rounded, 2)}\n`;
}

function isAtWork({ rounds }: RuleProfile | PassProfile): boolean {
  return rounds > 0;
}

/** A line of the table of rules: a rule, or a pass of one that has several. */
interface Line extends Omit<RuleProfile, 'rule' | 'place' | 'passes'> {
  readonly title: string;
}

function linesOf(rule: RuleProfile): Line[] {
  const passes = rule.passes.filter(isAtWork);
  const [first] = passes;
  const text = rule.rule ?? first?.reads ?? '';
  const title = rule.place === null ? text : `${rule.place}: ${text}`;
  const line = { ...rule, title: shortened(title.replaceAll(/\s+/g, ' ')) };
  return [line, ...(passes.length > 1 || first?.isWay ? passes.map(lineOf) : [])];
}

function lineOf(pass: PassProfile): Line {
  const { reads, effect, in: taken, out, effective, steps } = pass;
  const isLosing = effect === 'retract' || effect === 'drop';
  const matches = steps.reduce((sum, each) => sum + (each.kind === 'join' ? each.out : 0), 0);
  const given = isLosing ? { out: 0, duplicates: 0, lost: effective } : { out, duplicates: out - effective, lost: 0 };
  return { ...pass, in: taken, matches, ...given, title: shortened(`  ${reads}`) };
}

function ruleColumns({ milliseconds, rules }: ProfileReport): Column<Line>[] {
  const isLosing = rules.some((each) => each.lost > 0);
  return [
    right('share', (each) => shareText(each.milliseconds, milliseconds)),
    right('time', (each) => timeText(each.milliseconds)),
    right('rounds', (each) => grouped(each.rounds)),
    right('rows in', (each) => grouped(each.in)),
    right('matches', (each) => grouped(each.matches)),
    right('rows out', (each) => grouped(each.out)),
    right('duplicates', (each) => grouped(each.duplicates)),
    ...(isLosing ? [right<Line>('lost', (each) => grouped(each.lost))] : []),
    left('rule', (each) => each.title),
  ];
}

function indexColumns({ milliseconds }: ProfileReport): Column<IndexProfile>[] {
  return [
    right('share', (each) => shareText(each.milliseconds, milliseconds)),
    right('time', (each) => timeText(each.milliseconds)),
    right('updates', (each) => grouped(each.updates)),
    right('rows in', (each) => grouped(each.in)),
    right('probes', (each) => grouped(each.probes)),
    right('matches', (each) => grouped(each.matches)),
    right('keys', (each) => grouped(each.keys)),
    right('rows', (each) => grouped(each.rows)),
    right('bytes', (each) => grouped(each.bytes)),
    left('index', (each) => `${shortened(each.relation)}(${each.columns.join(', ')})`),
  ];
}

function table<Value>(title: string, values: readonly Value[], columns: readonly Column<Value>[]): Iterable<string> {
  const rows = values.map((value) => columns.map(({ cell }) => cell(value)));
  return values.length === 0 ? [] : boxed(title, { name: title, columns }, rows);
}

function right<Value>(name: string, cell: (value: Value) => string): Column<Value> {
  return { name, type: 'number', cell };
}

function left<Value>(name: string, cell: (value: Value) => string): Column<Value> {
  return { name, type: 'symbol', cell };
}

function timeText(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}

function shareText(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)}%`;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
