import { listed, UsageError } from '../embedding/error.ts';
import { described } from '../row-check.ts';
import type { Parcel, Transport } from '../transport.ts';

/** A network in one process, where what is sent waits until its receiver asks: the simulator's. */
export class MemoryNetwork {
  /** What is on its way to each location. */
  readonly #traffic: ReadonlyMap<string, Parcel[]>;
  readonly #listeners = new Set<{ readonly location: string; readonly listener: () => void }>();

  /** The locations that there are; a frame to another is refused. Throws a `UsageError` for what is no iterable. */
  constructor(locations: Iterable<string>) {
    const given: unknown = locations;
    if (typeof given !== 'object' || given === null || !(Symbol.iterator in given)) throw new UsageError(`the locations of a network are an iterable, such as an array, not ${described(given)}`);
    this.#traffic = new Map(Array.from(locations, (location) => [location, []]));
  }

  /** The end of the network at a location. Throws a `UsageError` for one that it has not. */
  at(location: string): Transport {
    const arrived = this.#traffic.get(location);
    if (!arrived) throw new UsageError(`the network has no location ${described(location)}; it has ${listed([...this.#traffic.keys()])}`);
    return {
      send: ({ to, payload }) => {
        const waiting = this.#traffic.get(to);
        if (!waiting) return false;
        waiting.push({ from: location, to, payload });
        for (const each of this.#listeners) if (each.location === to) each.listener();
        return true;
      },
      receive: () => arrived.splice(0),
      commit: () => undefined,
      onArrival: (listener) => {
        const entry = { location, listener };
        this.#listeners.add(entry);
        return () => this.#listeners.delete(entry);
      },
    };
  }
}
