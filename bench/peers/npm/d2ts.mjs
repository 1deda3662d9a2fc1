// @electric-sql/d2ts: differences of collections through a graph of operators, tick by tick. It has `iterate`, but a
// closure written with it lacks most of its rows (version 0.1.8), so workloads that recurse are left out.
import { antiJoin, count, D2, distinct, innerJoin, map, MultiSet, output, reduce } from '@electric-sql/d2ts';
import { given, Kept, reportTicks } from './given.mjs';

const [workload, directory] = process.argv.slice(2);

const programs = {
  'tick-store': (input) => ({ stored: input('stored').pipe(distinct()) }),
  'tick-join': (input) => ({ shipment: ordersWithCities(input).pipe(distinct()) }),
  'tick-join3': (input) => ({
    shipment: ordersWithCities(input).pipe(
      map(([order, city]) => [city, order]),
      innerJoin(input('depot')),
      map(([, [order, lorry]]) => [order, lorry]),
      distinct(),
    ),
  }),
  'tick-negation': (input) => ({
    open: input('order').pipe(map(([id]) => [id, 1]), antiJoin(input('paid').pipe(map(([id]) => [id, 1]))), map(([id]) => [id])),
  }),
  'tick-count': (input) => ({ orders: input('order').pipe(map(([id, customer]) => [customer, id]), distinct(), count()) }),
  'tick-maximum': (input) => ({ last: input('order').pipe(map(([id, customer]) => [customer, id]), reduce((values) => [[Math.max(...values.map(([id]) => id)), 1]])) }),
};

function ordersWithCities(input) {
  return input('order').pipe(
    map(([order, customer]) => [customer, order]),
    innerJoin(input('customer')),
    map(([, [order, city]]) => [order, city]),
  );
}

const { tables, streams } = given(directory);
const graph = new D2({ initialFrontier: 0 });
const inputs = {};
const kept = {};
for (const [name, stream] of Object.entries(programs[workload]((relation) => (inputs[relation] ??= graph.newInput())))) {
  const relation = (kept[name] = new Kept());
  stream.pipe(output((message) => message.data.collection && relation.take(message.data.collection.getInner())));
}
graph.finalize();
let version = 0;
const tick = {
  send: (relation, rows) => inputs[relation].sendData(version, new MultiSet(rows.map((row) => [row, 1]))),
  run() {
    version++;
    for (const input of Object.values(inputs)) input.sendFrontier(version);
    graph.run();
  },
};
for (const [relation, rows] of Object.entries(tables)) tick.send(relation, rows);
tick.run();
reportTicks(streams, tick, () => Object.fromEntries(Object.entries(kept).map(([name, relation]) => [name, relation.rows()])));
