import { readStream, readTimer, type Arrivals } from '../runtime/node/streams.ts';
import type { Host } from './host.ts';
import type { IoPlan } from './io.ts';

/** Begins to read standard input and to wait for timers. */
export function openStreams({ inputs }: IoPlan, { stdin, clock }: Pick<Host, 'stdin' | 'clock'>, arrivals: Arrivals): void {
  for (const input of inputs) {
    if (input.kind === 'stdin') readStream(stdin, 'stdin', input.relation, input.format, arrivals);
    else if (input.kind === 'timer') readTimer(clock, input.period, input.relation.name, arrivals);
  }
}
