import { setImmediate } from 'node:timers/promises';
import { RunError } from '../runtime/error.ts';
import type { Arrivals } from '../runtime/node/streams.ts';
import type { Profile } from '../runtime/profile.ts';
import type { Simulation } from '../runtime/simulation.ts';
import type { Host } from './host.ts';
import { grouped, type Progress } from './progress.ts';

/** Ticks after which a program that nothing comes into is taken to go on for ever. */
const patience = 10_000;
/** How long a run works before streams, if it has any, have their turn, in milliseconds. */
const slice = 50;
/** How long before a reader that has gone is noticed, where there are no streams. */
const longSlice = 250;
/** A tick that begins sooner after another, which did not take as long, is taken to be as short, in milliseconds. */
const lull = 50;

export interface Drive {
  readonly simulation: Simulation;
  readonly arrivals: Arrivals;
  /** Starts the streams, once the first tick is under way: what comes in is for the ticks after it. */
  readonly open: () => void;
  /** Whether `open` starts any. */
  readonly hasStreams: boolean;
  /** `--ticks`, or infinity. */
  readonly lastTick: number;
  /** All relations, to say which of them go on changing. */
  readonly relations: readonly string[];
  /** Called after each tick that completes, with the one that completed before; gives whether `drained` must be awaited. */
  readonly ticked: (before: number) => boolean;
  /** Settles when the reader of what ticks show has caught up. */
  readonly drained: () => Promise<void>;
  readonly progress: Progress;
  /** Where ticks are measured. */
  readonly profile: Profile | null;
  readonly interruptible: Host['interruptible'];
}

type State = ReturnType<Simulation['advance']> | 'new';

/** Runs until nothing is due and nothing can come, or the last tick, or something that came in was wrong. */
export async function drive(options: Drive): Promise<void> {
  const { simulation, arrivals } = options;
  const stretch = new Stretch(options);
  let state: State = 'new';
  let ended = -Infinity;
  let lasted = Infinity;
  while (simulation.tick < options.lastTick && arrivals.problems.length === 0) {
    const first: boolean = state === 'new';
    const began = performance.now();
    // What is interruptible for a moment only may miss the signal: the event loop hears it between short ticks.
    const isBusy: boolean = arrivals.open && began - ended < lull && lasted < lull;
    state = isBusy ? stretch.run(state) : options.interruptible(() => stretch.run(state));
    ended = performance.now();
    lasted = ended - began;
    if (first) options.open();
    await options.drained();
    if (state === 'quiescent') {
      if (arrivals.empty && !arrivals.open) return;
      await arrivals.next();
      await setImmediate();
    }
    // Streams and timers get a turn, and a signal is heard that came while rows were read: the next stretch would
    // lose it. What comes during a turn's own callbacks is heard in the turn after it.
    await setImmediate();
  }
}

/** What a run does between two turns of the event loop. */
class Stretch {
  readonly #options: Drive;
  /** Ticks since something came in. */
  #idleTicks = 0;

  constructor(options: Drive) {
    this.#options = options;
  }

  /** Ticks for as long as a slice of time lasts, or one, where streams have to be opened or heard after it. */
  run(before: State): State {
    const { simulation, arrivals, hasStreams, lastTick, progress, profile } = this.#options;
    if (before !== 'working' && !arrivals.empty) this.#take();
    const single = arrivals.open || (before === 'new' && hasStreams);
    const deadline = performance.now() + (single ? slice : longSlice);
    const pause = () => {
      progress.update(simulation);
      return performance.now() > deadline;
    };
    const advance = (): State => simulation.advance(pause, lastTick);
    for (;;) {
      const tick = simulation.tick;
      const state = profile ? profile.measure(advance) : advance();
      if (state !== 'ticked') return state;
      if (++this.#idleTicks > patience && lastTick === Infinity && !arrivals.open) refuseEndless(this.#options);
      const isFull = this.#options.ticked(tick);
      if (single || isFull || simulation.tick >= lastTick || pause()) return state;
    }
  }

  #take(): void {
    this.#idleTicks = 0;
    for (const [relation, rows] of this.#options.arrivals.take()) this.#options.simulation.insert(relation, rows);
  }
}

function refuseEndless({ simulation, relations }: Drive): never {
  const changing = relations.filter((name) => simulation.changed(name));
  const what = changing.length === 0 ? '' : `; still changing: ${changing.join(', ')}`;
  const message = `the program has not come to rest after ${grouped(patience)} ticks${what}`;
  throw new RunError('endless', `${message}; to stop at a tick, give --ticks N`);
}
