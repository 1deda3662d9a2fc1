import test from 'ava';
import fc from 'fast-check';
import { bothRuns, compiled, engineText, type Case } from './agreement.ts';
import type { Thrift } from '../runtime/collector.ts';
import { thrifts } from './open-node.ts';
import { deductivePrograms, locatedPrograms, scenarios, temporalPrograms } from './random-program.ts';

const runs = Number(process.env['RUNS'] ?? 400);

function agree(given: Case, thrift?: Thrift): void {
  const { engine, reference } = bothRuns(given, thrift);
  if (engine !== reference) throw new Error(`--- program\n${given.text}\n--- reference\n${reference}\n--- engine\n${engine}`);
}

for (const [name, arbitrary] of Object.entries({ deductivePrograms, temporalPrograms, locatedPrograms })) {
  test(`the engine agrees with the reference evaluator at every tick: ${name}`, (t) => {
    t.notThrows(() => fc.assert(fc.property(arbitrary, (given) => agree(given)), { numRuns: runs }));
  });
}

test('the engine agrees with the reference evaluator at every tick: rows from outside', (t) => {
  t.notThrows(() => fc.assert(fc.property(scenarios, (given) => agree(given)), { numRuns: runs }));
});

for (const [how, thrift] of Object.entries(thrifts)) {
  for (const [name, arbitrary] of Object.entries({ temporalPrograms, locatedPrograms, scenarios })) {
    test(`the engine agrees with the reference evaluator at every tick when values are reclaimed between ticks, ${how}: ${name}`, (t) => {
      t.notThrows(() => fc.assert(fc.property(arbitrary, (given) => agree(given, thrift)), { numRuns: runs }));
    });
  }
}

test('a rule that reads all rows of the kept relation that it fills reads those that were there', (t) => {
  const pushes = Array.from({ length: 8 }, (_, x) => `d(${x})@3.`).join('\n');
  const text = `.decl d(x: number)\n.decl r(x: number, y: number)\n.persist r\nr(0, 1).\nr(0, 2).\nr(0, 3).\n${pushes}\nr(x, y) :- d(x), r(_, y).\n`;
  t.notThrows(() => agree({ text, ticks: 5 }));
});

test('a specification beside a program changes nothing of what the program holds', (t) => {
  const property = fc.property(locatedPrograms, ({ text, ticks }) => {
    if (text.includes('.spec')) return;
    const beside = `${text}.decl outcome(x: number)\n.spec outcome\noutcome(1) :- outcome(2).\n`;
    const [one, other] = [text, beside].map((each) => engineText(compiled(each), { ticks }));
    if (one !== other) throw new Error(`--- program\n${text}\n--- by itself\n${one}\n--- with a specification\n${other}`);
  });
  t.notThrows(() => fc.assert(property, { numRuns: runs }));
});
