import { isSame } from '../same-bytes.ts';
import { keyOf } from './answers.ts';

/** A connection that has said who it is. */
export interface Route {
  readonly id: Buffer;
  readonly peer: string;
  readonly session: string;
  /** It has been asked to say hello again, and has not yet. */
  asked: boolean;
  /** When it was last told which nodes are strained, which those who send are; null before it sent. */
  told: number | null;
}

/** The connections of a port that have said who they are. */
export class Routes {
  /** In the order in which they were made. */
  readonly #all = new Map<string, Route>();
  /** The one that was asked for last, while it is one of them: the next frame mostly comes from it as well. */
  #last: Route | null = null;

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<Route> {
    return this.#all.values();
  }

  /** That of a connection; null when it has not said who it is. */
  of(id: Buffer): Route | null {
    const last = this.#last;
    if (last !== null && isSame(last.id, id)) return last;
    this.#last = this.#all.get(keyOf(id)) ?? null;
    return this.#last;
  }

  /** A sender that takes up its session on another connection has left the one before, which would be told what this one waits for. */
  add(route: Route): void {
    for (const each of this.#all.values()) if (each.peer === route.peer && each.session === route.session) this.delete(each.id);
    this.#all.set(keyOf(route.id), route);
    this.#last = null;
  }

  /** The peer of a connection that there is no more, if it has no other. */
  delete(id: Buffer): string | null {
    const key = keyOf(id);
    const peer = this.#all.get(key)?.peer ?? null;
    this.#all.delete(key);
    this.#last = null;
    for (const each of this.#all.values()) if (each.peer === peer) return null;
    return peer;
  }

  clear(): void {
    this.#all.clear();
    this.#last = null;
  }
}
