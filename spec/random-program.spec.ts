import test from 'ava';
import fc from 'fast-check';
import { check } from '../datalog/check.ts';
import { Diagnostics, format } from '../datalog/diagnostic.ts';
import type { Program } from '../datalog/program.ts';
import { load } from '../grammar/include.ts';
import { deductivePrograms, locatedPrograms, scenarios, temporalPrograms } from './random-program.ts';
import { evaluate, EvaluationError, type Scenario } from './reference.ts';

function checked(text: string): Program {
  const diagnostics = new Diagnostics();
  const program = check(load([{ file: 'random.dl', text, dialect: 'dl' }], () => null, diagnostics), diagnostics);
  const errors = diagnostics.sorted().filter((each) => each.severity === 'error');
  if (program === null || errors.length > 0) throw new Error(`${text}\n${errors.map((each) => format(each)).join('\n')}`);
  return program;
}

/** Rows over all relations at the last tick; null where the program makes a mistake at run time, as few do. */
function rowsAtEnd(scenario: Scenario): number | null {
  try {
    const last = evaluate(scenario).at(-1);
    return [...(last?.relations.values() ?? [])].reduce((all, rows) => all + rows.length, 0);
  } catch (error) {
    if (error instanceof EvaluationError) return null;
    throw error;
  }
}

for (const [name, arbitrary] of Object.entries({ deductivePrograms, temporalPrograms, locatedPrograms, scenarios })) {
  test(`random programs check and end: ${name}`, (t) => {
    const property = fc.property(arbitrary, ({ text, ...rest }) => {
      rowsAtEnd({ program: checked(text), ...rest });
    });
    t.notThrows(() => fc.assert(property, { numRuns: 200 }));
  });

  test(`most random programs derive something, and few fail: ${name}`, (t) => {
    const sample = fc.sample(arbitrary, { numRuns: 100, seed: 1 });
    const ends = sample.map(({ text, ...rest }) => {
      const program = checked(text);
      return { all: rowsAtEnd({ program, ...rest }), stated: rowsAtEnd({ ...rest, program: { ...program, rules: [] } }) };
    });
    t.true(ends.filter(({ all }) => all === null).length <= 3);
    t.true(ends.filter(({ all, stated }) => all !== null && all > (stated ?? 0)).length >= 50);
  });
}
