export default ( {
  abiVersion: 4,
  relations: [
    { "name": "node", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "kept", "auxiliary": false },
    { "name": "log", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "kept", "auxiliary": false },
    { "name": "bcast", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "tick", "auxiliary": false },
    { "name": "missing", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "changing", "auxiliary": false },
    { "name": "pre", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "growing", "auxiliary": false },
    { "name": "crash", "columns": [{ "name": "observer", "type": "symbol" }, { "name": "node", "type": "symbol" }, { "name": "tick", "type": "number" }], "location": 0, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "post", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "changing", "auxiliary": false },
    { "name": "+node", "columns": [{ "name": "at", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": true },
    { "name": "+bcast@1", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "kept", "auxiliary": true },
    { "name": "+tick 1", "columns": [], "location": -1, "limit": -1, "lifetime": "tick", "auxiliary": true },
  ],
  lookups: [
    { "relation": 1, "columns": [1], "clustered": true },
    { "relation": 0, "columns": [0], "clustered": true },
    { "relation": 5, "columns": [0, 1], "clustered": true },
    { "relation": 0, "columns": [1], "clustered": true },
    { "relation": 0, "columns": [0], "clustered": true },
    { "relation": 1, "columns": [0], "clustered": true },
    { "relation": 3, "columns": [1], "clustered": false },
  ],
  scans: [
    { "relation": 9, "whole": false },
    { "relation": 2, "whole": false },
    { "relation": 1, "whole": false },
    { "relation": 1, "whole": true },
    { "relation": 1, "whole": false },
    { "relation": 1, "whole": false },
    { "relation": 0, "whole": false },
    { "relation": 3, "whole": false },
    { "relation": 1, "whole": false },
  ],
  losses: [
    { "relation": 3, "whole": false },
    { "relation": 6, "whole": false },
    { "relation": 3, "whole": false },
  ],
  sources: [
    { "relation": 7, "kind": "source" },
    { "relation": 9, "kind": "receive" },
    { "relation": 2, "kind": "receive" },
    { "relation": 5, "kind": "source" },
    { "relation": 0, "kind": "receive" },
    { "relation": 1, "kind": "receive" },
  ],
  folds: [],
  closings: [],
  choices: [],
  exits: [
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
    { "text": "bcast", "place": "program.ded:6:1", "relation": 8, "recursive": false },
    { "text": "bcast", "place": "program.ded:6:1", "relation": 8, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_aux_0", "relations": [7], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_aux_1", "relations": [9], "scans": [], "losses": [], "retracts": [], "sources": [1], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_bcast_0", "relations": [2], "scans": [], "losses": [], "retracts": [], "sources": [2], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_crash_0", "relations": [5], "scans": [], "losses": [], "retracts": [], "sources": [3], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_node_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [4], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_aux_2", "relations": [8], "scans": [0], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [2, 9], "rules": [8] },
    { "name": "run_log_0", "relations": [1], "scans": [1], "losses": [], "retracts": [], "sources": [5], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [2], "rules": [3] },
    { "name": "run_log_1", "relations": [], "scans": [2], "losses": [], "retracts": [3], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [0, 1, 3], "rules": [4] },
    { "name": "run_log_2", "relations": [], "scans": [3], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [0], "reads": [0, 1, 8], "rules": [2] },
    { "name": "run_pre_0", "relations": [4], "scans": [4], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 5], "rules": [5] },
    { "name": "run_missing_0", "relations": [3], "scans": [5, 6], "losses": [0], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [0, 1], "rules": [4] },
    { "name": "run_missing_1", "relations": [], "scans": [7], "losses": [], "retracts": [6], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 3, 6], "rules": [6] },
    { "name": "run_post_0", "relations": [6], "scans": [8], "losses": [1, 2], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 3], "rules": [6] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 0 },
    { "subgraphs": [4], "recursive": false, "stratum": 0 },
    { "subgraphs": [5], "recursive": false, "stratum": 0 },
    { "subgraphs": [6], "recursive": false, "stratum": 0 },
    { "subgraphs": [7], "recursive": false, "stratum": 0 },
    { "subgraphs": [8], "recursive": false, "stratum": 1 },
    { "subgraphs": [9], "recursive": false, "stratum": 1 },
    { "subgraphs": [10], "recursive": false, "stratum": 1 },
    { "subgraphs": [11], "recursive": false, "stratum": 1 },
    { "subgraphs": [12], "recursive": false, "stratum": 2 },
  ],
  facts: [
    { "relation": 0, "row": ["a", "b"], "tick": 1 },
    { "relation": 0, "row": ["a", "c"], "tick": 1 },
    { "relation": 1, "row": ["a", "data"], "tick": 1 },
    { "relation": 9, "row": [], "tick": 1 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
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
    const node_source_0 = sources[0];
    const tick_1_receive_0 = sources[1];
    const bcast_receive_0 = sources[2];
    const crash_source_0 = sources[3];
    const node_receive_0 = sources[4];
    const tick_1_scan_0 = scans[0];
    const bcast_scan_0 = scans[1];
    const log_receive_0 = sources[5];
    const log_scan_0 = scans[2];
    const log_scan_1 = scans[3];
    const bcast_send_0 = exits[0];
    const log_scan_2 = scans[4];
    const missing_loss_0 = losses[0];
    const log_scan_3 = scans[5];
    const node_scan_0 = scans[6];
    const missing_scan_0 = scans[7];
    const post_loss_0 = losses[1];
    const missing_loss_1 = losses[2];
    const log_scan_4 = scans[8];
    const log_0_of_1_0 = lookups[0];
    const node_0_of_0_0 = lookups[1];
    const crash_0_of_0_1_0 = lookups[2];
    const node_0_of_1_0 = lookups[3];
    const marks_0 = node_0_of_1_0.newMarks();
    const node_0_of_0_1 = lookups[4];
    const log_0_of_0_0 = lookups[5];
    const missing_0_by_1_0 = lookups[6];
    function run_aux_0() {
      const rows_0 = node_source_0.rows(), from_0 = node_source_0.start(), to_0 = node_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        aux_0.insert1(rows_0[row_0]);
      }
      node_source_0.taken += to_0 - from_0;
    }
    function run_aux_1() {
      const rows_1 = tick_1_receive_0.rows(), from_1 = tick_1_receive_0.start(), to_1 = tick_1_receive_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        aux_2.insert0();
      }
      tick_1_receive_0.taken += to_1 - from_1;
    }
    function run_bcast_0() {
      // receive bcast
      const rows_2 = bcast_receive_0.rows(), from_2 = bcast_receive_0.start(), to_2 = bcast_receive_0.end();
      for (let row_2 = from_2; row_2 < to_2; row_2++) {
        bcast_0.insert2(rows_2[row_2 * 2], rows_2[row_2 * 2 + 1]);
      }
      bcast_receive_0.taken += to_2 - from_2;
    }
    function run_crash_0() {
      // source crash
      const rows_3 = crash_source_0.rows(), from_3 = crash_source_0.start(), to_3 = crash_source_0.end();
      for (let row_3 = from_3; row_3 < to_3; row_3++) {
        crash_0.insert3(rows_3[row_3 * 3], rows_3[row_3 * 3 + 1], rows_3[row_3 * 3 + 2]);
      }
      crash_source_0.taken += to_3 - from_3;
    }
    function run_node_0() {
      // receive node
      const rows_4 = node_receive_0.rows(), from_4 = node_receive_0.start(), to_4 = node_receive_0.end();
      for (let row_4 = from_4; row_4 < to_4; row_4++) {
        node_0.insert2(rows_4[row_4 * 2], rows_4[row_4 * 2 + 1]);
      }
      node_receive_0.taken += to_4 - from_4;
    }
    function run_aux_2() {
      const end_0 = tick_1_scan_0.end();
      const size_0 = bcast_0.size;
      const words_0 = bcast_0.words;
      // bcast
      for (let row_5 = tick_1_scan_0.taken; row_5 < end_0; row_5++) {
        for (let row_6 = 0; row_6 < size_0; row_6++) {
          const c1_0 = words_0[row_6 * 2];
          const c2_0 = words_0[row_6 * 2 + 1];
          aux_1.insert2(c1_0, c2_0);
        }
      }
      tick_1_scan_0.taken = end_0;
    }
    function run_log_0() {
      const end_1 = bcast_scan_0.end();
      const words_1 = bcast_0.words;
      // log(N, P) :- bcast(N, P);
      for (let row_7 = bcast_scan_0.taken; row_7 < end_1; row_7++) {
        const N_0 = words_1[row_7 * 2];
        const P_0 = words_1[row_7 * 2 + 1];
        log_0.insert2(N_0, P_0);
      }
      bcast_scan_0.taken = end_1;
      // receive log
      const rows_5 = log_receive_0.rows(), from_5 = log_receive_0.start(), to_5 = log_receive_0.end();
      for (let row_8 = from_5; row_8 < to_5; row_8++) {
        log_0.insert2(rows_5[row_8 * 2], rows_5[row_8 * 2 + 1]);
      }
      log_receive_0.taken += to_5 - from_5;
    }
    function run_log_1() {
      const end_2 = log_scan_0.end();
      const words_2 = log_0.words;
      log_0_of_1_0.update();
      const arena_0 = log_0_of_1_0.arena;
      // missing(A, P) :- log(X, P), node(X, A), notin log(A, P);
      for (let row_9 = log_scan_0.taken; row_9 < end_2; row_9++) {
        const A_0 = words_2[row_9 * 2];
        const P_1 = words_2[row_9 * 2 + 1];
        for (let at_0 = log_0_of_1_0.start1(P_1), end_3 = log_0_of_1_0.end; at_0 < end_3; at_0++) {
          const X_0 = arena_0[at_0];
          if (node_0.has2(X_0, A_0)) {
            missing_0.row[0] = A_0;
            missing_0.row[1] = P_1;
            missing_0.lose();
          }
        }
      }
      log_scan_0.taken = end_2;
    }
    function run_log_2() {
      const end_4 = log_scan_1.end();
      const words_3 = log_0.words;
      node_0_of_0_0.update();
      const arena_1 = node_0_of_0_0.arena;
      // bcast(M, P)@async :- log(N, P), node(N, M), notin bcast(N, P)@1;
      for (let row_10 = log_scan_1.taken; row_10 < end_4; row_10++) {
        const N_1 = words_3[row_10 * 2];
        const P_2 = words_3[row_10 * 2 + 1];
        if (!aux_1.has2(N_1, P_2)) {
          for (let at_1 = node_0_of_0_0.start1(N_1), end_5 = node_0_of_0_0.end; at_1 < end_5; at_1++) {
            const M_0 = arena_1[at_1];
            bcast_send_0.insert2(M_0, P_2);
          }
        }
      }
      log_scan_1.taken = end_4;
    }
    function run_pre_0() {
      const end_6 = log_scan_2.end();
      const words_4 = log_0.words;
      crash_0_of_0_1_0.update();
      const arena_2 = crash_0_of_0_1_0.arena;
      // pre(X, P) :- log(X, P), notin crash(X, X, _);
      for (let row_11 = log_scan_2.taken; row_11 < end_6; row_11++) {
        const X_1 = words_4[row_11 * 2];
        const P_3 = words_4[row_11 * 2 + 1];
        if (crash_0_of_0_1_0.start2(X_1, X_1) >= crash_0_of_0_1_0.end) {
          pre_0.append2(X_1, P_3);
        }
      }
      log_scan_2.taken = end_6;
    }
    function run_missing_0() {
      const end_7 = missing_loss_0.end();
      const words_5 = missing_0.words;
      node_0_of_1_0.update();
      const arena_3 = node_0_of_1_0.arena;
      log_0_of_1_0.update();
      const arena_4 = log_0_of_1_0.arena;
      const end_10 = log_scan_3.end();
      const words_6 = log_0.words;
      const end_12 = node_scan_0.end();
      const words_7 = node_0.words;
      // missing(A, P) :- log(X, P), node(X, A), notin log(A, P);
      for (let loss_0 = missing_loss_0.taken; loss_0 < end_7; loss_0++) {
        const row_12 = missing_0.losses[loss_0];
        if (missing_0.gone[row_12] !== 1) continue;
        const A_1 = words_5[row_12 * 2];
        const P_4 = words_5[row_12 * 2 + 1];
        if (!log_0.has2(A_1, P_4)) {
          const key_1 = A_1;
          const key_0 = P_4;
          const from_6 = node_0_of_1_0.start1(key_1), to_6 = node_0_of_1_0.end;
          const at_2 = log_0_of_1_0.start1(key_0), end_8 = log_0_of_1_0.end;
          const other_0 = marks_0.isLess(to_6 - from_6, end_8 - at_2, log_0);
          const mark_0 = other_0 ? 0 : marks_0.mark(from_6, to_6, end_8 - at_2), found_0 = marks_0.marks;
          const values_0 = other_0 ? arena_3 : arena_4, end_9 = other_0 ? to_6 : end_8;
          for (let at_3 = other_0 ? from_6 : at_2; at_3 < end_9; at_3++) {
            const X_2 = values_0[at_3];
            if (mark_0 > 0 ? found_0[X_2] === mark_0 : other_0 ? log_0.has2(X_2, key_0) : node_0.has2(X_2, key_1)) {
              missing_0.insert2(A_1, P_4);
            }
          }
        }
      }
      missing_loss_0.taken = end_7;
      node_0_of_0_1.update(node_scan_0.taken);
      const arena_5 = node_0_of_0_1.arena;
      // missing(A, P) :- log(X, P), node(X, A), notin log(A, P);
      for (let row_13 = log_scan_3.taken; row_13 < end_10; row_13++) {
        const X_3 = words_6[row_13 * 2];
        const P_5 = words_6[row_13 * 2 + 1];
        for (let at_4 = node_0_of_0_1.start1(X_3), end_11 = node_0_of_0_1.end; at_4 < end_11; at_4++) {
          const A_2 = arena_5[at_4];
          if (!log_0.has2(A_2, P_5)) {
            missing_0.insert2(A_2, P_5);
          }
        }
      }
      log_scan_3.taken = end_10;
      log_0_of_0_0.update(log_scan_3.taken);
      const arena_6 = log_0_of_0_0.arena;
      // missing(A, P) :- log(X, P), node(X, A), notin log(A, P);
      for (let row_14 = node_scan_0.taken; row_14 < end_12; row_14++) {
        const X_4 = words_7[row_14 * 2];
        const A_3 = words_7[row_14 * 2 + 1];
        for (let at_5 = log_0_of_0_0.start1(X_4), end_13 = log_0_of_0_0.end; at_5 < end_13; at_5++) {
          const P_6 = arena_6[at_5];
          if (!log_0.has2(A_3, P_6)) {
            missing_0.insert2(A_3, P_6);
          }
        }
      }
      node_scan_0.taken = end_12;
    }
    function run_missing_1() {
      const end_14 = missing_scan_0.end();
      const words_8 = missing_0.words;
      log_0_of_1_0.update();
      const arena_7 = log_0_of_1_0.arena;
      const gone_0 = missing_0.gone;
      // post(X, P) :- log(X, P), notin missing(_, P);
      for (let row_15 = missing_scan_0.taken; row_15 < end_14; row_15++) {
        if (missing_0.lostCount !== 0 && gone_0[row_15] !== 0) continue;
        const P_7 = words_8[row_15 * 2 + 1];
        for (let at_6 = log_0_of_1_0.start1(P_7), end_15 = log_0_of_1_0.end; at_6 < end_15; at_6++) {
          const X_5 = arena_7[at_6];
          post_0.row[0] = X_5;
          post_0.row[1] = P_7;
          post_0.lose();
        }
      }
      missing_scan_0.taken = end_14;
    }
    function run_post_0() {
      const end_16 = post_loss_0.end();
      const words_9 = post_0.words;
      missing_0_by_1_0.update();
      const next_0 = missing_0_by_1_0.next;
      const gone_1 = missing_0.gone;
      const end_17 = missing_loss_1.end();
      const words_10 = missing_0.words;
      log_0_of_1_0.update();
      const arena_8 = log_0_of_1_0.arena;
      const end_19 = log_scan_4.end();
      const words_11 = log_0.words;
      // post(X, P) :- log(X, P), notin missing(_, P);
      for (let loss_1 = post_loss_0.taken; loss_1 < end_16; loss_1++) {
        const row_16 = post_0.losses[loss_1];
        if (post_0.gone[row_16] !== 1) continue;
        const X_6 = words_9[row_16 * 2];
        const P_8 = words_9[row_16 * 2 + 1];
        let row_17 = missing_0_by_1_0.first1(P_8);
        while (row_17 >= 0 && missing_0.lostCount !== 0 && gone_1[row_17] !== 0) row_17 = next_0[row_17];
        if (row_17 < 0) {
          if (log_0.has2(X_6, P_8)) {
            post_0.insert2(X_6, P_8);
          }
        }
      }
      post_loss_0.taken = end_16;
      // post(X, P) :- log(X, P), notin missing(_, P);
      for (let loss_2 = missing_loss_1.taken; loss_2 < end_17; loss_2++) {
        const row_18 = missing_0.losses[loss_2];
        if (missing_0.gone[row_18] !== 1) continue;
        const P_9 = words_10[row_18 * 2 + 1];
        let row_19 = missing_0_by_1_0.first1(P_9);
        while (row_19 >= 0 && missing_0.lostCount !== 0 && gone_1[row_19] !== 0) row_19 = next_0[row_19];
        if (row_19 < 0) {
          for (let at_7 = log_0_of_1_0.start1(P_9), end_18 = log_0_of_1_0.end; at_7 < end_18; at_7++) {
            const X_7 = arena_8[at_7];
            post_0.insert2(X_7, P_9);
          }
        }
      }
      missing_loss_1.taken = end_17;
      // post(X, P) :- log(X, P), notin missing(_, P);
      for (let row_20 = log_scan_4.taken; row_20 < end_19; row_20++) {
        const X_8 = words_11[row_20 * 2];
        const P_10 = words_11[row_20 * 2 + 1];
        let row_21 = missing_0_by_1_0.first1(P_10);
        while (row_21 >= 0 && missing_0.lostCount !== 0 && gone_1[row_21] !== 0) row_21 = next_0[row_21];
        if (row_21 < 0) {
          post_0.insert2(X_8, P_10);
        }
      }
      log_scan_4.taken = end_19;
    }
    return [run_aux_0, run_aux_1, run_bcast_0, run_crash_0, run_node_0, run_aux_2, run_log_0, run_log_1, run_log_2, run_pre_0, run_missing_0, run_missing_1, run_post_0];
  },
});
