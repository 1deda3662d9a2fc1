/** How long it holds that more waits at a node than should, unless it is told again, in milliseconds. */
export const lasting = 1_000;
/** What is heard is taken to be older by this, in milliseconds: it does not go round for ever, however fast. */
const step = 100;
/** Nodes that are remembered. */
const most = 64;

/** A node at which more waits for others than should, and how many milliseconds ago that was so. */
export type Strained = readonly [node: string, age: number];

/**
 * Of which nodes it is known that more waits there for others than should. They tell it those who send to them, who tell it those who
 * send to them, and so on; all of them take in nothing from outside meanwhile. What is told grows older
 * from node to node, so that it comes to an end everywhere once it is over, whoever sends to whom.
 */
export class Strains {
  readonly #last = new Map<string, number>();

  /** Others are said to be strained. */
  hear(strained: readonly Strained[], now: number): void {
    for (const [node, age] of strained) {
      const known = this.#last.get(node);
      if (known !== undefined || this.#last.size < most) this.#last.set(node, Math.max(known ?? 0, now - age - step));
    }
  }

  /** Whether there was any of which it is not known to be over. */
  get any(): boolean {
    return this.#last.size > 0;
  }

  /** Those of which it still holds. */
  at(now: number): readonly Strained[] {
    for (const [node, last] of this.#last) if (now - last > lasting) this.#last.delete(node);
    return this.#last.size === 0 ? none : [...this.#last].map(([node, last]): Strained => [node, Math.ceil(now - last)]);
  }
}

const none: readonly Strained[] = [];
