import { Alarm } from '../runtime/alarm.ts';
import { drain } from '../runtime/drain.ts';
import { repetitionPause } from '../runtime/embedding/pace.ts';
import type { Network } from '../runtime/node/network.ts';
import type { Arrivals } from '../runtime/node/streams.ts';
import type { Simulation } from '../runtime/simulation.ts';
import type { Site } from '../runtime/site.ts';
import { Waker } from './waker.ts';

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

type State = ReturnType<Simulation['advance']>;

/** Ticks whenever there is something to do, until it is stopped, or the last tick, or something that came in was wrong. */
export class NodeLoop {
  readonly #loop: Loop;
  #state: State = 'quiescent';
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
  #end = (): void => undefined;
  #fail: (failure: unknown) => void = () => undefined;

  constructor(loop: Loop) {
    this.#loop = loop;
    loop.stop.addEventListener('abort', () => {
      this.#deadline = performance.now() + longestTick;
      setTimeout(this.#giveUp, patience).unref();
    });
  }

  async run(): Promise<void> {
    const { simulation, network, arrivals, stop } = this.#loop;
    if (simulation.tick > 0) this.#open();
    const deafen = network.onArrival(this.#waker.ring);
    stop.addEventListener('abort', this.#waker.ring);
    arrivals.listen(this.#waker.ring);
    await new Promise<void>((settle, fail) => {
      this.#end = settle;
      this.#fail = fail;
      this.#go();
    });
    deafen();
    const isAbandoned = stop.aborted && this.#state === 'working';
    if (isAbandoned) this.#loop.abandoned(simulation.workingTick);
    await this.#drain(!isAbandoned);
  }

  /** Takes turns while there is something to do at once. It is called, and nothing awaits it: that would take as long as a small tick. */
  readonly #go = (): void => {
    try {
      let turns = 0;
      do {
        if (!this.#goesOn()) return this.#end();
        this.#waker.reset();
        if (this.#state !== 'working') this.#takeIn();
        this.#state = this.#step();
        if (this.#showing !== null) {
          void this.#shown(this.#showing).then(this.#caughtUp).catch(this.#fail);
          return;
        }
        this.#loop.turned();
      } while (this.#isNextAtOnce(++turns));
    } catch (failure) {
      this.#fail(failure);
    }
  };

  readonly #waker = new Waker(this.#go);

  readonly #caughtUp = (): void => {
    this.#loop.turned();
    if (this.#isNextAtOnce(1)) this.#go();
  };

  #goesOn(): boolean {
    const { simulation, arrivals, stop, lastTick } = this.#loop;
    return (!stop.aborted || (this.#state === 'working' && performance.now() < this.#deadline)) && simulation.tick < lastTick && arrivals.problems.length === 0;
  }

  /** Whether the next turn follows at once; otherwise it comes when others have had theirs, and there may be something to do. */
  #isNextAtOnce(turns: number): boolean {
    const { simulation, site, arrivals, network, stop } = this.#loop;
    const isStill = this.#state === 'quiescent';
    if (stop.aborted || this.#state === 'working') return this.#later();
    if (!arrivals.empty && !(isStill && network.congested)) return (!isStill && turns === 1 && this.#waker.isCalm) || this.#later();
    if (isStill) return this.#sleep();
    if (site.isRepetitive) return this.#later(repetitionPause);
    if (!simulation.isFading) return this.#later();
    // One timer serves all that wait before it rings: to set one for each would take longer than most ticks do.
    this.#timer ??= this.#lulled();
    return this.#sleep();
  }

  /** The next turn comes when the event loop has looked at sockets and streams, or after so many milliseconds. */
  #later(milliseconds = 0): false {
    if (milliseconds === 0) setImmediate(this.#go);
    else setTimeout(this.#go, milliseconds);
    return false;
  }

  /** The next turn comes when something has happened. */
  #sleep(): false {
    return this.#waker.sleep() ? false : this.#later();
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
  #step(): State {
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

  /** Rings after a while without a tick. */
  #lulled(): NodeJS.Timeout {
    const { simulation } = this.#loop;
    const { tick } = simulation;
    return setTimeout(() => {
      this.#timer = simulation.tick > tick ? this.#lulled() : null;
      if (this.#timer === null) this.#waker.ring();
    }, lull);
  }

  readonly #isOver = (): boolean => performance.now() > this.#sliceEnd;

  readonly #giveUp = (): void => {
    this.#hasGivenUp = true;
    this.#settle();
  };

  /** Completes what is under way, if it `ticks`; what came from outside and is in no tick yet is left. */
  async #drain(ticks: boolean): Promise<void> {
    const { simulation, network, lastTick, arrivals } = this.#loop;
    if (arrivals.problems.length > 0) return;
    const alarm = new Alarm();
    network.onArrival(alarm.ring);
    const step = async (): Promise<boolean> => {
      if (!ticks) return false;
      simulation.receive();
      if (simulation.tick >= lastTick || this.#step() === 'quiescent') return false;
      if (this.#showing !== null) await this.#shown(this.#showing);
      await othersTurn();
      return true;
    };
    await drain(alarm, { step, pending: () => network.pending });
  }
}

/** Settles when the event loop has looked at sockets and streams. */
function othersTurn(): Promise<void> {
  return new Promise((settle) => void setImmediate(settle));
}
