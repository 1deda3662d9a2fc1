import { isUtf8 } from 'node:buffer';
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

const newline = 10;

/** Rows waiting to enter a tick, beyond which a source that can wait is asked to. */
const enough = 4096;

const nothing: ReadonlyMap<string, readonly Row[]> = new Map();

/** What comes in from outside while a program runs: rows wait here until a tick takes all of them. */
export class Arrivals {
  #rows = new Map<string, Row[]>();
  #waiting = 0;
  #open = 0;
  readonly #problems: string[] = [];
  #warnings: string[] = [];
  #listener = (): void => undefined;
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

  /** Lines that were wrong, and were left out. */
  skip(messages: readonly string[]): void {
    this.#warnings.push(...messages);
    this.#notify();
  }

  /** What there is to say since the last call of lines that were left out. */
  takeWarnings(): readonly string[] {
    const taken = this.#warnings;
    if (taken.length > 0) this.#warnings = [];
    return taken;
  }

  /** All rows that wait, which then wait no longer. */
  take(): ReadonlyMap<string, readonly Row[]> {
    if (this.#waiting === 0 && this.#resume.length === 0) return nothing;
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
      this.listen(resolve);
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

  /** Calls back, from now on and instead of others, when there may be something to take, to complain of, or nothing left to wait for. */
  listen(listener: () => void): void {
    this.#listener = listener;
  }

  #notify(): void {
    this.#listener();
  }
}

/** What a stream's rows are of, and how it holds them. */
export interface StreamSource {
  /** What it is called in messages. */
  readonly name: string;
  readonly table: Table;
  readonly format: FileFormat;
  /** Lines that are wrong are left out, with a warning; otherwise the first ends the stream. */
  readonly isLenient: boolean;
}

/** Rows from the lines of a stream, as they come. A relation of one column takes the whole line, unless it is quoted. */
export function readStream(stream: NodeJS.ReadableStream, source: StreamSource, arrivals: Arrivals): void {
  const lines = new StreamLines(source, arrivals);
  const data = (chunk: Buffer | string) => {
    if (!lines.read(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)) return stop();
    if (!arrivals.full) return;
    stream.pause();
    arrivals.onTaken(() => stream.resume());
  };
  const end = () => {
    if (lines.end()) ended();
    else stop();
  };
  const failed = (error: Error) => {
    stop();
    arrivals.fail([`cannot read ${source.name} for relation ${source.table.name}: ${reasonOf(error)}`]);
  };
  const stop = () => {
    stream.off('data', data).off('end', end).off('error', failed);
    silence(stream);
    ended();
  };
  const ended = arrivals.opened(stop);
  stream.on('data', data).on('end', end).on('error', failed);
}

/** What comes by a stream, as rows. */
class StreamLines {
  readonly #source: StreamSource;
  readonly #arrivals: Arrivals;
  readonly #problems: Problems;
  readonly #reader: LineReader;
  readonly #splitter: LineSplitter;

  constructor(source: StreamSource, arrivals: Arrivals) {
    const { name, table, format } = source;
    this.#source = source;
    this.#arrivals = arrivals;
    this.#problems = new Problems(name);
    const whole = table.columns.length === 1 && format.kind === 'tsv';
    this.#reader = new LineReader(table, whole ? { ...format, delimiter: '\n' } : format, this.#problems);
    this.#splitter = new LineSplitter(format.kind === 'csv');
  }

  /** Whether the stream goes on. */
  read(chunk: Buffer): boolean {
    return this.#take(this.#splitter.push(chunk));
  }

  /** Whether all was right. */
  end(): boolean {
    return this.#take(this.#splitter.end());
  }

  #take(block: Buffer | null): boolean {
    if (!block) return true;
    const { table, isLenient } = this.#source;
    // Words of the program's own values might be given to others before a tick takes these rows.
    const rows = new EncodedRows(table.columns.map((each) => each.type), new Values());
    // A line that is no text keeps others that came with it from being read.
    for (const part of isLenient && !isUtf8(block) ? linesOf(block) : [block]) this.#reader.read(part, rows);
    if (this.#problems.any && !isLenient) {
      this.#arrivals.fail(this.#problems.messages);
      return false;
    }
    if (this.#problems.any) this.#arrivals.skip(this.#problems.take());
    this.#arrivals.add(table.name, [...rows]);
    return true;
  }
}

function* linesOf(block: Buffer): Generator<Buffer> {
  for (let at = 0; at < block.length; ) {
    const end = block.indexOf(newline, at);
    yield block.subarray(at, end < 0 ? block.length : end + 1);
    at = end < 0 ? block.length : end + 1;
  }
}

/** Takes nothing more from a stream: a terminal or a pipe that is still open would keep the process alive. */
export function silence(stream: NodeJS.ReadableStream): void {
  stream.pause();
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}

/** One row `(now)` per period, unless so many wait that no more are of use to anybody. */
export function readTimer(clock: Clock, period: number, relation: string, arrivals: Arrivals): void {
  const cancel = clock.every(period, () => {
    if (!arrivals.full) arrivals.add(relation, [[clock.now()]]);
  });
  const ended = arrivals.opened(() => {
    cancel();
    ended();
  });
}
