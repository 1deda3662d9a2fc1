import type { Clock } from '../runtime/clock.ts';
import { gathered } from '../runtime/node/outputs.ts';
import { systemClock } from '../runtime/node/clock.ts';

/** A stream that text goes to, perhaps a terminal. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** What a command stands on: a test passes its own. */
export interface Host {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** From now until the function given back is called, Ctrl-C calls `clean` and ends the process with 130. */
  onInterrupt(clean: () => void): () => void;
}

/** How a command ends. */
export const exitCodes = { fine: 0, program: 1, usage: 2, run: 3, internal: 70, interrupted: 130 } as const;

/** The host of a command that was started from a shell. */
export function processHost(): Host {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    clock: systemClock,
    onInterrupt(clean) {
      const interrupted = () => {
        clean();
        process.exit(exitCodes.interrupted);
      };
      process.on('SIGINT', interrupted);
      return () => process.off('SIGINT', interrupted);
    },
  };
}

/** Writes text in large pieces, waiting for a slow reader. */
export async function write(output: Output, pieces: Iterable<string>): Promise<void> {
  for (const piece of gathered(pieces)) {
    if (!output.write(piece)) await new Promise<void>((resolve) => output.once('drain', resolve));
  }
}
