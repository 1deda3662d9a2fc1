/// <reference lib="esnext.disposable" preserve="true" />
import type { Module, Value } from '../abi.ts';
import type { Limits } from '../limits.ts';
import type { Transport } from '../transport.ts';
import type { Connector } from './connection.ts';
import type { Schema } from './schema.ts';
import type { StateStore } from './state-store.ts';

/** The two ways to write a row of a relation: an object by column name, or a tuple in column order. */
export interface RowTypes {
  /** By column name. */
  readonly row: object;
  /** In the order of the columns. */
  readonly tuple: readonly unknown[];
}

/** The rows of several relations, by name. */
export type Relations = Readonly<Record<string, RowTypes>>;

/** The rows of a relation of which nothing is known before the program runs. */
export interface UntypedRow {
  /** By column name. */
  readonly row: Readonly<Record<string, Value>>;
  /** In the order of the columns. */
  readonly tuple: readonly Value[];
}

/** Relations of which nothing is known before the program runs. */
export type UntypedRelations = Readonly<Record<string, UntypedRow>>;

/** User functors by name: pure functions of the values of columns. */
export type UserFunctors = Readonly<Record<string, (...args: never[]) => Value>>;

/** What became different in a relation. */
export interface Change<R> {
  /** The last tick whose changes are in it. */
  readonly tick: number;
  /** Rows that came (1) and went (-1), retractions first; each row once. Made when first read: O(rows). */
  readonly deltas: readonly { readonly row: R; readonly diff: 1 | -1 }[];
}

/** How a relation is watched. */
export interface SubscribeOptions {
  /** Also give, at once, what the relation holds now. Default: false. */
  readonly initial?: boolean;
  /** Ends the subscription when it aborts. */
  readonly signal?: AbortSignal;
}

/** How a relation is watched by one reader, at its own speed. */
export interface ChangesOptions extends SubscribeOptions {
  /** How many changes may wait for the reader, from 1 up; later ones are merged into the last. Default: 16. */
  readonly buffer?: number;
}

/**
 * A relation as its host reads it: what it held at the end of the last tick. Iteration is in no order
 * that means anything; a tick within one is an error of the next step of the iteration. Every call is
 * refused after the node is disposed of.
 */
export interface RelationView<T extends RowTypes> extends Iterable<T['row']> {
  /** As in the program. */
  readonly name: string;
  /** How many rows; O(1). */
  readonly size: number;
  /** Whether a row is there; expected O(columns). Throws a `UsageError` for a row that is none of this relation. */
  has(row: T['row'] | T['tuple']): boolean;
  /**
   * The rows that agree on some columns. Costs what it finds where the program has an index on some of these
   * columns, and a scan elsewhere. Throws a `UsageError` for an unknown column or a value of another type; a column
   * that is `undefined` is one.
   */
  where(part: Partial<T['row']>): Iterable<T['row']>;
  /** Its rows as an array, for `JSON.stringify`. */
  toJSON(): T['row'][];
  /**
   * Calls back at the end of each tick in which rows came or went; with `initial`, at once with what there
   * is. Gives the function that ends it. What a listener throws is thrown by the tick once it is complete
   * and all listeners were called. A listener may insert and delete rows, for the next tick, but not tick.
   */
  subscribe(listener: (change: Change<T['row']>) => void, options?: SubscribeOptions): () => void;
  /**
   * The same as a stream for one reader, which ends with `signal`, with the reader's `break`, and with the
   * node. At most `buffer` changes wait: a slower reader gets several ticks as one change, without the rows
   * that came and went in between. Memory is at most 4 bytes a column and about 16 a row of that difference.
   */
  changes(options?: ChangesOptions): AsyncIterableIterator<Change<T['row']>>;
}

/** An array of values for each column of a row: `Int32Array` and its like for numbers, or any array. */
export type Columns<R> = { readonly [K in keyof R]: ArrayLike<R[K]> };

/** A relation that the host fills. What a program persists stays until it is deleted; other rows are of one tick. */
export interface InputView<T extends RowTypes> extends RelationView<T> {
  /**
   * Rows for the next tick, which then takes place. Throws a `UsageError`, and takes none of them, when one has a
   * wrong column or a value of another type: a `number` is a safe integer, an `unsigned` one not below 0. O(columns)
   * for each row.
   */
  insert(...rows: readonly (T['row'] | T['tuple'])[]): void;
  /** The same for more rows than a call has arguments. */
  insertAll(rows: Iterable<T['row'] | T['tuple']>): void;
  /**
   * The same for many rows, given as an array for each column; arrays are of one length, and copied. It is how many
   * numbers are best given: nothing is made for each row, and the elements of an `Int32Array` need no check.
   */
  insertColumns(columns: Columns<T['row']> | Columns<T['tuple']>): void;
  /**
   * Withdraws rows from the next tick on: those inserted for it, and those kept. What was derived from them
   * goes with them, but not what rules have persisted since. A row that is not there is not an error. Facts of the
   * program stay. Of an `insert` and a `delete` of one row before a tick, the last counts.
   */
  delete(...rows: readonly (T['row'] | T['tuple'])[]): void;
  /** The same for more rows than a call has arguments. */
  deleteAll(rows: Iterable<T['row'] | T['tuple']>): void;
}

/** How a tick ended. */
export interface TickResult {
  /** The last tick that is complete; they count from 1. */
  readonly tick: number;
  /** Whether another tick has something to do: rows or messages wait, what is carried differs, or a fact is stated for later. */
  readonly due: boolean;
}

