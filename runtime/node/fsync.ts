import { periodOf } from './format.ts';

/** When state is on the disk. */
export interface Fsync {
  readonly text: string;
  /** Before anything of a tick leaves the node. */
  readonly always: boolean;
  /** No later than so many milliseconds after the tick; null: when the operating system likes, unless always. */
  readonly interval: number | null;
}

/** What holds where nothing is said. */
export const usualFsync: Fsync = { text: 'tick', always: true, interval: null };

/** What is wrong with a text that says none. */
export const fsyncProblem = 'it is always, tick, interval:50ms or never';

/** What `always`, `tick`, `interval:50ms` and `never` say; null for any other text. */
export function parseFsync(text: string): Fsync | null {
  const [, period] = /^interval:(.*)$/.exec(text) ?? [];
  const interval = period === undefined ? null : periodOf(period);
  if (interval === null && !['always', 'tick', 'never'].includes(text)) return null;
  return { text, always: text === 'always' || text === 'tick', interval };
}
