import type { Losses } from '../losses.ts';
import type { Site } from '../site.ts';
import type { Transducer } from '../transducer.ts';
import type { Transport } from '../transport.ts';
import type { Connection } from './connection.ts';
import { Driver, type Driven } from './driver.ts';
import { listed, UsageError } from './error.ts';
import { checkOptions, count, signal as signalOption } from './options.ts';
import { decodeSnapshot, encodeSnapshot, type Identity } from './snapshot.ts';
import type { InputView, Node, NodeStats, RelationView, SettleOptions, TickResult, UntypedRelations, UntypedRow } from './types.ts';
import { patience } from './pace.ts';
import type { Keeper } from './state-store.ts';
import type { View, ViewHost } from './view.ts';

/** What an open node is made of. */
export interface NodeParts {
  readonly identity: Identity;
  readonly transducer: Transducer;
  readonly site: Site;
  readonly transport: Transport;
  /** Null where all other nodes are in this process. */
  readonly connection: Connection | null;
  /** Null where no state is kept. */
  readonly keeper: Keeper | null;
  readonly losses: Losses;
  readonly onWarning: (message: string) => void;
}

/** A transducer at a location, driven by its host. */
export class OpenNode implements Node<UntypedRelations, UntypedRelations>, ViewHost, Driven {
  readonly address: string;
  in: Readonly<Record<string, InputView<UntypedRow>>> = {};
  out: Readonly<Record<string, RelationView<UntypedRow>>> = {};
  #views: readonly View[] = [];
  readonly #parts: NodeParts;
  #phase: 'idle' | 'ticking' | 'telling' | 'disposed' | 'broken' = 'idle';
  readonly #driver: Driver;
  /** While it is being disposed of, and afterwards. */
  #ended: Promise<void> | null = null;
  readonly #warned = new Set<string>();
  /** The last tick failed, and would again. */
  #hasFailed = false;
  #generation = 0;
  #ticks = 0;
  #sent = 0;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.address = parts.identity.address;
    this.#driver = new Driver(this, parts.transport, parts.connection);
  }

  /** The views it tells of changes, and how its host reaches them by name; before the first call. */
  equip(views: readonly View[], inputs: OpenNode['in'], outputs: OpenNode['out']): void {
    this.#views = views;
    this.in = inputs;
    this.out = outputs;
  }

  get transducer(): Transducer {
    return this.#parts.transducer;
  }

  get generation(): number {
    return this.#generation;
  }

  get currentTick(): number {
    return this.transducer.tick;
  }

  get stats(): NodeStats {
    return { ticks: this.#ticks, ...this.transducer.work, messagesSent: this.#sent, messagesDropped: this.#parts.losses.count };
  }

  check(): void {
    if (this.#phase === 'disposed' || (this.#ended !== null && this.#phase !== 'telling')) throw new UsageError('the node is disposed of');
    if (this.#phase === 'broken') throw new UsageError('the node could not take up a snapshot, begin a tick, or keep its state; open another');
    if (this.#phase === 'ticking') throw new UsageError('a functor cannot use the node that calls it');
  }

  wake(): void {
    this.#driver.alarm.ring();
  }

  get site(): Site {
    return this.#parts.site;
  }

  tick(): TickResult {
    this.#checkFree('tick');
    this.#step();
    return this.#result();
  }

  async settle(options: SettleOptions = {}): Promise<TickResult> {
    this.#checkFree('settle');
    checkOptions('settle', options, { maxTicks: count, signal: signalOption });
    await this.#driver.settle(options.maxTicks ?? patience, options.signal);
    return this.#result();
  }

  async run(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.#checkFree('run');
    checkOptions('run', options, { signal: signalOption });
    await this.#driver.run(options.signal);
  }

  snapshot(): Uint8Array {
    this.check();
    this.#parts.site.receive();
    return encodeSnapshot(this.#parts.identity, this.transducer.module, this.transducer.carried());
  }

  restore(snapshot: Uint8Array): void {
    this.check();
    if (this.#phase === 'telling') throw new UsageError('a subscriber cannot restore the node that tells it');
    if (this.#parts.keeper) throw new UsageError('a node with a `store` goes on from what is stored: it takes no snapshot');
    const carried = decodeSnapshot(snapshot, this.#parts.identity, this.transducer.module);
    this.#generation++;
    this.#guarded(() => this.transducer.resume(carried));
    this.#tell();
    this.wake();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    const { connection, keeper } = this.#parts;
    try {
      const ended = this.#phase === 'broken' ? null : this.#driver.end(() => !this.#hasFailed);
      // Who waits for nobody ends at once.
      if (connection) await ended;
    } finally {
      this.#phase = 'disposed';
      for (const view of this.#views) view.close();
      connection?.close();
      keeper?.close();
    }
  }

  #checkFree(what: string): void {
    this.check();
    if (this.#phase === 'telling') throw new UsageError(`a subscriber cannot ${what} the node that tells it; what it inserts is for the next tick`);
    if (this.#driver.at !== null) throw new UsageError(`\`${this.#driver.at}\` is at work on this node: wait for it before \`${what}\``);
  }

  isDue(): boolean {
    const { site } = this.#parts;
    site.receive();
    return site.due || Number.isFinite(this.transducer.nextStated);
  }

  /** Passes over ticks that have nothing to do before a fact is stated. */
  step(): void {
    if (!this.#parts.site.due) this.transducer.skipTo(this.transducer.nextStated);
    this.#step();
  }

  get isRepetitive(): boolean {
    return this.#parts.site.isRepetitive;
  }

  missing(peers: readonly string[]): void {
    this.#parts.losses.warn('peers-missing', `it begins without ${listed(peers)}`);
    this.warn();
  }

  /** One tick, and all who watch are told; a tick that fails is taken back. */
  #step(): void {
    const { site } = this.#parts;
    site.receive();
    this.#guarded(() => this.transducer.begin());
    this.#generation++;
    this.#phase = 'ticking';
    try {
      while (!this.transducer.advance(() => false));
    } catch (failure) {
      this.#hasFailed = true;
      this.#guarded(() => this.transducer.abort());
      throw failure;
    }
    this.#hasFailed = false;
    this.#guarded(() => {
      this.#sent += site.send();
    });
    this.#ticks++;
    site.receive();
    this.warn();
    this.#tell();
  }

  /** Does what must not fail; if it does, nothing can be said of the node any more. */
  #guarded(work: () => void): void {
    this.#phase = 'ticking';
    try {
      work();
      this.#phase = 'idle';
    } catch (failure) {
      this.#phase = 'broken';
      throw failure;
    }
  }

  telling(call: () => void): void {
    const before = this.#phase;
    this.#phase = 'telling';
    try {
      call();
    } finally {
      // A listener may have disposed of the node.
      if (this.#phase === 'telling') this.#phase = before;
    }
  }

  #tell(): void {
    const failures: unknown[] = [];
    this.telling(() => {
      for (const call of this.#views.flatMap((view) => view.news(this.currentTick))) {
        try {
          call();
        } catch (failure) {
          failures.push(failure);
        }
      }
    });
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} subscribers failed`);
  }

  warn(): void {
    for (const reason of this.#parts.losses.reasons) {
      if (this.#warned.has(reason)) continue;
      this.#warned.add(reason);
      this.#parts.onWarning(reason);
    }
  }

  #result(): TickResult {
    return { tick: this.currentTick, due: this.isDue() };
  }
}
