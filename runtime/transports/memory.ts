import { List, Map as ImmutableMap } from 'immutable';
import type { Transport } from '../transport.ts';

/** The frames on their way to each location; a value, so a snapshot of a network is free. */
export type Traffic = ImmutableMap<string, List<Uint8Array>>;

/**
 * A network in one process, where a frame waits until its receiver asks: the simulator's. Its whole
 * state is `traffic`.
 */
export class MemoryNetwork {
  traffic: Traffic;
  readonly #listeners = new Set<{ readonly location: string; readonly listener: () => void }>();

  constructor(locations: Iterable<string>) {
    this.traffic = ImmutableMap([...locations].map((location) => [location, List<Uint8Array>()]));
  }

  /** The end of the network at a location. */
  at(location: string): Transport {
    return {
      send: (to, frame) => {
        const waiting = this.traffic.get(to);
        if (!waiting) return false;
        this.traffic = this.traffic.set(to, waiting.push(frame));
        for (const each of this.#listeners) if (each.location === to) each.listener();
        return true;
      },
      receive: () => {
        const waiting = this.traffic.get(location) ?? List<Uint8Array>();
        this.traffic = this.traffic.set(location, List());
        return waiting.toArray();
      },
      onArrival: (listener) => {
        const entry = { location, listener };
        this.#listeners.add(entry);
        return () => this.#listeners.delete(entry);
      },
    };
  }
}
