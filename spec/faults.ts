import { Random } from '../bench/random.ts';
import type { Nodes } from './fleet-nodes.ts';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly what: string;
  /** Nodes that can go on together; empty where that depends. */
  readonly able: readonly string[];
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Which faults come, in which order: the same for the same seed, which is new in each run unless `SEED` says it. */
export class Schedule {
  readonly seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  readonly random = new Random(this.seed);
  readonly #log: string[] = [];

  /** A process is killed and started again, or stands still. */
  signals(nodes: Nodes, names: readonly string[]): Fault {
    const name = this.#one(names);
    const able = names.filter((each) => each !== name);
    if (this.random.below(2) === 0) return { what: `${name} is killed`, able, begin: () => nodes.kill(name), end: async () => nodes.start(name) };
    const signal = (which: NodeJS.Signals) => async () => nodes.get(name).signal(which);
    return { what: `${name} stands still`, able, begin: signal('SIGSTOP'), end: signal('SIGCONT') };
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    return list.map((each) => [this.random.fraction(), each] as const).sort(([a], [b]) => a - b).map(([, each]) => each);
  }

  /** Lets something happen during a fault. */
  async during(fault: Fault, work: () => Promise<void>): Promise<void> {
    this.#log.push(fault.what);
    await fault.begin();
    await work();
    await fault.end();
  }

  /** What happened, for whoever has to find out why. */
  get story(): string {
    return `SEED=${this.seed}: ${this.#log.join(', ')}`;
  }

  #one<T>(from: readonly T[]): T {
    const found = from[this.random.below(from.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
}
