import { randomGraph } from './generators/graphs.ts';
import { table, type Table, type Tables } from './table.ts';
import type { Size } from './workload.ts';

/** Whole processes, from start to exit, over files of rows. */
export interface ProcessWorkload {
  readonly name: string;
  readonly title: string;
  readonly inputs: (size: Size) => Tables;
}

const start = table(1, Int32Array.of(0));
const edges = (size: Size) => (size === 'full' ? randomGraph(1_000_000, 4_000_000, 4) : randomGraph(30, 60, 4));

/** The program of each is named as it is. */
export const processWorkloads: readonly ProcessWorkload[] = [
  { name: 'process-start', title: 'a program of two facts', inputs: () => ({}) },
  { name: 'process-load', title: '1,000,000 edges are read', inputs: (size) => ({ edge: size === 'full' ? randomGraph(250_000, 1_000_000, 4) : randomGraph(30, 60, 4) }) },
  { name: 'process-reach', title: 'reach over 4,000,000 edges in a file', inputs: (size) => ({ edge: edges(size), start }) },
  {
    name: 'process-symbols',
    title: 'reach over 1,000,000 edges between names in a file',
    inputs: (size) => ({ edge: named(size === 'full' ? randomGraph(250_000, 1_000_000, 4) : randomGraph(30, 60, 4)), start: named(start) }),
  },
];

function named({ arity, words }: Table): Table {
  return { arity, words, texts: Array.from({ length: words.reduce((most, each) => Math.max(most, each), 0) + 1 }, (_, i) => `node/${i}`) };
}
