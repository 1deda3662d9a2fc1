/** How often memory is looked at, in milliseconds. */
const interval = 50;
/** How long nobody is heard after it was too much, at first and at most, in milliseconds. */
const shortest = 100;
const longest = 5_000;
/** Memory that is nobody's for other reasons than what comes in, in bytes. */
const spare = 64 << 20;
/** What was let go of stays with the allocator, which uses it for what comes next: there is room for this part more. */
const part = 1 / 8;

/**
 * Notices that more has come than there is room for. ZeroMQ gathers all parts of a message before it tells of the first, and
 * bounds neither their number nor their sum; but they are memory of the process that neither the program nor V8 has asked for.
 */
export class Flood {
  readonly #room: number;
  readonly #stray: () => number;
  #base = Infinity;
  #level = 0;
  #pause = shortest;
  #timer: NodeJS.Timeout | null = null;

  /** `expected`: bytes of all who send what they may. `stray` gives those of the process that nobody has asked for. */
  constructor(expected: number, stray: () => number = strayBytes) {
    this.#room = spare + expected;
    this.#stray = stray;
  }

  /** From now on calls `renew` when it is too much, to let go of what has come and to hear nobody for so many milliseconds. */
  watch(renew: (pause: number) => Promise<void>): void {
    this.#timer = setTimeout(() => void this.#look(renew), interval);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #look(renew: (pause: number) => Promise<void>): Promise<void> {
    const stray = this.#stray();
    this.#base = Math.min(this.#base, stray);
    const most = this.#base + this.#room;
    if (stray <= most) this.#level = 0;
    if (stray > Math.max(most, this.#level)) {
      this.#level = stray + part * this.#room;
      await renew(this.#pause);
      this.#pause = Math.min(2 * this.#pause, longest);
    } else this.#pause = Math.max(this.#pause - 1, shortest);
    if (this.#timer) this.watch(renew);
  }
}

function strayBytes(): number {
  const { rss, heapTotal, external } = process.memoryUsage();
  return rss - heapTotal - external;
}
