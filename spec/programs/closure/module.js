export default ( {
  abiVersion: 4,
  relations: [
    { "name": "edge", "columns": [{ "name": "src", "type": "symbol" }, { "name": "dst", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "reach", "columns": [{ "name": "src", "type": "symbol" }, { "name": "dst", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
  ],
  lookups: [
    { "relation": 0, "columns": [0], "clustered": true },
  ],
  scans: [
    { "relation": 0, "whole": false },
    { "relation": 1, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 0, "kind": "source" },
  ],
  folds: [],
  closings: [
    { "relation": 1, "column": 0, "scans": [1], "subgraph": 1 },
  ],
  exits: [],
  rules: [
    { "text": "reach(x, y) :- edge(x, y).", "place": "program.dl:5:1", "relation": 1, "recursive": false },
    { "text": "reach(x, z) :- reach(x, y), edge(y, z).", "place": "program.dl:6:1", "relation": 1, "recursive": true },
  ],
  subgraphs: [
    { "name": "run_edge_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_reach_0", "relations": [1], "scans": [0, 1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [0], "rules": [0, 1] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": true, "stratum": 0 },
  ],
  facts: [
    { "relation": 0, "row": ["a", "b"], "tick": 0 },
    { "relation": 0, "row": ["b", "c"], "tick": 0 },
    { "relation": 0, "row": ["c", "a"], "tick": 0 },
    { "relation": 0, "row": ["c", "d"], "tick": 0 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const edge_0 = relations[0];
    const reach_0 = relations[1];
    const edge_source_0 = sources[0];
    const edge_scan_0 = scans[0];
    const reach_scan_0 = scans[1];
    const reach_0_closing_0 = closings[0];
    const edge_0_of_0_0 = lookups[0];
    function run_edge_0() {
      // source edge
      const rows_0 = edge_source_0.rows(), from_0 = edge_source_0.start(), to_0 = edge_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        edge_0.insert2(rows_0[row_0 * 2], rows_0[row_0 * 2 + 1]);
      }
      edge_source_0.taken += to_0 - from_0;
    }
    function run_reach_0() {
      const end_0 = edge_scan_0.end();
      const words_0 = edge_0.words;
      const end_1 = reach_scan_0.end();
      edge_0_of_0_0.update();
      const arena_0 = edge_0_of_0_0.arena;
      const words_1 = reach_0.words;
      // reach(x, y) :- edge(x, y).
      for (let row_1 = edge_scan_0.taken; row_1 < end_0; row_1++) {
        const x_0 = words_0[row_1 * 2];
        const y_0 = words_0[row_1 * 2 + 1];
        reach_0.insert2(x_0, y_0);
      }
      edge_scan_0.taken = end_0;
      if (reach_0_closing_0.isDue()) {
        function step_0(word_0) {
          // reach(x, z) :- reach(x, y), edge(y, z).
          for (let at_0 = edge_0_of_0_0.start1(word_0), end_2 = edge_0_of_0_0.end; at_0 < end_2; at_0++) {
            const z_0 = arena_0[at_0];
            reach_0_closing_0.add(z_0);
          }
        }
        reach_0_closing_0.advance(step_0);
        return;
      }
      // reach(x, z) :- reach(x, y), edge(y, z).
      for (let row_2 = reach_scan_0.taken; row_2 < end_1; row_2++) {
        const x_1 = words_1[row_2 * 2];
        const y_1 = words_1[row_2 * 2 + 1];
        for (let at_1 = edge_0_of_0_0.start1(y_1), end_3 = edge_0_of_0_0.end; at_1 < end_3; at_1++) {
          const z_1 = arena_0[at_1];
          reach_0.insert2(x_1, z_1);
        }
      }
      reach_scan_0.taken = end_1;
    }
    return [run_edge_0, run_reach_0];
  },
});
