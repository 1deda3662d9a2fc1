import { lasting, Strains, type Strained } from '../wire/strains.ts';

/** What a node knows of itself and others that have more waiting than they should. */
export class Strain {
  readonly #name: string;
  readonly #isFull: () => boolean;
  readonly #changed: () => void;
  readonly #heard = new Strains();
  /** When it rings, what was heard may hold no more. */
  #timer: NodeJS.Timeout | null = null;

  /** `isFull`: whether it is so at the node itself. `changed` is called when it may be over elsewhere. */
  constructor(name: string, isFull: () => boolean, changed: () => void) {
    this.#name = name;
    this.#isFull = isFull;
    this.#changed = changed;
  }

  /** Whether it is so at the node itself, or at one to which its messages lead. */
  get any(): boolean {
    return this.#isFull() || this.#stillHeard().length > 0;
  }

  /** All of which it is so. */
  get nodes(): readonly Strained[] {
    const heard = this.#stillHeard();
    return this.#isFull() ? [...heard, [this.#name, 0]] : heard;
  }

  /** A peer says of which nodes it is so; what it says of the node itself the node knows better. */
  hear(nodes: readonly Strained[]): void {
    this.#heard.hear(nodes.filter(([node]) => node !== this.#name), performance.now());
    this.close();
    this.#timer = setTimeout(this.#changed, lasting);
  }

  /** Asked at every turn: the clock is looked at only if it matters. */
  #stillHeard(): readonly Strained[] {
    return this.#heard.any ? this.#heard.at(performance.now()) : none;
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}

const none: readonly Strained[] = [];
