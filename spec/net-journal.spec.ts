import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { deploy, type Deployment } from '../cli/deploy.ts';
import { Station } from '../cli/station.ts';
import { compile } from '../planner/compile.ts';
import type { Row } from '../runtime/abi.ts';
import { Losses } from '../runtime/losses.ts';
import { systemDisk } from '../runtime/node/disk.ts';
import { Journal, recover } from '../runtime/node/journal.ts';
import { Network } from '../runtime/node/network.ts';
import { Store, StoreError } from '../runtime/node/store.ts';
import { localWireLimits } from '../runtime/wire/limits.ts';
import { RowsCodec } from './rows-codec.ts';

/** Rows from outside and from others, messages to others that may be lost or must not be, messages to itself, things kept and dropped. */
const program = `.decl put(x: number)
.input put(IO=stdin)
.decl here(@at: addr)
here("a").
.channel order(@to: addr, x: number) reliable
.channel news(@to: addr, x: number)
.channel again(@to: addr, x: number)
.decl stock(@at: addr, x: number)
stock(n, x) :- here(n), put(x).
stock(n, x) :- order(n, x).
stock(n, x)@next :- stock(n, x), !sold(n, x).
.decl sold(@at: addr, x: number)
sold(n, x) :- order(n, y), stock(n, x), x < y.
.persist sold
.output stock
.output sold
order("b", x)@async :- here(_), put(x).
news("b", x)@async :- sold(n, x), order(n, _).
again(n, x + 1)@async :- order(n, x), x < 9.
stock(n, x)@next :- again(n, x).
order(n, x)@async :- again(n, x), x < 5.
`;

function deployed(): Deployment {
  const result = compile([{ file: 'program.dl', text: program, dialect: 'dl' }], () => null);
  const deployment = result.ok ? deploy(result.compilation, { resumable: true }) : null;
  if (!deployment || !('hash' in deployment)) throw new Error('the program is right');
  return deployment;
}

const deployment = deployed();
const identity = { hash: deployment.hash, file: 'program.dl', address: 'a', role: '' };
const order = { name: 'order', location: 0, columns: [{ name: 'to', type: 'symbol' }, { name: 'x', type: 'number' }] } as const;
const codec = new RowsCodec(localWireLimits);

/** A node without sockets. */
class Bench {
  readonly network: Network;
  readonly station: Station;
  readonly losses = new Losses();

  constructor() {
    this.network = new Network({ name: 'a', listen: '', peers: new Map([['b', '']]), signatures: deployment.signatures, losses: this.losses, session: 's' });
    this.station = new Station({ deployment, inputs: new Map(), functors: [], here: { name: 'a', role: null }, peers: [{ name: 'b', role: null }], limits: [] });
  }

  get subject() {
    return { identity, transducer: this.station.transducer, transport: this.network };
  }

  /** Everything that it goes on with, and what it shows. */
  state(): unknown {
    const { tick, inserted, relations, sources } = this.station.transducer.carried();
    const sorted = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();
    return {
      tick,
      inserted,
      kept: relations.map(({ rows, differs }) => [sorted(rows), differs]),
      arriving: sources.map(({ arriving }) => sorted(arriving)),
      network: this.network.state,
    };
  }
}

type Step = { readonly put: readonly number[]; readonly orders: readonly number[] };
const number = fc.integer({ min: 0, max: 9 });
const step: fc.Arbitrary<Step> = fc.record({ put: fc.array(number, { maxLength: 2 }), orders: fc.array(number, { maxLength: 2 }) });

test('whenever a node ends, it goes on as if it had not', (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.constantFrom(1, 300, Infinity), fc.array(step, { maxLength: 4 }), (steps, least, more) => {
      const folder = mkdtempSync(join(tmpdir(), 'dlc-journal-'));
      const [first, second] = [new Bench(), new Bench()];
      try {
        const store = new Store(folder, systemDisk, false);
        store.open(() => Uint8Array.of(1));
        const journal = new Journal(store, first.subject, least);
        const { simulation } = first.station.at(first.network, first.losses, journal);
        const drive = (bench: Bench, to: typeof simulation, each: Step): void => {
          to.insert('put', each.put.map((x) => [x]));
          bench.network.inject(each.orders.map((x) => ['b', codec.encode([{ shape: order, rows: [['a', x]] }])]));
          to.receive();
          while (to.advance(() => false) !== 'quiescent');
        };
        for (const each of steps) drive(first, simulation, each);
        store.close();
        const stored = new Store(folder, systemDisk, false).peek();
        const { simulation: resumed } = second.station.at(second.network, second.losses, new Journal(new Store(folder, systemDisk, false), second.subject));
        if (stored) for (const _ of recover(stored, second.subject, resumed));
        // What was given and made no tick is given again by who sent it; nothing is here.
        t.deepEqual(second.state(), first.state());
        for (const each of more) {
          drive(first, simulation, each);
          drive(second, resumed, each);
          t.deepEqual(second.state(), first.state());
        }
      } finally {
        first.network.close();
        second.network.close();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 100 },
  );
});

test('the last tick of a log is not given up when it is damaged', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-journal-'));
  const bench = new Bench();
  t.teardown(() => {
    bench.network.close();
    rmSync(folder, { recursive: true });
  });
  const store = new Store(folder, systemDisk, false);
  store.open(() => Uint8Array.of(1));
  const { simulation } = bench.station.at(bench.network, bench.losses, new Journal(store, bench.subject));
  simulation.insert('put', [[1]]);
  while (simulation.advance(() => false) !== 'quiescent');
  store.close();
  const log = join(folder, 'log.00000000');
  const whole = readFileSync(log);
  writeFileSync(log, whole.with(whole.length - 5, 0xee));
  t.throws(() => new Store(folder, systemDisk, false).peek(), { instanceOf: StoreError, message: /is damaged at byte/ });
});

test('what comes while a tick is at work is for the next, and is logged with that', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-journal-'));
  const [first, second] = [new Bench(), new Bench()];
  t.teardown(() => {
    first.network.close();
    second.network.close();
    rmSync(folder, { recursive: true });
  });
  const store = new Store(folder, systemDisk, false);
  store.open(() => Uint8Array.of(1));
  const { simulation } = first.station.at(first.network, first.losses, new Journal(store, first.subject));
  simulation.insert('put', [[1]]);
  t.is(simulation.advance(() => true), 'working');
  first.network.inject([['b', codec.encode([{ shape: order, rows: [['a', 7]] }])]]);
  simulation.receive();
  const shown: unknown[] = [];
  for (let state = simulation.advance(() => false); state !== 'quiescent'; state = simulation.advance(() => false)) shown.push([simulation.tick, [...simulation.rows('stock')]]);
  store.close();
  const { simulation: resumed } = second.station.at(second.network, second.losses, new Journal(new Store(folder, systemDisk, false), second.subject));
  const again: unknown[] = [];
  const stored = new Store(folder, systemDisk, false).peek();
  if (stored) for (const _ of recover(stored, second.subject, resumed)) again.push([resumed.tick, [...resumed.rows('stock')]]);
  t.deepEqual(again, shown);
  t.true(shown.length > 1);
});
