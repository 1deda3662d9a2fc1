import { grouped } from './progress.ts';
import type { Stats } from '../runtime/simulation.ts';

/** How long each phase of a command took. */
export class Stopwatch {
  readonly #laps: { readonly phase: string; readonly milliseconds: number }[] = [];
  readonly #began = performance.now();
  #last = this.#began;

  /** Ends a phase. */
  lap(phase: string): void {
    const now = performance.now();
    this.#laps.push({ phase, milliseconds: now - this.#last });
    this.#last = now;
  }

  get laps(): readonly { readonly phase: string; readonly milliseconds: number }[] {
    return this.#laps;
  }

  get total(): number {
    return this.#last - this.#began;
  }
}

/** What `--stats` prints. */
export function statsText(stats: Stats, watch: Stopwatch): string {
  const { messages } = stats;
  const lines = [
    ['ticks', grouped(stats.ticks)],
    ['rounds', grouped(stats.rounds)],
    ['rows read', grouped(stats.rowsRead)],
    ['rows derived', grouped(stats.rowsDerived)],
    ...(messages ? [['messages', `${grouped(messages.sent)} sent, ${grouped(messages.dropped)} dropped`]] : []),
    ['elapsed', `${watch.total.toFixed(1)} ms`],
    ...watch.laps.map(({ phase, milliseconds }) => [`  ${phase}`, `${milliseconds.toFixed(1)} ms`]),
  ];
  return lines.map(([name = '', value = '']) => `${name.padEnd(14)}${value}\n`).join('');
}
