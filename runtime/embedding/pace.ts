/** Ticks after which a program that nothing comes into is taken to go on for ever. */
export const patience = 10_000;
/** How long a node ticks before other work of the event loop has its turn, in milliseconds. */
const slice = 10;

/** How long a node rests between ticks whose messages only repeat themselves, in milliseconds. */
export const repetitionPause = 20;

/** Gives other work its turn when a slice of time is over; the time of the last turn. */
export async function rested(turn: number): Promise<number> {
  if (performance.now() - turn < slice) return turn;
  await new Promise((resolve) => setTimeout(resolve, 0));
  return performance.now();
}
