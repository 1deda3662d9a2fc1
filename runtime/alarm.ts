/** Wakes the one who waits for it, also when it rang before the waiting began. */
export class Alarm {
  #rang = false;
  #wake: (() => void) | null = null;

  readonly ring = (): void => {
    this.#rang = true;
    this.#wake?.();
  };

  /** Forgets that it rang. */
  reset(): void {
    this.#rang = false;
  }

  /** Settles when it has rung since it was reset, or after so many milliseconds. */
  async rung(milliseconds = Infinity): Promise<void> {
    if (this.#rang) return;
    await new Promise<void>((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, Math.max(0, milliseconds)) : null;
      this.#wake = () => {
        if (timer) clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
