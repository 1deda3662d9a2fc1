import type { Simulation } from '../runtime/simulation.ts';
import type { Output } from './host.ts';

const patience = 2_000;
const interval = 200;

/** A line on a terminal that says how far a long run is; nothing on anything else. */
export class Progress {
  readonly #output: Output;
  readonly #now: () => number;
  #began: number;
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
    this.#draw((now) => {
      const { workingTick, stats } = simulation;
      const perSecond = Math.round((stats.rowsDerived * 1000) / (now - this.#began));
      return `${grouped(stats.rowsDerived)} rows derived, ${grouped(perSecond)} rows/s, tick ${grouped(workingTick)}`;
    });
  }

  /** The same while an input file is read; its size is 0 where that is not known. */
  loading(filename: string, bytes: number, total: number): void {
    this.#draw(() => {
      const share = total >= bytes && total > 0 ? ` of ${megabytes(total)} MB (${Math.floor((100 * bytes) / total)}%)` : ' MB';
      return `reading ${filename}: ${megabytes(bytes)}${share}`;
    });
  }

  /** What is computed counts from now. */
  loaded(): void {
    this.#began = this.#now();
  }

  #draw(text: (now: number) => string): void {
    const now = this.#now();
    if (this.#output.isTTY !== true || now - this.#last < interval) return;
    this.#last = now;
    this.#drawn = true;
    this.#output.write(`\r\u001B[K${text(now)}`);
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

/** `1,234` of bytes */
function megabytes(bytes: number): string {
  return grouped(Math.floor(bytes / 1e6));
}
