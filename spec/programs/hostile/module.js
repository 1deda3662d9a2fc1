export default ( {
  abiVersion: 4,
  relations: [
    { "name": "__proto__", "columns": [{ "name": "constructor", "type": "symbol" }, { "name": "toString", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
    { "name": "hasOwnProperty", "columns": [{ "name": "x", "type": "symbol" }], "location": -1, "limit": -1, "lifetime": "fixed", "auxiliary": false },
  ],
  lookups: [],
  scans: [
    { "relation": 0, "whole": false },
    { "relation": 0, "whole": false },
  ],
  losses: [],
  sources: [
    { "relation": 0, "kind": "source" },
  ],
  folds: [],
  closings: [],
  exits: [],
  rules: [
    { "text": "hasOwnProperty(constructor) :- __proto__(constructor, _).", "place": "program.dl:7:1", "relation": 1, "recursive": false },
    { "text": "hasOwnProperty(cat(toString, \"\\n*/ '${0}\")) :- __proto__(_, toString), toString != \"*/\".", "place": "program.dl:8:1", "relation": 1, "recursive": false },
  ],
  subgraphs: [
    { "name": "run_proto_0", "relations": [0], "scans": [], "losses": [], "retracts": [], "sources": [0], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [], "rules": [] },
    { "name": "run_hasOwnProperty_0", "relations": [1], "scans": [0, 1], "losses": [], "retracts": [], "sources": [], "fills": [], "folds": [], "unfolds": [], "exits": [], "reads": [0], "rules": [0, 1] },
  ],
  stages: [
    { "subgraphs": [0], "recursive": false, "stratum": 0 },
    { "subgraphs": [1], "recursive": false, "stratum": 0 },
  ],
  facts: [
    { "relation": 0, "row": ["*/ process.exit(1) //", "${process.exit(2)}"], "tick": 0 },
    { "relation": 0, "row": ["\\\"); process.exit(3); (\"", "\u2028\u2029\ud800`"], "tick": 0 },
  ],
  link: ({ relations, lookups, scans, losses, sources, folds, closings, exits, values, functors, accumulate }) => {
    const proto_0 = relations[0];
    const hasOwnProperty_0 = relations[1];
    const proto_source_0 = sources[0];
    const proto_scan_0 = scans[0];
    const proto_scan_1 = scans[1];
    const c_0 = values.ofText("*/");
    function run_proto_0() {
      // source __proto__
      const rows_0 = proto_source_0.rows(), from_0 = proto_source_0.start(), to_0 = proto_source_0.end();
      for (let row_0 = from_0; row_0 < to_0; row_0++) {
        proto_0.insert2(rows_0[row_0 * 2], rows_0[row_0 * 2 + 1]);
      }
      proto_source_0.taken += to_0 - from_0;
    }
    function run_hasOwnProperty_0() {
      const end_0 = proto_scan_0.end();
      const words_0 = proto_0.words;
      const end_1 = proto_scan_1.end();
      // hasOwnProperty(cat(toString, "\n*/ '${0}")) :- __proto__(_, toString), toString != "*/".
      for (let row_1 = proto_scan_0.taken; row_1 < end_0; row_1++) {
        const toString_0 = words_0[row_1 * 2 + 1];
        if (toString_0 !== c_0) {
          const value_0 = values.ofText((values.text(toString_0) + "\n*/ '${0}"));
          hasOwnProperty_0.insert1(value_0);
        }
      }
      proto_scan_0.taken = end_0;
      // hasOwnProperty(constructor) :- __proto__(constructor, _).
      for (let row_2 = proto_scan_1.taken; row_2 < end_1; row_2++) {
        const constructor_0 = words_0[row_2 * 2];
        hasOwnProperty_0.insert1(constructor_0);
      }
      proto_scan_1.taken = end_1;
    }
    return [run_proto_0, run_hasOwnProperty_0];
  },
});
