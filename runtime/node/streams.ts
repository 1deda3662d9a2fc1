import type { Row } from '../abi.ts';
import type { Clock } from '../clock.ts';
import { EncodedRows } from '../encoded-rows.ts';
import type { Table } from '../text.ts';
import { Values } from '../values.ts';
import { LineReader } from './facts.ts';
import type { FileFormat } from './format.ts';
import { LineSplitter } from './lines.ts';
import { Problems } from './problems.ts';
import { reasonOf } from './system.ts';

/** Rows waiting to enter a tick, beyond which a source that can wait is asked to. */
const enough = 4096;

/** What comes in from outside while a program runs: rows wait here until a tick takes all of them. */
export class Arrivals {
  #rows = new Map<string, Row[]>();
  #waiting = 0;
  #open = 0;
  readonly #problems: string[] = [];
  #wake: (() => void) | null = null;
  readonly #resume: (() => void)[] = [];
  readonly #close: (() => void)[] = [];

  /** More may come. */
  get open(): boolean {
    return this.#open > 0;
  }

  /** No row waits. */
  get empty(): boolean {
    return this.#waiting === 0;
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Whether a source that can wait should. */
  get full(): boolean {
    return this.#waiting >= enough;
  }

  add(relation: string, rows: readonly Row[]): void {
    if (rows.length === 0) return;
    const waiting = this.#rows.get(relation);
    if (waiting) for (const row of rows) waiting.push(row);
    else this.#rows.set(relation, [...rows]);
    this.#waiting += rows.length;
    this.#notify();
  }

  fail(problems: readonly string[]): void {
    this.#problems.push(...problems);
    this.#notify();
  }

  /** All rows that wait, which then wait no longer. */
  take(): ReadonlyMap<string, readonly Row[]> {
    const taken = this.#rows;
    this.#rows = new Map();
    this.#waiting = 0;
    for (const resume of this.#resume.splice(0)) resume();
    return taken;
  }

  /** Settles when there is something to take, to complain of, or nothing left to wait for. */
  async next(): Promise<void> {
    if (this.#waiting > 0 || this.#problems.length > 0 || !this.open) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** `close` ends the source; the function given back says that it ended by itself. */
  opened(close: () => void): () => void {
    this.#open++;
    this.#close.push(close);
    let ended = false;
    return () => {
      if (!ended) this.#open--;
      ended = true;
      this.#notify();
    };
  }

  /** Calls `resume` when the rows that wait now have been taken. */
  onTaken(resume: () => void): void {
    this.#resume.push(resume);
  }

  /** Ends all sources. */
  close(): void {
    for (const close of this.#close.splice(0)) close();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

/** Rows from the lines of a stream, as they come. A relation of one column takes the whole line, unless it is quoted. */
export function readStream(
  stream: NodeJS.ReadableStream,
  name: string,
  table: Table,
  format: FileFormat,
  arrivals: Arrivals,
): void {
  const problems = new Problems(name);
  const whole = table.columns.length === 1 && format.kind === 'tsv';
  const reader = new LineReader(table, whole ? { ...format, delimiter: '\n' } : format, problems);
  const splitter = new LineSplitter(format.kind === 'csv');
  const take = (block: Buffer | null) => {
    // Words of the program's own values might be given to others before a tick takes these rows.
    const rows = new EncodedRows(table.columns.map((each) => each.type), new Values());
    if (block) reader.read(block, rows);
    if (problems.any) {
      stop();
      arrivals.fail(problems.messages);
    } else arrivals.add(table.name, [...rows]);
  };
  const data = (chunk: Buffer | string) => {
    take(splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    if (!arrivals.full || problems.any) return;
    stream.pause();
    arrivals.onTaken(() => stream.resume());
  };
  const end = () => {
    take(splitter.end());
    ended();
  };
  const failed = (error: Error) => {
    stop();
    arrivals.fail([`cannot read ${name} for relation ${table.name}: ${reasonOf(error)}`]);
  };
  const stop = () => {
    stream.off('data', data).off('end', end).off('error', failed);
    silence(stream);
    ended();
  };
  const ended = arrivals.opened(stop);
  stream.on('data', data).on('end', end).on('error', failed);
}

/** Takes nothing more from a stream: a terminal or a pipe that is still open would keep the process alive. */
export function silence(stream: NodeJS.ReadableStream): void {
  stream.pause();
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}

/** One row `(now)` per period. */
export function readTimer(clock: Clock, period: number, relation: string, arrivals: Arrivals): void {
  const cancel = clock.every(period, () => arrivals.add(relation, [[clock.now()]]));
  const ended = arrivals.opened(() => {
    cancel();
    ended();
  });
}
