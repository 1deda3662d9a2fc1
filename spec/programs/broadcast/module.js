export default ( {
  abiVersion: 4,
  relations: [
    { "name": "node", "columns": [{ "name": "at", "type": "symbol" }, { "name": "peer", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "log", "columns": [{ "name": "at", "type": "symbol" }, { "name": "payload", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "kept", "auxiliary": false },
    { "name": "bcast", "columns": [{ "name": "to", "type": "symbol" }, { "name": "payload", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "tick", "auxiliary": false },
  ],
  lookups: [
    { "relation": 0, "columns": [0], "clustered": true },
  ],
  scans: [
    { "relation": 2, "whole": false },
    { "relation": 1, "whole": true },
  ],
  losses: [],
  sources: [
    { "relation": 2, "kind": "receive" },
    { "relation": 0, "kind": "source" },
    { "relation": 1, "kind": "receive" },
  ],
  folds: [],
  closings: [],
  exits: [
    { "relation": 2, "kind": "send" },
  ],
  rules: [
    { "text": ".persist log", "place": "program.dl:4:1", "relation": 1, "recursive": false },
    { "text": "bcast(m, p)@async :- log(n, p), node(n, m).", "place": "program.dl:7:1", "relation": 2, "recursive": false },
    { "text": "log(n, p) :- bcast(n, p).", "place": "program.dl:8:1", "relation": 1, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_bcast_0", "relations": [2], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_node_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [1], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_log_0", "relations": [1], "scans": [0], "losses": [], "retracts": [], "sources": [2], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [2], "rules": [2] },
    { "name": "run_log_1", "relations": [], "scans": [1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [0], "reads": [0, 1], "rules": [1] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 0 },
  ],
  facts: [
    { "relation": 0, "row": ["a", "b"], "tick": 0 },
    { "relation": 0, "row": ["a", "c"], "tick": 0 },
    { "relation": 0, "row": ["b", "a"], "tick": 0 },
    { "relation": 0, "row": ["c", "a"], "tick": 0 },
    { "relation": 1, "row": ["a", "hello"], "tick": 1 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const node_0 = relations[0];
    const log_0 = relations[1];
    const bcast_0 = relations[2];
    const bcast_receive_0 = sources[0];
    const node_source_0 = sources[1];
    const bcast_scan_0 = scans[0];
    const log_receive_0 = sources[2];
    const log_scan_0 = scans[1];
    const bcast_send_0 = exits[0];
    const node_0_of_0_0 = lookups[0];
    function run_bcast_0() {
      // receive bcast
      const rows_0 = bcast_receive_0.rows(), from_0 = bcast_receive_0.start(), to_0 = bcast_receive_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        bcast_0.insert2(rows_0[row_0 * 2], rows_0[row_0 * 2 + 1]);
      }
      bcast_receive_0.taken += to_0 - from_0;
    }
    function run_node_0() {
      // source node
      const rows_1 = node_source_0.rows(), from_1 = node_source_0.start(), to_1 = node_source_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        node_0.insert2(rows_1[row_1 * 2], rows_1[row_1 * 2 + 1]);
      }
      node_source_0.taken += to_1 - from_1;
    }
    function run_log_0() {
      const end_0 = bcast_scan_0.end();
      const words_0 = bcast_0.words;
      // log(n, p) :- bcast(n, p).
      for (let row_2 = bcast_scan_0.taken; row_2 < end_0; row_2++) {
        const n_0 = words_0[row_2 * 2];
        const p_0 = words_0[row_2 * 2 + 1];
        log_0.insert2(n_0, p_0);
      }
      bcast_scan_0.taken = end_0;
      // receive log
      const rows_2 = log_receive_0.rows(), from_2 = log_receive_0.start(), to_2 = log_receive_0.end();
      for (let row_3 = from_2; row_3 < to_2; row_3++) {
        log_0.insert2(rows_2[row_3 * 2], rows_2[row_3 * 2 + 1]);
      }
      log_receive_0.taken += to_2 - from_2;
    }
    function run_log_1() {
      const end_1 = log_scan_0.end();
      const words_1 = log_0.words;
      node_0_of_0_0.update();
      const arena_0 = node_0_of_0_0.arena;
      // bcast(m, p)@async :- log(n, p), node(n, m).
      for (let row_4 = log_scan_0.taken; row_4 < end_1; row_4++) {
        const n_1 = words_1[row_4 * 2];
        const p_1 = words_1[row_4 * 2 + 1];
        for (let at_0 = node_0_of_0_0.start1(n_1), end_2 = node_0_of_0_0.end; at_0 < end_2; at_0++) {
          const m_0 = arena_0[at_0];
          bcast_send_0.insert2(m_0, p_1);
        }
      }
      log_scan_0.taken = end_1;
    }
    return [run_bcast_0, run_node_0, run_log_0, run_log_1];
  },
});
