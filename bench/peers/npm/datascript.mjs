// datascript: a database in memory with Datalog queries and rules, evaluated anew by each query.
import datascript from 'datascript';
import { given, reportBatch } from './given.mjs';

const [workload, directory] = process.argv.slice(2);

const programs = {
  closure: {
    output: 'path',
    rules: '[[(path ?x ?y) [?x "edge" ?y]] [(path ?x ?z) [?y "edge" ?z] (path ?x ?y)]]',
    query: '[:find ?x ?y :in $ % :where (path ?x ?y)]',
  },
  reach: {
    output: 'reach',
    rules: '[[(path ?x ?y) [?x "edge" ?y]] [(path ?x ?z) [?y "edge" ?z] (path ?x ?y)]]',
    query: '[:find ?y :in $ % :where [?s "start" 1] (path ?s ?y)]',
  },
  triangles: { output: 'triangle', rules: '[]', query: '[:find ?x ?y ?z :in $ % :where [?x "edge" ?y] [?y "edge" ?z] [?x "edge" ?z]]' },
};

const program = programs[workload];
const { tables } = given(directory);
const empty = datascript.empty_db({ edge: { ':db/cardinality': ':db.cardinality/many' } });
// Entities are numbered from 1.
const datoms = tables.edge.map(([from, to]) => [':db/add', from + 1, 'edge', to + 1]);
for (const [node] of tables.start ?? []) datoms.push([':db/add', node + 1, 'start', 1]);
const database = datascript.db_with(empty, datoms);
reportBatch(() => {
  const rows = datascript.q(program.query, database, program.rules).map((row) => row.map((word) => word - 1));
  if (tables.start && !rows.some(([node]) => node === tables.start[0][0])) rows.push(tables.start[0]);
  return { [program.output]: rows };
});
