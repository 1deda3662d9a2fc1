import { setImmediate } from 'node:timers/promises';
import { RunError } from '../runtime/error.ts';
import type { Arrivals } from '../runtime/node/streams.ts';
import { grouped, type Progress } from './progress.ts';
import type { Simulation } from '../runtime/simulation.ts';

/** Ticks after which a program that nothing comes into is taken to go on for ever. */
const patience = 10_000;
/** How long a run works before it lets signals and streams have their turn, in milliseconds. */
const slice = 50;

export interface Drive {
  readonly simulation: Simulation;
  readonly arrivals: Arrivals;
  /** Starts the streams, once the first tick is under way: what comes in is for the ticks after it. */
  readonly open: () => void;
  /** `--ticks`, or infinity. */
  readonly lastTick: number;
  /** All relations, to say which of them go on changing. */
  readonly relations: readonly string[];
  /** Called after each tick that completes, with the one that completed before. */
  readonly ticked: (before: number) => Promise<void>;
  readonly progress: Progress;
}

/** Runs until nothing is due and nothing can come, or the last tick, or something that came in was wrong. */
export async function drive(options: Drive): Promise<void> {
  const { simulation, arrivals, progress } = options;
  const stops = () => simulation.tick >= options.lastTick || arrivals.problems.length > 0;
  let state: ReturnType<Simulation['advance']> | 'new' = 'new';
  let idleTicks = 0;
  let yielded = performance.now();
  while (!stops()) {
    const before = simulation.tick;
    if (state !== 'working' && !arrivals.empty) {
      idleTicks = 0;
      for (const [relation, rows] of arrivals.take()) simulation.insert(relation, rows);
    }
    const first: boolean = state === 'new';
    const deadline = performance.now() + slice;
    state = simulation.advance(() => performance.now() > deadline, options.lastTick);
    progress.update(simulation);
    if (state === 'ticked') {
      if (++idleTicks > patience && options.lastTick === Infinity && !arrivals.open) refuseEndless(options);
      await options.ticked(before);
    }
    if (first) options.open();
    if (state === 'quiescent') {
      if (arrivals.empty && !arrivals.open) return;
      await arrivals.next();
    }
    if (arrivals.open || performance.now() - yielded > slice / 2) {
      await setImmediate();
      yielded = performance.now();
    }
  }
}

function refuseEndless({ simulation, relations }: Drive): never {
  const changing = relations.filter((name) => simulation.changed(name));
  const what = changing.length === 0 ? '' : `; still changing: ${changing.join(', ')}`;
  const message = `the program has not come to rest after ${grouped(patience)} ticks${what}`;
  throw new RunError('endless', `${message}; to stop at a tick, give --ticks N`);
}
