export default ( {
  abiVersion: 1,
  relations: [
    { "name": "node", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "log", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "bcast", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "missing", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "pre", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "crash", "columns": [{ "name": "observer", "type": "symbol" }, { "name": "node", "type": "symbol" }, { "name": "tick", "type": "number" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "post", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "auxiliary": false },
    { "name": "+node", "columns": [{ "name": "at", "type": "symbol" }], "location": -1, "limit": -1, "auxiliary": true },
    { "name": "+bcast@1", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": -1, "limit": -1, "auxiliary": true },
    { "name": "+tick 1", "columns": [], "location": -1, "limit": -1, "auxiliary": true },
  ],
  lookups: [
    { "relation": 0, "columns": [0] },
    { "relation": 5, "columns": [0, 1] },
    { "relation": 3, "columns": [1] },
  ],
  scans: [
    { "relation": 9 },
    { "relation": 2 },
    { "relation": 1 },
    { "relation": 1 },
    { "relation": 1 },
    { "relation": 1 },
  ],
  sources: [
    { "relation": 7, "kind": "receive" },
    { "relation": 7, "kind": "source" },
    { "relation": 9, "kind": "receive" },
    { "relation": 2, "kind": "receive" },
    { "relation": 5, "kind": "source" },
    { "relation": 0, "kind": "receive" },
    { "relation": 0, "kind": "source" },
    { "relation": 8, "kind": "source" },
    { "relation": 1, "kind": "receive" },
    { "relation": 1, "kind": "source" },
  ],
  folds: [],
  exits: [
    { "relation": 0, "kind": "next" },
    { "relation": 8, "kind": "next" },
    { "relation": 1, "kind": "next" },
    { "relation": 2, "kind": "send" },
  ],
  rules: [
    { "text": "node(N, M)@next :- node(N, M);", "place": "program.ded:3:1", "relation": 0, "recursive": false },
    { "text": "log(N, P)@next :- log(N, P);", "place": "program.ded:5:1", "relation": 1, "recursive": false },
    { "text": "bcast(M, P)@async :- log(N, P), node(N, M), notin bcast(N, P)@1;", "place": "program.ded:6:1", "relation": 2, "recursive": false },
    { "text": "log(N, P) :- bcast(N, P);", "place": "program.ded:7:1", "relation": 1, "recursive": false },
    { "text": "missing(A, P) :- log(X, P), node(X, A), notin log(A, P);", "place": "program.ded:8:1", "relation": 3, "recursive": false },
    { "text": "pre(X, P) :- log(X, P), notin crash(X, X, _);", "place": "program.ded:9:1", "relation": 4, "recursive": false },
    { "text": "post(X, P) :- log(X, P), notin missing(_, P);", "place": "program.ded:10:1", "relation": 6, "recursive": false },
    { "text": "notin bcast(N, P)@1", "place": "program.ded:6:45", "relation": 8, "recursive": false },
    { "text": "notin bcast(N, P)@1", "place": "program.ded:6:45", "relation": 8, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_aux_0", "relations": [7], "scans": [], "sources": [0, 1], "fills": [], "folds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_aux_1", "relations": [9], "scans": [], "sources": [2], "fills": [], "folds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_bcast_0", "relations": [2], "scans": [], "sources": [3], "fills": [], "folds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_crash_0", "relations": [5], "scans": [], "sources": [4], "fills": [], "folds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_node_0", "relations": [0], "scans": [], "sources": [5, 6], "fills": [], "folds": [], "exits": [0], "reads": [], "rules": [0] },
    { "name": "run_aux_2", "relations": [8], "scans": [0], "sources": [7], "fills": [], "folds": [], "exits": [1], "reads": [2, 9], "rules": [8] },
    { "name": "run_log_0", "relations": [1], "scans": [1], "sources": [8, 9], "fills": [], "folds": [], "exits": [2], "reads": [2], "rules": [1, 3] },
    { "name": "run_log_1", "relations": [], "scans": [2], "sources": [], "fills": [], "folds": [], "exits": [3], "reads": [0, 1, 8], "rules": [2] },
    { "name": "run_missing_0", "relations": [3], "scans": [3], "sources": [], "fills": [], "folds": [], "exits": [], "reads": [0, 1], "rules": [4] },
    { "name": "run_pre_0", "relations": [4], "scans": [4], "sources": [], "fills": [], "folds": [], "exits": [], "reads": [1, 5], "rules": [5] },
    { "name": "run_post_0", "relations": [6], "scans": [5], "sources": [], "fills": [], "folds": [], "exits": [], "reads": [1, 3], "rules": [6] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 0 },
    { "subgraphs": [4], "recursive": false, "stratum": 0 },
    { "subgraphs": [5], "recursive": false, "stratum": 0 },
    { "subgraphs": [6], "recursive": false, "stratum": 0 },
    { "subgraphs": [7], "recursive": false, "stratum": 1 },
    { "subgraphs": [8], "recursive": false, "stratum": 1 },
    { "subgraphs": [9], "recursive": false, "stratum": 1 },
    { "subgraphs": [10], "recursive": false, "stratum": 2 },
  ],
  facts: [
    { "relation": 0, "row": ["a", "b"], "tick": 1 },
    { "relation": 0, "row": ["a", "c"], "tick": 1 },
    { "relation": 1, "row": ["a", "data"], "tick": 1 },
    { "relation": 9, "row": [], "tick": 1 },
  ],
  link: ({ relations, lookups, scans, sources, folds, exits, values, functors, accumulate }) => {
    const node_0 = relations[0];
    const log_0 = relations[1];
    const bcast_0 = relations[2];
    const missing_0 = relations[3];
    const pre_0 = relations[4];
    const crash_0 = relations[5];
    const post_0 = relations[6];
    const aux_0 = relations[7];
    const aux_1 = relations[8];
    const aux_2 = relations[9];
    const node_receive_0 = sources[0];
    const node_source_0 = sources[1];
    const tick_1_receive_0 = sources[2];
    const bcast_receive_0 = sources[3];
    const crash_source_0 = sources[4];
    const node_receive_1 = sources[5];
    const node_source_1 = sources[6];
    const node_next_0 = exits[0];
    const bcast_1_source_0 = sources[7];
    const tick_1_scan_0 = scans[0];
    const bcast_1_next_0 = exits[1];
    const bcast_scan_0 = scans[1];
    const log_receive_0 = sources[8];
    const log_source_0 = sources[9];
    const log_next_0 = exits[2];
    const log_scan_0 = scans[2];
    const bcast_send_0 = exits[3];
    const log_scan_1 = scans[3];
    const log_scan_2 = scans[4];
    const log_scan_3 = scans[5];
    const node_0_by_0_0 = lookups[0];
    const crash_0_by_0_1_0 = lookups[1];
    const missing_0_by_1_0 = lookups[2];
    function run_aux_0() {
      const rows_0 = node_receive_0.rows(), from_0 = node_receive_0.start(), to_0 = node_receive_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        aux_0.insert1(rows_0[row_0]);
      }
      node_receive_0.taken += to_0 - from_0;
      const rows_1 = node_source_0.rows(), from_1 = node_source_0.start(), to_1 = node_source_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        aux_0.insert1(rows_1[row_1]);
      }
      node_source_0.taken += to_1 - from_1;
    }
    function run_aux_1() {
      const rows_2 = tick_1_receive_0.rows(), from_2 = tick_1_receive_0.start(), to_2 = tick_1_receive_0.end();
      for (let row_2 = from_2; row_2 < to_2; row_2++) {
        aux_2.insert0();
      }
      tick_1_receive_0.taken += to_2 - from_2;
    }
    function run_bcast_0() {
      // receive bcast
      const rows_3 = bcast_receive_0.rows(), from_3 = bcast_receive_0.start(), to_3 = bcast_receive_0.end();
      for (let row_3 = from_3; row_3 < to_3; row_3++) {
        bcast_0.insert2(rows_3[row_3 * 2], rows_3[row_3 * 2 + 1]);
      }
      bcast_receive_0.taken += to_3 - from_3;
    }
    function run_crash_0() {
      // source crash
      const rows_4 = crash_source_0.rows(), from_4 = crash_source_0.start(), to_4 = crash_source_0.end();
      for (let row_4 = from_4; row_4 < to_4; row_4++) {
        crash_0.insert3(rows_4[row_4 * 3], rows_4[row_4 * 3 + 1], rows_4[row_4 * 3 + 2]);
      }
      crash_source_0.taken += to_4 - from_4;
    }
    function push_0(word_0, word_1) {
      if (node_0.insert2(word_0, word_1)) {
        // node(N, M)@next :- node(N, M);
        node_next_0.insert2(word_0, word_1);
      }
    }
    function run_node_0() {
      // receive node
      const rows_5 = node_receive_1.rows(), from_5 = node_receive_1.start(), to_5 = node_receive_1.end();
      for (let row_5 = from_5; row_5 < to_5; row_5++) {
        push_0(rows_5[row_5 * 2], rows_5[row_5 * 2 + 1]);
      }
      node_receive_1.taken += to_5 - from_5;
      // source node
      const rows_6 = node_source_1.rows(), from_6 = node_source_1.start(), to_6 = node_source_1.end();
      for (let row_6 = from_6; row_6 < to_6; row_6++) {
        push_0(rows_6[row_6 * 2], rows_6[row_6 * 2 + 1]);
      }
      node_source_1.taken += to_6 - from_6;
    }
    function push_1(word_2, word_3) {
      if (aux_1.insert2(word_2, word_3)) {
        // notin bcast(N, P)@1
        bcast_1_next_0.insert2(word_2, word_3);
      }
    }
    function run_aux_2() {
      const end_0 = tick_1_scan_0.end();
      const words_0 = bcast_0.words;
      const rows_7 = bcast_1_source_0.rows(), from_7 = bcast_1_source_0.start(), to_7 = bcast_1_source_0.end();
      for (let row_7 = from_7; row_7 < to_7; row_7++) {
        push_1(rows_7[row_7 * 2], rows_7[row_7 * 2 + 1]);
      }
      bcast_1_source_0.taken += to_7 - from_7;
      // notin bcast(N, P)@1
      for (let row_8 = tick_1_scan_0.taken; row_8 < end_0; row_8++) {
        for (let row_9 = 0; row_9 < bcast_0.size; row_9++) {
          const c1_0 = words_0[row_9 * 2];
          const c2_0 = words_0[row_9 * 2 + 1];
          push_1(c1_0, c2_0);
        }
      }
      tick_1_scan_0.taken = end_0;
    }
    function push_2(word_4, word_5) {
      if (log_0.insert2(word_4, word_5)) {
        // log(N, P)@next :- log(N, P);
        log_next_0.insert2(word_4, word_5);
      }
    }
    function run_log_0() {
      const end_1 = bcast_scan_0.end();
      const words_1 = bcast_0.words;
      // log(N, P) :- bcast(N, P);
      for (let row_10 = bcast_scan_0.taken; row_10 < end_1; row_10++) {
        const N_0 = words_1[row_10 * 2];
        const P_0 = words_1[row_10 * 2 + 1];
        push_2(N_0, P_0);
      }
      bcast_scan_0.taken = end_1;
      // receive log
      const rows_8 = log_receive_0.rows(), from_8 = log_receive_0.start(), to_8 = log_receive_0.end();
      for (let row_11 = from_8; row_11 < to_8; row_11++) {
        push_2(rows_8[row_11 * 2], rows_8[row_11 * 2 + 1]);
      }
      log_receive_0.taken += to_8 - from_8;
      // source log
      const rows_9 = log_source_0.rows(), from_9 = log_source_0.start(), to_9 = log_source_0.end();
      for (let row_12 = from_9; row_12 < to_9; row_12++) {
        push_2(rows_9[row_12 * 2], rows_9[row_12 * 2 + 1]);
      }
      log_source_0.taken += to_9 - from_9;
    }
    function run_log_1() {
      const end_2 = log_scan_0.end();
      const words_2 = log_0.words;
      node_0_by_0_0.update();
      const next_0 = node_0_by_0_0.next;
      const words_3 = node_0.words;
      // bcast(M, P)@async :- log(N, P), node(N, M), notin bcast(N, P)@1;
      for (let row_13 = log_scan_0.taken; row_13 < end_2; row_13++) {
        const N_1 = words_2[row_13 * 2];
        const P_1 = words_2[row_13 * 2 + 1];
        if (!aux_1.has2(N_1, P_1)) {
          let row_14 = node_0_by_0_0.first1(N_1);
          for (; row_14 >= 0; row_14 = next_0[row_14]) {
            const M_0 = words_3[row_14 * 2 + 1];
            bcast_send_0.insert2(M_0, P_1);
          }
        }
      }
      log_scan_0.taken = end_2;
    }
    function run_missing_0() {
      const end_3 = log_scan_1.end();
      const words_4 = log_0.words;
      node_0_by_0_0.update();
      const next_1 = node_0_by_0_0.next;
      const words_5 = node_0.words;
      // missing(A, P) :- log(X, P), node(X, A), notin log(A, P);
      for (let row_15 = log_scan_1.taken; row_15 < end_3; row_15++) {
        const X_0 = words_4[row_15 * 2];
        const P_2 = words_4[row_15 * 2 + 1];
        let row_16 = node_0_by_0_0.first1(X_0);
        for (; row_16 >= 0; row_16 = next_1[row_16]) {
          const A_0 = words_5[row_16 * 2 + 1];
          if (!log_0.has2(A_0, P_2)) {
            missing_0.insert2(A_0, P_2);
          }
        }
      }
      log_scan_1.taken = end_3;
    }
    function run_pre_0() {
      const end_4 = log_scan_2.end();
      const words_6 = log_0.words;
      crash_0_by_0_1_0.update();
      const next_2 = crash_0_by_0_1_0.next;
      // pre(X, P) :- log(X, P), notin crash(X, X, _);
      for (let row_17 = log_scan_2.taken; row_17 < end_4; row_17++) {
        const X_1 = words_6[row_17 * 2];
        const P_3 = words_6[row_17 * 2 + 1];
        if (crash_0_by_0_1_0.first2(X_1, X_1) < 0) {
          pre_0.insert2(X_1, P_3);
        }
      }
      log_scan_2.taken = end_4;
    }
    function run_post_0() {
      const end_5 = log_scan_3.end();
      const words_7 = log_0.words;
      missing_0_by_1_0.update();
      const next_3 = missing_0_by_1_0.next;
      // post(X, P) :- log(X, P), notin missing(_, P);
      for (let row_18 = log_scan_3.taken; row_18 < end_5; row_18++) {
        const X_2 = words_7[row_18 * 2];
        const P_4 = words_7[row_18 * 2 + 1];
        if (missing_0_by_1_0.first1(P_4) < 0) {
          post_0.insert2(X_2, P_4);
        }
      }
      log_scan_3.taken = end_5;
    }
    return [run_aux_0, run_aux_1, run_bcast_0, run_crash_0, run_node_0, run_aux_2, run_log_0, run_log_1, run_missing_0, run_pre_0, run_post_0];
  },
});
