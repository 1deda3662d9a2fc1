import type { Alarm } from './alarm.ts';

/** How long a node that is to end has for what is left to do, in milliseconds. */
const grace = 2_000;

/** What a node that is to end has left to do. */
export interface Remainder {
  /** Works on what is due because of what has come; whether there was anything. */
  readonly step: () => Promise<boolean>;
  /** Whether somebody who is there has not acknowledged all that was sent. */
  readonly pending: () => boolean;
}

/** What is due is done, and what was sent is acknowledged by those who are still there, if that does not take long. */
export async function drain(alarm: Alarm, { step, pending }: Remainder): Promise<void> {
  const deadline = performance.now() + grace;
  while (performance.now() < deadline) {
    alarm.reset();
    if (await step()) continue;
    if (!pending()) return;
    await alarm.rung(deadline - performance.now());
  }
}
