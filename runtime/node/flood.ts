/** How often memory is looked at, as long as it never was too much, and once it was, in milliseconds. */
const interval = 50;
const shortInterval = 10;
/** How long nobody is heard after it was too much, in milliseconds: at first, and at most. */
const shortest = 100;
const longest = 30_000;
/** What Node itself takes, and what is nobody's for other reasons than what comes in, in bytes. */
const own = 48 << 20;
const spare = 64 << 20;
/** What a program lets go of stays with the allocator as well: so much of the most that it has asked for. */
const kept = 1 / 4;
/** What was let go of is used for what comes next: there is room for this part more. */
const part = 1 / 16;

/** Memory of the process, all of it and what the program and V8 have asked for, in bytes. */
export type Memory = Pick<NodeJS.MemoryUsage, 'rss' | 'heapTotal' | 'external'>;

/**
 * Notices that more has come than there is room for. ZeroMQ gathers all parts of a message before it tells of the first, and
 * bounds neither their number nor their sum; but they are memory of the process that neither the program nor V8 has asked for.
 */
export class Flood {
  readonly #room: number;
  readonly #memory: () => Memory;
  /**
   * How much that was at first. Later it may well be less, or less than nothing: what the program has asked for is not in use
   * before it is written to.
   */
  #base: number | null = null;
  /** The most that was asked for. */
  #asked = 0;
  #level = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `expected`: bytes of all who send what they may. */
  constructor(expected: number, memory: () => Memory = () => process.memoryUsage()) {
    this.#room = spare + expected;
    this.#memory = memory;
  }

  /** From now on calls `renew` when it is too much, to let go of what has come and to hear nobody for so many milliseconds. */
  watch(renew: (pause: number) => Promise<void>): void {
    this.#timer = setTimeout(() => void this.#look(renew), this.#level > 0 ? shortInterval : interval);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #look(renew: (pause: number) => Promise<void>): Promise<void> {
    const { rss, heapTotal, external } = this.#memory();
    const stray = rss - heapTotal - external;
    this.#base ??= Math.max(stray, own);
    this.#asked = Math.max(this.#asked, heapTotal + external);
    const most = this.#base + this.#room + kept * this.#asked;
    if (stray <= most) this.#level = 0;
    if (stray > Math.max(most, this.#level)) {
      this.#level = stray + part * this.#room;
      // The allocator keeps a little more each time: so it takes twice as long for each time that all the room is used up.
      await renew(Math.min(shortest * 2 ** ((stray - most) / this.#room), longest));
    }
    if (this.#timer) this.watch(renew);
  }
}
