export default ( {
  abiVersion: 4,
  relations: [
    { "name": "count", "columns": [{ "name": "n", "type": "number" }], "location": -1, "limit": -1, "lifetime": "tick", "auxiliary": false },
    { "name": "item", "columns": [{ "name": "x", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "changing", "auxiliary": false },
    { "name": "del_item", "columns": [{ "name": "x", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "tick", "auxiliary": false },
    { "name": "echo", "columns": [{ "name": "c1", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "tick", "auxiliary": false },
  ],
  lookups: [],
  scans: [
    { "relation": 2, "whole": false },
    { "relation": 0, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 0, "kind": "receive" },
    { "relation": 0, "kind": "source" },
    { "relation": 2, "kind": "receive" },
    { "relation": 3, "kind": "receive" },
    { "relation": 1, "kind": "leave" },
    { "relation": 1, "kind": "receive" },
  ],
  folds: [],
  closings: [],
  choices: [],
  exits: [
    { "relation": 0, "kind": "next" },
    { "relation": 1, "kind": "drop" },
    { "relation": 3, "kind": "send" },
  ],
  rules: [
    { "text": ".persist item", "place": "program.dl:5:1", "relation": 1, "recursive": false },
    { "text": "count(n + 1)@next :- count(n), n < 4.", "place": "program.dl:7:1", "relation": 0, "recursive": false },
    { "text": "echo(x)@async :- item(x), count(n), n = 2.", "place": "program.dl:11:1", "relation": 3, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_count_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [0, 1], "fills": [], "folds": [], "unfolds": [], "exits": [0], "reads": [], "rules": [1] },
    { "name": "run_del_item_0", "relations": [2], "scans": [], "losses": [], "retracts": [], "sources": [2], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_echo_0", "relations": [3], "scans": [], "losses": [], "retracts": [], "sources": [3], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_item_0", "relations": [], "scans": [], "losses": [], "retracts": [1], "sources": [4], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [1], "rules": [] },
    { "name": "run_item_1", "relations": [1], "scans": [], "losses": [], "retracts": [], "sources": [5], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_del_item_1", "relations": [], "scans": [0], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [1], "reads": [1, 2], "rules": [0] },
    { "name": "run_count_1", "relations": [], "scans": [1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [2], "reads": [0, 1], "rules": [2] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 0 },
    { "subgraphs": [4], "recursive": false, "stratum": 1 },
    { "subgraphs": [5], "recursive": false, "stratum": 1 },
    { "subgraphs": [6], "recursive": false, "stratum": 1 },
  ],
  facts: [
    { "relation": 0, "row": [0], "tick": 1 },
    { "relation": 1, "row": ["a"], "tick": 1 },
    { "relation": 1, "row": ["b"], "tick": 2 },
    { "relation": 2, "row": ["a"], "tick": 4 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const count_0 = relations[0];
    const item_0 = relations[1];
    const del_item_0 = relations[2];
    const echo_0 = relations[3];
    const count_receive_0 = sources[0];
    const count_source_0 = sources[1];
    const count_next_0 = exits[0];
    const del_item_receive_0 = sources[2];
    const echo_receive_0 = sources[3];
    const item_leave_0 = sources[4];
    const item_receive_0 = sources[5];
    const del_item_scan_0 = scans[0];
    const item_drop_0 = exits[1];
    const count_scan_0 = scans[1];
    const echo_send_0 = exits[2];
    const groups_0 = del_item_scan_0.groupedBy([0]);
    function push_0(word_0) {
      if (count_0.insert1(word_0)) {
        // count(n + 1)@next :- count(n), n < 4.
        if (values.number(word_0) < 4) {
          const value_0 = values.ofNumber(functors.number(values.number(word_0) + 1, 1));
          count_next_0.insert1(value_0);
        }
      }
    }
    function run_count_0() {
      // receive count
      const rows_0 = count_receive_0.rows(), from_0 = count_receive_0.start(), to_0 = count_receive_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        push_0(rows_0[row_0]);
      }
      count_receive_0.taken += to_0 - from_0;
      // source count
      const rows_1 = count_source_0.rows(), from_1 = count_source_0.start(), to_1 = count_source_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        push_0(rows_1[row_1]);
      }
      count_source_0.taken += to_1 - from_1;
    }
    function run_del_item_0() {
      // receive del_item
      const rows_2 = del_item_receive_0.rows(), from_2 = del_item_receive_0.start(), to_2 = del_item_receive_0.end();
      for (let row_2 = from_2; row_2 < to_2; row_2++) {
        del_item_0.insert1(rows_2[row_2]);
      }
      del_item_receive_0.taken += to_2 - from_2;
    }
    function run_echo_0() {
      // receive echo
      const rows_3 = echo_receive_0.rows(), from_3 = echo_receive_0.start(), to_3 = echo_receive_0.end();
      for (let row_3 = from_3; row_3 < to_3; row_3++) {
        echo_0.insert1(rows_3[row_3]);
      }
      echo_receive_0.taken += to_3 - from_3;
    }
    function run_item_0() {
      // leave item
      const rows_4 = item_leave_0.rows(), from_4 = item_leave_0.start(), to_4 = item_leave_0.end();
      for (let row_4 = from_4; row_4 < to_4; row_4++) {
        item_0.row[0] = rows_4[row_4];
        item_0.lose();
      }
      item_leave_0.taken += to_4 - from_4;
    }
    function run_item_1() {
      // receive item
      const rows_5 = item_receive_0.rows(), from_5 = item_receive_0.start(), to_5 = item_receive_0.end();
      for (let row_5 = from_5; row_5 < to_5; row_5++) {
        item_0.insert1(rows_5[row_5]);
      }
      item_receive_0.taken += to_5 - from_5;
    }
    function run_del_item_1() {
      const end_0 = del_item_scan_0.end();
      // .persist item
      const rows_6 = groups_0.rows(del_item_scan_0.taken, end_0);
      for (let at_0 = groups_0.start, end_1 = groups_0.end; at_0 < end_1; at_0 += 1) {
        const x_0 = rows_6[at_0];
        if (item_0.has1(x_0)) {
          item_drop_0.insert1(x_0);
        }
      }
      del_item_scan_0.taken = end_0;
    }
    function run_count_1() {
      const end_2 = count_scan_0.end();
      const words_0 = count_0.words;
      const size_0 = item_0.size;
      const gone_0 = item_0.gone;
      const words_1 = item_0.words;
      // echo(x)@async :- item(x), count(n), n = 2.
      for (let row_6 = count_scan_0.taken; row_6 < end_2; row_6++) {
        const n_0 = words_0[row_6];
        if (n_0 === 2) {
          for (let row_7 = 0; row_7 < size_0; row_7++) {
            if (item_0.lostCount !== 0 && gone_0[row_7] !== 0) continue;
            const x_1 = words_1[row_7];
            echo_send_0.insert1(x_1);
          }
        }
      }
      count_scan_0.taken = end_2;
    }
    return [run_count_0, run_del_item_0, run_echo_0, run_item_0, run_item_1, run_del_item_1, run_count_1];
  },
});
