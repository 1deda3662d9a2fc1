import type { Value } from '../abi.ts';
import type { Delta, Observer } from '../observer.ts';
import type { Place } from '../lookup.ts';
import type { Relation } from '../relation.ts';
import { rowsFrom } from '../observer.ts';
import type { Site } from '../site.ts';
import type { Transducer } from '../transducer.ts';
import { LazyChange } from './change.ts';
import { UsageError } from './error.ts';
import { checkOptions, count, flag, signal as signalOption } from './options.ts';
import type { RowForm } from './rows.ts';
import { ChangeStream } from './stream.ts';
import type { Change, ChangesOptions, RelationView, SubscribeOptions, UntypedRow } from './types.ts';

/** Changes that wait for a reader before later ones are merged. */
const defaultBuffer = 16;

/** What views ask of the node they belong to. */
export interface ViewHost {
  readonly transducer: Transducer;
  /** What rows are inserted into, and withdrawn from. */
  readonly site: Pick<Site, 'insert' | 'insertAll' | 'remove'>;
  readonly address: string;
  /** Differs when relations may. */
  readonly generation: number;
  /** Throws where a call may not come now. */
  check(): void;
  /** Something is there for the next tick. */
  wake(): void;
  /** Calls a listener, which may not tick. */
  telling(call: () => void): void;
}

/** Somebody who is told what changes. */
interface Watcher {
  readonly take: (delta: Delta, change: LazyChange) => void;
  readonly end: () => void;
}

/** A row as it is given. */
export type Given = UntypedRow['row'] | UntypedRow['tuple'];

/** A relation of an open node. */
export class View implements RelationView<UntypedRow> {
  readonly name: string;
  readonly #host: ViewHost;
  readonly #form: RowForm;
  readonly #index: number;
  readonly #relation: Relation;
  /** Who watches, and what ends it. */
  readonly #watchers = new Map<Watcher, () => void>();
  /** While anybody watches. */
  #observer: Observer | null = null;

  constructor(host: ViewHost, index: number, form: RowForm) {
    this.name = form.schema.name;
    this.#host = host;
    this.#form = form;
    this.#index = index;
    this.#relation = host.transducer.relation(index);
  }

  protected get host(): ViewHost {
    return this.#host;
  }

  protected get form(): RowForm {
    return this.#form;
  }

  /** Index in the module. */
  protected get index(): number {
    return this.#index;
  }

  get size(): number {
    this.host.check();
    return this.#relation.size;
  }

  has(row: Given): boolean {
    this.host.check();
    return this.#holds(this.form.read(row).map((value, column) => ({ column, value })));
  }

  where(part: Partial<UntypedRow['row']>): Iterable<UntypedRow['row']> {
    this.host.check();
    const asked = this.form.readPart(part);
    return { [Symbol.iterator]: () => this.#objects(this.#matching(asked)) };
  }

  toJSON(): UntypedRow['row'][] {
    return [...this];
  }

  [Symbol.iterator](): Iterator<UntypedRow['row']> {
    this.host.check();
    return this.#objects(this.#all());
  }

  subscribe(listener: (change: Change<UntypedRow['row']>) => void, options: SubscribeOptions = {}): () => void {
    this.host.check();
    checkOptions('subscribe', options, { initial: flag, signal: signalOption });
    const { initial = false, signal } = options;
    if (typeof listener !== 'function') throw new UsageError(`a listener of \`${this.name}\` is a function`);
    if (signal?.aborted) return () => undefined;
    const tell = (change: LazyChange): void => {
      try {
        listener(change);
      } finally {
        change.made();
      }
    };
    const end = this.#watch({ take: (_, change) => tell(change), end: () => undefined }, signal);
    if (!initial) return end;
    try {
      this.host.telling(() => tell(new LazyChange(this.#present(), this.host.transducer.tick, this.form)));
    } catch (failure) {
      // Who called has no function to end it with.
      end();
      throw failure;
    }
    return end;
  }

  changes(options: ChangesOptions = {}): AsyncIterableIterator<Change<UntypedRow['row']>> {
    this.host.check();
    checkOptions('changes', options, { initial: flag, signal: signalOption, buffer: count });
    const { initial = false, signal, buffer = defaultBuffer } = options;
    let end = (): void => undefined;
    const stream = new ChangeStream(this.form, buffer, () => end());
    if (signal?.aborted) stream.close();
    else end = this.#watch({ take: (delta, change) => stream.push(delta, change.tick), end: () => stream.end() }, signal, () => stream.close());
    if (initial) stream.push(this.#present(), this.host.transducer.tick, false);
    return stream;
  }

  /**
   * Notes what has changed; gives the calls that tell those who watch now. Who comes while they are made has seen
   * it, and who has gone by then is not called.
   */
  news(tick: number): readonly (() => void)[] {
    if (this.#observer === null || !this.host.transducer.mayHaveChanged(this.index)) return [];
    const delta = this.#observer.take();
    if (delta === null) return [];
    const change = new LazyChange(delta, tick, this.form);
    return Array.from(this.#watchers.keys(), (watcher) => () => {
      if (this.#watchers.has(watcher)) watcher.take(delta, change);
    });
  }

  /** Ends all that watch. */
  close(): void {
    for (const [watcher, end] of Array.from(this.#watchers)) {
      end();
      watcher.end();
    }
  }

  #watch(watcher: Watcher, signal: AbortSignal | undefined, aborted: () => void = () => undefined): () => void {
    this.#observer ??= this.host.transducer.observe(this.index);
    const end = (): void => {
      signal?.removeEventListener('abort', abort);
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#release();
    };
    const abort = (): void => {
      end();
      aborted();
    };
    signal?.addEventListener('abort', abort);
    this.#watchers.set(watcher, end);
    return end;
  }

  #release(): void {
    if (this.#observer) this.host.transducer.release(this.#observer);
    this.#observer = null;
  }

  #present(): Delta {
    const { arity } = this.#relation;
    return { added: rowsFrom(this.#relation, 0), removed: { arity, words: new Int32Array(0), size: 0 } };
  }

  *#objects(places: Iterable<Place>): Generator<UntypedRow['row']> {
    const { generation } = this.host;
    for (const { words, at } of places) {
      this.host.check();
      if (this.host.generation !== generation) throw new UsageError(`a tick changed \`${this.name}\` while its rows were read; copy them first: [...rows]`);
      yield this.form.object(words, at);
    }
  }

  *#all(): Generator<Place> {
    const { words, arity } = this.#relation;
    for (let row = 0; row < this.#relation.size; row++) yield { words, at: row * arity };
  }

  /** The rows that have some values, by an index where there is one on some of these columns. */
  *#matching(asked: readonly { readonly column: number; readonly value: Value }[]): Generator<Place> {
    const known = new Map<number, number>();
    for (const { column, value } of asked) {
      const word = this.form.find(column, value);
      if (word === null) return;
      known.set(column, word);
    }
    const [index] = this.host.transducer
      .indexesOf(this.index)
      .filter(({ columns }) => columns.length > 0 && columns.every((column) => known.has(column)))
      .sort((a, b) => b.columns.length - a.columns.length);
    index?.update();
    const places = index ? index.places(index.columns.map((column) => known.get(column) ?? 0)) : this.#all();
    for (const place of places) if ([...known].every(([column, word]) => place.words[place.at + column] === word)) yield place;
  }

  #holds(row: readonly { readonly column: number; readonly value: Value }[]): boolean {
    for (const { column, value } of row) {
      const word = this.form.find(column, value);
      if (word === null) return false;
      this.#relation.row[column] = word;
    }
    return this.#relation.has();
  }
}
