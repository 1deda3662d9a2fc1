export default ( {
  abiVersion: 4,
  relations: [
    { "name": "workers", "columns": [{ "name": "at", "type": "symbol" }, { "name": "w", "type": "symbol" }], "location": 0, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "task", "columns": [{ "name": "at", "type": "symbol" }, { "name": "id", "type": "number" }], "location": 0, "limit": -1, "lifetime": "tick", "auxiliary": false },
    { "name": "assign", "columns": [{ "name": "to", "type": "symbol" }, { "name": "from", "type": "symbol" }, { "name": "id", "type": "number" }], "location": 0, "limit": -1, "lifetime": "tick", "auxiliary": false },
    { "name": "done", "columns": [{ "name": "to", "type": "symbol" }, { "name": "id", "type": "number" }], "location": 0, "limit": -1, "lifetime": "tick", "auxiliary": false },
    { "name": "finished", "columns": [{ "name": "at", "type": "symbol" }, { "name": "id", "type": "number" }], "location": 0, "limit": -1, "lifetime": "kept", "auxiliary": false },
  ],
  lookups: [
    { "relation": 0, "columns": [0], "clustered": true },
  ],
  scans: [
    { "relation": 1, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 2, "kind": "receive" },
    { "relation": 3, "kind": "receive" },
    { "relation": 1, "kind": "receive" },
    { "relation": 0, "kind": "source" },
  ],
  folds: [],
  closings: [],
  exits: [
    { "relation": 3, "kind": "send" },
    { "relation": 2, "kind": "send" },
  ],
  rules: [
    { "text": ".persist finished", "place": "program.dl:8:1", "relation": 4, "recursive": false },
    { "text": "assign(w, l, t)@async :- task(l, t), workers(l, w).", "place": "program.dl:11:1", "relation": 2, "recursive": false },
    { "text": "done(l, t)@async :- assign(_, l, t).", "place": "program.dl:12:1", "relation": 3, "recursive": false },
    { "text": "finished(l, t) :- done(l, t).", "place": "program.dl:13:1", "relation": 4, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_assign_0", "relations": [2], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [0], "reads": [], "rules": [2] },
    { "name": "run_done_0", "relations": [3, 4], "scans": [], "losses": [], "retracts": [], "sources": [1], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [3] },
    { "name": "run_task_0", "relations": [1], "scans": [], "losses": [], "retracts": [], "sources": [2], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_workers_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [3], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_task_1", "relations": [], "scans": [0], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [1], "reads": [0, 1], "rules": [1] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 0 },
    { "subgraphs": [4], "recursive": false, "stratum": 0 },
  ],
  facts: [
    { "relation": 0, "row": ["boss", "w1"], "tick": 0 },
    { "relation": 0, "row": ["boss", "w2"], "tick": 0 },
    { "relation": 1, "row": ["boss", 1], "tick": 1 },
    { "relation": 1, "row": ["boss", 2], "tick": 2 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const workers_0 = relations[0];
    const task_0 = relations[1];
    const assign_0 = relations[2];
    const done_0 = relations[3];
    const finished_0 = relations[4];
    const assign_receive_0 = sources[0];
    const done_send_0 = exits[0];
    const done_receive_0 = sources[1];
    const task_receive_0 = sources[2];
    const workers_source_0 = sources[3];
    const task_scan_0 = scans[0];
    const assign_send_0 = exits[1];
    const workers_0_of_0_0 = lookups[0];
    function run_assign_0() {
      // receive assign
      const rows_0 = assign_receive_0.rows(), from_0 = assign_receive_0.start(), to_0 = assign_receive_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        if (assign_0.insert3(rows_0[row_0 * 3], rows_0[row_0 * 3 + 1], rows_0[row_0 * 3 + 2])) {
          // done(l, t)@async :- assign(_, l, t).
          done_send_0.insert2(rows_0[row_0 * 3 + 1], rows_0[row_0 * 3 + 2]);
        }
      }
      assign_receive_0.taken += to_0 - from_0;
    }
    function run_done_0() {
      // receive done
      const rows_1 = done_receive_0.rows(), from_1 = done_receive_0.start(), to_1 = done_receive_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        if (done_0.insert2(rows_1[row_1 * 2], rows_1[row_1 * 2 + 1])) {
          // finished(l, t) :- done(l, t).
          finished_0.insert2(rows_1[row_1 * 2], rows_1[row_1 * 2 + 1]);
        }
      }
      done_receive_0.taken += to_1 - from_1;
    }
    function run_task_0() {
      // receive task
      const rows_2 = task_receive_0.rows(), from_2 = task_receive_0.start(), to_2 = task_receive_0.end();
      for (let row_2 = from_2; row_2 < to_2; row_2++) {
        task_0.insert2(rows_2[row_2 * 2], rows_2[row_2 * 2 + 1]);
      }
      task_receive_0.taken += to_2 - from_2;
    }
    function run_workers_0() {
      // source workers
      const rows_3 = workers_source_0.rows(), from_3 = workers_source_0.start(), to_3 = workers_source_0.end();
      for (let row_3 = from_3; row_3 < to_3; row_3++) {
        workers_0.insert2(rows_3[row_3 * 2], rows_3[row_3 * 2 + 1]);
      }
      workers_source_0.taken += to_3 - from_3;
    }
    function run_task_1() {
      const end_0 = task_scan_0.end();
      const words_0 = task_0.words;
      workers_0_of_0_0.update();
      const arena_0 = workers_0_of_0_0.arena;
      // assign(w, l, t)@async :- task(l, t), workers(l, w).
      for (let row_4 = task_scan_0.taken; row_4 < end_0; row_4++) {
        const l_0 = words_0[row_4 * 2];
        const t_0 = words_0[row_4 * 2 + 1];
        for (let at_0 = workers_0_of_0_0.start1(l_0), end_1 = workers_0_of_0_0.end; at_0 < end_1; at_0++) {
          const w_0 = arena_0[at_0];
          assign_send_0.insert3(w_0, l_0, t_0);
        }
      }
      task_scan_0.taken = end_0;
    }
    return [run_assign_0, run_done_0, run_task_0, run_workers_0, run_task_1];
  },
});
