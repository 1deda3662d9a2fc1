import type { Root, RootHolder } from '../collector.ts';
import type { Delta } from '../observer.ts';
import { LazyChange, NetChange } from './change.ts';
import type { RowForm } from './rows.ts';
import type { Change, UntypedRow } from './types.ts';

interface Waiting {
  tick: number;
  /** Nobody is told of it if nothing is left of it. */
  readonly optional: boolean;
  readonly net: NetChange;
}

/** The changes of a relation for one reader who takes his time: at most so many wait, and the last takes in what comes after. */
export class ChangeStream implements AsyncIterableIterator<Change<UntypedRow['row']>>, RootHolder {
  readonly #form: RowForm;
  readonly #buffer: number;
  readonly #closed: () => void;
  #waiting: Waiting[] = [];
  /** Readers that found nothing. */
  #readers: ((result: IteratorResult<Change<UntypedRow['row']>>) => void)[] = [];
  #isOpen = true;

  constructor(form: RowForm, buffer: number, closed: () => void) {
    this.#form = form;
    this.#buffer = buffer;
    this.#closed = closed;
    form.collector.add(this);
  }

  *roots(): Generator<Root> {
    for (const { net } of this.#waiting) yield { log: net.log, columns: this.#form.interned };
  }

  /** Adds what has changed in a tick, or (not `optional`) what there is to begin with. */
  push(delta: Delta, tick: number, optional = true): void {
    if (!this.#isOpen) return;
    const reader = this.#readers.shift();
    if (reader) {
      reader({ done: false, value: new LazyChange(delta, tick, this.#form).made() });
      return;
    }
    const last = this.#waiting.at(-1);
    if (last && this.#waiting.length >= this.#buffer) {
      last.net.add(delta);
      last.tick = tick;
      if (last.optional && last.net.isEmpty) this.#waiting.pop();
      return;
    }
    const net = new NetChange(this.#form.schema.columns.length);
    net.add(delta);
    this.#waiting.push({ tick, optional, net });
  }

  next(): Promise<IteratorResult<Change<UntypedRow['row']>>> {
    const first = this.#waiting.shift();
    if (first) return Promise.resolve({ done: false, value: new LazyChange(first.net.delta, first.tick, this.#form).made() });
    if (!this.#isOpen) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<Change<UntypedRow['row']>>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the stream; what waits is dropped. */
  close(): void {
    this.#waiting = [];
    this.end();
  }

  /** Ends the stream after what waits. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#form.collector.remove(this);
    for (const reader of this.#readers) reader({ done: true, value: undefined });
    this.#readers = [];
    this.#closed();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
