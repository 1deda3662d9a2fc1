import { Context } from 'zeromq';
import { Alarm } from '../alarm.ts';
import type { LastingTransport, Mark, NetworkState, Settled } from '../lasting.ts';
import type { Losses } from '../losses.ts';
import type { Outgoing, Parcel } from '../transport.ts';
import { FrameCodec, wireVersion, type Hello } from '../wire/frame.ts';
import { defaultWireLimits, type WireLimits } from '../wire/limits.ts';
import { difference } from '../wire/schema.ts';
import { Flood } from './flood.ts';
import { Guard, type Keyring } from './guard.ts';
import { Link } from './link.ts';
import { newSession } from './new-session.ts';
import { nobody, Port } from './port.ts';
import { Strain } from './strain.ts';

export interface NetworkOptions {
  /** The location. */
  readonly name: string;
  /** Where it listens; port 0 is any that is free. */
  readonly listen: string;
  /** Where other locations listen. */
  readonly peers: ReadonlyMap<string, string>;
  /** What nodes may send each other (`signaturesOf`). */
  readonly signatures: readonly string[];
  readonly losses: Losses;
  /** Null: connections are not encrypted, and anybody who can connect can claim any name. Default: null. */
  readonly keyring?: Keyring | null;
  readonly limits?: WireLimits;
  /** Tells this run of the node from its others; the same for one that goes on with its state. Default: a new one. */
  readonly session?: string;
}

/** What became of the messages of and for one peer. */
export interface PeerCounts {
  /** Its address. */
  readonly peer: string;
  /** Whether there is a connection to it. */
  readonly open: boolean;
  /** Rows handed to the connection, those sent again included. */
  readonly sent: number;
  /** Rows that had to be sent again. */
  readonly resent: number;
  /** Rows that were given up: too much waited, or the connection broke while they were on their way. */
  readonly lost: number;
  /** Rows that are in effect at the peer. */
  readonly acknowledged: number;
  /** Frames taken from it. */
  readonly received: number;
  /** Bytes that wait for it, or are kept until it acknowledges them. */
  readonly waiting: number;
}

