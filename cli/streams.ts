import { readStream, readTimer, type Arrivals } from '../runtime/node/streams.ts';
import type { Host } from './host.ts';
import type { IoPlan } from './io.ts';

/** Begins to read standard input, perhaps leaving out lines that are wrong, and to wait for timers. */
export function openStreams({ inputs }: IoPlan, { stdin, clock }: Pick<Host, 'stdin' | 'clock'>, arrivals: Arrivals, isLenient = false): void {
  for (const input of inputs) {
    if (input.kind === 'stdin') readStream(stdin, { name: 'stdin', table: input.relation, format: input.format, isLenient }, arrivals);
    else if (input.kind === 'timer') readTimer(clock, input.period, input.relation.name, arrivals);
  }
}
