import { quantile } from '../statistics.ts';
import { latencies } from '../timing.ts';
import { tell, type MemberPlan, type Measurement } from './plan.ts';

/** Numbers of transactions are told apart by their last bits: there are never so many under way. */
const slots = 1 << 12;

/** Keeps so many transactions under way, one after another, and measures how long each takes. */
export class Load {
  readonly #plan: Pick<MemberPlan, 'window' | 'warm' | 'measured'>;
  readonly #start: (number: number) => void;
  /** When a transaction was begun, by its number; NaN when it is over. */
  readonly #began = new Float64Array(slots).fill(Number.NaN);
  readonly #took: number[] = [];
  #next = 0;
  #state: 'waiting' | 'warming' | 'measuring' | 'over' = 'waiting';
  #since = 0;

  /** `start` begins the transaction of a number. */
  constructor(plan: Pick<MemberPlan, 'window' | 'warm' | 'measured'>, start: (number: number) => void) {
    this.#plan = plan;
    this.#start = start;
  }

  go(): void {
    this.#state = 'warming';
    this.#since = performance.now();
    for (let each = 0; each < this.#plan.window; each++) this.#begin(this.#since);
  }

  /** A transaction is over: the next one begins. */
  done(number: number): void {
    const now = performance.now();
    const took = now - this.#began[number % slots];
    if (Number.isNaN(took)) throw new Error(`transaction ${number} is over for the second time`);
    this.#began[number % slots] = Number.NaN;
    if (this.#state === 'over') return;
    if (this.#state === 'measuring') this.#took.push(took * 1000);
    this.#pass(now);
    this.#begin(now);
  }

  #pass(now: number): void {
    if (this.#state === 'warming' && now - this.#since > this.#plan.warm) {
      this.#state = 'measuring';
      this.#since = now;
      tell({ kind: 'warm' });
    } else if (this.#state === 'measuring' && now - this.#since > this.#plan.measured) {
      this.#state = 'over';
      tell({ kind: 'done', measurement: measurementOf(Float64Array.from(this.#took), now - this.#since) });
    }
  }

  #begin(now: number): void {
    const number = this.#next++;
    this.#began[number % slots] = now;
    this.#start(number);
  }
}

/** Of what transactions took, in microseconds, in so many milliseconds. */
function measurementOf(micros: Float64Array, elapsed: number): Measurement {
  micros.sort();
  const percentiles = Array.from({ length: 101 }, (_, hundredth) => Math.round(10 * quantile(micros, hundredth / 100)) / 10);
  const mean = micros.reduce((sum, each) => sum + each, 0) / micros.length;
  return { elapsed, ticks: latencies(micros), net: { rate: (micros.length / elapsed) * 1000, mean, percentiles } };
}
