import { Alarm } from '../alarm.ts';
import { drain } from '../drain.ts';
import { RunError } from '../error.ts';
import type { Transport } from '../transport.ts';
import type { Connection } from './connection.ts';
import { repetitionPause, rested } from './pace.ts';

/** What a driver makes work. */
export interface Driven {
  /** Takes in what has come; whether a tick has something to do. */
  isDue(): boolean;
  /** One tick, the next that has something to do. */
  step(): void;
  /** Whether it says the same again and again, and should not say it as fast as it can. */
  readonly isRepetitive: boolean;
  /** Throws where it cannot go on. */
  check(): void;
  /** Tells what there is to tell, other than changes. */
  warn(): void;
  /** Peers are not there, and it begins without them. */
  missing(peers: readonly string[]): void;
}

/** Makes a node work until nothing is due, or as long as its host likes: one of them at a time. */
export class Driver {
  readonly alarm = new Alarm();
  readonly #driven: Driven;
  readonly #transport: Transport;
  readonly #connection: Connection | null;
  #at: 'settle' | 'run' | null = null;
  #driving: Promise<void> = Promise.resolve();
  #stop = new AbortController();
  #isConnected = false;

  constructor(driven: Driven, transport: Transport, connection: Connection | null) {
    this.#driven = driven;
    this.#transport = transport;
    this.#connection = connection;
  }

  /** Which call is at work. */
  get at(): 'settle' | 'run' | null {
    return this.#at;
  }

  async settle(maxTicks: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    await this.#drive('settle', signal, async (stop) => {
      if (this.#connection) await this.#connect(this.#connection, stop);
      let turn = performance.now();
      for (let ticks = 0; ; ticks++) {
        signal?.throwIfAborted();
        this.#driven.check();
        if (!this.#driven.isDue()) return;
        if (ticks >= maxTicks) throw new RunError('endless', `the program has not come to rest after ${maxTicks} ticks`);
        this.#driven.step();
        turn = await rested(turn);
      }
    });
  }

  async run(signal: AbortSignal | undefined): Promise<void> {
    await this.#drive('run', signal, async (stop) => {
      if (this.#connection) await this.#connect(this.#connection, stop);
      let turn = performance.now();
      while (!stop.aborted) {
        this.alarm.reset();
        this.#driven.check();
        const isDue = this.#driven.isDue();
        this.#driven.warn();
        if (!isDue) {
          await this.alarm.rung();
          continue;
        }
        this.#driven.step();
        if (this.#driven.isRepetitive) await new Promise((resolve) => setTimeout(resolve, repetitionPause));
        turn = await rested(turn);
      }
    });
  }

  /** Ends what is at work. Who is connected does what is due, if it `ticks`, and sees to it that what it has sent arrives. */
  async end(ticks: () => boolean): Promise<void> {
    this.#stop.abort();
    this.alarm.ring();
    const connection = this.#connection;
    if (connection === null) return;
    await this.#driving;
    if (!this.#isConnected) return;
    const deafen = this.#transport.onArrival(this.alarm.ring);
    let turn = performance.now();
    const step = async (): Promise<boolean> => {
      if (!ticks() || !this.#driven.isDue()) return false;
      this.#driven.step();
      turn = await rested(turn);
      return true;
    };
    await drain(this.alarm, { step, pending: () => connection.pending });
    deafen();
  }

  async #connect(connection: Connection, stop: AbortSignal): Promise<void> {
    const missing = await connection.begin(stop, () => this.#driven.warn());
    this.#isConnected = true;
    if (missing.length > 0) this.#driven.missing(missing);
  }

  async #drive(at: 'settle' | 'run', signal: AbortSignal | undefined, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
    this.#at = at;
    const stop = new AbortController();
    this.#stop = stop;
    const abort = (): void => {
      stop.abort();
      this.alarm.ring();
    };
    if (signal?.aborted === true) stop.abort();
    signal?.addEventListener('abort', abort);
    const deafen = this.#transport.onArrival(this.alarm.ring);
    const done = work(stop.signal);
    this.#driving = done.catch(() => undefined);
    try {
      await done;
    } finally {
      this.#at = null;
      deafen();
      signal?.removeEventListener('abort', abort);
    }
  }
}
