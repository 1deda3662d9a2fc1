import test from 'ava';
import fc from 'fast-check';
import { compiled, engineText } from './agreement.ts';
import { programs } from './random-program.ts';

/** What must not depend on the order of clauses: trees, handoffs, stages, and what holds at every tick. */
function meaning(text: string, ticks: number): string {
  const compilation = compiled(text);
  const { subgraphs, handoffs, stages } = compilation.drawn().partition;
  const trees = subgraphs.map(({ id, operators, stratum }) => `${id} (${stratum}): ${[...operators].sort().join(', ')}`).sort();
  const buffers = handoffs.map(({ edge, via, barrier }) => `${edge.from} -> ${edge.to}:${edge.port} ${via} ${barrier}`).sort();
  const order = stages.map((stage) => `${[...stage.subgraphs].sort().join(', ')} ${stage.recursive} ${stage.stratum}`).sort();
  return [...trees, ...buffers, ...order, engineText(compilation, { ticks })].join('\n');
}

test('the order of the clauses changes neither trees, handoffs and stages nor any result', (t) => {
  const permuted = programs.chain(({ text, ticks }) => {
    const clauses = text.split('\n').filter((line) => line !== '');
    const orders = fc.shuffledSubarray(clauses, { minLength: clauses.length });
    return orders.map((order) => ({ text, permuted: `${order.join('\n')}\n`, ticks }));
  });
  t.notThrows(() =>
    fc.assert(
      fc.property(permuted, ({ text, permuted: other, ticks }) => {
        const [one, two] = [meaning(text, ticks), meaning(other, ticks)];
        if (one !== two) throw new Error(`--- program\n${text}\n--- permuted\n${other}\n--- one\n${one}\n--- other\n${two}`);
      }),
      { numRuns: 300 },
    ),
  );
});
