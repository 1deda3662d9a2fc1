export default ( {
  abiVersion: 4,
  relations: [
    { "name": "n", "columns": [{ "name": "x", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "half", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }, { "name": "c3", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "small", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "square", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "steps", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "words", "columns": [{ "name": "c1", "type": "symbol" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "either", "columns": [{ "name": "c1", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "named", "columns": [{ "name": "c1", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "low", "columns": [{ "name": "c1", "type": "number" }, { "name": "c2", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "divisor", "columns": [{ "name": "y", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "allowed", "columns": [{ "name": "y", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "quotient", "columns": [{ "name": "z", "type": "number" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
  ],
  lookups: [],
  scans: [
    { "relation": 0, "whole": false },
    { "relation": 0, "whole": false },
    { "relation": 9, "whole": false },
    { "relation": 9, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 10, "kind": "source" },
    { "relation": 9, "kind": "source" },
    { "relation": 0, "kind": "source" },
  ],
  folds: [],
  closings: [],
  exits: [],
  rules: [
    { "text": "half(x, x / 2, x % 2) :- n(x).", "place": "program.dl:3:1", "relation": 1, "recursive": false },
    { "text": "small(x) :- n(x), x < 3, x != -5.", "place": "program.dl:4:1", "relation": 2, "recursive": false },
    { "text": "square(x, y) :- n(x), x < 10, y = x * x.", "place": "program.dl:5:1", "relation": 3, "recursive": false },
    { "text": "steps(x, i) :- n(x), x > 0, x < 4, i = range(0, x).", "place": "program.dl:6:1", "relation": 4, "recursive": false },
    { "text": "words(to_string(x), strlen(to_string(x))) :- n(x).", "place": "program.dl:7:1", "relation": 5, "recursive": false },
    { "text": "either(x) :- (n(x), x > 2 ; n(x), x < 0).", "place": "program.dl:8:1", "relation": 6, "recursive": false },
    { "text": "named(cat(\"n\", to_string(x))) :- n(x), !(x = 2).", "place": "program.dl:9:1", "relation": 7, "recursive": false },
    { "text": "low(min(x, 2), max(x, 2)) :- n(x).", "place": "program.dl:10:1", "relation": 8, "recursive": false },
    { "text": "quotient(20 / y) :- 20 / y > 1, divisor(y), allowed(y).", "place": "program.dl:26:1", "relation": 11, "recursive": false },
    { "text": "quotient(z) :- divisor(y), z = 100 / y, y > 4.", "place": "program.dl:27:1", "relation": 11, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_allowed_0", "relations": [10], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_divisor_0", "relations": [9], "scans": [], "losses": [], "retracts": [], "sources": [1], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_n_0", "relations": [0, 1, 8, 7, 2, 3, 4, 5], "scans": [], "losses": [], "retracts": [], "sources": [2], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [0, 1, 2, 3, 4, 6, 7] },
    { "name": "run_either_0", "relations": [6], "scans": [0, 1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [0], "rules": [5] },
    { "name": "run_quotient_0", "relations": [11], "scans": [2, 3], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [9, 10], "rules": [8, 9] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
    { "subgraphs": [2], "recursive": false, "stratum": 0 },
    { "subgraphs": [3], "recursive": false, "stratum": 0 },
    { "subgraphs": [4], "recursive": false, "stratum": 0 },
  ],
  facts: [
    { "relation": 0, "row": [1], "tick": 0 },
    { "relation": 0, "row": [2], "tick": 0 },
    { "relation": 0, "row": [3], "tick": 0 },
    { "relation": 0, "row": [9007199254740991], "tick": 0 },
    { "relation": 0, "row": [-5], "tick": 0 },
    { "relation": 9, "row": [0], "tick": 0 },
    { "relation": 9, "row": [4], "tick": 0 },
    { "relation": 9, "row": [5], "tick": 0 },
    { "relation": 10, "row": [5], "tick": 0 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const n_0 = relations[0];
    const half_0 = relations[1];
    const small_0 = relations[2];
    const square_0 = relations[3];
    const steps_0 = relations[4];
    const words_0 = relations[5];
    const either_0 = relations[6];
    const named_0 = relations[7];
    const low_0 = relations[8];
    const divisor_0 = relations[9];
    const allowed_0 = relations[10];
    const quotient_0 = relations[11];
    const allowed_source_0 = sources[0];
    const divisor_source_0 = sources[1];
    const n_source_0 = sources[2];
    const n_scan_0 = scans[0];
    const n_scan_1 = scans[1];
    const divisor_scan_0 = scans[2];
    const divisor_scan_1 = scans[3];
    function run_allowed_0() {
      // source allowed
      const rows_0 = allowed_source_0.rows(), from_0 = allowed_source_0.start(), to_0 = allowed_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        allowed_0.insert1(rows_0[row_0]);
      }
      allowed_source_0.taken += to_0 - from_0;
    }
    function run_divisor_0() {
      // source divisor
      const rows_1 = divisor_source_0.rows(), from_1 = divisor_source_0.start(), to_1 = divisor_source_0.end();
      for (let row_1 = from_1; row_1 < to_1; row_1++) {
        divisor_0.insert1(rows_1[row_1]);
      }
      divisor_source_0.taken += to_1 - from_1;
    }
    function run_n_0() {
      // source n
      const rows_2 = n_source_0.rows(), from_2 = n_source_0.start(), to_2 = n_source_0.end();
      for (let row_2 = from_2; row_2 < to_2; row_2++) {
        if (n_0.insert1(rows_2[row_2])) {
          // half(x, x / 2, x % 2) :- n(x).
          const value_0 = values.ofNumber(functors.divide(values.number(rows_2[row_2]), 2, 0));
          const value_1 = values.ofNumber(functors.remainder(values.number(rows_2[row_2]), 2, 0));
          half_0.append3(rows_2[row_2], value_0, value_1);
          // low(min(x, 2), max(x, 2)) :- n(x).
          const value_2 = values.ofNumber(Math.min(values.number(rows_2[row_2]), 2));
          const value_3 = values.ofNumber(Math.max(values.number(rows_2[row_2]), 2));
          low_0.insert2(value_2, value_3);
          // named(cat("n", to_string(x))) :- n(x), !(x = 2).
          if (rows_2[row_2] !== 2) {
            const value_4 = values.ofText(("n" + functors.toText(values.number(rows_2[row_2]))));
            named_0.insert1(value_4);
          }
          // small(x) :- n(x), x < 3, x != -5.
          if (values.number(rows_2[row_2]) < 3) {
            if (rows_2[row_2] !== -5) {
              small_0.append1(rows_2[row_2]);
            }
          }
          // square(x, y) :- n(x), x < 10, y = x * x.
          if (values.number(rows_2[row_2]) < 10) {
            const y_0 = values.ofNumber(functors.number(values.number(rows_2[row_2]) * values.number(rows_2[row_2]), 2));
            square_0.append2(rows_2[row_2], y_0);
          }
          // steps(x, i) :- n(x), x > 0, x < 4, i = range(0, x).
          if (values.number(rows_2[row_2]) > 0) {
            if (values.number(rows_2[row_2]) < 4) {
              const bound_0 = 0;
              const bound_1 = values.number(rows_2[row_2]);
              const step_0 = functors.step(bound_0, bound_1, null, 3);
              for (let at_0 = bound_0; step_0 > 0 ? at_0 < bound_1 : at_0 > bound_1; at_0 += step_0) {
                const i_0 = values.ofNumber(at_0);
                steps_0.append2(rows_2[row_2], i_0);
              }
            }
          }
          // words(to_string(x), strlen(to_string(x))) :- n(x).
          const value_5 = values.ofText(functors.toText(values.number(rows_2[row_2])));
          const value_6 = values.ofNumber(functors.length(functors.toText(values.number(rows_2[row_2]))));
          words_0.insert2(value_5, value_6);
        }
      }
      n_source_0.taken += to_2 - from_2;
    }
    function run_either_0() {
      const end_0 = n_scan_0.end();
      const words_1 = n_0.words;
      const end_1 = n_scan_1.end();
      // either(x) :- (n(x), x > 2 ; n(x), x < 0).
      for (let row_3 = n_scan_0.taken; row_3 < end_0; row_3++) {
        const x_0 = words_1[row_3];
        if (values.number(x_0) > 2) {
          either_0.insert1(x_0);
        }
      }
      n_scan_0.taken = end_0;
      // either(x) :- (n(x), x > 2 ; n(x), x < 0).
      for (let row_4 = n_scan_1.taken; row_4 < end_1; row_4++) {
        const x_1 = words_1[row_4];
        if (values.number(x_1) < 0) {
          either_0.insert1(x_1);
        }
      }
      n_scan_1.taken = end_1;
    }
    function run_quotient_0() {
      const end_2 = divisor_scan_0.end();
      const words_2 = divisor_0.words;
      const end_3 = divisor_scan_1.end();
      // quotient(20 / y) :- 20 / y > 1, divisor(y), allowed(y).
      for (let row_5 = divisor_scan_0.taken; row_5 < end_2; row_5++) {
        const y_1 = words_2[row_5];
        if (allowed_0.has1(y_1)) {
          if (functors.divide(20, values.number(y_1), 8) > 1) {
            const value_7 = values.ofNumber(functors.divide(20, values.number(y_1), 8));
            quotient_0.insert1(value_7);
          }
        }
      }
      divisor_scan_0.taken = end_2;
      // quotient(z) :- divisor(y), z = 100 / y, y > 4.
      for (let row_6 = divisor_scan_1.taken; row_6 < end_3; row_6++) {
        const y_2 = words_2[row_6];
        if (values.number(y_2) > 4) {
          const z_0 = values.ofNumber(functors.divide(100, values.number(y_2), 9));
          quotient_0.insert1(z_0);
        }
      }
      divisor_scan_1.taken = end_3;
    }
    return [run_allowed_0, run_divisor_0, run_n_0, run_either_0, run_quotient_0];
  },
});
