import { Random } from '../bench/random.ts';
import type { Nodes } from './fleet-nodes.ts';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly what: string;
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
    return this.random.below(2) === 0 ? this.#kill(nodes, name) : this.#stop(nodes, name);
  }

  one(faults: readonly (() => Fault)[]): Fault {
    return this.#one(faults)();
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

  #kill(nodes: Nodes, name: string): Fault {
    return { what: `${name} is killed`, begin: () => nodes.kill(name), end: async () => nodes.start(name) };
  }

  #stop(nodes: Nodes, name: string): Fault {
    const signal = (which: NodeJS.Signals) => async () => nodes.get(name).signal(which);
    return { what: `${name} stands still`, begin: signal('SIGSTOP'), end: signal('SIGCONT') };
  }

  #one<T>(from: readonly T[]): T {
    const found = from[this.random.below(from.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
}
