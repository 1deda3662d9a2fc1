import { setTimeout as sleep } from 'node:timers/promises';
import type { Router } from 'zeromq';
import type { Mark } from '../lasting.ts';
import type { Parcel } from '../transport.ts';
import { type Data, type FrameCodec, type Hello, wireVersion } from '../wire/frame.ts';
import { Inbound } from '../wire/inbound.ts';
import type { WireLimits } from '../wire/limits.ts';
import type { Strained } from '../wire/strains.ts';
import { Answers } from './answers.ts';
import { listenTo } from './listening.ts';
import { Routes, type Route } from './routes.ts';
import { inboundSocket, listen, listenAgain, type SocketOptions } from './sockets.ts';

export interface PortOptions {
  readonly name: string;
  readonly codec: FrameCodec;
  readonly limits: WireLimits;
  readonly sockets: SocketOptions;
  /** Why a node that says hello is not to be heard; null when it is. */
  readonly objection: (hello: Hello) => string | null;
  /** Something has come. */
  readonly changed: () => void;
  /** A frame was not taken. */
  readonly refused: (peer: string, reason: string) => void;
  /** Nodes at which more waits than should, and to which messages for this one lead. */
  readonly strained: () => readonly Strained[];
}

/** Into how many parts a sender's window is divided, each of which is acknowledged at once. */
const acknowledgements = 4;
/** How long an acknowledgement may wait for others that it says as well, in milliseconds. */
const patience = 20;

/** How often senders are told that others are strained, in milliseconds. */
const strainInterval = 250;

/** Memory of a parcel beside its payload, roughly. */
const parcelBytes = 100;

/** Those who have not said who they are. */
export const nobody = 'a stranger';

/** Where a node hears all others: one socket, on which every sender is told from the others by its connection. */
export class Port {
  readonly #options: PortOptions;
  #socket: Router;
  readonly #routes = new Routes();
  readonly #inbound = new Map<string, Inbound>();
  #inbox: Parcel[] = [];
  #inboxBytes = 0;
  /** Something was given that is not in effect yet. */
  #isGiven = false;
  /** Connections of which frames were left when there was no room. */
  readonly #starved = new Set<Route>();
  #answers: Answers;
  #closed = false;
  /** When it rings, senders are told what they have not been told yet. */
  #timer: NodeJS.Timeout | null = null;
  #telling: NodeJS.Timeout | null = null;

  constructor(options: PortOptions) {
    this.#options = options;
    this.#socket = inboundSocket(options.sockets);
    this.#answers = this.#answersOn(this.#socket);
  }

