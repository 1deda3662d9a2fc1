/**
 * Sums whose result does not depend on the order of what is added: integers exactly (beyond the safe
 * range as bigints), doubles as the correctly rounded value of the exact sum, kept as a list of
 * non-overlapping partial sums (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", section 2).
 */
export class IntegerSum {
  #sum: number | bigint = 0;

  add(value: number): void {
    if (typeof this.#sum === 'number') {
      const sum = this.#sum + value;
      this.#sum = Number.isSafeInteger(sum) ? sum : BigInt(this.#sum) + BigInt(value);
    } else {
      this.#sum += BigInt(value);
    }
  }

  /** The sum as the nearest double; exact when it is a safe integer. */
  get value(): number {
    return Number(this.#sum);
  }

  /** Whether the exact sum is a safe integer. */
  get isSafe(): boolean {
    return this.#sum >= Number.MIN_SAFE_INTEGER && this.#sum <= Number.MAX_SAFE_INTEGER;
  }
}

export class FloatSum {
  readonly #partials: number[] = [];
  /** The sum of what is not finite; 0 while everything is. */
  #special = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.#special += value;
      return;
    }
    let kept = 0;
    let x = value;
    for (const partial of this.#partials) {
      const [big, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = big + small;
      const low = small - (high - big);
      if (low !== 0) this.#partials[kept++] = low;
      x = high;
    }
    this.#partials.length = kept;
    this.#partials.push(x);
    if (!Number.isFinite(x)) this.#overflow(x);
  }

  #overflow(x: number): void {
    this.#special += x;
    this.#partials.length = 0;
  }

  get value(): number {
    if (this.#special !== 0) return this.#special;
    let index = this.#partials.length - 1;
    if (index < 0) return 0;
    let high = this.#partials[index]!;
    let low = 0;
    while (index > 0 && low === 0) {
      const x = high;
      const y = this.#partials[--index]!;
      high = x + y;
      low = y - (high - x);
    }
    // Half-way cases round by the sign of what is left below.
    const next = this.#partials[index - 1];
    if (next !== undefined && low !== 0 && next > 0 === low > 0) {
      const doubled = low * 2;
      const rounded = high + doubled;
      if (doubled === rounded - high) high = rounded;
    }
    return high;
  }
}
