import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { isHopeless } from './hopeless.ts';

/** How long a process is left alone at most, in milliseconds. */
const longest = 30_000;
/** A process that ran so long had nothing wrong at its beginning, in milliseconds. */
const steady = 10_000;
/** How long a process that is to stop has until it is ended, in milliseconds. */
const grace = 10_000;

/** Bytes of lines that wait for a process, before those for others wait with them. */
const mostWaiting = 1 << 20;

/** How a process ended, and after how many seconds it is begun again; null: it is not. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly pause: number | null;
}

export interface ChildOptions {
  /** A program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Takes a whole line; the next is read when it is done with it. */
  readonly output: (line: string) => Promise<void>;
  /** Takes a line of what it tells of itself; or, with how it ended, one of what became of it. */
  readonly log: (line: string, ended?: Ended) => void;
  /** Whether lines may come for it on its standard input; if not, that is empty. */
  readonly hears: boolean;
  /** Exit codes after which it makes no sense to begin again. */
  readonly final: ReadonlySet<number>;
  /** How long it is left alone after its first end, in milliseconds. */
  readonly pause: number;
}

/** A process that is begun again whenever it ends by mistake, later and later while it does so at once. */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pause: number;
  #stopping = false;
  /** It says that to begin it again makes no sense. */
  #isHopeless = false;
  #inputEnded = false;
  #settle: (code: number) => void = () => undefined;
  /** Its last exit code, once it is not begun again. */
  readonly ended: Promise<number> = new Promise((settle) => {
    this.#settle = settle;
  });

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#pause = options.pause;
  }

  start(): void {
    const began = performance.now();
    const [program, ...args] = this.#options.command;
    // A group of its own: Ctrl-C is for the one who stops all of them. The channel tells it when that one is gone.
    const child = spawn(program, args, { detached: true, stdio: [this.#options.hears && !this.#inputEnded ? 'pipe' : 'ignore', 'pipe', 'pipe', 'ipc'] });
    this.#process = child;
    if (child.stdout) void this.#pass(child.stdout.setEncoding('utf8'));
    if (child.stderr) createInterface(child.stderr).on('line', (line) => this.#options.log(line));
    // It may end without having read all of it.
    child.stdin?.on('error', () => undefined);
    child.on('message', (message) => (this.#isHopeless ||= isHopeless(message)));
    child.on('error', (failure) => this.#options.log(failure.message));
    child.on('close', (code, signal) => {
      const closed = (): void => this.#closed(code, signal, performance.now() - began);
      // The last it says may still be on its way.
      if (child.connected) child.once('disconnect', closed);
      else closed();
    });
  }

  /** Passes a line on to its standard input, and settles unless too many wait there; false when it is not running. */
  async hear(line: string): Promise<boolean> {
    const input = this.#process?.stdin;
    if (!input || !input.writable) return false;
    if (!input.write(`${line}\n`) && input.writableLength > mostWaiting) await writable(input);
    return true;
  }

  /** No more lines will come. */
  endInput(): void {
    this.#inputEnded = true;
    this.#process?.stdin?.end();
  }

  stop(): void {
    this.#stopping = true;
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#settle(0);
      return;
    }
    const child = this.#process;
    child?.kill('SIGTERM');
    this.#timer = setTimeout(() => child?.kill('SIGKILL'), grace);
  }

  /** Passes whole lines on: one that the process had no time to complete is none. */
  async #pass(output: AsyncIterable<string>): Promise<void> {
    let rest = '';
    for await (const text of output) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) await this.#options.output(line);
    }
  }

  #closed(code: number | null, signal: NodeJS.Signals | null, lasted: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#process = null;
    const isFinal = this.#isHopeless || (code !== null && this.#options.final.has(code));
    if (isFinal && !this.#stopping && code !== 0) this.#options.log(`ended with ${code}, as it would again: the others go on without it`, { exitCode: code, signal, pause: null });
    if (this.#stopping || isFinal) {
      // One that was only about to begin does not know yet how to end.
      this.#settle(code ?? (signal === 'SIGTERM' ? 0 : 1));
      return;
    }
    if (lasted > steady) this.#pause = this.#options.pause;
    const pause = this.#pause / 1000;
    this.#options.log(`${code === null ? `was ended by ${signal}` : `ended with ${code}`}; begins again in ${pause} s`, { exitCode: code, signal, pause });
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.start();
    }, this.#pause);
    this.#pause = Math.min(2 * this.#pause, longest);
  }
}

/** Settles when more can be written, or never will be; that a write failed, others are told. */
async function writable(stream: Writable): Promise<void> {
  await new Promise<void>((settle) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      settle();
    };
    stream.on('drain', done).on('close', done);
  });
}
