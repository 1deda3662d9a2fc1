import type { Linkage, Meter, Module, PassShape, ProfileShape } from './abi.ts';
import { Cluster } from './cluster.ts';
import type { Lookup } from './lookup.ts';
import type { ProfileReport } from './profile-report.ts';
import { profileReport, type Account, type Metered } from './profile-totals.ts';

/**
 * Where the time of a run goes and how many rows go which way: over all transducers of the modules that it meters,
 * which were compiled to be profiled. Time is what passes within `measure`, and is spent on one thing at a time.
 */
export class Profile {
  readonly #now: () => number;
  readonly #meters: ModuleMeter[] = [];
  readonly #between: Account = account();
  #spentOn: Account | null = null;
  #since = 0;

  /** `now`: milliseconds since some moment. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The module, with each transducer of it counted here. */
  meter(module: Module): Module {
    if (!module.profile) throw new Error('internal error: the module was not compiled to be profiled');
    const meter = new ModuleMeter(module, module.profile, (spentOn) => this.#spend(spentOn ?? this.#between));
    this.#meters.push(meter);
    return { ...module, link: (linkage) => module.link(meter.linked(linkage)) };
  }

  /** Does work of the engine, ticks say, whose time counts. */
  measure<T>(work: () => T): T {
    this.#since = this.#now();
    this.#spentOn = this.#between;
    try {
      return work();
    } finally {
      this.#spend(null);
    }
  }

  /** What has been measured so far. */
  report(): ProfileReport {
    for (const each of this.#meters) each.leave();
    return profileReport(this.#meters, this.#between.milliseconds);
  }

  #spend(next: Account | null): void {
    if (this.#spentOn === null) return;
    const now = this.#now();
    this.#spentOn.milliseconds += now - this.#since;
    this.#since = now;
    this.#spentOn = next;
  }
}

class ModuleMeter implements Meter, Metered {
  readonly module: Module;
  readonly shape: ProfileShape;
  readonly counts: Float64Array;
  readonly passes: readonly Account[];
  readonly lookups: readonly (Account & { rows: number })[];
  readonly linkages: Linkage[] = [];
  /** Spends time on an account from now on, or on none. */
  readonly #spend: (next: Account | null) => void;
  #pass: PassShape | null = null;
  #account: Account | null = null;
  /** Rows that the pass had begun with when it was entered. */
  #before = 0;

  constructor(module: Module, shape: ProfileShape, spend: (next: Account | null) => void) {
    this.module = module;
    this.shape = shape;
    this.counts = new Float64Array(shape.counters);
    this.passes = shape.passes.map(account);
    this.lookups = module.lookups.map(() => ({ ...account(), rows: 0 }));
    this.#spend = spend;
  }

  linked(linkage: Linkage): Linkage {
    this.linkages.push(linkage);
    return { ...linkage, meter: this };
  }

  enter(pass: number): void {
    this.#settle();
    this.#pass = this.shape.passes[pass]!;
    this.#account = this.passes[pass]!;
    this.#before = this.counts[this.#pass.counter]!;
    this.#spend(this.#account);
  }

  leave(): void {
    this.#settle();
    this.#spend(null);
  }

  update(index: number, lookup: Lookup | Cluster, rows?: number): void {
    const used = this.lookups[index]!;
    this.#settle();
    this.#spend(used);
    const before = lookup.rows;
    if (lookup instanceof Cluster) lookup.update(rows);
    else lookup.update();
    if (lookup.rows === before) return;
    used.rounds++;
    used.rows += lookup.rows - before;
  }

  /** Notes whether the pass that ends has found rows. */
  #settle(): void {
    if (this.#pass && this.#account && this.counts[this.#pass.counter]! > this.#before) this.#account.rounds++;
    this.#pass = null;
  }
}

function account(): Account {
  return { milliseconds: 0, rounds: 0 };
}
