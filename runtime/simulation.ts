import type { Row } from './abi.ts';
import { EncodedRows } from './encoded-rows.ts';
import type { Event, Losses } from './losses.ts';
import type { Site } from './site.ts';
import { orderedRows, type Rows } from './ordered-rows.ts';
import { Relation } from './relation.ts';

/** What a run has cost so far. */
export interface Stats {
  readonly ticks: number;
  readonly rounds: number;
  readonly rowsRead: number;
  readonly rowsDerived: number;
  /** Null where one site stands for many locations: it cannot tell the same message of two senders from one. */
  readonly messages: { readonly sent: number; readonly dropped: number } | null;
}

/**
 * A program whose locations all run in this process, in lockstep: in each round every location takes
 * one tick, and what is sent in a round is delivered in the next. A round is due when at some location
 * the inbox, or what is carried, is not what it was in the round before.
 */
export class Simulation {
  readonly #sites: readonly Site[];
  readonly #losses: Losses;
  /** Relations whose first column is a location that the compiler added and nobody is shown. */
  readonly #hidden: ReadonlySet<string>;
  /** The locations that a hidden column ranges over. */
  readonly #locations: readonly string[];
  /** The site whose tick is being worked on, or null between rounds. */
  #working: number | null = null;
  readonly #warned = new Set<string>();
  #forced = false;
  #tick = 0;
  #sent = 0;
  #ticks = 0;

  constructor(sites: readonly Site[], losses: Losses, hidden: ReadonlySet<string> = new Set(), locations: readonly string[] = []) {
    this.#sites = sites;
    this.#losses = losses;
    this.#hidden = hidden;
    this.#locations = locations;
  }

  /** The last tick that completed; 0 before the first. */
  get tick(): number {
    return this.#tick;
  }

  /** The tick that is being worked on; between ticks, the last one. */
  get workingTick(): number {
    return this.#working === null ? this.#tick : (this.#sites[0]?.transducer.tick ?? this.#tick);
  }

  get stats(): Stats {
    const works = this.#sites.map((site) => site.transducer.work);
    return {
      ticks: this.#ticks,
      rounds: works.reduce((sum, work) => sum + work.rounds, 0),
      rowsRead: works.reduce((sum, work) => sum + work.rowsRead, 0),
      rowsDerived: works.reduce((sum, work) => sum + work.rowsDerived, 0),
      messages: this.#locations.length > 0 ? null : { sent: this.#sent, dropped: this.#losses.count },
    };
  }

  /** Rows of an input, for the next tick: each at its location, or everywhere when it has none. */
  insert(relation: string, rows: readonly Row[]): void {
    this.#place(relation, rows, (site, index, row) => site.insert(index, row));
  }

  /** Withdraws rows of an input, from the next tick on. */
  remove(relation: string, rows: readonly Row[]): void {
    this.#place(relation, rows, (site, index, row) => site.remove(index, row));
  }

