import { setTimeout } from 'node:timers/promises';
import { Alarm } from '../runtime/alarm.ts';
import { drain } from '../runtime/drain.ts';
import { repetitionPause } from '../runtime/embedding/pace.ts';
import type { Network } from '../runtime/node/network.ts';
import type { Arrivals } from '../runtime/node/streams.ts';
import type { Simulation } from '../runtime/simulation.ts';
import type { Site } from '../runtime/site.ts';

/** How long whoever reads what is shown may take once the node is to stop, in milliseconds. */
const patience = 2_000;

/** How long the tick at work may take once the node is to stop, in milliseconds: there is to be time left for what has been sent. */
const longestTick = 5_000;

/** How long a node works before others have their turn, in milliseconds. */
const slice = 20;

/** How long a tick may wait for messages that does nothing but to be without those of the last one, in milliseconds. */
const lull = 2;

export interface Loop {
  readonly simulation: Simulation;
  readonly site: Site;
  readonly network: Network;
  readonly arrivals: Arrivals;
  /** Starts the streams, once the first tick of all is complete: what comes in is for the ticks after it. */
  readonly open: () => void;
  readonly lastTick: number;
  /** Called after each tick, with the one that completed before, and the seconds of work in it; null, or settles when the reader of it has caught up. */
  readonly ticked: (before: number, seconds: number) => Promise<void> | null;
  /** Called whenever something may have happened: there may be something to tell. */
  readonly turned: () => void;
  /** Called when a tick that was at work would not come to its end in time, and so has not taken place. */
  readonly abandoned: (tick: number) => void;
  /** To stop: what is under way is completed, and what has been sent arrives, if that does not take long. */
  readonly stop: AbortSignal;
}

/** Ticks whenever there is something to do, until it is stopped, or the last tick, or something that came in was wrong. */
export class NodeLoop {
  readonly #loop: Loop;
  /** Wakes when all that has come to a socket by then has been taken from it. */
  readonly #alarm = new Alarm(process.nextTick);
  #isListening = false;
  /** Time that went into the tick at work, in milliseconds. */
  #worked = 0;
  #opened = false;
  /** When the tick at work is not waited for any more. */
  #deadline = Infinity;
  /** The reader of what is shown is not waited for any more. */
  #hasGivenUp = false;
  /** When the slice of time is over. */
  #sliceEnd = 0;
  /** Settles when the reader of the last tick has caught up; null when it has. */
  #showing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #settle = (): void => undefined;

  constructor(loop: Loop) {
    this.#loop = loop;
    loop.network.onArrival(this.#alarm.ring);
    loop.stop.addEventListener('abort', () => {
      this.#alarm.ring();
      this.#deadline = performance.now() + longestTick;
      globalThis.setTimeout(this.#giveUp, patience).unref();
    });
  }

  async run(): Promise<void> {
    const { simulation, arrivals, stop, lastTick } = this.#loop;
    let state: ReturnType<Simulation['advance']> = 'quiescent';
    if (simulation.tick > 0) this.#open();
    while ((!stop.aborted || (state === 'working' && performance.now() < this.#deadline)) && simulation.tick < lastTick && arrivals.problems.length === 0) {
      this.#alarm.reset();
      if (state !== 'working') this.#takeIn();
      state = this.#step();
      if (this.#showing !== null) await this.#shown(this.#showing);
      this.#loop.turned();
      await this.#turn(state);
    }
    const isAbandoned = stop.aborted && state === 'working';
    if (isAbandoned) this.#loop.abandoned(simulation.workingTick);
    await this.#drain(!isAbandoned);
  }

  /** Settles when others have had their turn, and there may be something to do. */
  #turn(state: ReturnType<Simulation['advance']>): Promise<unknown> {
    const { simulation, site, arrivals, stop } = this.#loop;
    if (stop.aborted || state === 'working') return othersTurn();
    if (state === 'quiescent') return this.#rest();
    if (!arrivals.empty) return othersTurn();
    if (site.isRepetitive) return setTimeout(repetitionPause);
    return simulation.isFading ? this.#wait() : othersTurn();
  }

  /** Waits for a moment for something to come. */
  #wait(): Promise<void> {
    // One timer serves all that wait before it rings: to set one for each would take longer than most ticks do.
    if (this.#timer === null) this.#timer = globalThis.setTimeout(this.#lullOver, lull);
    return this.#woken();
  }

  #open(): void {
    if (!this.#opened) this.#loop.open();
    this.#opened = true;
  }

  #takeIn(): void {
    const { simulation, arrivals, network } = this.#loop;
    for (const [relation, rows] of network.congested ? [] : arrivals.take()) simulation.insert(relation, rows);
    simulation.receive();
  }

  /** Works for a slice of time, or to the end of the tick. */
  #step(): ReturnType<Simulation['advance']> {
    const { simulation, lastTick } = this.#loop;
    const before = simulation.tick;
    const began = performance.now();
    this.#sliceEnd = began + slice;
    const state = simulation.advance(this.#isOver, lastTick);
    this.#showing = null;
    if (state === 'quiescent') return state;
    this.#worked += performance.now() - began;
    if (state === 'working') return state;
    const seconds = this.#worked / 1000;
    this.#worked = 0;
    this.#showing = this.#loop.ticked(before, seconds);
    this.#open();
    return state;
  }

  /** Waits for whoever reads what a tick shows, if that does not keep the node from its end. */
  async #shown(ticked: Promise<void>): Promise<void> {
    await new Promise<void>((settle, fail) => {
      this.#settle = settle;
      ticked.then(settle, fail);
      if (this.#hasGivenUp) settle();
    });
  }

  readonly #lullOver = (): void => {
    this.#timer = null;
    this.#alarm.ring();
  };

  readonly #isOver = (): boolean => performance.now() > this.#sliceEnd;

  readonly #giveUp = (): void => {
    this.#hasGivenUp = true;
    this.#settle();
  };

  /** Waits for something to do. */
  #rest(): Promise<void> {
    const { arrivals, network } = this.#loop;
    if (!arrivals.empty && !network.congested) return othersTurn();
    return this.#woken();
  }

  /** Settles when something has happened. */
  #woken(): Promise<void> {
    const { arrivals } = this.#loop;
    if (arrivals.open && arrivals.empty && !this.#isListening) {
      this.#isListening = true;
      void arrivals.next().then(() => {
        this.#isListening = false;
        this.#alarm.ring();
      });
    }
    return this.#alarm.rung();
  }

  /** Completes what is under way, if it `ticks`; what came from outside and is in no tick yet is left. */
  async #drain(ticks: boolean): Promise<void> {
    const { simulation, network, lastTick, arrivals } = this.#loop;
    if (arrivals.problems.length > 0) return;
    const step = async (): Promise<boolean> => {
      if (!ticks) return false;
      simulation.receive();
      if (simulation.tick >= lastTick || this.#step() === 'quiescent') return false;
      if (this.#showing !== null) await this.#shown(this.#showing);
      await othersTurn();
      return true;
    };
    await drain(this.#alarm, { step, pending: () => network.pending });
  }
}

/** Settles when the event loop has looked at sockets and streams. */
function othersTurn(): Promise<void> {
  return new Promise((settle) => void setImmediate(settle));
}