/** When `settle` ends without having settled. */
export interface SettleOptions {
  /** Ticks after which a program that goes on is an error (`RunError`, code `endless`). Default: 10000. */
  readonly maxTicks?: number;
  /** Rejects with its reason, between two ticks, when it aborts. */
  readonly signal?: AbortSignal;
}

/** What a node has done so far. */
export interface NodeStats {
  /** Ticks that are complete; those that were passed over, since they had nothing to do, do not count. */
  readonly ticks: number;
  /** Calls of compiled functions. */
  readonly rounds: number;
  /** Rows that compiled functions have started with: what ticks cost, but for the matches of each. */
  readonly rowsRead: number;
  /** Rows that relations have gained in its ticks. */
  readonly rowsDerived: number;
  /** Rows sent by `@async` rules. */
  readonly messagesSent: number;
  /** Rows, of those sent and of those that came, that had nowhere to go. */
  readonly messagesDropped: number;
}

/**
 * A program that is open: one transducer and its host's ends of it. It does nothing of its own accord;
 * `tick`, `settle` and `run` make it work, one of them at a time. Misuse throws a `UsageError`; a rule
 * that fails throws a `RunError` that names it, and the node is then as it was before the tick.
 */
export interface Node<I extends Relations = Relations, O extends Relations = Relations> extends AsyncDisposable {
  /** The location it is at; empty for a program without locations. */
  readonly address: string;
  /** The last tick that is complete; 0 before the first. */
  readonly currentTick: number;
  /** Relations with `.input`. */
  readonly in: { readonly [K in keyof I]: InputView<I[K]> };
  /** Relations with `.output`, or all that rules derive where there are none. */
  readonly out: { readonly [K in keyof O]: RelationView<O[K]> };
  /** What it has done since it was opened; O(1). */
  readonly stats: NodeStats;
  /**
   * One tick, even if nothing is due; costs what changes (docs/embedding.md says of what). Subscribers are called
   * before it returns.
   */
  tick(): TickResult;
  /**
   * Ticks until nothing is due; at least one before the first tick has been. Other work of the event loop gets
   * its turn between ticks. What is inserted meanwhile is taken in. With `zeromq` it first listens, and waits for the peers.
   */
  settle(options?: SettleOptions): Promise<TickResult>;
  /**
   * Ticks whenever something is due, woken by inputs and by messages, until `signal` aborts, which resolves it,
   * or the node is disposed of. Rejects with what a tick throws. With `zeromq` it first listens, and waits for the peers.
   */
  run(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Everything the next tick depends on: inputs that wait, what is kept and carried, and the tick. O(rows).
   * Messages that a transport has not given yet, or that wait to be sent, are not in it.
   */
  snapshot(): Uint8Array;
  /**
   * Takes up where a snapshot was made; subscribers are told the difference. Throws a `UsageError`, and changes
   * nothing, for a snapshot of another program, location or version, or bytes that are none; and where the node has a `store`.
   */
  restore(snapshot: Uint8Array): void;
  /**
   * Ends subscriptions, `changes` and `run`; the node takes no further call. With `zeromq` it first ticks for what has come, unless
   * the last tick failed, and waits, two seconds at most, until what it has sent is acknowledged. Calling it again does nothing.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where a program is opened, and with what. */
export interface OpenOptions<F extends UserFunctors = UserFunctors> {
  /** Where it is: required for a program with locations, refused for others. */
  readonly address?: string;
  /** The role of the location, where the program has roles. */
  readonly role?: string;
  /** How messages get to other locations. Without one, those to other locations are dropped and counted. */
  readonly transport?: Transport | Connector;
  /** Where its state is kept: a node that is opened again goes on from the last tick that was complete. Default: nowhere. */
  readonly store?: StateStore;
  /** The implementations of the program's functors. They must be pure: how often one is called is not defined. */
  readonly functors?: F;
  /** Where it takes up: what `snapshot` gave. */
  readonly snapshot?: Uint8Array;
  /** Called once for each reason why a message was dropped, refused, or not sent. */
  readonly onWarning?: (message: string) => void;
  /** When a rule counts as a runaway. */
  readonly limits?: Partial<Limits>;
}

/** The arguments of `open`: a program whose functors are known is opened with them. */
export type OpenArguments<F extends UserFunctors> = string extends keyof F
  ? [options?: OpenOptions]
  : keyof F extends never
    ? [options?: Omit<OpenOptions<F>, 'functors'>]
    : [options: OpenOptions<F> & { readonly functors: F }];

/** A compiled program, ready to be opened any number of times. `I`, `O` and `F` are its inputs, outputs and functors. */
export interface CompiledModule<I extends Relations = Relations, O extends Relations = Relations, F extends UserFunctors = UserFunctors> {
  /** Its relations and functors as data. */
  readonly schema: Schema;
  /** Makes a node, and starts nothing. Throws a `UsageError` for options that do not fit the program. */
  open(...options: OpenArguments<F>): Node<I, O>;
}

/** A compiled module of which nothing is known in the editor: names and types are checked when it runs. */
export type UntypedModule = CompiledModule<UntypedRelations, UntypedRelations>;

/** What the compiler gives the runtime for a program, in the same process or in a built file. */
export interface EmbeddedProgram extends Schema {
  /** Functors for all who open it without their own. */
  readonly implementations?: UserFunctors;
  /** The compiled module for a location of each role, and for one without ('', which a program without roles is). */
  readonly modules: readonly { readonly role: string; readonly make: () => Module }[];
}
