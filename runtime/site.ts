import type { Row } from './abi.ts';
import type { Losses } from './losses.ts';
import { rowOrder } from './ordered-rows.ts';
import { rowsIn } from './row-words.ts';
import { isSame } from './same-bytes.ts';
import type { RowLog } from './signed-rows.ts';
import type { Transducer } from './transducer.ts';
import type { Parcel, Transport } from './transport.ts';
import { localWireLimits, type WireLimits } from './wire/limits.ts';
import type { Rejection } from './wire/malformed.ts';
import { Outbox } from './wire/outbox.ts';
import { PayloadCodec, type Payload, type SentShape } from './wire/payload.ts';

/** What a site knows beside its transducer and its transport. */
export interface SiteOptions {
  /** Whether rows of a relation come from one location to another; by default those of all that the transducer has do. */
  readonly admits?: (relation: string, to: string, from: string) => boolean;
  /** A site may stand for several locations: those that are `isAt` it. */
  readonly isAt?: (location: Row[number]) => boolean;
  /** Relations whose messages are not to be lost. */
  readonly reliable?: ReadonlySet<string>;
  readonly limits?: WireLimits;
  /** Other locations tick when they like, and what comes from them is a reason to tick. */
  readonly remote?: boolean;
  /** Told what other locations send, and of each tick before anything of it leaves. */
  readonly journal?: SiteJournal | null;
}

/** Who keeps what a site takes in. */
export interface SiteJournal {
  /** A row came from outside for the next tick, or is withdrawn from it. */
  given(relation: string, row: Row, isWithdrawn: boolean): void;
  received(parcels: readonly Parcel[]): void;
  /** What came made no difference. */
  settled(): void;
  completed(tick: number): void;
  sent(): void;
}

/** After so many messages that only repeat themselves a node takes its time between ticks. */
const patience = 8;

/** A transducer at a location of a network. */
export class Site {
  readonly location: string;
  readonly transducer: Transducer;
  /** Other locations tick when they like. */
  readonly isRemote: boolean;
  /** How many of its messages, up to the last, said what the one before them to the same location did. */
  #repetitions = 0;
  /** Something has come since the last tick that was not known. */
  #isNews = false;
  readonly #senders = new Set<string>();
  readonly #lastSent = new Map<string, Uint8Array>();
  readonly #transport: Transport;
  readonly #losses: Losses;
  readonly #admits: (relation: string, to: string, from: string) => boolean;
  readonly #isAt: (location: Row[number]) => boolean;
  readonly #reliable: ReadonlySet<string>;
  readonly #journal: SiteJournal | null;
  readonly #limits: WireLimits;
  readonly #codec: PayloadCodec;
  readonly #shapes: ReadonlyMap<string, SentShape>;

  constructor(location: string, transducer: Transducer, transport: Transport, losses: Losses, options: SiteOptions = {}) {
    this.location = location;
    this.transducer = transducer;
    this.#transport = transport;
    this.#losses = losses;
    this.#admits = options.admits ?? (() => true);
    this.#isAt = options.isAt ?? ((each) => each === location);
    this.#reliable = options.reliable ?? new Set();
    this.#journal = options.journal ?? null;
    this.isRemote = options.remote ?? false;
    this.#limits = options.limits ?? localWireLimits;
    this.#codec = new PayloadCodec(this.#limits, transducer.values);
    const here = transducer.module.relations.filter((_, index) => transducer.receives(index));
    this.#shapes = new Map(here.map((shape) => [shape.name, shape]));
  }

  /** Whether rows at a location are rows here. */
  hosts(location: Row[number]): boolean {
    return this.#isAt(location);
  }

  /** Whether it has been saying the same for so long that it should not say it as fast as it can. */
  get isRepetitive(): boolean {
    return this.#repetitions > patience;
  }

  /** Which other locations' messages came for the next tick, or the one at work. */
  get senders(): ReadonlySet<string> {
    return this.#senders;
  }

  /** Whether a tick has something to do, other than to state a fact. */
  get due(): boolean {
    return this.#isNews || this.transducer.due;
  }

  /** Whether the next tick would only be without what came for the last one. */
  get isFading(): boolean {
    return !this.#isNews && this.transducer.isFading;
  }

  /** A row from outside, for the next tick. */
  insert(relation: number, row: Row): void {
    this.#given(relation, row, false);
    this.transducer.insert(relation, row);
  }

