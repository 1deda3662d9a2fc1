export default ( {
  abiVersion: 4,
  relations: [
    { "name": "vote", "columns": [{ "name": "candidate", "type": "symbol" }, { "name": "voter", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "candidate", "columns": [{ "name": "c1", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "votes", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "total", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "first", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "before", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "tally", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "number" }, { "name": "c3", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "+votes(c, n) :- candidate(c), n = count : { vote(c, _) }. /aggregate 1", "columns": [{ "name": "c0", "type": "symbol" }, { "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": true },
    { "name": "+total(s) :- s = sum v : { vote(_, v) }. /aggregate 1", "columns": [{ "name": "c0", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": true },
    { "name": "+first(c, v) :- candidate(c), v = min w : { vote(c, w) }. /aggregate 1", "columns": [{ "name": "c0", "type": "symbol" }, { "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": true },
    { "name": "+unit", "columns": [], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": true },
  ],
  lookups: [
    { "relation": 9, "columns": [0], "clustered": true },
    { "relation": 7, "columns": [0], "clustered": true },
  ],
  scans: [
    { "relation": 0, "whole": false },
    { "relation": 1, "whole": false },
    { "relation": 10, "whole": false },
    { "relation": 1, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 10, "kind": "source" },
    { "relation": 1, "kind": "source" },
    { "relation": 0, "kind": "source" },
  ],
  folds: [
    { "lifetime": "fixed", "groups": ["symbol"], "folds": [{ "function": "min", "type": "number", "rule": 2 }] },
    { "lifetime": "fixed", "groups": [], "folds": [{ "function": "sum", "type": "number", "rule": 1 }] },
    { "lifetime": "fixed", "groups": ["symbol"], "folds": [{ "function": "count", "type": "number", "rule": 0 }] },
    { "lifetime": "fixed", "groups": ["symbol"], "folds": [{ "function": "count", "type": "number", "rule": 4 }, { "function": "max", "type": "number", "rule": 4 }] },
  ],
  closings: [],
  exits: [],
  rules: [
    { "text": "votes(c, n) :- candidate(c), n = count : { vote(c, _) }.", "place": "program.dl:5:1", "relation": 2, "recursive": false },
    { "text": "total(s) :- s = sum v : { vote(_, v) }.", "place": "program.dl:6:1", "relation": 3, "recursive": false },
    { "text": "first(c, v) :- candidate(c), v = min w : { vote(c, w) }.", "place": "program.dl:7:1", "relation": 4, "recursive": false },
    { "text": "before(v, n) :- vote(_, v), n = count : { vote(_, w), w < v }.", "place": "program.dl:9:1", "relation": 5, "recursive": false },
    { "text": "tally(c, count<v>, max<v>) :- vote(c, v).", "place": "program.dl:11:1", "relation": 6, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_aux_0", "relations": [10], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_candidate_0", "relations": [1], "scans": [], "losses": [], "retracts": [], "sources": [1], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_vote_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [2], "fills": [0, 3, 1, 2], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [0, 1, 2, 4] },
    { "name": "run_aux_1", "relations": [9], "scans": [], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [0], "unfolds": [], "exits": [], "reads": [], "rules": [2] },
    { "name": "run_aux_2", "relations": [8], "scans": [], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [1], "unfolds": [], "exits": [], "reads": [], "rules": [1] },
    { "name": "run_aux_3", "relations": [7], "scans": [], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [2], "unfolds": [], "exits": [], "reads": [], "rules": [0] },
    { "name": "run_before_0", "relations": [5], "scans": [0], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [0], "rules": [3] },
    { "name": "run_tally_0", "relations": [6], "scans": [], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [3], "unfolds": [], "exits": [], "reads": [], "rules": [4] },
    { "name": "run_first_0", "relations": [4], "scans": [1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 9], "rules": [2] },
    { "name": "run_total_0", "relations": [3], "scans": [2], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [8, 10], "rules": [1] },
    { "name": "run_votes_0", "relations": [2], "scans": [3], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1, 7], "rules": [0] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 1 },
    { "subgraphs": [4], "recursive": false, "stratum": 1 },
    { "subgraphs": [5], "recursive": false, "stratum": 1 },
    { "subgraphs": [6], "recursive": false, "stratum": 1 },
    { "subgraphs": [7], "recursive": false, "stratum": 1 },
    { "subgraphs": [8], "recursive": false, "stratum": 1 },
    { "subgraphs": [9], "recursive": false, "stratum": 2 },
    { "subgraphs": [10], "recursive": false, "stratum": 2 },
  ],
  facts: [
    { "relation": 0, "row": ["x", 1], "tick": 0 },
    { "relation": 0, "row": ["x", 2], "tick": 0 },
    { "relation": 0, "row": ["y", 3], "tick": 0 },
    { "relation": 1, "row": ["x"], "tick": 0 },
    { "relation": 1, "row": ["y"], "tick": 0 },
    { "relation": 1, "row": ["z"], "tick": 0 },
    { "relation": 10, "row": [], "tick": 0 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const vote_0 = relations[0];
    const candidate_0 = relations[1];
    const votes_0 = relations[2];
    const total_0 = relations[3];
    const first_0 = relations[4];
    const before_0 = relations[5];
    const tally_0 = relations[6];
    const aux_0 = relations[7];
    const aux_1 = relations[8];
    const aux_2 = relations[9];
    const aux_3 = relations[10];
    const unit_source_0 = sources[0];
    const candidate_source_0 = sources[1];
    const vote_source_0 = sources[2];
    const fold_0 = folds[0];
    const fold_1 = folds[1];
    const fold_2 = folds[2];
    const vote_scan_0 = scans[0];
    const fold_3 = folds[3];
    const candidate_scan_0 = scans[1];
    const unit_scan_0 = scans[2];
    const candidate_scan_1 = scans[3];
    const aux_2_of_0_0 = lookups[0];
    const aux_0_of_0_0 = lookups[1];
    function run_aux_0() {
      const rows_0 = unit_source_0.rows(), from_0 = unit_source_0.start(), to_0 = unit_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        aux_3.insert0();
      }
      unit_source_0.taken += to_0 - from_0;
    }
    function run_candidate_0() {
      // source candidate
      const rows_1 = candidate_source_0.rows(), from_1 = candidate_source_0.start(), to_1 = candidate_source_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        candidate_0.insert1(rows_1[row_1]);
      }
      candidate_source_0.taken += to_1 - from_1;
    }
    function run_vote_0() {
      // source vote
      const rows_2 = vote_source_0.rows(), from_2 = vote_source_0.start(), to_2 = vote_source_0.end();
      for (let row_2 = from_2; row_2 < to_2; row_2++) {
        if (vote_0.insert2(rows_2[row_2 * 2], rows_2[row_2 * 2 + 1])) {
          // first(c, v) :- candidate(c), v = min w : { vote(c, w) }.
          fold_0.row[0] = rows_2[row_2 * 2];
          fold_0.row[1] = rows_2[row_2 * 2 + 1];
          fold_0.add();
          // tally(c, count<v>, max<v>) :- vote(c, v).
          fold_3.row[0] = rows_2[row_2 * 2];
          fold_3.row[1] = rows_2[row_2 * 2 + 1];
          fold_3.row[2] = rows_2[row_2 * 2 + 1];
          fold_3.add();
          // total(s) :- s = sum v : { vote(_, v) }.
          fold_1.row[0] = rows_2[row_2 * 2 + 1];
          fold_1.add();
          // votes(c, n) :- candidate(c), n = count : { vote(c, _) }.
          fold_2.row[0] = rows_2[row_2 * 2];
          fold_2.row[1] = 0;
          fold_2.add();
        }
      }
      vote_source_0.taken += to_2 - from_2;
    }
    function run_aux_1() {
      // first(c, v) :- candidate(c), v = min w : { vote(c, w) }.
      for (let group_0 = fold_0.taken; group_0 < fold_0.groups.size; group_0++) {
        const result_0 = fold_0.groups.words[group_0];
        const result_1 = fold_0.result(group_0, 0);
        aux_2.insert2(result_0, result_1);
      }
      fold_0.taken = fold_0.groups.size;
    }
    function run_aux_2() {
      // total(s) :- s = sum v : { vote(_, v) }.
      for (let group_1 = fold_1.taken; group_1 < fold_1.groups.size; group_1++) {
        const result_2 = fold_1.result(group_1, 0);
        aux_1.insert1(result_2);
      }
      fold_1.taken = fold_1.groups.size;
    }
    function run_aux_3() {
      // votes(c, n) :- candidate(c), n = count : { vote(c, _) }.
      for (let group_2 = fold_2.taken; group_2 < fold_2.groups.size; group_2++) {
        const result_3 = fold_2.groups.words[group_2];
        const result_4 = fold_2.result(group_2, 0);
        aux_0.insert2(result_3, result_4);
      }
      fold_2.taken = fold_2.groups.size;
    }
    function run_before_0() {
      const end_0 = vote_scan_0.end();
      const words_0 = vote_0.words;
      const size_0 = vote_0.size;
      // before(v, n) :- vote(_, v), n = count : { vote(_, w), w < v }.
      for (let row_3 = vote_scan_0.taken; row_3 < end_0; row_3++) {
        const v_0 = words_0[row_3 * 2 + 1];
        let count_0 = 0;
        for (let row_4 = 0; row_4 < size_0; row_4++) {
          const w_0 = words_0[row_4 * 2 + 1];
          if (values.number(w_0) < values.number(v_0)) {
            count_0++;
          }
        }
        const n_0 = values.ofNumber(count_0);
        before_0.insert2(v_0, n_0);
      }
      vote_scan_0.taken = end_0;
    }
    function run_tally_0() {
      // tally(c, count<v>, max<v>) :- vote(c, v).
      for (let group_3 = fold_3.taken; group_3 < fold_3.groups.size; group_3++) {
        const result_5 = fold_3.groups.words[group_3];
        const result_6 = fold_3.result(group_3, 0);
        const result_7 = fold_3.result(group_3, 1);
        tally_0.insert3(result_5, result_6, result_7);
      }
      fold_3.taken = fold_3.groups.size;
    }
    function run_first_0() {
      const end_1 = candidate_scan_0.end();
      const words_1 = candidate_0.words;
      aux_2_of_0_0.update();
      const arena_0 = aux_2_of_0_0.arena;
      // first(c, v) :- candidate(c), v = min w : { vote(c, w) }.
      for (let row_5 = candidate_scan_0.taken; row_5 < end_1; row_5++) {
        const c_0 = words_1[row_5];
        for (let at_0 = aux_2_of_0_0.start1(c_0), end_2 = aux_2_of_0_0.end; at_0 < end_2; at_0++) {
          const v_1 = arena_0[at_0];
          first_0.append2(c_0, v_1);
        }
      }
      candidate_scan_0.taken = end_1;
    }
    function run_total_0() {
      const end_3 = unit_scan_0.end();
      const size_1 = aux_1.size;
      const words_2 = aux_1.words;
      // total(s) :- s = sum v : { vote(_, v) }.
      for (let row_6 = unit_scan_0.taken; row_6 < end_3; row_6++) {
        let count_1 = 0;
        const total_2 = accumulate("sum", "number", 1);
        for (let row_7 = 0; row_7 < size_1; row_7++) {
          const group_4 = words_2[row_7];
          count_1++;
          total_2.add(group_4);
        }
        const s_0 = total_2.result();
        total_0.append1(s_0);
      }
      unit_scan_0.taken = end_3;
    }
    function run_votes_0() {
      const end_4 = candidate_scan_1.end();
      const words_3 = candidate_0.words;
      aux_0_of_0_0.update();
      const arena_1 = aux_0_of_0_0.arena;
      // votes(c, n) :- candidate(c), n = count : { vote(c, _) }.
      for (let row_8 = candidate_scan_1.taken; row_8 < end_4; row_8++) {
        const c_1 = words_3[row_8];
        let count_2 = 0;
        const total_3 = accumulate("sum", "number", 0);
        for (let at_1 = aux_0_of_0_0.start1(c_1), end_5 = aux_0_of_0_0.end; at_1 < end_5; at_1++) {
          const group_5 = arena_1[at_1];
          count_2++;
          total_3.add(group_5);
        }
        const n_1 = total_3.result();
        votes_0.append2(c_1, n_1);
      }
      candidate_scan_1.taken = end_4;
    }
    return [run_aux_0, run_candidate_0, run_vote_0, run_aux_1, run_aux_2, run_aux_3, run_before_0, run_tally_0, run_first_0, run_total_0, run_votes_0];
  },
});
