/** Wakes the one who waits for it, also when it rang before the waiting began. */
export class Alarm {
  readonly #later: (wake: () => void) => void;
  #rang = false;
  #wake: (() => void) | null = null;

  /** `later` calls what it is given, by default at once; one who waits is woken then. */
  constructor(later: (wake: () => void) => void = (wake) => wake()) {
    this.#later = later;
  }

  readonly ring = (): void => {
    this.#rang = true;
    const wake = this.#wake;
    if (wake === null) return;
    this.#wake = null;
    this.#later(wake);
  };

  /** Forgets that it rang. */
  reset(): void {
    this.#rang = false;
  }

  /** Settles when it has rung since it was reset, or after so many milliseconds. */
  rung(milliseconds = Infinity): Promise<void> {
    if (this.#rang) return Promise.resolve();
    return new Promise((resolve) => {
      if (milliseconds === Infinity) {
        this.#wake = resolve;
        return;
      }
      const timer = setTimeout(() => {
        this.#wake = null;
        resolve();
      }, Math.max(0, milliseconds));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
