import type { Simulation } from '../runtime/simulation.ts';
import type { Output } from './host.ts';

const patience = 2_000;
const interval = 200;

/** A line on a terminal that says how far a long run is; nothing on anything else. */
export class Progress {
  readonly #output: Output;
  readonly #now: () => number;
  readonly #began: number;
  #last: number;
  #drawn = false;

  constructor(output: Output, now: () => number) {
    this.#output = output;
    this.#now = now;
    this.#began = now();
    this.#last = this.#began + patience - interval;
  }

  /** Draws the line again, at most some times a second. */
  update(simulation: Pick<Simulation, 'workingTick' | 'stats'>): void {
    const now = this.#now();
    if (this.#output.isTTY !== true || now - this.#last < interval) return;
    this.#last = now;
    this.#drawn = true;
    const { workingTick, stats } = simulation;
    const perSecond = Math.round((stats.rowsDerived * 1000) / (now - this.#began));
    const text = `${grouped(stats.rowsDerived)} rows derived, ${grouped(perSecond)} rows/s, tick ${grouped(workingTick)}`;
    this.#output.write(`\r\u001B[K${text}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#drawn) this.#output.write('\r\u001B[K');
    this.#drawn = false;
  }
}

/** `1,234,567` */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
