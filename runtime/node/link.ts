import type { Dealer } from 'zeromq';
import type { Outgoing } from '../transport.ts';
import type { Answer, FrameCodec, Hello } from '../wire/frame.ts';
import type { WireLimits } from '../wire/limits.ts';
import { Outbound } from '../wire/outbound.ts';
import type { Strained } from '../wire/strains.ts';
import { isOfIPv6 } from './endpoints.ts';
import { listenTo } from './listening.ts';
import { outboundSocket, type SocketOptions } from './sockets.ts';

/** How long a peer may leave frames without an answer before it is greeted again, in milliseconds. */
const patience = 2_000;

export interface LinkOptions {
  readonly peer: string;
  readonly endpoint: string;
  readonly codec: FrameCodec;
  readonly limits: WireLimits;
  readonly sockets: SocketOptions;
  /** Begins a connection. */
  readonly hello: (base: number) => Hello;
  /** Something is otherwise than before: the link is open, or less waits. */
  readonly changed: () => void;
  /** The peer, or the connection to it, says why it takes nothing. */
  readonly refused: (reason: string) => void;
  /** The peer says that what is sent leads to nodes at which more waits than should. */
  readonly strained: (nodes: readonly Strained[]) => void;
}

/** The connection over which a node sends to one peer. It is made again whenever it breaks. */
export class Link {
  readonly outbound: Outbound;
  readonly #options: LinkOptions;
  readonly #socket: Dealer;
  #greetingDue = false;
  #sending = false;
  #closed = false;
  /** When the peer last answered, or was last greeted. */
  #heard = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.outbound = new Outbound(options.limits);
    this.#socket = outboundSocket(options.peer, options.sockets);
  }

  start(): void {
    const { events } = this.#socket;
    events.on('handshake', () => this.#greet());
    events.on('disconnect', () => this.#disconnected());
    events.on('handshake:error:protocol', () => this.#options.refused('one of the two uses keys, and the other does not, or not these'));
    events.on('handshake:error:auth', () => this.#options.refused('it does not know the key of this node'));
    events.on('handshake:error:other', () => this.#options.refused('the connection broke off before it began'));
    this.#socket.ipv6 = isOfIPv6(this.#options.endpoint);
    this.#socket.connect(this.#options.endpoint);
    this.#timer = setInterval(() => this.#check(), patience / 2);
    this.#listen();
  }

  offer(messages: Outgoing): void {
    this.outbound.offer(messages);
    void this.#pump();
  }

  /** Breaks the connection, and with it lets go of what has come of an answer; another is made at once. */
  renew(): void {
    this.#socket.disconnect(this.#options.endpoint);
    this.#disconnected();
    this.#socket.connect(this.#options.endpoint);
  }

  /** Sends nothing more; what has been handed to the connection has a moment to leave. */
  close(): void {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    this.#socket.close();
  }

  #greet(): void {
    this.#greetingDue = true;
    this.#heard = performance.now();
    void this.#pump();
  }

  #disconnected(): void {
    this.outbound.disconnected();
    this.#options.changed();
  }

  #check(): void {
    const waits = this.outbound.phase === 'greeting' || (this.outbound.open && this.outbound.flying > 0);
    if (waits && performance.now() - this.#heard > patience) this.#greet();
  }

  #listen(): void {
    listenTo(this.#socket, (parts) => {
      const answer = parts[0] && parts.length === 1 ? this.#options.codec.decode(parts[0]) : null;
      if (answer && answer.kind !== 'rejected' && answer.kind !== 'hello' && answer.kind !== 'data') this.#hear(answer);
    });
  }

  #hear(answer: Answer): void {
    switch (answer.kind) {
      case 'welcome':
        // The answer to a greeting of another connection, or one that was given up, says nothing of this one.
        if (this.outbound.phase !== 'greeting' || this.#greetingDue) return;
        this.outbound.welcomed(answer.next);
        break;
      case 'acknowledge':
        if (!this.outbound.acknowledged(answer.seq)) return;
        break;
      case 'refuse':
        this.#options.refused(answer.reason);
        return;
      case 'who':
        if (!this.#greetingDue && this.outbound.phase !== 'greeting') this.#greet();
        return;
      case 'strained':
        this.#options.strained(answer.nodes);
        return;
    }
    this.#heard = performance.now();
    this.#options.changed();
    void this.#pump();
  }

  /** Sends what there is to send, one frame at a time: the socket takes no second one before it has taken the first. */
  async #pump(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let frame = this.#next(); frame !== null && !this.#closed; frame = this.#next()) await this.#socket.send(frame);
    } catch (failure) {
      if (!this.#closed) throw failure;
    } finally {
      this.#sending = false;
    }
  }

  #next(): Uint8Array | null {
    if (this.#greetingDue) {
      this.#greetingDue = false;
      return this.#options.codec.encode(this.#options.hello(this.outbound.greet()));
    }
    // What is asked is how long the frames on their way have been without an answer.
    const isFirst = this.outbound.flying === 0;
    const frame = this.outbound.take();
    if (isFirst && frame !== null) this.#heard = performance.now();
    return frame === null ? null : this.#options.codec.encode(frame);
  }
}
