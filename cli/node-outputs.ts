import type { Program, Relation } from '../datalog/program.ts';
import { gathered } from '../runtime/node/outputs.ts';
import type { Simulation } from '../runtime/simulation.ts';
import type { Format } from './choices.ts';
import { deliver, sizesOf, sortOutputs, writeFiles, type Delivery } from './deliver.ts';
import { Offer, print, type Host } from './host.ts';
import type { IoPlan } from './io.ts';
import { FinalRecord, TickRecord } from './record.ts';

/** What a node shows, tick by tick and at the end. */
export class Outputs {
  readonly #options: Delivery;
  readonly #host: Host;
  readonly #sorted: ReturnType<typeof sortOutputs>;
  readonly #format: Format;
  readonly #final: FinalRecord;
  readonly #ticks: TickRecord | null;
  readonly #offer: Offer;

  constructor(program: Program, plan: IoPlan, options: Delivery, host: Host, simulation: Simulation) {
    this.#options = options;
    this.#host = host;
    this.#offer = new Offer(host.stdout);
    this.#sorted = sortOutputs(program, plan.outputs, options);
    this.#format = options.format ?? (host.stdout.isTTY === true ? 'table' : 'ndjson');
    const shown = [...new Set(plan.outputs.map((each) => each.relation))];
    this.#final = new FinalRecord(simulation, [...new Set([...shown, ...this.#sorted.sizes])]);
    this.#ticks = options.show === 'final' ? null : new TickRecord(simulation, shown, options.show, this.#format);
  }

  /** A tick that is not shown. */
  passed(): void {
    this.#final.ticked();
  }

  /** Null, or settles when the reader has caught up. */
  ticked(before: number): Promise<void> | null {
    this.#final.ticked();
    if (!this.#ticks) return null;
    for (const piece of gathered(this.#ticks.ticked(before))) this.#offer.write(piece);
    return this.#offer.isFull ? this.#offer.drained() : null;
  }

  /** Gives what could not be written. */
  async end(): Promise<readonly string[]> {
    const rowsOf = (relation: Relation): ReturnType<FinalRecord['rows']> => this.#final.rows(relation);
    const sizes = sizesOf(this.#sorted, (relation) => this.#final.count(relation));
    if (!this.#ticks) return await deliver(this.#host, this.#sorted, sizes, rowsOf, this.#format, this.#options.outputDirectory);
    await print(this.#host, this.#ticks.end(sizes));
    return writeFiles(this.#host, this.#sorted, rowsOf, this.#options.outputDirectory);
  }
}
