import { sizeOf, Words, type Tables } from '../table.ts';
import type { Stream, Ticker } from '../ticking.ts';
import { derived, type Results } from './derived.ts';
import { Lists } from './lists.ts';
import { PairSet } from './pair-set.ts';

type Take = (words: Int32Array, at: number) => void;

/** Gives what is stored, and then the rows of each tick, to the functions of their relations. */
function ticker(stored: Tables, streams: readonly Stream[], takes: Readonly<Record<string, Take>>, results: () => Results): Ticker {
  const order = Object.keys(takes).filter((name) => name in stored);
  for (const name of order) {
    const { arity, words } = stored[name];
    for (let at = 0; at < words.length; at += arity) takes[name](words, at);
  }
  const each = streams.map(({ relation, rows, starts }) => ({ take: takes[relation], rows, starts }));
  return {
    tick(index) {
      for (const { take, rows, starts } of each) {
        for (let row = starts[index]; row < starts[index + 1]; row++) take(rows.words, row * rows.arity);
      }
    },
    results,
  };
}

export function storeByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  const set = new PairSet();
  return ticker(stored, streams, { stored: (words, at) => void set.add(words[at], words[at + 1]) }, () => ({ stored: derived(set.size, 2, () => set.words()) }));
}

export function joinByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  const orders = new PairSet();
  const cities = new Lists();
  const shipments = new PairSet();
  const takes = {
    customer: (words: Int32Array, at: number) => cities.push(words[at], words[at + 1]),
    order: (words: Int32Array, at: number) => {
      if (!orders.add(words[at], words[at + 1])) return;
      for (let i = cities.start(words[at + 1]), end = cities.end(words[at + 1]); i < end; i++) shipments.add(words[at], cities.arena[i]);
    },
  };
  return ticker(stored, streams, takes, () => ({ shipment: derived(shipments.size, 2, () => shipments.words()) }));
}

export function join3ByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  const orders = new PairSet();
  const cities = new Lists();
  const lorries = new Lists();
  const shipments = new PairSet();
  const takes = {
    depot: (words: Int32Array, at: number) => lorries.push(words[at], words[at + 1]),
    customer: (words: Int32Array, at: number) => cities.push(words[at], words[at + 1]),
    order: (words: Int32Array, at: number) => {
      if (!orders.add(words[at], words[at + 1])) return;
      for (let i = cities.start(words[at + 1]), last = cities.end(words[at + 1]); i < last; i++) {
        const city = cities.arena[i];
        for (let j = lorries.start(city), end = lorries.end(city); j < end; j++) shipments.add(words[at], lorries.arena[j]);
      }
    },
  };
  return ticker(stored, streams, takes, () => ({ shipment: derived(shipments.size, 2, () => shipments.words()) }));
}

export function negationByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  const limit = 2 * Object.values(stored).reduce((sum, each) => sum + sizeOf(each), 1) + 2 * streams.reduce((sum, each) => sum + sizeOf(each.rows), 0);
  /** 1: ordered, 2: paid. */
  const state = new Uint8Array(limit);
  let open = 0;
  const mark = (bit: number) => (words: Int32Array, at: number) => {
    const before = state[words[at]];
    const after = before | bit;
    open += (after === 1 ? 1 : 0) - (before === 1 ? 1 : 0);
    state[words[at]] = after;
  };
  const words = () => Int32Array.from([...state.keys()].filter((id) => state[id] === 1));
  return ticker(stored, streams, { order: mark(1), paid: mark(2) }, () => ({ open: derived(open, 1, words) }));
}

export function countByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  return folded('orders', stored, streams, (count) => count + 1);
}

export function maximumByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  return folded('last', stored, streams, Math.max);
}

function folded(name: string, stored: Tables, streams: readonly Stream[], fold: (before: number, id: number) => number): Ticker {
  const orders = new PairSet();
  const groups = new Int32Array(sizeOf(stored['order']));
  const order = (words: Int32Array, at: number) => {
    if (orders.add(words[at], words[at + 1])) groups[words[at + 1]] = fold(groups[words[at + 1]], words[at]);
  };
  return ticker(stored, streams, { order }, () => {
    const rows = new Words();
    groups.forEach((value, key) => value !== 0 && rows.push2(key, value));
    return { [name]: derived(rows.length / 2, 2, () => rows.taken()) };
  });
}

/** Edges to and from each node in chains, and a byte for each node that has been got to. */
export function reachByHand(stored: Tables, streams: readonly Stream[]): Ticker {
  const rows = streams.reduce((sum, each) => sum + sizeOf(each.rows), 0);
  const limit = streams.reduce((most, each) => each.rows.words.reduce((a, b) => Math.max(a, b), most), 0) + 1;
  const heads = new Int32Array(limit).fill(-1);
  const targets = new Int32Array(rows);
  const next = new Int32Array(rows);
  const seen = new Uint8Array(limit);
  const reached = new Int32Array(limit);
  let edges = 0;
  let size = 0;
  let done = 0;
  const visit = (node: number): void => {
    if (seen[node] !== 0) return;
    seen[node] = 1;
    reached[size++] = node;
  };
  const close = (): void => {
    for (; done < size; done++) for (let edge = heads[reached[done]]; edge >= 0; edge = next[edge]) visit(targets[edge]);
  };
  const edge = (words: Int32Array, at: number) => {
    targets[edges] = words[at + 1];
    next[edges] = heads[words[at]];
    heads[words[at]] = edges++;
    if (seen[words[at]] === 0) return;
    visit(words[at + 1]);
    close();
  };
  return ticker(stored, streams, { start: (words: Int32Array, at: number) => visit(words[at]), edge }, () => ({ reach: derived(size, 1, () => reached.subarray(0, size)) }));
}
