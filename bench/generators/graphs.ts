import { PairSet } from '../byhand/pair-set.ts';
import { Random } from '../random.ts';
import { table, type Table } from '../table.ts';

/** Directed edges between random nodes, without loops, each once, in random order. */
export function randomGraph(nodes: number, edges: number, seed: number): Table {
  const random = new Random(seed);
  const set = new PairSet();
  while (set.size < edges) {
    const from = random.below(nodes);
    const to = random.below(nodes);
    if (from !== to) set.add(from, to);
  }
  return table(2, set.words().slice());
}

export function chain(nodes: number): Table {
  const words = new Int32Array((nodes - 1) * 2);
  for (let node = 0; node + 1 < nodes; node++) words.set([node, node + 1], node * 2);
  return table(2, words);
}

/** A square of nodes with edges to the right and downwards. */
export function grid(side: number): Table {
  const set = new PairSet();
  for (let node = 0; node < side * side; node++) {
    if ((node + 1) % side !== 0) set.add(node, node + 1);
    if (node + side < side * side) set.add(node, node + side);
  }
  return table(2, set.words().slice());
}

/**
 * Each new node has edges to some earlier ones, chosen by how many edges they have (Barabási and Albert).
 * A fraction of the edges points from the newer to the older node, the rest the other way.
 */
export function scaleFree(nodes: number, each: number, towardsOlder: number, seed: number): Table {
  const random = new Random(seed);
  const set = new PairSet();
  const ends: number[] = [];
  for (let node = 0; node < nodes; node++) {
    const targets = new Set<number>();
    while (targets.size < Math.min(each, node)) targets.add(node <= each ? targets.size : ends[random.below(ends.length)]);
    for (const older of targets) {
      ends.push(node, older);
      if (random.fraction() < towardsOlder) set.add(node, older);
      else set.add(older, node);
    }
  }
  return table(2, set.words().slice());
}
