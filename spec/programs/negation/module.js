export default ( {
  abiVersion: 4,
  relations: [
    { "name": "unreachable", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "node", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "edge", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "reach", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "isolated", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
  ],
  lookups: [
    { "relation": 2, "columns": [0], "clustered": true },
    { "relation": 2, "columns": [1], "clustered": true },
  ],
  scans: [
    { "relation": 3, "whole": false },
    { "relation": 1, "whole": false },
    { "relation": 1, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 2, "kind": "source" },
    { "relation": 1, "kind": "source" },
    { "relation": 3, "kind": "source" },
  ],
  folds: [],
  closings: [],
  exits: [],
  rules: [
    { "text": "reach(y) :- reach(x), edge(x, y).", "place": "program.dl:5:1", "relation": 3, "recursive": true },
    { "text": "unreachable(x) :- node(x), !reach(x).", "place": "program.dl:6:1", "relation": 0, "recursive": false },
    { "text": "isolated(x) :- node(x), !edge(x, _), !edge(_, x).", "place": "program.dl:7:1", "relation": 4, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_edge_0", "relations": [2], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_node_0", "relations": [1], "scans": [], "losses": [], "retracts": [], "sources": [1], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_reach_0", "relations": [3], "scans": [0], "losses": [], "retracts": [], "sources": [2], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [2], "rules": [0] },
    { "name": "run_isolated_0", "relations": [4], "scans": [1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 2], "rules": [2] },
    { "name": "run_unreachable_0", "relations": [0], "scans": [2], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 3], "rules": [1] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": true, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 1 },
    { "subgraphs": [4], "recursive": false, "stratum": 1 },
  ],
  facts: [
    { "relation": 1, "row": [1], "tick": 0 },
    { "relation": 1, "row": [2], "tick": 0 },
    { "relation": 1, "row": [3], "tick": 0 },
    { "relation": 1, "row": [4], "tick": 0 },
    { "relation": 2, "row": [1, 2], "tick": 0 },
    { "relation": 2, "row": [2, 3], "tick": 0 },
    { "relation": 3, "row": [1], "tick": 0 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const unreachable_0 = relations[0];
    const node_0 = relations[1];
    const edge_0 = relations[2];
    const reach_0 = relations[3];
    const isolated_0 = relations[4];
    const edge_source_0 = sources[0];
    const node_source_0 = sources[1];
    const reach_scan_0 = scans[0];
    const reach_source_0 = sources[2];
    const node_scan_0 = scans[1];
    const node_scan_1 = scans[2];
    const edge_0_of_0_0 = lookups[0];
    const edge_0_of_1_0 = lookups[1];
    function run_edge_0() {
      // source edge
      const rows_0 = edge_source_0.rows(), from_0 = edge_source_0.start(), to_0 = edge_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        edge_0.insert2(rows_0[row_0 * 2], rows_0[row_0 * 2 + 1]);
      }
      edge_source_0.taken += to_0 - from_0;
    }
    function run_node_0() {
      // source node
      const rows_1 = node_source_0.rows(), from_1 = node_source_0.start(), to_1 = node_source_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        node_0.insert1(rows_1[row_1]);
      }
      node_source_0.taken += to_1 - from_1;
    }
    function run_reach_0() {
      const end_0 = reach_scan_0.end();
      const words_0 = reach_0.words;
      edge_0_of_0_0.update();
      const arena_0 = edge_0_of_0_0.arena;
      // reach(y) :- reach(x), edge(x, y).
      for (let row_2 = reach_scan_0.taken; row_2 < end_0; row_2++) {
        const x_0 = words_0[row_2];
        for (let at_0 = edge_0_of_0_0.start1(x_0), end_1 = edge_0_of_0_0.end; at_0 < end_1; at_0++) {
          const y_0 = arena_0[at_0];
          reach_0.insert1(y_0);
        }
      }
      reach_scan_0.taken = end_0;
      // source reach
      const rows_2 = reach_source_0.rows(), from_2 = reach_source_0.start(), to_2 = reach_source_0.end();
      for (let row_3 = from_2; row_3 < to_2; row_3++) {
        reach_0.insert1(rows_2[row_3]);
      }
      reach_source_0.taken += to_2 - from_2;
    }
    function run_isolated_0() {
      const end_2 = node_scan_0.end();
      const words_1 = node_0.words;
      edge_0_of_0_0.update();
      const arena_1 = edge_0_of_0_0.arena;
      edge_0_of_1_0.update();
      const arena_2 = edge_0_of_1_0.arena;
      // isolated(x) :- node(x), !edge(x, _), !edge(_, x).
      for (let row_4 = node_scan_0.taken; row_4 < end_2; row_4++) {
        const x_1 = words_1[row_4];
        if (edge_0_of_0_0.start1(x_1) >= edge_0_of_0_0.end) {
          if (edge_0_of_1_0.start1(x_1) >= edge_0_of_1_0.end) {
            isolated_0.append1(x_1);
          }
        }
      }
      node_scan_0.taken = end_2;
    }
    function run_unreachable_0() {
      const end_3 = node_scan_1.end();
      const words_2 = node_0.words;
      // unreachable(x) :- node(x), !reach(x).
      for (let row_5 = node_scan_1.taken; row_5 < end_3; row_5++) {
        const x_2 = words_2[row_5];
        if (!reach_0.has1(x_2)) {
          unreachable_0.append1(x_2);
        }
      }
      node_scan_1.taken = end_3;
    }
    return [run_edge_0, run_node_0, run_reach_0, run_isolated_0, run_unreachable_0];
  },
});
