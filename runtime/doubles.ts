import { Overgrowth } from './error.ts';
import { hash2 } from './hash.ts';
import { HashedIds } from './hashed-ids.ts';
import { Identities } from './identities.ts';

const most = 50_000_000;
/** Doubles to a page, and the logarithm of that. */
const pageSize = 1024;
const pageBits = 10;

/** Doubles by numbers. All not-a-numbers are one, and -0 is 0. */
export class Doubles {
  readonly identities = new Identities();
  /** In pages, so that nothing is copied as they become more. */
  readonly #pages: Float64Array[] = [];
  readonly #hashed = new HashedIds<number>((id, double) => Object.is(this.at(id), double));
  readonly #bits = new Float64Array(1);
  readonly #halves = new Int32Array(this.#bits.buffer);
  /** What stands for a double that was reclaimed. */
  readonly #gone: number;

  constructor(gone: number) {
    this.#gone = gone;
  }

  at(id: number): number {
    return this.#pages[id >>> pageBits]![id & (pageSize - 1)]!;
  }

  /** The number of a double, which gets one if it has none. */
  of(value: number): number {
    const double = canonical(value);
    const hash = this.#hash(double);
    const known = this.#hashed.find(double, hash);
    if (known >= 0) {
      this.identities.keep(known);
      return known;
    }
    if (this.identities.used === most) throw new Overgrowth(`more than ${most} different large numbers or floats`);
    const id = this.identities.take();
    this.#put(id, double);
    this.#hashed.add(id, hash);
    return id;
  }

  /** The number of a double, or null where it has none. */
  find(value: number): number | null {
    const double = canonical(value);
    const known = this.#hashed.find(double, this.#hash(double));
    return known < 0 ? null : known;
  }

  /** Reclaims doubles that were not found, of so many that have not been looked at; how many there were. */
  sweep(most: number): number {
    return this.identities.sweep(most, (id) => {
      this.#hashed.remove(id, this.#hash(this.at(id)));
      this.#put(id, this.#gone);
    });
  }

  #put(id: number, double: number): void {
    const page = id >>> pageBits;
    if (page === this.#pages.length) this.#pages.push(new Float64Array(pageSize));
    this.#pages[page]![id & (pageSize - 1)] = double;
  }

  #hash(double: number): number {
    this.#bits[0] = double;
    return hash2(this.#halves[0]!, this.#halves[1]!);
  }
}

/** One of those that are the same value. There are many not-a-numbers, which processors tell apart, and so would who reads what is sent. */
function canonical(value: number): number {
  if (value === 0) return 0;
  return Number.isNaN(value) ? Number.NaN : value;
}
