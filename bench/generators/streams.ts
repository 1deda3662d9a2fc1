import { Random } from '../random.ts';
import { table, Words, type Table, type Tables } from '../table.ts';
import type { Stream } from '../ticking.ts';

/** One row for each tick. */
export function oneATick(relation: string, rows: Table): Stream {
  return { relation, rows, starts: Int32Array.from({ length: rows.words.length / rows.arity + 1 }, (_, tick) => tick) };
}

/** A row of the one in even ticks, a row of the other in odd ones. */
export function byTurns(even: readonly [string, Table], odd: readonly [string, Table]): readonly Stream[] {
  return [even, odd].map(([relation, rows], turn) => {
    const ticks = (2 * rows.words.length) / rows.arity;
    return { relation, rows, starts: Int32Array.from({ length: ticks + 1 }, (_, tick) => (tick + 1 - turn) >> 1) };
  });
}

/** Rows of two columns, made from their number. */
export function pairs(from: number, count: number, row: (index: number) => readonly [number, number]): Table {
  const words = new Int32Array(count * 2);
  for (let i = 0; i < count; i++) words.set(row(from + i), i * 2);
  return table(2, words);
}

export function singles(from: number, count: number): Table {
  return table(1, Int32Array.from({ length: count }, (_, i) => from + i));
}

/** A number below `limit` that goes with an index and looks random. */
export function scattered(index: number, limit: number): number {
  const h = Math.imul(index ^ (index >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) % limit;
}

/** Chains of five nodes. */
export function shortChains(edges: number): Tables {
  return { edge: pairs(0, edges, (i) => [Math.floor(i / 4) * 5 + (i % 4), Math.floor(i / 4) * 5 + (i % 4) + 1]) };
}

/** At each tick one stored edge goes, and the one that went two ticks before comes back. */
export function comingAndGoing(edge: Table, ticks: number): readonly Stream[] {
  const count = edge.words.length / 2;
  const chosen = (tick: number) => (tick * 7919 + 13) % count;
  const rowsOf = (indexes: readonly number[]) => table(2, Int32Array.from(indexes.flatMap((i) => [edge.words[i * 2], edge.words[i * 2 + 1]])));
  const leaving = Array.from({ length: ticks }, (_, tick) => chosen(tick));
  return [
    oneATick('del_edge', rowsOf(leaving)),
    { relation: 'edge', rows: rowsOf(leaving.slice(0, Math.max(0, ticks - 2))), starts: Int32Array.from({ length: ticks + 1 }, (_, tick) => Math.max(0, tick - 2)) },
  ];
}

/** One to ten random edges for each tick. */
export function edgesATick(nodes: number, ticks: number, seed: number): readonly Stream[] {
  const random = new Random(seed);
  const rows = new Words();
  const starts = new Int32Array(ticks + 1);
  for (let tick = 0; tick < ticks; tick++) {
    for (let edges = 1 + random.below(10); edges > 0; edges--) rows.push2(random.below(nodes), random.below(nodes));
    starts[tick + 1] = rows.length / 2;
  }
  return [{ relation: 'edge', rows: table(2, rows.taken()), starts }];
}
