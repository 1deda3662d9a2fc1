import { setImmediate } from 'node:timers/promises';
import { createContext, Script, type Context } from 'node:vm';
import type { Clock } from '../runtime/clock.ts';
import { gathered } from '../runtime/node/outputs.ts';
import { systemClock } from '../runtime/node/clock.ts';
import type { LogForm } from './choices.ts';

/** A stream that text goes to, perhaps a terminal. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** What a command stands on: a test passes its own. */
export interface Host {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  /** How what is told on `stderr` is written, and of which node it is; null: of none, or of several. */
  readonly log: { readonly form: LogForm; readonly node: string | null };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** From now until the function given back is called, Ctrl-C calls `clean` and ends the process with 130. */
  onInterrupt(clean: () => void): () => void;
  /** Does work that may take long without a turn of the event loop; Ctrl-C is heard during it. */
  readonly interruptible: <T>(work: () => T) => T;
}

/** How a command ends. */
export const exitCodes = { fine: 0, program: 1, usage: 2, run: 3, internal: 70, interrupted: 130 } as const;

/** The host of a command that was started from a shell. */
export function processHost(log: Host['log'] = { form: 'text', node: null }): Host {
  let clean = (): void => undefined;
  const interrupted = (): never => {
    clean();
    process.exit(exitCodes.interrupted);
  };
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    log,
    environment: process.env,
    clock: systemClock,
    onInterrupt(given) {
      clean = given;
      process.on('SIGINT', interrupted);
      return () => process.off('SIGINT', interrupted);
    },
    interruptible: breakable(interrupted),
  };
}

/**
 * A listener for a signal is called by the event loop, and so never during long work. Only a script that
 * V8 runs with `breakOnSigint` is broken off by the signal itself, and with it all that the script calls.
 * It takes the place of listeners: a signal that came before it, and was not heard, is lost, as is one in
 * the tenth of a millisecond in which it ends. So it is for few and long pieces of work.
 */
function breakable(interrupted: () => never): Host['interruptible'] {
  const script = new Script('work()');
  const shared = { work: (): void => undefined };
  let context: Context | null = null;
  return <T>(work: () => T): T => {
    const results: T[] = [];
    shared.work = () => {
      results.push(work());
    };
    context ??= createContext(shared);
    try {
      script.runInContext(context, { breakOnSigint: true, displayErrors: false });
    } catch (error) {
      // The error is of the context's own making, so it is no instance of this one's `Error`.
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') interrupted();
      throw error;
    }
    for (const result of results) return result;
    throw new Error('the work was not done');
  };
}

/** How long text is written before a signal, or that the reader has gone, is noticed, in milliseconds. */
const slice = 250;

/** Prints text in large pieces, waiting for a slow reader. */
export async function print({ stdout, interruptible }: Pick<Host, 'stdout' | 'interruptible'>, text: Iterable<string>): Promise<void> {
  const offer = new Offer(stdout);
  const pieces = gathered(text);
  const some = () => {
    const deadline = performance.now() + slice;
    for (;;) {
      const next = pieces.next();
      if (next.done === true) return true;
      offer.write(next.value);
      if (offer.isFull || performance.now() > deadline) return false;
    }
  };
  while (!interruptible(some)) {
    await offer.drained();
    await setImmediate();
  }
  await offer.drained();
}

/** Text for a reader who may be slow: it can be waited for, and need not be at once. */
export class Offer {
  readonly #output: Output;
  #drained: Promise<void> | null = null;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether the reader has not caught up. */
  get isFull(): boolean {
    return this.#drained !== null;
  }

  write(text: string): void {
    if (this.#output.write(text) || this.#drained) return;
    this.#drained = new Promise((resolve) => {
      this.#output.once('drain', () => {
        this.#drained = null;
        resolve();
      });
    });
  }

  /** Settles when the reader has caught up. */
  async drained(): Promise<void> {
    await this.#drained;
  }
}
