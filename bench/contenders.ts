import type { Results } from './byhand/derived.ts';
import { openNode, Program, resultsOf } from './engine.ts';
import type { Tables } from './table.ts';
import type { Stream, Ticker, TickWorkload } from './ticking.ts';
import type { Workload } from './workload.ts';

/** Batches by dlc: each call gives one that is ready for its tick. */
export function batchesByDlc(workload: Workload, inputs: Tables): () => () => Results {
  const program = new Program(workload.program);
  return () => {
    const engine = program.open();
    for (const [relation, rows] of Object.entries(inputs)) engine.hold(relation, rows);
    return () => {
      engine.tick();
      return engine.results();
    };
  };
}

/** Ticks by dlc; the first tick, which takes in what is stored, is over. */
export function ticksByDlc(workload: TickWorkload, stored: Tables, streams: readonly Stream[]): Ticker {
  const engine = new Program(workload.program).open();
  for (const [relation, rows] of Object.entries(stored)) engine.insert(relation, rows);
  engine.tick();
  const inlets = streams.map((stream) => ({ ...stream, insert: engine.inlet(stream.relation) }));
  const watched = workload.watched.map((relation) => engine.gains(relation));
  return {
    tick(index) {
      for (const { insert, rows, starts } of inlets) {
        const { arity, words } = rows;
        for (let at = starts[index] * arity; at < starts[index + 1] * arity; at += arity) insert(arity === 1 ? [words[at]] : [words[at], words[at + 1]]);
      }
      engine.tick();
      for (const gained of watched) gained();
    },
    results: () => engine.results(),
  };
}

/** The same through the interface for applications, with a listener for every output. */
export function ticksByNode(workload: TickWorkload, stored: Tables, streams: readonly Stream[]): Ticker {
  const node = openNode(workload.program);
  for (const [relation, { arity, words }] of Object.entries(stored)) {
    node.in[relation].insertColumns(Array.from({ length: arity }, (_, column) => words.filter((_, at) => at % arity === column)));
  }
  node.tick();
  for (const view of Object.values(node.out)) view.subscribe(() => undefined);
  const inlets = streams.map((stream) => ({ ...stream, input: node.in[stream.relation] }));
  return {
    tick(index) {
      for (const { input, rows, starts } of inlets) {
        const { arity, words } = rows;
        for (let at = starts[index] * arity; at < starts[index + 1] * arity; at += arity) input.insert(arity === 1 ? [words[at]] : [words[at], words[at + 1]]);
      }
      node.tick();
    },
    results: () => resultsOf(node),
  };
}
