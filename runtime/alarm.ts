/** Wakes the one who waits for it, also when it rang before the waiting began. */
export class Alarm {
  #rang = false;
  #wake: (() => void) | null = null;

  readonly ring = (): void => {
    this.#rang = true;
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
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
