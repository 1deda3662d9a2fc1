import { deletionByHand } from './byhand/deletion.ts';
import { countByHand, join3ByHand, joinByHand, maximumByHand, negationByHand, reachByHand, storeByHand } from './byhand/ticks.ts';
import { byTurns, comingAndGoing, edgesATick, oneATick, pairs, scattered, shortChains, singles } from './generators/streams.ts';
import { table, type Table } from './table.ts';
import type { TickWorkload } from './ticking.ts';

const common = {
  watched: [],
  sizes: { full: [10_000, 100_000, 1_000_000], tiny: [20] },
  ticks: { full: 20_000, tiny: 30 },
} as const;

/** Orders of customers; as many customers as there are rows stored. */
const orders = (from: number, count: number, customers: number): Table => pairs(from, count, (i) => [i, scattered(i, customers)]);
const cities = 1000;
/** Ten orders for each customer. */
const grouped = (rows: number) => (from: number, count: number) => orders(from, count, rows / 10);

/** Ticks against what is stored: each takes one new fact, but for the last two. */
export const tickWorkloads: readonly TickWorkload[] = [
  {
    ...common,
    name: 'tick-store',
    title: 'a fact is kept',
    program: 'tick-store',
    stored: (rows) => ({ stored: pairs(0, rows, (i) => [i, scattered(i, 1000)]) }),
    streams: (rows, ticks) => [oneATick('stored', pairs(rows, ticks, (i) => [i, scattered(i, 1000)]))],
    byHand: storeByHand,
  },
  {
    ...common,
    name: 'tick-join',
    title: 'join of two kept relations',
    program: 'tick-join',
    stored: (rows) => ({ customer: pairs(0, rows, (i) => [i, scattered(i, cities)]) }),
    streams: (rows, ticks) => [oneATick('order', orders(0, ticks, rows))],
    byHand: joinByHand,
  },
  {
    ...common,
    name: 'tick-join3',
    title: 'join of three kept relations',
    program: 'tick-join3',
    stored: (rows) => ({ customer: pairs(0, rows, (i) => [i, scattered(i, cities)]), depot: pairs(0, cities, (i) => [i, i + 1]) }),
    streams: (rows, ticks) => [oneATick('order', orders(0, ticks, rows))],
    byHand: join3ByHand,
  },
  {
    ...common,
    name: 'tick-negation',
    title: 'negation over kept relations, by turns a row more and a row less',
    program: 'tick-negation',
    stored: (rows) => ({ order: singles(1, rows) }),
    streams: (rows, ticks) => byTurns(['order', singles(rows + 1, ticks / 2)], ['paid', singles(1, ticks / 2)]),
    byHand: negationByHand,
  },
  {
    ...common,
    name: 'tick-count',
    title: 'count over a kept relation',
    program: 'tick-count',
    stored: (rows) => ({ order: grouped(rows)(1, rows) }),
    streams: (rows, ticks) => [oneATick('order', grouped(rows)(rows + 1, ticks))],
    byHand: countByHand,
  },
  {
    ...common,
    name: 'tick-maximum',
    title: 'maximum over a kept relation',
    program: 'tick-maximum',
    stored: (rows) => ({ order: grouped(rows)(1, rows) }),
    streams: (rows, ticks) => [oneATick('order', grouped(rows)(rows + 1, ticks))],
    byHand: maximumByHand,
  },
  {
    ...common,
    name: 'tick-delete',
    title: 'an edge of a closure goes and another comes back',
    program: 'tick-delete',
    stored: shortChains,
    streams: (rows, ticks) => comingAndGoing(shortChains(rows)['edge'], ticks),
    byHand: deletionByHand,
  },
  {
    ...common,
    name: 'tick-reach',
    title: '1 to 10 edges a tick, newly reachable nodes as output',
    program: 'tick-reach',
    watched: ['reach'],
    sizes: { full: [0], tiny: [0] },
    ticks: { full: 100_000, tiny: 50 },
    stored: () => ({ start: table(1, Int32Array.of(0)) }),
    streams: (_, ticks) => edgesATick(ticks * 2, ticks, 10),
    byHand: reachByHand,
  },
];
