// @tanstack/db-ivm: differences of collections through a graph of operators, tick by tick. It has no recursion, and its
// `distinct` (0.2.0) takes rows of the same hash of 32 bits for one, so that of a million some are lost: it is not used,
// which these programs can do without, as no row comes twice.
import { D2, groupBy, groupByOperators, join, map, MultiSet, output } from '@tanstack/db-ivm';
import { given, Kept, reportTicks } from './given.mjs';

const { count, max } = groupByOperators;
const [workload, directory] = process.argv.slice(2);

const programs = {
  'tick-store': (input) => ({ stored: input('stored').pipe(map((row) => row)) }),
  'tick-join': (input) => ({ shipment: ordersWithCities(input) }),
  'tick-join3': (input) => ({
    shipment: ordersWithCities(input).pipe(
      map(([order, city]) => [city, order]),
      join(input('depot'), 'inner'),
      map(([, [order, lorry]]) => [order, lorry]),
    ),
  }),
  'tick-negation': (input) => ({
    open: input('order').pipe(map(([id]) => [id, 1]), join(input('paid').pipe(map(([id]) => [id, 1])), 'anti'), map(([id]) => [id])),
  }),
  'tick-count': (input) => ({ orders: byCustomer(input, { value: count() }) }),
  'tick-maximum': (input) => ({ last: byCustomer(input, { value: max(([id]) => id) }) }),
};

function ordersWithCities(input) {
  return input('order').pipe(
    map(([order, customer]) => [customer, order]),
    join(input('customer'), 'inner'),
    map(([, [order, city]]) => [order, city]),
  );
}

function byCustomer(input, aggregate) {
  return input('order').pipe(
    groupBy(([, customer]) => ({ customer }), aggregate),
    map(([, { customer, value }]) => [customer, value]),
  );
}

const { tables, streams } = given(directory);
const graph = new D2();
const inputs = {};
const kept = {};
for (const [name, stream] of Object.entries(programs[workload]((relation) => (inputs[relation] ??= graph.newInput())))) {
  const relation = (kept[name] = new Kept());
  stream.pipe(output((differences) => relation.take(differences.getInner())));
}
graph.finalize();
const tick = {
  send: (relation, rows) => inputs[relation].sendData(new MultiSet(rows.map((row) => [row, 1]))),
  run: () => graph.run(),
};
for (const [relation, rows] of Object.entries(tables)) tick.send(relation, rows);
tick.run();
reportTicks(streams, tick, () => Object.fromEntries(Object.entries(kept).map(([name, relation]) => [name, relation.rows()])));
