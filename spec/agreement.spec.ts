import test from 'ava';
import fc from 'fast-check';
import { bothRuns, type Case } from './agreement.ts';
import { deductivePrograms, locatedPrograms, scenarios, temporalPrograms } from './random-program.ts';

const runs = Number(process.env['RUNS'] ?? 1000);

function agree(given: Case): void {
  const { engine, reference } = bothRuns(given);
  if (engine !== reference) throw new Error(`--- program\n${given.text}\n--- reference\n${reference}\n--- engine\n${engine}`);
}

for (const [name, arbitrary] of Object.entries({ deductivePrograms, temporalPrograms, locatedPrograms })) {
  test(`the engine agrees with the reference evaluator at every tick: ${name}`, (t) => {
    t.notThrows(() => fc.assert(fc.property(arbitrary, agree), { numRuns: runs }));
  });
}

test('the engine agrees with the reference evaluator at every tick: rows from outside', (t) => {
  t.notThrows(() => fc.assert(fc.property(scenarios, agree), { numRuns: runs }));
});
