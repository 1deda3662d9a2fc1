import { concatenateLoop, fanInLoop, fanOutLoop, forkJoinLoop, identityLoop, joinLoop, wordsLoop } from './byhand/micro.ts';
import { reachOfSorted } from './byhand/reach.ts';
import { randomGraph } from './generators/graphs.ts';
import { randomWords, zipfRows } from './generators/micro.ts';
import { pairs, singles } from './generators/streams.ts';
import { table, type Table, type Tables } from './table.ts';
import type { Workload } from './workload.ts';

function micro(name: string, title: string, loop: Workload['byHand'][string], full: () => Tables, tiny: () => Tables, program = name): Workload {
  return { name, title, program, recursive: false, warm: true, inputs: (size) => (size === 'full' ? full() : tiny()), byHand: { loop } };
}

function join(name: string, title: string, rows: (count: number) => readonly [Table, Table]): Workload {
  const inputs = (count: number) => () => {
    const [left, right] = rows(count);
    return { left, right };
  };
  return micro(`micro-join-${name}`, title, joinLoop, inputs(1), inputs(100), 'micro-join');
}

/** 3,000 rows, or a part of them, with one value each, that begins at `from`. */
const rowsOf = (part: number, key: number, value: number): Table => pairs(0, 3000 / part, (i) => [i + key, i + value]);

const twenty = (rows: number): Tables => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`s${i + 1}`, singles(0, rows)]));

/** Small pipelines, after those that Hydroflow is measured with: run again and again in one process. */
export const microWorkloads: readonly Workload[] = [
  micro('micro-identity', '20 copies of 1,000,000 numbers', identityLoop, () => ({ source: singles(0, 1_000_000) }), () => ({ source: singles(0, 10) })),
  micro('micro-fan-in', '20 sources of 1,000,000 numbers', fanInLoop, () => twenty(1_000_000), () => twenty(10)),
  micro('micro-fan-out', '1,000,000 numbers to 20 outputs', fanOutLoop, () => ({ source: singles(0, 1_000_000) }), () => ({ source: singles(0, 10) })),
  micro('micro-fork-join', '20 times 100,000 numbers, even and odd', forkJoinLoop, () => ({ source: singles(0, 100_000) }), () => ({ source: singles(0, 10) })),
  micro('micro-concatenate', '20 letters to 100,000 words', concatenateLoop, () => ({ word: randomWords(100_000, 21) }), () => ({ word: randomWords(10, 21) })),
  micro('micro-words', 'a diamond of 370,104 words', wordsLoop, () => ({ word: randomWords(370_104, 22) }), () => ({ word: randomWords(20, 22) })),
  join('none', 'join of 3,000 rows each, no key in both', (part) => [rowsOf(part, 0, 0), rowsOf(part, 50_000, 0)]),
  join('values', 'join of 3,000 rows each, same keys, other values', (part) => [rowsOf(part, 0, 0), rowsOf(part, 0, 50_000)]),
  join('same', 'join of 3,000 rows each, same keys and values', (part) => [rowsOf(part, 0, 0), rowsOf(part, 0, 0)]),
  join('zipf-0.5', 'join of 2,000 rows each, keys by Zipf 0.5 of 8,000', (part) => [zipfRows(2000 / part, 8000 / part, 0.5, 31), zipfRows(2000 / part, 8000 / part, 0.5, 32)]),
  join('zipf-4.0', 'join of 1,000 rows each, keys by Zipf 4.0 of 8,000', (part) => [zipfRows(1000 / part, 8000, 4, 33), zipfRows(1000 / part, 8000, 4, 34)]),
  micro(
    'micro-reach',
    'reach from one of 9,998 nodes, 54,923 edges',
    reachOfSorted,
    () => ({ edge: randomGraph(9998, 54_923, 41), start: table(1, Int32Array.of(1)) }),
    () => ({ edge: randomGraph(10, 20, 41), start: table(1, Int32Array.of(1)) }),
    'reach',
  ),
];
