import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Facts } from '../bench/facts.ts';
import { race, type Contender } from '../bench/race.ts';
import { batchTable, failuresText, figure, markdown, rowsText } from '../bench/report.ts';
import { geometricMean, median, quantile } from '../bench/statistics.ts';
import { latencies, Stopwatch, timed } from '../bench/timing.ts';

/** A contender that prints a text. */
function saying(name: string, text: string, isWhole = false): Contender {
  return { name, isWhole, command: [process.execPath, '-e', `console.log(${JSON.stringify(text)})`] };
}

function sample(rows: number, checksum: number | null = null): string {
  return JSON.stringify({ milliseconds: 2, elapsed: 3, megabytes: 50, outputs: { path: { rows, checksum } } });
}

test('contenders with other rows have no time', (t) => {
  const contenders = [saying('dlc', sample(3, 7)), saying('same', sample(3, 7)), saying('unsummed', sample(3)), saying('fewer', sample(2, 7)), saying('other', sample(3, 8))];
  const found = race(contenders, 1, 60);
  t.deepEqual([...found].map(([name, outcome]) => [name, outcome.kind]), [['dlc', 'samples'], ['same', 'samples'], ['unsummed', 'samples'], ['fewer', 'failed'], ['other', 'failed']]);
  t.is(failuresText(found), 'fewer: wrong: path has 2 rows, not 3\nother: wrong: path has other rows');
  t.is(rowsText(found), 'path: 3 rows');
  t.is(
    batchTable(found).split('\n').at(3),
    '| same     |   2.0 |    2.0 to 2.0 |  1.00x |  50 |',
  );
});

test('a process that is timed from outside prints how many rows it has', (t) => {
  const found = race([saying('dlc', 'path\t3', true), saying('other', 'path\t4', true)], 1, 60);
  t.is(found.get('dlc')?.kind, 'samples');
  t.deepEqual(found.get('other'), { kind: 'failed', why: 'wrong: path has 4 rows, not 3' });
});

test('a contender that fails says why', (t) => {
  const command = [process.execPath, '-e', 'throw new Error("no such thing")'];
  t.deepEqual(race([{ name: 'dlc', command }], 3, 60).get('dlc'), { kind: 'failed', why: 'Error: no such thing' });
});

test('ticks that were stopped are compared with nothing', (t) => {
  const stopped = JSON.stringify({ milliseconds: 2, elapsed: 3, megabytes: 50, outputs: null });
  const found = race([saying('dlc', stopped), saying('by hand', sample(3))], 1, 60);
  t.is(found.get('by hand')?.kind, 'samples');
});

test('rows are written for peers as words and as text', (t) => {
  const facts = new Facts(
    { edge: { arity: 2, words: Int32Array.of(1, 2, 3, 4) }, name: { arity: 1, words: Int32Array.of(1, 0), texts: ['a', 'b'] } },
    [{ relation: 'edge', rows: { arity: 2, words: Int32Array.of(5, 6) }, starts: Int32Array.of(0, 0, 1) }],
  );
  const words = (file: string) => Array.from(readFileSync(join(facts.directory, file)), (byte, i) => (i % 4 === 0 ? byte : [])).flat();
  t.deepEqual(readdirSync(facts.directory).sort(), ['edge.2.rows', 'edge.2.starts', 'edge.2.stream', 'edge.facts', 'name.1.rows', 'name.facts', 'name.texts']);
  t.deepEqual(words('edge.2.rows'), [1, 2, 3, 4]);
  t.deepEqual(words('edge.2.starts'), [0, 0, 1]);
  t.is(readFileSync(join(facts.directory, 'edge.facts'), 'utf8'), '1\t2\n3\t4\n');
  t.is(readFileSync(join(facts.directory, 'name.facts'), 'utf8'), 'b\na\n');
  facts.remove();
  t.throws(() => readdirSync(facts.directory));
});

test('statistics', (t) => {
  t.is(median([3, 1, 2]), 2);
  t.is(median([4, 1, 2, 3]), 2.5);
  t.is(geometricMean([1, 4]), 2);
  t.is(quantile([1, 2, 3, 4], 0.5), 3);
  t.deepEqual(latencies(Float64Array.from({ length: 1000 }, (_, i) => i)), { count: 1000, p50: 500, p99: 990, p999: 999, most: 999 });
  t.deepEqual([0.123, 12.34, 1234.5].map(figure), ['0.12', '12.3', '1,235']);
  t.is(markdown(['', 'ms'], [['a', '1'], ['bcde', '1,000']]), '|      |    ms |\n|------|------:|\n| a    |     1 |\n| bcde | 1,000 |');
});

test('what ran is no longer than what the clock says', (t) => {
  const watch = new Stopwatch();
  let sum = 0;
  const micros = timed((index) => {
    for (let i = 0; i < (index % 10 === 9 ? 1_000_000 : 10); i++) sum += i;
  }, 100);
  const { milliseconds, elapsed } = watch.read();
  t.is(micros.length, 100);
  t.true(sum > 0 && micros.every((each) => each >= 0));
  t.true(milliseconds > 0 && milliseconds <= elapsed);
});
