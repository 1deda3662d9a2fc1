import test from 'ava';
import fc from 'fast-check';
import { partition } from '../dataflow/partition.ts';
import { schedule } from '../dataflow/schedule.ts';
import { graphOf, type Parts } from './handmade.ts';

const letters = [...'abcdefghijk'];

test('a positive cycle fed by a fold is one stage, above the fold’s input, whatever the order', (t) => {
  fc.assert(
    fc.property(fc.shuffledSubarray(letters, { minLength: letters.length }), (names) => {
      const [s = '', fold = '', p = '', dp = '', tp = '', q = '', dq = '', tq = '', x = '', y = '', base = ''] = names;
      const parts: Parts = {
        [s]: 'source', [fold]: 'fold', [base]: 'source', [x]: 'sink', [y]: 'sink',
        [p]: 'union', [dp]: 'distinct', [tp]: 'tee', [q]: 'union', [dq]: 'distinct', [tq]: 'tee',
      };
      const chains = [[s, fold, p, dp, tp, q, dq, tq, p], [base, q], [tp, x], [tq, y]];
      const edges = chains.flatMap((ids) => ids.slice(1).map((id, index) => `${ids[index]} -> ${id}`));
      const { subgraphs, stages } = partition(graphOf(parts, edges));
      t.deepEqual(stages.map(({ stratum, recursive }) => ({ stratum, recursive })), [
        { stratum: 0, recursive: false },
        { stratum: 1, recursive: true },
      ]);
      const low = subgraphs.filter((each) => each.stratum === 0).flatMap((each) => each.operators);
      t.deepEqual(low, [s]);
    }),
  );
});

test('a barrier on a cycle is refused', (t) => {
  const parts: Parts = { s: 'source', u: 'union', d: 'distinct', fold: 'fold' };
  const loop = graphOf(parts, ['s -> u', 'u -> d', 'd -> fold', 'fold -> u']);
  t.throws(() => partition(loop), { message: /stratum barrier on a cycle/ });
  t.throws(() => partition(graphOf({ fold: 'fold' }, ['fold -> fold'])), { message: /stratum barrier on a cycle/ });
});

test('what only the next tick sees orders nothing', (t) => {
  const dependencies = [
    { from: 'a', to: 'b', barrier: 'stratum' as const },
    { from: 'b', to: 'a', barrier: 'tick' as const },
    { from: 'a', to: 'a', barrier: 'tick' as const },
  ];
  t.deepEqual(schedule(['b', 'a'], dependencies), [
    { subgraphs: ['a'], recursive: false, stratum: 0 },
    { subgraphs: ['b'], recursive: false, stratum: 1 },
  ]);
});

test('stages of a stratum run producers first, and else in the order of their names', (t) => {
  const dependencies = [
    { from: 'd', to: 'a', barrier: null },
    { from: 'a', to: 'b', barrier: null },
    { from: 'b', to: 'a', barrier: null },
    { from: 'e', to: 'f', barrier: 'stratum' as const },
  ];
  t.deepEqual(schedule(['a', 'b', 'c', 'd', 'e', 'f'], dependencies).map((stage) => stage.subgraphs.join(' ')), [
    'c',
    'd',
    'e',
    'a b',
    'f',
  ]);
});
