import type { Data } from './frame.ts';

/** What has come of one session of a sender. */
interface Session {
  /** The last frame that was taken, and the last of them that was handed to a tick. */
  received: number;
  given: number;
  /** The last one that is in effect, and the last that its sender was told is. */
  committed: number;
  told: number;
}

/** Sessions of one sender that are remembered: the one that runs and a few before it. */
const mostSessions = 4;

/** What became of a frame: taken, had before, or something before it is missing. */
export type Arrival = 'taken' | 'repeated' | 'gap';

/**
 * The receiving end of the messages of one node from another, without the connection: takes every frame once and in
 * order, whatever connections break and however often it is sent again.
 */
export class Inbound {
  /** Frames that were taken, of all sessions. */
  taken = 0;
  /** By session; the one that was greeted last is last. */
  readonly #sessions = new Map<string, Session>();

  /** A sender begins or takes up a session; gives the number of the frame that it is to go on with. */
  greeted(session: string, base: number): number {
    const known = this.#sessions.get(session) ?? sessionAt(base - 1);
    // What is before `base` is in effect, whatever became of the acknowledgement here.
    if (known.received < base - 1) Object.assign(known, sessionAt(base - 1));
    this.#sessions.delete(session);
    this.#sessions.set(session, known);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > mostSessions && oldest !== undefined) this.#sessions.delete(oldest);
    return known.received + 1;
  }

  /** A frame has come; `after` is the last one before it that must not be lost. */
  arrived(session: string, { seq, after }: Pick<Data, 'seq' | 'after'>): Arrival {
    const known = this.#sessions.get(session);
    if (!known || after > known.received) return 'gap';
    if (seq <= known.received) return 'repeated';
    known.received = seq;
    this.taken++;
    return 'taken';
  }

  /** What was taken is given to the next tick. */
  give(): void {
    for (const session of this.#sessions.values()) session.given = session.received;
  }

  /** What was given is in effect. */
  commit(): void {
    for (const session of this.#sessions.values()) session.committed = session.given;
  }

  /** How many frames of a session are in effect that its sender has not been told of. */
  untold(session: string): number {
    const known = this.#sessions.get(session);
    return known ? known.committed - known.told : 0;
  }

  /** The last frame of a session that is in effect, of which its sender is told. */
  tell(session: string): number {
    const known = this.#sessions.get(session);
    if (known) known.told = known.committed;
    return known?.committed ?? 0;
  }

  /** The last frames that were given, by session; in effect as soon as the tick is that took them. */
  get marks(): readonly (readonly [session: string, seq: number])[] {
    return [...this.#sessions].map(([session, { given }]) => [session, given]);
  }

  /** Takes up what was in effect before the receiver was started again. */
  restore(session: string, seq: number): void {
    this.#sessions.set(session, sessionAt(seq));
  }
}

/** Everything up to a frame is in effect, and known to be. */
function sessionAt(seq: number): Session {
  return { received: seq, given: seq, committed: seq, told: seq };
}
