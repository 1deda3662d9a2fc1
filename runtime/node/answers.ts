import type { Router } from 'zeromq';
import type { Answer, FrameCodec } from '../wire/frame.ts';

/** What is to be answered on the connections of a socket, one answer after the other: it takes no second one before it has taken the first. */
export class Answers {
  readonly #socket: Router;
  readonly #codec: FrameCodec;
  readonly #gone: (id: Buffer) => void;
  readonly #waiting = new Map<string, { readonly id: Buffer; readonly answers: Answer[] }>();
  #isSending = false;

  /** `gone` is called for a connection that there is no more. */
  constructor(socket: Router, codec: FrameCodec, gone: (id: Buffer) => void) {
    this.#socket = socket;
    this.#codec = codec;
    this.#gone = gone;
  }

  add(id: Buffer, answer: Answer): void {
    const key = keyOf(id);
    const waiting = this.#waiting.get(key);
    // A later acknowledgement says all that an earlier one did.
    if (waiting) waiting.answers.splice(0, waiting.answers.length, ...waiting.answers.filter((each) => each.kind !== answer.kind), answer);
    else this.#waiting.set(key, { id, answers: [answer] });
    void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (const [key, { id, answers }] of this.#waiting) {
      this.#waiting.delete(key);
      for (const answer of answers) await this.#send(id, answer);
    }
    this.#isSending = false;
  }

  /** An answer that cannot be sent is not missed: who waits for it says hello again. */
  async #send(id: Buffer, answer: Answer): Promise<void> {
    if (this.#socket.closed) return;
    try {
      await this.#socket.send([id, this.#codec.encode(answer)]);
    } catch {
      if (!this.#socket.closed) this.#gone(id);
    }
  }
}

/** A connection as a key of maps. */
export function keyOf(id: Buffer): string {
  return id.toString('latin1');
}
