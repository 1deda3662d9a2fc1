import test from 'ava';
import fc from 'fast-check';
import { RunError, type Row } from '../index.ts';
import { usualThrift } from '../runtime/collector.ts';
import { contents, moduleOf, Replica, thriftyModuleOf, thrifts, type Open } from './open-node.ts';
import { fedPrograms, type RandomScenario } from './random-program.ts';

const runs = Number(process.env['RUNS'] ?? 500);

/** What happens to one of the rows, and whether a tick follows. */
interface Step {
  readonly row: number;
  readonly kind: 'insert' | 'delete';
  readonly ticks: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ row: fc.nat({ max: 9 }), kind: fc.constantFrom('insert', 'insert', 'delete'), ticks: fc.boolean() }),
  { minLength: 4, maxLength: 24 },
);

interface Fed {
  readonly text: string;
  readonly rows: readonly { readonly relation: string; readonly row: Row }[];
}

/** A random program that persists its inputs, and rows for them. */
function fed({ text, inputs, arrivals }: RandomScenario): Fed {
  const persisted = [...text.matchAll(/^\.input (\w+)/gm)].map(([, name]) => `.persist ${name}\n`);
  const held = [...inputs].flatMap(([relation, rows]) => rows.map((row) => ({ relation, row })));
  return { text: text + persisted.join(''), rows: [...held, ...arrivals] };
}

/** What a node shows after a tick, or that the tick failed. */
function shown(node: Open): string {
  try {
    node.tick();
  } catch (error) {
    if (error instanceof RunError) return 'failed';
    throw error;
  }
  return contents(node);
}

for (const [how, thrift] of [['when there are many', usualThrift], ...Object.entries(thrifts)] as const) test(`what a node shows is what a fresh one shows, given the rows that were not deleted; values are reclaimed: ${how}`, (t) => {
  const property = fc.property(fedPrograms, steps, (scenario, given) => {
    const { text, rows } = fed(scenario);
    if (rows.length === 0) return;
    const module = thriftyModuleOf(text, thrift);
    const node = module.open();
    const replica = new Replica(node);
    const remaining = new Map<number, boolean>();
    for (const [index, step] of given.entries()) {
      const at = step.row % rows.length;
      const { relation, row } = rows[at]!;
      // Rows that are the same are one row.
      const same = rows.findIndex((each) => each.relation === relation && JSON.stringify(each.row) === JSON.stringify(row));
      remaining.set(same, step.kind === 'insert');
      node.in[relation]![step.kind](row);
      if (!step.ticks && index < given.length - 1) continue;
      const fresh = module.open();
      for (const [which, stays] of remaining) if (stays) fresh.in[rows[which]!.relation]!.insert(rows[which]!.row);
      const [mine, expected] = [shown(node), shown(fresh)];
      if (mine !== expected) throw new Error(`--- program\n${text}\n--- after ${JSON.stringify(given.slice(0, index + 1))} of ${JSON.stringify(rows)}\n--- expected\n${expected}\n--- shown\n${mine}`);
      if (replica.text !== contents(node)) throw new Error(`--- program\n${text}\n--- subscribers know\n${replica.text}\n--- shown\n${contents(node)}`);
      const again = module.open({ snapshot: node.snapshot() });
      const isSame = contents(again) === contents(node) && (mine === 'failed' || JSON.stringify(again.tick()) === JSON.stringify(node.tick()));
      if (!isSame) throw new Error(`--- program\n${text}\n--- a snapshot holds\n${contents(again)}\n--- shown\n${contents(node)}`);
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: runs, includeErrorInReport: true }));
});

test('the aggregates of floats do not depend on the order in which rows come and go, with nan among them', (t) => {
  const module = moduleOf('.decl f(x: float)\n.input f\n.persist f\n.decl r(least: float, greatest: float, total: float, mean: float)\n.output r\nr(min<x>, max<x>, sum<x>, avg<x>) :- f(x).\n.decl now(x: float)\n.input now\n.decl s(least: float, greatest: float)\n.output s\ns(min<x>, max<x>) :- now(x).\n');
  for (const order of [[1, NaN, 2], [NaN, 2, 1], [2, 1, NaN]]) {
    const node = module.open();
    for (const x of order) {
      node.in['f']!.insert([x]);
      node.tick();
    }
    node.in['now']!.insertAll(order.map((x) => [x]));
    node.tick();
    t.deepEqual([...node.out['r']!, ...node.out['s']!], [{ least: NaN, greatest: NaN, total: NaN, mean: NaN }, { least: NaN, greatest: NaN }], String(order));
    node.in['f']!.delete([NaN]);
    node.tick();
    t.deepEqual([...node.out['r']!], [{ least: 1, greatest: 2, total: 3, mean: 1.5 }], String(order));
  }
});

test('what a group that never changes gives stays when another rule gave it too', (t) => {
  const program = `
    .decl stated(a: symbol, n: number)
    .decl input(a: number)
    .input input
    .persist input
    .decl least(a: symbol, b: symbol)
    .output least
    stated("a", 0).
    least(s, min<s>) :- stated(s, _).
    least("a", "a") :- input(_).
  `;
  const node = moduleOf(program).open();
  node.in['input']!.insert([0]);
  node.tick();
  node.in['input']!.delete([0]);
  node.tick();
  t.is(contents(node), 'least: {"a":"a","b":"a"}');
});
