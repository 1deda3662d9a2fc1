/** After so many turns of the event loop in which one thing came, the next is taken to come alone too. */
const calmTurns = 16;
/** So many of them one turn counts in which several came: acknowledgements come beside other things now and then. */
const busyTurn = 8;

/**
 * Wakes who sleeps when something has come. While things come one by one that is at once, so that what follows from them leaves
 * before sockets are looked at again. Once several have come in one turn of the event loop, they are waited for until none is left.
 */
export class Waker {
  readonly #wake: () => void;
  #isAsleep = false;
  #rang = false;
  /** How often it has rung since all that had come was taken. */
  #count = 0;
  /** How many turns it rang once at most, up to twice as many as are asked for, less those in which it rang more often. */
  #calm = 0;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  readonly ring = (): void => {
    this.#rang = true;
    if (!this.#isAsleep || this.#count++ > 0) return;
    if (this.#calm >= calmTurns) this.#rouse();
    process.nextTick(this.#turned);
  };

  /** Forgets that it rang. */
  reset(): void {
    this.#rang = false;
  }

  /** From now on it wakes; not, and gives false, if it has rung since it was reset. */
  sleep(): boolean {
    this.#isAsleep = !this.#rang;
    return this.#isAsleep;
  }

  /** Whether things come one by one. */
  get isCalm(): boolean {
    return this.#calm >= calmTurns && this.#count <= 1;
  }

  readonly #turned = (): void => {
    this.#calm = this.#count <= 1 ? Math.min(this.#calm + 1, 2 * calmTurns) : Math.max(this.#calm - busyTurn, 0);
    this.#count = 0;
    if (this.#rang && this.#isAsleep) this.#rouse();
  };

  #rouse(): void {
    this.#isAsleep = false;
    this.#wake();
  }
}