  /** Begins to listen; gives the endpoint, with the port that was chosen where none was given. */
  async start(endpoint: string): Promise<string> {
    await listen(this.#socket, endpoint);
    this.#listen(this.#socket);
    this.#telling = setInterval(() => this.#tellAll(), strainInterval);
    return this.#socket.lastEndpoint ?? endpoint;
  }

  /** Breaks all connections, and hears nobody for so many milliseconds: what has come of a message is let go of. */
  async renew(pause: number): Promise<void> {
    const endpoint = this.#socket.lastEndpoint ?? '';
    this.#socket.close();
    this.#routes.clear();
    this.#starved.clear();
    await sleep(pause);
    if (this.#closed) return;
    this.#socket = inboundSocket(this.#options.sockets);
    this.#answers = this.#answersOn(this.#socket);
    await listenAgain(this.#socket, endpoint);
    this.#listen(this.#socket);
  }

  /** What has come since the last call. */
  receive(): readonly Parcel[] {
    const taken = this.#inbox;
    if (taken.length === 0 && this.#starved.size === 0) return taken;
    this.#inbox = [];
    this.#inboxBytes = 0;
    this.#isGiven = true;
    for (const inbound of this.#inbound.values()) inbound.give();
    for (const route of this.#starved) this.#ask(route);
    this.#starved.clear();
    return taken;
  }

  /** What `receive` gave is in effect: its senders are told, of several frames at once if more come soon. */
  commit(): void {
    if (!this.#isGiven) return;
    this.#isGiven = false;
    const enough = this.#options.limits.windowFrames / acknowledgements;
    for (const inbound of this.#inbound.values()) inbound.commit();
    let isLeft = false;
    for (const route of this.#routes) {
      const untold = this.#inbound.get(route.peer)?.untold(route.session) ?? 0;
      if (untold >= enough) this.#acknowledge(route);
      else isLeft ||= untold > 0;
    }
    if (isLeft) this.#timer ??= setTimeout(() => this.#acknowledgeAll(), patience);
  }

  /** Frames that were taken, by peer. */
  get received(): ReadonlyMap<string, number> {
    return new Map([...this.#inbound].map(([peer, inbound]) => [peer, inbound.taken]));
  }

  /** How far the messages of others have come that were given to ticks. */
  get marks(): readonly Mark[] {
    return [...this.#inbound].flatMap(([peer, inbound]) => inbound.marks.map(([session, seq]): Mark => [peer, session, seq]));
  }

  /** Takes up where others had come to. */
  reach(marks: readonly Mark[]): void {
    for (const [peer, session, seq] of marks) {
      const inbound = this.#inbound.get(peer) ?? new Inbound();
      this.#inbound.set(peer, inbound);
      inbound.restore(session, seq);
    }
  }

  close(): void {
    this.#acknowledgeAll();
    if (this.#telling) clearInterval(this.#telling);
    this.#closed = true;
    this.#socket.close();
  }

  #answersOn(socket: Router): Answers {
    return new Answers(socket, this.#options.codec, (id) => this.#forget(id));
  }

  #acknowledgeAll(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const route of this.#routes) if ((this.#inbound.get(route.peer)?.untold(route.session) ?? 0) > 0) this.#acknowledge(route);
  }

  #acknowledge({ id, peer, session }: Route): void {
    const seq = this.#inbound.get(peer)?.tell(session) ?? 0;
    this.#answers.add(id, { kind: 'acknowledge', seq });
  }

  #listen(socket: Router): void {
    listenTo(socket, (parts) => {
      const id = parts[0];
      const frame = parts[1];
      if (id && frame) this.#hear(id, frame, parts.length - 2);
    });
  }

  #hear(id: Buffer, bytes: Buffer, more: number): void {
    const route = this.#routes.of(id);
    const who = route?.peer ?? nobody;
    const frame = this.#options.codec.decode(bytes);
    if (more > 0) this.#options.refused(who, 'several parts');
    else if (frame.kind === 'rejected') {
      this.#options.refused(who, frame.fault);
      if (frame.fault === 'wrong-version') this.#answers.add(id, { kind: 'refuse', reason: `it speaks version ${wireVersion} of the protocol` });
    } else if (frame.kind === 'hello') this.#greeted(id, frame);
    else if (frame.kind !== 'data') this.#options.refused(who, 'out-of-order');
    else if (route) this.#take(route, frame);
    else this.#answers.add(id, { kind: 'who' });
  }

  #greeted(id: Buffer, hello: Hello): void {
    const objection = this.#options.objection(hello);
    if (objection !== null) {
      this.#options.refused(hello.from, objection);
      this.#answers.add(id, { kind: 'refuse', reason: objection });
      return;
    }
    const inbound = this.#inbound.get(hello.from) ?? new Inbound();
    this.#inbound.set(hello.from, inbound);
    this.#remember({ id, peer: hello.from, session: hello.session, asked: false, told: null });
    const next = inbound.greeted(hello.session, hello.base);
    this.#answers.add(id, { kind: 'welcome', session: hello.session, next });
    const seq = inbound.tell(hello.session);
    if (seq >= hello.base) this.#answers.add(id, { kind: 'acknowledge', seq });
  }

  /** Keeps a connection; of too many the one that was made first is to say hello again. */
  #remember(route: Route): void {
    this.#routes.add(route);
    const [oldest] = this.#routes;
    if (this.#routes.size > this.#options.limits.maxConnections && oldest) this.#forget(oldest.id);
  }

  /** A sender without a connection is remembered no longer than others are waiting for the room. */
  #forget(id: Buffer): void {
    const gone = this.#routes.delete(id);
    if (gone !== null && this.#inbound.size > this.#options.limits.maxConnections) this.#inbound.delete(gone);
  }

  #take(route: Route, frame: Data): void {
    if (this.#inboxBytes > this.#options.limits.inboxBytes) {
      this.#starved.add(route);
      return;
    }
    const { name } = this.#options;
    switch (this.#inbound.get(route.peer)?.arrived(route.session, frame) ?? 'gap') {
      case 'taken':
        this.#inboxBytes += frame.payload.length + parcelBytes;
        this.#inbox.push({ from: route.peer, to: name, payload: frame.payload });
        this.#options.changed();
        this.#tell(route);
        return;
      case 'gap':
        this.#ask(route);
        return;
      case 'repeated':
    }
  }

  #tellAll(): void {
    for (const route of this.#routes) if (route.told !== null) this.#tell(route);
  }

  /** Tells a sender which nodes are strained, unless it knows. */
  #tell(route: Route): void {
    const nodes = this.#options.strained();
    route.told ??= -Infinity;
    if (nodes.length === 0) return;
    const now = performance.now();
    if (now - route.told < strainInterval / 2) return;
    route.told = now;
    this.#answers.add(route.id, { kind: 'strained', nodes });
  }

  /** Asks a sender to say hello, and so to send again what is missing. */
  #ask(route: Route): void {
    if (!route.asked) this.#answers.add(route.id, { kind: 'who' });
    route.asked = true;
  }
}
