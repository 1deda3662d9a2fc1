import test from 'ava';
import { deploy } from '../cli/deploy.ts';
import { Station } from '../cli/station.ts';
import { compile } from '../planner/compile.ts';
import { Alarm } from '../runtime/alarm.ts';
import { Losses } from '../runtime/losses.ts';
import { Network } from '../runtime/node/network.ts';
import type { Simulation } from '../runtime/simulation.ts';
import { localWireLimits } from '../runtime/wire/limits.ts';
import { RowsCodec } from './rows-codec.ts';

const codec = new RowsCodec(localWireLimits);
const ask = { name: 'ask', location: 0, columns: [{ name: 'to', type: 'symbol' }, { name: 'x', type: 'number' }] } as const;
const asked = codec.encode([{ shape: ask, rows: [['a', 1]] }]);

/** Node a of a program, without sockets, after its first tick. */
function begun(rules: string): { readonly network: Network; readonly simulation: Simulation } {
  const text = `.channel ask(@to: addr, x: number)\n.decl put(x: number)\n.input put(IO=stdin)\n.decl here(@at: addr)\nhere("a").\nask("b", x)@async :- here(_), put(x), x < 0.\n${rules}`;
  const result = compile([{ file: 'program.dl', text, dialect: 'dl' }], () => null);
  const deployment = result.ok ? deploy(result.compilation, { resumable: false }) : null;
  if (!deployment || !('signatures' in deployment)) throw new Error('the program is right');
  const losses = new Losses();
  const network = new Network({ name: 'a', listen: '', peers: new Map(), signatures: deployment.signatures, losses });
  const station = new Station({ deployment, inputs: new Map(), functors: [], here: { name: 'a', role: null }, peers: [], limits: [] });
  const { simulation } = station.at(network, losses, null);
  while (simulation.advance(() => false) !== 'quiescent');
  return { network, simulation };
}

const forgetful = '.decl heard(@at: addr, x: number)\nheard(n, x) :- ask(n, x).\nheard(n, x) :- here(n), put(x).\n.output heard\n';

test('a tick that would only be without what came for the last one can wait', (t) => {
  const { network, simulation } = begun(forgetful);
  t.false(simulation.isFading);
  network.inject([['b', asked]]);
  simulation.receive();
  t.false(simulation.isFading);
  t.is(simulation.advance(() => false), 'ticked');
  t.deepEqual([...simulation.rows('heard')], [['a', 1]]);
  t.true(simulation.isFading);
  t.is(simulation.advance(() => false), 'ticked');
  t.deepEqual([...simulation.rows('heard')], []);
  t.false(simulation.isFading);
});

test('so can one after rows from outside', (t) => {
  const { simulation } = begun(forgetful);
  simulation.insert('put', [[2]]);
  t.false(simulation.isFading);
  simulation.advance(() => false);
  t.true(simulation.isFading);
});

test('one for which something has come cannot', (t) => {
  const { network, simulation } = begun(forgetful);
  simulation.insert('put', [[2]]);
  simulation.advance(() => false);
  network.inject([['b', asked]]);
  simulation.receive();
  t.false(simulation.isFading);
  t.is(simulation.advance(() => false), 'ticked');
  t.deepEqual([...simulation.rows('heard')], [['a', 1]]);
});

for (const [what, rules] of [
  ['carries rows', 'heard(n, x)@next :- ask(n, x).\nheard(n, x) :- here(n), put(x).\n'],
  ['keeps rows', 'heard(n, x) :- ask(n, x).\n.persist heard\n'],
] as const) {
  test(`nor can one into which the last one ${what}`, (t) => {
    const { network, simulation } = begun(`.decl heard(@at: addr, x: number)\n${rules}.output heard\n`);
    network.inject([['b', asked]]);
    simulation.receive();
    simulation.advance(() => false);
    t.false(simulation.isFading);
    t.is(simulation.advance(() => false), 'ticked');
  });
}

test('an alarm wakes who waits, or comes once it has rung, and not who comes after it was reset', async (t) => {
  const alarm = new Alarm();
  const state = (rung: Promise<void>): Promise<string> => Promise.race([rung.then(() => 'woken'), new Promise<string>((settle) => void setImmediate(settle, 'asleep'))]);
  const rung = alarm.rung();
  t.is(await state(rung), 'asleep');
  alarm.ring();
  alarm.ring();
  t.is(await state(rung), 'woken');
  t.is(await state(alarm.rung()), 'woken');
  alarm.reset();
  t.is(await state(alarm.rung()), 'asleep');
});
