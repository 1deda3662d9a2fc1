/** Reasons that are told apart; a peer that makes up others does not take more memory. */
const mostReasons = 1000;

/** Frames of a peer that were not taken, for one reason. */
export interface Refusal {
  readonly peer: string;
  readonly reason: string;
  count: number;
}

/** What kind of thing a warning is of: a word that stays the same when its text does not. */
export type Event = 'message-dropped' | 'frame-refused' | 'node-refused' | 'peers-missing' | 'no-locations' | 'row-dropped';

/** What became of messages that could not be delivered. */
export class Losses {
  /** Rows that had nowhere to go, and frames that could not be read. */
  count = 0;
  /** Texts that say why, each once. */
  readonly reasons = new Set<string>();
  readonly #events = new Map<string, Event>();
  /** Rows that had nowhere to go, by why. */
  readonly lost = new Map<string, number>();
  /** Frames of peers that were not taken, by `peer: reason`. */
  readonly refused = new Map<string, Refusal>();

  lose(count: number, reason: string): void {
    this.count += count;
    if (this.lost.has(reason) || this.lost.size < mostReasons) this.lost.set(reason, (this.lost.get(reason) ?? 0) + count);
    this.#tell('message-dropped', `a message was dropped: ${reason}`);
  }

  /** A peer sent what it may not. */
  refuse(peer: string, reason: string): void {
    this.count++;
    const key = `${JSON.stringify(peer)}: ${reason}`;
    const known = this.refused.get(key);
    if (known) known.count++;
    else if (this.refused.size >= mostReasons) return;
    else this.refused.set(key, { peer, reason, count: 1 });
    this.#tell('frame-refused', `a message of ${key}`);
  }

  /** Something else that the user should know. */
  warn(event: Event, text: string): void {
    this.#tell(event, text);
  }

  /** What kind of thing one of the reasons is of. */
  eventOf(reason: string): Event {
    return this.#events.get(reason) ?? 'message-dropped';
  }

  #tell(event: Event, text: string): void {
    if (this.reasons.size >= mostReasons) return;
    const shown = plain(text);
    this.reasons.add(shown);
    this.#events.set(shown, event);
  }
}

/** Text without control characters: what a peer calls itself is not to reach a terminal as it is. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{fffd}');
}
