import { decode, encode } from '@msgpack/msgpack';
import type { Row, Value } from '../abi.ts';
import { decodeSnapshot, encodeSnapshot, type Identity } from '../embedding/snapshot.ts';
import type { LastingTransport, Mark, NetworkState, Settled } from '../lasting.ts';
import type { Simulation } from '../simulation.ts';
import type { SiteJournal } from '../site.ts';
import type { Transducer } from '../transducer.ts';
import type { Parcel } from '../transport.ts';
import { leastLog, mostLog } from './log-size.ts';
import { StoreError, type Store, type Stored } from './store.ts';

/** A snapshot is made when so many times more has been logged than it would take. */
const ratio = 4;

/** Rows of a relation that came from outside, or were withdrawn, one after the other. */
type Given = readonly [relation: string, rows: readonly Row[], isWithdrawn: boolean];

/** What a tick took in, and how far the messages with others had come then. */
interface TickRecord {
  readonly tick: number;
  readonly given: readonly Given[];
  readonly parcels: readonly (readonly [from: string, payload: Uint8Array])[];
  readonly marks: readonly Mark[];
  readonly settled: readonly Settled[];
}

/** What a journal is kept of. */
export interface Subject {
  readonly identity: Identity;
  readonly transducer: Transducer;
  readonly transport: LastingTransport;
}

/**
 * Keeps a node's inputs, tick by tick, and so its state: a tick is a function of them. A tick is on the disk before
 * anything of it leaves the node.
 */
export class Journal implements SiteJournal {
  readonly #store: Store;
  readonly #subject: Subject;
  #given: [string, Row[], boolean][] = [];
  #parcels: [string, Uint8Array][] = [];
  readonly #least: number;
  #snapshotBytes = 0;

  /** A snapshot is made of no less than `least` bytes of log. */
  constructor(store: Store, subject: Subject, least = leastLog) {
    this.#least = least;
    this.#store = store;
    this.#subject = subject;
  }

  /** A row came from outside for the next tick, or is withdrawn from it. */
  given(relation: string, row: Row, isWithdrawn: boolean): void {
    if (this.#subject.transport.isRepeating) return;
    const last = this.#given.at(-1);
    if (last?.[0] === relation && last[2] === isWithdrawn) last[1].push(row);
    else this.#given.push([relation, [row], isWithdrawn]);
  }

  /** Messages of others came for the next tick. */
  received(parcels: readonly Parcel[]): void {
    if (this.#subject.transport.isRepeating) return;
    for (const { from, payload } of parcels) this.#parcels.push([from, payload]);
  }

  /** What came made no difference, and need not be kept. */
  settled(): void {
    this.#parcels = [];
  }

  /** The tick is complete. */
  completed(tick: number): void {
    const { transport } = this.#subject;
    if (transport.isRepeating) return;
    // The last byte is not zero: that of a record of which the end was never written is.
    this.#store.append(encode([tick, this.#given, this.#parcels, transport.marks, transport.settled, true]));
    this.#given = [];
    this.#parcels = [];
  }

  /** What the tick sends is with the network: a snapshot may be made. */
  sent(): void {
    if (this.#subject.transport.isRepeating || this.#store.logged < Math.min(Math.max(this.#least, ratio * this.#snapshotBytes), mostLog)) return;
    const { identity, transducer, transport } = this.#subject;
    const bytes = encode([encodeSnapshot(identity, transducer.module, transducer.carried()), encode(transport.state)]);
    this.#store.snapshot(bytes);
    this.#snapshotBytes = bytes.length;
  }
}

/**
 * Takes up what was stored: the snapshot, and then each tick that was logged after it. Yields after each of them the
 * tick before it.
 */
export function* recover({ snapshot, records }: Stored, { identity, transducer, transport }: Subject, simulation: Simulation): Generator<number> {
  transport.isRepeating = true;
  if (snapshot) {
    const [carried, state] = listOf(decode(snapshot));
    transducer.resume(decodeSnapshot(carried, identity, transducer.module));
    transport.restore(networkState(state));
    simulation.resumed();
    yield simulation.tick;
  }
  for (const bytes of records) {
    const record = recordOf(decode(bytes));
    if (record.tick <= simulation.tick) continue;
    const before = simulation.tick;
    repeat(record, transport, simulation);
    yield before;
  }
  transport.isRepeating = false;
}

function repeat({ tick, given, parcels, marks, settled }: TickRecord, transport: LastingTransport, simulation: Simulation): void {
  for (const [relation, rows, isWithdrawn] of given) {
    if (isWithdrawn) simulation.remove(relation, rows);
    else simulation.insert(relation, rows);
  }
  transport.inject(parcels);
  if (!simulation.repeat(tick)) throw new StoreError(`tick ${tick} cannot be repeated: it was another program, or another version of dlc`);
  transport.reach(marks, settled);
}

function recordOf(value: unknown): TickRecord {
  const [tick, given, parcels, marks, settled] = listOf(value);
  return {
    tick: numberOf(tick),
    given: listOf(given).map((each) => {
      const [relation, rows, isWithdrawn] = listOf(each);
      return [textOf(relation), listOf(rows).map((row) => listOf(row).map(valueOf)), isWithdrawn === true];
    }),
    parcels: pairsOf(parcels).map(([from, payload]) => [textOf(from), bytesOf(payload)]),
    marks: marksOf(marks),
    settled: pairsOf(settled).map(([peer, seq]) => [textOf(peer), numberOf(seq)]),
  };
}

function networkState(value: unknown): NetworkState {
  const [own, marks, links] = listOf(decode(bytesOf(value)));
  return [
    listOf(own).map(bytesOf),
    marksOf(marks),
    pairsOf(links).map(([peer, state]) => {
      const [next, lastReliable, entries] = listOf(state);
      const kept = listOf(entries).map((entry) => {
        const [seq, after, payload, count] = listOf(entry);
        return [numberOf(seq), numberOf(after), bytesOf(payload), numberOf(count)] as const;
      });
      return [textOf(peer), [numberOf(next), numberOf(lastReliable), kept]] as const;
    }),
  ];
}

function marksOf(value: unknown): readonly Mark[] {
  return listOf(value).map((each) => {
    const [peer, session, seq] = listOf(each);
    return [textOf(peer), textOf(session), numberOf(seq)];
  });
}

function pairsOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  return listOf(value).map((each) => {
    const [first, second] = listOf(each);
    return [first, second];
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : unreadable();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : unreadable();
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : unreadable();
}

/** A copy: what is decoded would keep all of the log in memory. */
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? new Uint8Array(value) : unreadable();
}

function valueOf(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : unreadable();
}

function unreadable(): never {
  throw new StoreError('the state is of another version of dlc');
}
