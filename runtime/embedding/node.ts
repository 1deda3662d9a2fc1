import { RunError } from '../error.ts';
import type { Losses } from '../losses.ts';
import type { Site } from '../site.ts';
import type { Transducer } from '../transducer.ts';
import type { Transport } from '../transport.ts';
import { UsageError } from './error.ts';
import { checkOptions, count, signal as signalOption } from './options.ts';
import { decodeSnapshot, encodeSnapshot, type Identity } from './snapshot.ts';
import type { InputView, Node, NodeStats, RelationView, SettleOptions, TickResult, UntypedRelations, UntypedRow } from './types.ts';
import { patience, rested } from './pace.ts';
import type { View, ViewHost } from './view.ts';

/** What an open node is made of. */
export interface NodeParts {
  readonly identity: Identity;
  readonly transducer: Transducer;
  readonly site: Site;
  readonly transport: Transport;
  readonly losses: Losses;
  readonly onWarning: (message: string) => void;
}

/** A transducer at a location, driven by its host. */
export class OpenNode implements Node<UntypedRelations, UntypedRelations>, ViewHost {
  readonly address: string;
  in: Readonly<Record<string, InputView<UntypedRow>>> = {};
  out: Readonly<Record<string, RelationView<UntypedRow>>> = {};
  #views: readonly View[] = [];
  readonly #parts: NodeParts;
  #phase: 'idle' | 'ticking' | 'telling' | 'disposed' | 'broken' = 'idle';
  /** Who ticks of its own accord. */
  #driver: 'settle' | 'run' | null = null;
  readonly #sleepers = new Set<() => void>();
  readonly #warned = new Set<string>();
  #generation = 0;
  #ticks = 0;
  #sent = 0;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.address = parts.identity.address;
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
    if (this.#phase === 'disposed') throw new UsageError('the node is disposed of');
    if (this.#phase === 'broken') throw new UsageError('the node could not take up a snapshot; open another');
    if (this.#phase === 'ticking') throw new UsageError('a functor cannot use the node that calls it');
  }

  wake(): void {
    for (const each of this.#sleepers) each();
  }

  tick(): TickResult {
    this.#checkFree('tick');
    this.#step();
    return this.#result();
  }

  async settle(options: SettleOptions = {}): Promise<TickResult> {
    this.#checkFree('settle');
    checkOptions('settle', options, { maxTicks: count, signal: signalOption });
    const { maxTicks = patience, signal } = options;
    signal?.throwIfAborted();
    this.#driver = 'settle';
    try {
      let turn = performance.now();
      for (let ticks = 0; this.#isDue(); ticks++) {
        if (ticks >= maxTicks) throw new RunError('endless', `the program has not come to rest after ${maxTicks} ticks`);
        this.#passOver();
        this.#step();
        turn = await rested(turn);
        signal?.throwIfAborted();
        this.check();
      }
      return this.#result();
    } finally {
      this.#driver = null;
    }
  }

  async run(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.#checkFree('run');
    checkOptions('run', options, { signal: signalOption });
    const { signal } = options;
    this.#driver = 'run';
    const wake = (): void => this.wake();
    const deafen = this.#parts.transport.onArrival(wake);
    signal?.addEventListener('abort', wake);
    try {
      let turn = performance.now();
      while (signal?.aborted !== true && this.#phase !== 'disposed') {
        if (!this.#isDue()) {
          await this.#woken();
          continue;
        }
        this.#passOver();
        this.#step();
        turn = await rested(turn);
      }
    } finally {
      this.#driver = null;
      deafen();
      signal?.removeEventListener('abort', wake);
    }
  }

  snapshot(): Uint8Array {
    this.check();
    this.#parts.site.receive();
    return encodeSnapshot(this.#parts.identity, this.transducer.module, this.transducer.carried());
  }

  restore(snapshot: Uint8Array): void {
    this.check();
    if (this.#phase === 'telling') throw new UsageError('a subscriber cannot restore the node that tells it');
    const carried = decodeSnapshot(snapshot, this.#parts.identity, this.transducer.module);
    this.#generation++;
    this.#guarded(() => this.transducer.resume(carried));
    this.#tell();
    this.wake();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#phase = 'disposed';
    for (const view of this.#views) view.close();
    this.wake();
    return Promise.resolve();
  }

  #checkFree(what: string): void {
    this.check();
    if (this.#phase === 'telling') throw new UsageError(`a subscriber cannot ${what} the node that tells it; what it inserts is for the next tick`);
    if (this.#driver !== null) throw new UsageError(`\`${this.#driver}\` is at work on this node: wait for it before \`${what}\``);
  }

  /** One tick, and all who watch are told; a tick that fails is taken back. */
  #step(): void {
    const { site } = this.#parts;
    site.receive();
    this.transducer.begin();
    this.#generation++;
    this.#phase = 'ticking';
    try {
      while (!this.transducer.advance(() => false));
    } catch (failure) {
      this.#guarded(() => this.transducer.abort());
      throw failure;
    }
    this.#phase = 'idle';
    this.#ticks++;
    this.#sent += site.send();
    site.receive();
    this.#warn();
    this.#tell();
  }

  /** Derives again what must not fail; if it does, nothing can be said of the node any more. */
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

  #warn(): void {
    for (const reason of this.#parts.losses.reasons) {
      if (this.#warned.has(reason)) continue;
      this.#warned.add(reason);
      this.#parts.onWarning(reason);
    }
  }

  #result(): TickResult {
    return { tick: this.currentTick, due: this.#isDue() };
  }

  #isDue(): boolean {
    this.#parts.site.receive();
    return this.transducer.due || Number.isFinite(this.transducer.nextStated);
  }

  /** Passes over ticks that have nothing to do before a fact is stated. */
  #passOver(): void {
    if (!this.transducer.due) this.transducer.skipTo(this.transducer.nextStated);
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
    });
  }
}
