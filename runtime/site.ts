import type { Row } from './abi.ts';
import { decodeEnvelope, encodeEnvelope, type Envelope } from './codec.ts';
import { isRowOf } from './row-check.ts';
import type { Transducer } from './transducer.ts';
import type { Transport } from './transport.ts';

/** What became of messages that could not be delivered, by a text that says why, once for each. */
export interface Losses {
  count: number;
  readonly reasons: Set<string>;
}

/** A transducer at a location of a network. */
export class Site {
  readonly location: string;
  readonly transducer: Transducer;
  readonly #transport: Transport;
  readonly #losses: Losses;
  readonly #admits: (relation: string, to: Row[number]) => boolean;
  readonly #isAt: (location: Row[number]) => boolean;

  /** A site may stand for several locations: those that are `isAt` it; `admits` says whether a relation is at one. */
  constructor(
    location: string,
    transducer: Transducer,
    transport: Transport,
    losses: Losses,
    admits: (relation: string, to: Row[number]) => boolean = () => true,
    isAt: (location: Row[number]) => boolean = (each) => each === location,
  ) {
    this.#admits = admits;
    this.#isAt = isAt;
    this.location = location;
    this.transducer = transducer;
    this.#transport = transport;
    this.#losses = losses;
  }

  /** Whether rows at a location are rows here. */
  hosts(location: Row[number]): boolean {
    return this.#isAt(location);
  }

  /** Sends what the last tick derived for elsewhere, one frame for each location; how many rows left. */
  send(): number {
    const { relations } = this.transducer.module;
    const outbox = new Map<string, Map<string, Row[]>>();
    for (const { relation, rows } of this.transducer.sent()) {
      const { name, location } = relations[relation]!;
      for (const row of rows) {
        const to = location < 0 ? this.location : String(row[location]);
        const envelope = entry(outbox, to, () => new Map<string, Row[]>());
        entry(envelope, name, () => []).push(row);
      }
    }
    let sent = 0;
    for (const [to, envelope] of outbox) {
      const rows = [...envelope].map(([relation, all]) => ({ relation, rows: all }));
      const count = rows.reduce((sum, each) => sum + each.rows.length, 0);
      sent += count;
      if (!this.#transport.send(to, encodeEnvelope({ from: this.location, rows }))) this.#lose(count, `there is no location ${JSON.stringify(to)}`);
    }
    return sent;
  }

  /** Puts what has come into the inbox of the next tick. */
  receive(): void {
    for (const frame of this.#transport.receive()) {
      const envelope = this.#opened(frame);
      for (const { relation, rows } of envelope?.rows ?? []) {
        for (const row of rows) this.#take(relation, row);
      }
    }
  }

  /** What is in a frame; nothing in one that no site has made. */
  #opened(frame: Uint8Array): Envelope | null {
    try {
      return decodeEnvelope(frame);
    } catch {
      this.#lose(1, 'it is none that can be read');
      return null;
    }
  }

  #take(relation: string, row: Row): void {
    const index = this.transducer.relationNamed(relation);
    const location = this.transducer.module.relations[index]?.location ?? -1;
    const to = row[location] ?? this.location;
    const shape = this.transducer.module.relations[index];
    if (!shape || !this.transducer.receives(index) || !this.#admits(relation, to)) this.#lose(1, `${JSON.stringify(to)} has no relation ${relation}`);
    else if (!isRowOf(shape, row)) this.#lose(1, `it is no row of ${relation} at ${JSON.stringify(to)}`);
    else this.transducer.receive(index, row);
  }

  #lose(count: number, reason: string): void {
    this.#losses.count += count;
    this.#losses.reasons.add(`a message was dropped: ${reason}`);
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