/** A location's end of a network of ZeroMQ sockets. */
export class Network implements LastingTransport {
  readonly #options: NetworkOptions;
  readonly #limits: WireLimits;
  readonly #session: string;
  isRepeating = false;
  readonly #context = new Context();
  readonly #guard: Guard | null = null;
  readonly #port: Port;
  readonly #flood: Flood;
  #renewals = 0;
  readonly #strain: Strain;
  readonly #links: ReadonlyMap<string, Link>;
  /** What the node sends itself. */
  #own: Parcel[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#session = options.session ?? newSession();
    this.#limits = options.limits ?? defaultWireLimits;
    const { name, keyring = null } = options;
    this.#flood = new Flood(this.#limits.inboxBytes + 2 * options.peers.size * this.#limits.windowBytes);
    this.#strain = new Strain(name, () => this.#isFull(), () => this.#changed());
    const sockets = { context: this.#context, maxFrameBytes: this.#limits.maxFrameBytes, keyring };
    if (keyring) this.#guard = new Guard(keyring, this.#context, () => this.#refuse(nobody, 'its key is not known'));
    const shared = { sockets, codec: new FrameCodec(), limits: this.#limits, changed: () => this.#changed() };
    this.#port = new Port({ ...shared, name, objection: (hello) => this.#objection(hello), refused: (peer, reason) => this.#refuse(peer, reason), strained: () => this.#strain.nodes });
    const link = (peer: string, endpoint: string): Link =>
      new Link({ ...shared, peer, endpoint, hello: (base) => this.#hello(peer, base), refused: (reason) => this.#refused(peer, reason), strained: (nodes) => this.#strain.hear(nodes) });
    this.#links = new Map([...options.peers].filter(([peer]) => peer !== name).map(([peer, endpoint]) => [peer, link(peer, endpoint)]));
  }

  /** Listens, and connects to all peers, now or when they are there; gives where it listens. */
  async start(): Promise<string> {
    await this.#guard?.start();
    const endpoint = await this.#port.start(this.#options.listen);
    for (const link of this.#links.values()) link.start();
    this.#flood.watch((pause) => this.#renew(pause));
    return endpoint;
  }

  /** Calls back when something may have come, or a connection is otherwise than before; until the function given back is called. */
  onArrival(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(messages: Outgoing): boolean {
    const { to, payload } = messages;
    if (to === this.#options.name) {
      this.#own.push({ from: to, to, payload });
      return true;
    }
    const link = this.#links.get(to);
    if (this.isRepeating) link?.outbound.repeat(messages);
    else link?.offer(messages);
    return link !== undefined;
  }

  receive(): readonly Parcel[] {
    const received = this.#port.receive();
    if (this.#own.length === 0) return received;
    const own = this.#own;
    this.#own = [];
    return own.concat(received);
  }

  commit(): void {
    this.#port.commit();
  }

  get state(): NetworkState {
    return [this.#own.map((each) => each.payload), this.marks, [...this.#links].map(([peer, { outbound }]) => [peer, outbound.state] as const)];
  }

  restore([own, marks, links]: NetworkState): void {
    const { name } = this.#options;
    this.#own = own.map((payload) => ({ from: name, to: name, payload }));
    this.#port.reach(marks);
    for (const [peer, state] of links) this.#links.get(peer)?.outbound.restore(state);
  }

  get marks(): readonly Mark[] {
    return this.#port.marks;
  }

  get settled(): readonly Settled[] {
    return [...this.#links].map(([peer, { outbound }]) => [peer, outbound.settled]);
  }

  inject(parcels: readonly (readonly [from: string, payload: Uint8Array])[]): void {
    for (const [from, payload] of parcels) this.#own.push({ from, to: this.#options.name, payload });
  }

  reach(marks: readonly Mark[], settled: readonly Settled[]): void {
    this.#port.reach(marks);
    for (const [peer, seq] of settled) this.#links.get(peer)?.outbound.forget(seq);
  }

  /** Waits until there is a connection to every peer, or for so long; gives the peers that there is none to. `turned` is called when there may be something to tell. */
  async meet(milliseconds: number, stop: AbortSignal, turned: () => void): Promise<readonly string[]> {
    const alarm = new Alarm();
    const deafen = this.onArrival(alarm.ring);
    stop.addEventListener('abort', alarm.ring);
    const deadline = performance.now() + milliseconds;
    while (this.missing.length > 0 && !stop.aborted && performance.now() < deadline) {
      await alarm.rung(deadline - performance.now());
      alarm.reset();
      turned();
    }
    deafen();
    stop.removeEventListener('abort', alarm.ring);
    return this.missing;
  }

  /** Peers that there is no connection to. */
  get missing(): readonly string[] {
    return [...this.#links].filter(([, link]) => !link.outbound.open).map(([peer]) => peer);
  }

  /** Whether so much waits for some peer, or at a node to which messages lead, that what comes from outside should wait too. */
  get congested(): boolean {
    return this.#strain.any;
  }

  /** Whether some peer that is there has not acknowledged all that it was sent. */
  get pending(): boolean {
    return [...this.#links.values()].some(({ outbound }) => outbound.open && outbound.pending > 0);
  }

  /** By peer; strangers are among what was refused. */
  get counts(): readonly PeerCounts[] {
    const { received } = this.#port;
    return [...this.#links].map(([peer, { outbound }]) => ({ peer, open: outbound.open, ...outbound.counts, received: received.get(peer) ?? 0, waiting: outbound.bytes }));
  }

  close(): void {
    this.#flood.close();
    this.#strain.close();
    this.#guard?.close();
    this.#port.close();
    for (const link of this.#links.values()) link.close();
  }

  #isFull(): boolean {
    for (const link of this.#links.values()) if (link.outbound.congested) return true;
    return false;
  }

  /** Begins connections anew: too much has come, and nothing says from whom. Those that the node itself has made are less suspect. */
  async #renew(pause: number): Promise<void> {
    this.#refuse(nobody, 'a message of more parts than there is room for');
    if (this.#renewals++ % 2 === 1) for (const link of this.#links.values()) link.renew();
    await this.#port.renew(pause);
  }

  /** Counts what somebody may not send; if that is news, somebody may want to hear it. */
  #refuse(peer: string, reason: string): void {
    const { losses } = this.#options;
    const known = losses.reasons.size;
    losses.refuse(peer, reason);
    if (losses.reasons.size > known) this.#changed();
  }

  #refused(peer: string, reason: string): void {
    this.#options.losses.warn('node-refused', `${JSON.stringify(peer)} refuses this node: ${reason}`);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #hello(to: string, base: number): Hello {
    const { name, signatures } = this.#options;
    const hello = { kind: 'hello', version: wireVersion, from: name, to, session: this.#session, base, signatures } as const;
    return { ...hello, proof: this.#guard?.prove(hello) ?? new Uint8Array() };
  }

  #objection(hello: Hello): string | null {
    const { from, to, signatures } = hello;
    const { name, signatures: own } = this.#options;
    if (to !== name) return `this is node ${name}, not ${to}`;
    if (this.#guard && !this.#guard.accepts(hello)) return `the key of this connection is not that of node ${from}`;
    if (from === name) return `there is a node ${name} already`;
    const differs = difference(own, signatures);
    return differs === null ? null : `node ${from} runs another program: ${differs}`;
  }
}
