import { simulate } from '../cli/simulate.ts';
import { format } from '../datalog/diagnostic.ts';
import { compile, type Compilation, type CompileOptions } from '../planner/compile.ts';
import type { Thrift } from '../runtime/collector.ts';
import { EncodedRows } from '../runtime/encoded-rows.ts';
import { RunError } from '../runtime/error.ts';
import type { Profile } from '../runtime/profile.ts';
import { Values } from '../runtime/values.ts';
import { compareRows, evaluate, EvaluationError, type Row, type Scenario, type TickState } from './reference.ts';

/** A program and what reaches it from outside, as text. */
export interface Case extends Omit<Scenario, 'program'> {
  readonly text: string;
  readonly dialect?: 'dl' | 'ded';
}

type Outcome = { readonly states: readonly TickState[] } | { readonly failed: true };

/** Compiles a program that must be without errors. */
export function compiled(text: string, dialect: 'dl' | 'ded' = 'dl', options: CompileOptions = {}): Compilation {
  const result = compile([{ file: `program.${dialect}`, text, dialect }], () => null, options);
  if (result.ok) return result.compilation;
  throw new Error(`the program does not check:\n${result.diagnostics.map((each) => format(each)).join('\n')}\n${text}`);
}

/**
 * Runs a program by the compiled engine and by the reference evaluator: what each relation holds at
 * each tick, as text, so that a difference can be read. Both failing is agreement.
 */
export function bothRuns({ text, dialect, ...scenario }: Case, thrift?: Thrift): { readonly engine: string; readonly reference: string } {
  const compilation = compiled(text, dialect, { openInputs: scenario.arrivals !== undefined && scenario.arrivals.length > 0 });
  return {
    engine: engineText(compilation, scenario, null, thrift),
    reference: describe(referenceRun({ ...scenario, program: compilation.program })),
  };
}

function referenceRun(scenario: Scenario): Outcome {
  try {
    return { states: evaluate(scenario) };
  } catch (error) {
    if (error instanceof EvaluationError) return { failed: true };
    throw error;
  }
}

/** What the compiled engine holds at each tick, as text. */
export function engineText(compilation: Compilation, scenario: Omit<Scenario, 'program'>, profile: Profile | null = null, thrift?: Thrift): string {
  return describe(engineRun(compilation, scenario, profile, thrift));
}

function engineRun(compilation: Compilation, scenario: Omit<Scenario, 'program'>, profile: Profile | null, thrift: Thrift | undefined): Outcome {
  try {
    return { states: engineStates(compilation, scenario, profile, thrift) };
  } catch (error) {
    if (error instanceof RunError) return { failed: true };
    throw error;
  }
}

function engineStates(compilation: Compilation, { inputs = new Map(), arrivals = [], nodes = new Map(), ticks }: Omit<Scenario, 'program'>, profile: Profile | null, thrift: Thrift | undefined): TickState[] {
  const given = [...nodes].flatMap(([name, roles]) => [{ name, role: null }, ...[...roles].map((role) => ({ name, role }))]);
  const values = new Values(undefined, thrift);
  const simulation = simulate(compilation, { inputs: encoded(compilation, inputs, values), values, nodes: given, profile });
  const states: TickState[] = [];
  const arrive = (): void => {
    for (const { tick, relation, row } of arrivals) if (tick === simulation.tick + 1) simulation.insert(relation, [row]);
  };
  const holding = (tick: number): TickState => ({
    tick,
    relations: new Map([...compilation.program.relations.keys()].map((name) => [name, [...simulation.rows(name)].sort(compareRows)])),
  });
  const last = Math.max(0, ...arrivals.map((each) => each.tick));
  arrive();
  for (let paused = 0; states.length < ticks; ) {
    // Pausing at odd moments must not show.
    const next = Math.min(...arrivals.flatMap(({ tick }) => (tick > simulation.tick + 1 ? [tick] : [])));
    const state = simulation.advance(() => ++paused % 3 === 0, next - 1);
    if (state === 'working') continue;
    const before = states.at(-1);
    if (state === 'quiescent') {
      if (states.length >= last || !before) break;
      simulation.force();
    } else {
      while (before && states.length < Math.min(simulation.tick - 1, ticks)) states.push({ ...before, tick: states.length + 1 });
      if (states.length < ticks) states.push(holding(simulation.tick));
    }
    arrive();
  }
  return states;
}

/** Rows of inputs as they come from files. */
function encoded({ program }: Compilation, inputs: NonNullable<Scenario['inputs']>, values: Values): ReadonlyMap<string, EncodedRows> {
  return new Map(Array.from(inputs, ([name, rows]) => {
    const found = new EncodedRows(program.relations.get(name)?.columns.map((each) => each.type) ?? [], values);
    for (const row of rows) found.append(row);
    return [name, found];
  }));
}

function describe(outcome: Outcome): string {
  if ('failed' in outcome) return 'failed';
  return outcome.states.map(({ tick, relations }) => [`tick ${tick}`, ...[...relations].filter(([, rows]) => rows.length > 0).sort().map(([name, rows]) => `  ${name}: ${rows.map(rowText).join(' ')}`)].join('\n')).join('\n');
}

function rowText(row: Row): string {
  return `(${row.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value))).join(', ')})`;
}
