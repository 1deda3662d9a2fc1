import test from 'ava';
import { batchesByDlc, ticksByDlc, ticksByNode } from '../bench/contenders.ts';
import type { Derived, Results } from '../bench/byhand/derived.ts';
import { microWorkloads } from '../bench/micro-workloads.ts';
import { checksum } from '../bench/table.ts';
import { tickWorkloads } from '../bench/tick-workloads.ts';
import { workloads } from '../bench/workloads.ts';

/** Rows in an order of their own, so that those of two contenders can be compared. */
function sorted({ table }: Derived): string[] {
  const { arity, words } = table();
  return Array.from({ length: words.length / arity }, (_, row) => words.subarray(row * arity, (row + 1) * arity).join(' ')).sort();
}

function rowsOf(results: Results): Record<string, string[]> {
  return Object.fromEntries(Object.entries(results).map(([name, derived]) => [name, sorted(derived)]));
}

for (const workload of [...workloads, ...microWorkloads]) {
  test(`dlc and what is written by hand derive the same: ${workload.name}`, (t) => {
    const inputs = workload.inputs('tiny');
    const expected = batchesByDlc(workload, inputs)()();
    for (const [name, derived] of Object.entries(expected)) {
      if (!workload.name.endsWith('-none')) t.true(derived.rows > 0, name);
      t.is(sorted(derived).length, derived.rows);
    }
    for (const [layout, run] of Object.entries(workload.byHand)) {
      const results = run(inputs);
      t.deepEqual(rowsOf(results), rowsOf(expected), layout);
      for (const [name, derived] of Object.entries(results)) t.is(derived.rows, expected[name].rows, `${layout}: ${name}`);
    }
  });
}

for (const workload of tickWorkloads) {
  test(`dlc and what is written by hand agree tick by tick: ${workload.name}`, (t) => {
    const [rows] = workload.sizes.tiny;
    const ticks = workload.ticks.tiny;
    const stored = workload.stored(rows);
    const streams = workload.streams(rows, ticks);
    const dlc = ticksByDlc(workload, stored, streams);
    const others = { byHand: workload.byHand(stored, streams), node: ticksByNode(workload, stored, streams) };
    for (let tick = 0; tick < ticks; tick++) {
      dlc.tick(tick);
      for (const [name, other] of Object.entries(others)) {
        other.tick(tick);
        t.deepEqual(rowsOf(other.results()), rowsOf(dlc.results()), `${name}, tick ${tick}`);
      }
    }
  });
}

test('generators give the same rows each time', (t) => {
  for (const { name, inputs } of [...workloads, ...microWorkloads]) {
    const sums = () => Object.values(inputs('tiny')).map(checksum);
    t.deepEqual(sums(), sums(), name);
  }
});

test('a checksum is of the rows, not of their order', (t) => {
  const sum = (...words: number[]) => checksum({ arity: 2, words: Int32Array.from(words) });
  t.is(sum(1, 2, 3, 4), sum(3, 4, 1, 2));
  t.not(sum(1, 2, 3, 4), sum(2, 1, 3, 4));
  t.not(sum(1, 2), sum(1, 2, 0, 0));
});
