import type { Clock } from '../clock.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  every(milliseconds, fire) {
    const timer = setInterval(fire, milliseconds);
    return () => clearInterval(timer);
  },
};