  /** Rows of an input that hold at every tick; before the first. */
  hold(relation: string, rows: Iterable<Row>): void {
    if (rows instanceof EncodedRows && this.#takesWords(relation, rows)) {
      for (const { transducer } of this.#sites) if (transducer.relationNamed(relation) >= 0) transducer.holdAll(transducer.relationNamed(relation), rows);
    } else this.#place(relation, rows, (site, index, row) => site.transducer.hold(index, row));
  }

  /** Whether all rows are for all sites that have the relation, in the words that they have. */
  #takesWords(relation: string, { values }: EncodedRows): boolean {
    return !this.#hidden.has(relation) && this.#sites.every(({ transducer }) => {
      const shape = transducer.module.relations[transducer.relationNamed(relation)];
      return transducer.values === values && (shape === undefined || shape.location < 0);
    });
  }

  /**
   * Works until a tick is complete or `pause` says to come back. 'working': call again; 'ticked': one
   * more tick is complete; 'quiescent': nothing is due. Ticks that have nothing to do, before one for
   * which a fact is stated, pass at once, those up to `last` when it is stated for later.
   */
  advance(pause: () => boolean, last = Infinity): 'working' | 'ticked' | 'quiescent' {
    if (this.#working === null) {
      if (this.#tick >= last) return 'quiescent';
      if (!this.#forced && !this.#isDue()) {
        const next = Math.min(...this.#sites.map((site) => site.transducer.nextStated));
        if (!Number.isFinite(next)) return 'quiescent';
        this.#passTo(Math.min(next - 1, last));
        if (next > last) return 'ticked';
      }
      this.#forced = false;
      for (const site of this.#sites) site.transducer.begin();
      this.#working = 0;
    }
    for (; this.#working < this.#sites.length; this.#working++) {
      if (!this.#sites[this.#working]!.transducer.advance(pause)) return 'working';
    }
    this.#working = null;
    this.#tick = this.#sites[0]?.transducer.tick ?? this.#tick + 1;
    this.#ticks++;
    for (const site of this.#sites) this.#sent += site.send();
    this.receive();
    return 'ticked';
  }

  #isDue(): boolean {
    for (const site of this.#sites) if (site.due) return true;
    return false;
  }

  /** Whether the next tick would only be without what came for the last one: nothing has come for it, and nothing that it carries is otherwise. */
  get isFading(): boolean {
    return this.#working === null && !this.#forced && this.#sites.every((site) => site.isFading);
  }

  /** Takes in what has come; while a tick is at work it waits, since it is for the next. */
  receive(): void {
    if (this.#working !== null) return;
    for (const site of this.#sites) site.receive();
  }

  /** Repeats a tick that has taken place once, of what was taken in for it; whether it has taken place again. */
  repeat(tick: number): boolean {
    if (tick > this.#tick + 1) this.#passTo(tick - 1);
    this.receive();
    this.force();
    let state = this.advance(() => false);
    while (state === 'working') state = this.advance(() => false);
    return state === 'ticked' && this.#tick === tick;
  }

  /** The transducers have taken up where others stopped. */
  resumed(): void {
    this.#tick = this.#sites[0]?.transducer.tick ?? 0;
  }

  /** Makes the next tick take place even if nothing is due. */
  force(): void {
    this.#forced = true;
  }

  /** The rows of a relation at the last tick, over all locations, sorted, each once; to be used before the next. */
  rows(relation: string): Rows {
    const site = this.#sites.find((each) => each.transducer.relationNamed(relation) >= 0);
    if (!site) return [];
    const { module, values } = site.transducer;
    const types = module.relations[site.transducer.relationNamed(relation)]!.columns.map((each) => each.type);
    return orderedRows(this.#relation(relation), this.#hidden.has(relation) ? types.slice(1) : types, values);
  }

  /** How many rows `rows` would give. */
  count(relation: string): number {
    return this.#relation(relation).size;
  }

  /** Whether a relation's rows may differ from those of the tick before; never false when they do. */
  changed(relation: string): boolean {
    return this.#sites.some((site) => {
      const index = site.transducer.relationNamed(relation);
      return index >= 0 && site.transducer.mayHaveChanged(index);
    });
  }

  /** Warnings of the run since the last call, each reason once. */
  takeWarnings(): readonly { readonly event: Event; readonly text: string }[] {
    if (this.#losses.reasons.size === this.#warned.size) return [];
    const fresh = [...this.#losses.reasons].filter((reason) => !this.#warned.has(reason));
    for (const reason of fresh) this.#warned.add(reason);
    return fresh.map((text) => ({ event: this.#losses.eventOf(text), text }));
  }

  /** The words of a relation at all locations, each row once. All of them give the same word to a value. */
  #relation(name: string): Relation {
    const [first] = this.#sites;
    const own = first && this.#sites.length === 1 && !this.#hidden.has(name) ? first.transducer.relationNamed(name) : -1;
    if (first && own >= 0) return first.transducer.relation(own);
    const found = this.#sites.flatMap(({ transducer }) => {
      const index = transducer.relationNamed(name);
      return index < 0 ? [] : [transducer.relation(index)];
    });
    const [only, ...others] = found;
    const skipped = this.#hidden.has(name) ? 1 : 0;
    if (only && others.length === 0 && skipped === 0) return only;
    const union = new Relation((only?.arity ?? 0) - (only ? skipped : 0));
    for (const each of found) {
      for (let row = 0; row < each.size; row++) union.insertFrom(each, row, skipped);
    }
    return union;
  }

  #place(relation: string, given: Iterable<Row>, put: (site: Site, index: number, row: Row) => void): void {
    const rows = this.#hidden.has(relation) ? [...given].flatMap((row) => this.#locations.map((location) => [location, ...row])) : given;
    for (const row of rows) {
      let homeless: Row[number] | null = null;
      let placed = false;
      for (const site of this.#sites) {
        const index = site.transducer.relationNamed(relation);
        const column = site.transducer.module.relations[index]?.location ?? -1;
        const location = column < 0 ? null : (row[column] ?? null);
        homeless = location;
        if (index < 0 || (location !== null && !site.hosts(location))) continue;
        put(site, index, row);
        placed = true;
      }
      if (!placed && homeless !== null) {
        this.#losses.count++;
        this.#losses.warn('row-dropped', `a row of ${relation} was dropped: there is no location ${JSON.stringify(homeless)}`);
      }
    }
  }

  /** Lets ticks pass in which nothing is due, up to one that holds what the last one did. */
  #passTo(tick: number): void {
    this.#tick = tick;
    for (const site of this.#sites) site.transducer.skipTo(tick + 1);
  }
}
