/** The two ways to write a row of a relation: an object by column name, or a tuple in column order. */
export interface RowTypes {
  readonly row: object;
  readonly tuple: readonly unknown[];
}

/** What became different in a relation in one tick. */
export interface Change<R> {
  readonly tick: number;
  readonly deltas: readonly { readonly row: R; readonly diff: 1 | -1 }[];
}

/** A relation as its host reads it: what it held at the end of the last tick. */
export interface RelationView<T extends RowTypes> extends Iterable<T['row']> {
  readonly name: string;
  readonly size: number;
  has(row: T['row'] | T['tuple']): boolean;
  /** The rows that agree on some columns. */
  where(part: Partial<T['row']>): Iterable<T['row']>;
  /** Calls back at the end of each tick in which rows came or went; with `initial`, at once with what there is. */
  subscribe(listener: (change: Change<T['row']>) => void, options?: { readonly initial?: boolean; readonly signal?: AbortSignal }): () => void;
  /** The same as a stream that holds at most `buffer` changes: a slower reader gets several ticks as one change. */
  changes(options?: { readonly initial?: boolean; readonly signal?: AbortSignal; readonly buffer?: number }): AsyncIterable<Change<T['row']>>;
}

/** A relation that the host fills. What a program persists stays until it is deleted; other rows are of one tick. */
export interface InputView<T extends RowTypes> extends RelationView<T> {
  insert(...rows: readonly (T['row'] | T['tuple'])[]): void;
  delete(...rows: readonly (T['row'] | T['tuple'])[]): void;
}
