export default ( {
  abiVersion: 4,
  relations: [
    { "name": "path", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "edge", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
  ],
  lookups: [
    { "relation": 0, "columns": [0], "clustered": true },
    { "relation": 0, "columns": [1], "clustered": true },
  ],
  scans: [
    { "relation": 1, "whole": false },
    { "relation": 0, "whole": false },
    { "relation": 0, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 1, "kind": "source" },
  ],
  folds: [],
  closings: [],
  exits: [],
  rules: [
    { "text": "path(x, y) :- edge(x, y).", "place": "program.dl:4:1", "relation": 0, "recursive": false },
    { "text": "path(x, z) :- path(x, y), path(y, z).", "place": "program.dl:5:1", "relation": 0, "recursive": true },
  ],
  subgraphs: [
    { "name": "run_edge_0", "relations": [1], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_path_0", "relations": [0], "scans": [0, 1, 2], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1], "rules": [0, 1] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": true, "stratum": 0 },
  ],
  facts: [
    { "relation": 1, "row": [1, 2], "tick": 0 },
    { "relation": 1, "row": [2, 3], "tick": 0 },
    { "relation": 1, "row": [3, 4], "tick": 0 },
    { "relation": 1, "row": [4, 2], "tick": 0 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const path_0 = relations[0];
    const edge_0 = relations[1];
    const edge_source_0 = sources[0];
    const edge_scan_0 = scans[0];
    const path_scan_0 = scans[1];
    const path_scan_1 = scans[2];
    const path_0_of_0_0 = lookups[0];
    const path_0_of_1_0 = lookups[1];
    function run_edge_0() {
      // source edge
      const rows_0 = edge_source_0.rows(), from_0 = edge_source_0.start(), to_0 = edge_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        edge_0.insert2(rows_0[row_0 * 2], rows_0[row_0 * 2 + 1]);
      }
      edge_source_0.taken += to_0 - from_0;
    }
    function run_path_0() {
      const end_0 = edge_scan_0.end();
      const words_0 = edge_0.words;
      const end_1 = path_scan_0.end();
      const words_1 = path_0.words;
      const end_3 = path_scan_1.end();
      // path(x, y) :- edge(x, y).
      for (let row_1 = edge_scan_0.taken; row_1 < end_0; row_1++) {
        const x_0 = words_0[row_1 * 2];
        const y_0 = words_0[row_1 * 2 + 1];
        path_0.insert2(x_0, y_0);
      }
      edge_scan_0.taken = end_0;
      path_0_of_0_0.update(path_scan_1.taken);
      const arena_0 = path_0_of_0_0.arena;
      // path(x, z) :- path(x, y), path(y, z).
      for (let row_2 = path_scan_0.taken; row_2 < end_1; row_2++) {
        const x_1 = words_1[row_2 * 2];
        const y_1 = words_1[row_2 * 2 + 1];
        for (let at_0 = path_0_of_0_0.start1(y_1), end_2 = path_0_of_0_0.end; at_0 < end_2; at_0++) {
          const z_0 = arena_0[at_0];
          path_0.insert2(x_1, z_0);
        }
      }
      path_scan_0.taken = end_1;
      path_0_of_1_0.update(path_scan_0.taken);
      const arena_1 = path_0_of_1_0.arena;
      // path(x, z) :- path(x, y), path(y, z).
      for (let row_3 = path_scan_1.taken; row_3 < end_3; row_3++) {
        const y_2 = words_1[row_3 * 2];
        const z_1 = words_1[row_3 * 2 + 1];
        for (let at_1 = path_0_of_1_0.start1(y_2), end_4 = path_0_of_1_0.end; at_1 < end_4; at_1++) {
          const x_2 = arena_1[at_1];
          path_0.insert2(x_2, z_1);
        }
      }
      path_scan_1.taken = end_3;
    }
    return [run_edge_0, run_path_0];
  },
});