  /** Many rows from outside, as words of the transducer's values, for the next tick. */
  insertAll(relation: number, rows: RowLog): void {
    const { module, values } = this.transducer;
    if (this.#journal) for (const row of rowsIn(module.relations[relation]!, values, rows)) this.#given(relation, row, false);
    this.transducer.insertAll(relation, rows);
  }

  /** Withdraws a row from outside, from the next tick on. */
  remove(relation: number, row: Row): void {
    this.#given(relation, row, true);
    this.transducer.remove(relation, row);
  }

  /** Sends what the last tick derived for elsewhere, and what it took in is in effect; how many rows left. */
  send(): number {
    this.#isNews = false;
    this.#senders.clear();
    this.#journal?.completed(this.transducer.tick);
    const messages = this.transducer.sent();
    const sent = messages.length > 0 ? this.#sendAll(messages) : 0;
    this.#journal?.sent();
    this.#transport.commit();
    return sent;
  }

  #sendAll(messages: ReturnType<Transducer['sent']>): number {
    const { module, values } = this.transducer;
    const outbox = new Outbox(this.#codec, this.#limits, this.#reliable);
    let sent = 0;
    for (const { relation, rows } of messages) {
      const shape = module.relations[relation]!;
      sent += rows.size;
      const to = (row: number): string => (shape.location < 0 ? this.location : values.text(rows.words[row * rows.arity + shape.location]!));
      // What is sent again after a restart is to be in the same frames, whatever order storage has then.
      if (this.#journal) for (const row of rowOrder(rows, shape.columns.map((each) => each.type), values)) outbox.add(to(row), shape, rows, row);
      else for (let row = 0; row < rows.size; row++) outbox.add(to(row), shape, rows, row);
    }
    for (const { to, payload, reliable, count } of outbox.parcels()) {
      if (payload === null) this.#losses.lose(count, `one for ${JSON.stringify(to)} is longer than a frame can be`);
      else if (this.#transport.send({ to, payload, reliable, count })) this.#note(to, payload);
      else this.#losses.lose(count, `there is no location ${JSON.stringify(to)}`);
    }
    return sent;
  }

  /** Counts messages that say what those before them did; to remember them is for networks only. */
  #note(to: string, payload: Uint8Array): void {
    if (!this.isRemote) return;
    const before = this.#lastSent.get(to);
    this.#repetitions = before && isSame(before, payload) ? this.#repetitions + 1 : 0;
    this.#lastSent.set(to, payload);
  }

  /** Puts what has come into the inbox of the next tick. From those who tick when they like it is a reason to tick, unless it was known. */
  receive(): void {
    const parcels = this.#transport.receive();
    if (parcels.length === 0) return;
    this.#journal?.received(parcels.filter((each) => each.from !== this.location));
    let isNews = false;
    for (const { from, to, payload } of parcels) {
      if (from !== this.location) this.#senders.add(from);
      const opened = this.#codec.decode(payload, (relation) => this.#shapes.get(relation) ?? null, to);
      if (!this.#open(opened, to, from)) this.transducer.values.collector.rest();
      else if (from !== this.location) isNews = true;
    }
    if (!this.isRemote) return;
    if (isNews) this.#isNews = true;
    else if (!this.#isNews) this.#settle();
  }

  /** What has been received is in effect without a tick. */
  #settle(): void {
    this.#senders.clear();
    this.#journal?.settled();
    this.#transport.commit();
  }

  #given(relation: number, row: Row, isWithdrawn: boolean): void {
    this.#journal?.given(this.transducer.module.relations[relation]!.name, row, isWithdrawn);
  }

  /** Whether something of it was not known. */
  #open(opened: Payload | Rejection, to: string, from: string): boolean {
    if (opened.kind === 'rejected') {
      this.#losses.refuse(from, opened.fault);
      return false;
    }
    const { messages, unknown } = opened;
    let isNews = false;
    for (const { shape, rows } of messages) {
      const index = this.transducer.relationNamed(shape.name);
      if (this.#admits(shape.name, to, from)) isNews = this.#take(index, rows) || isNews;
      else this.#losses.lose(rows.size, `${JSON.stringify(to)} has no relation ${shape.name}`);
    }
    for (const { relation, count } of unknown) this.#losses.lose(count, `${JSON.stringify(to)} has no relation ${relation}`);
    return isNews;
  }

  /** In lockstep what is known is a part of the inbox as well: rounds are compared by it. */
  #take(relation: number, rows: RowLog): boolean {
    if (this.isRemote) return this.transducer.receiveNews(relation, rows);
    this.transducer.receive(relation, rows);
    return rows.size > 0;
  }
}
