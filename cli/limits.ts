import { nearest, offerOf } from '../datalog/nearest.ts';
import type { Limits } from '../runtime/limits.ts';
import { leastLog, mostLog } from '../runtime/node/log-size.ts';
import { defaultWireLimits, type WireLimits } from '../runtime/wire/limits.ts';
import { limitsHere } from './memory.ts';

/** A limit of a node as it is said: `rows` and `1000000`, or `memory` and `512MB`. */
export interface NamedLimit {
  readonly name: string;
  readonly text: string;
}

const counts: ReadonlyMap<string, keyof Limits> = new Map([['rows', 'maxRows'], ['rounds', 'maxRounds']]);
const sizes: ReadonlyMap<string, keyof Limits> = new Map([['memory', 'maxBytes'], ['symbols', 'maxHeap']]);
const wireSizes: ReadonlyMap<string, keyof WireLimits> = new Map([['queue', 'queueBytes'], ['inbox', 'inboxBytes']]);
const logSize = 'log';
/** The names that limits have. */
export const limitNames: readonly string[] = [...counts.keys(), ...sizes.keys(), ...wireSizes.keys(), logSize];

const units: ReadonlyMap<string, number> = new Map([['', 1], ['kB', 1 << 10], ['MB', 1 << 20], ['GB', 1 << 30]]);

/** What is wrong with a limit; null when nothing is. */
export function limitProblem({ name, text }: NamedLimit): string | null {
  if (!limitNames.includes(name)) return `there is no limit \`${name}\`${offerOf(nearest(name, limitNames)) || `; there are ${limitNames.join(', ')}`}`;
  const value = numberOf(name, text);
  if (name === logSize && value !== null && value > mostLog) return `\`${name}\` is 1GB at most`;
  if (value !== null) return null;
  return `\`${name}\` is a whole number from 1 up${counts.has(name) ? '' : ' of bytes, kB, MB or GB, such as 64MB'}`;
}

/** The limit of `rows=1000000`, or what is wrong with the text. */
export function parseLimit(given: string): NamedLimit | string {
  const [, name, text] = /^(\w+)=(.*)$/.exec(given) ?? [];
  if (name === undefined || text === undefined) return 'write NAME=VALUE, such as rows=1000000 or queue=64MB';
  return limitProblem({ name, text }) ?? { name, text };
}

/** When a node stops, what it keeps for others, and how much it logs before a snapshot, in bytes. */
export interface NodeLimits {
  readonly run: Limits;
  readonly wire: WireLimits;
  readonly log: number;
}

/** The limits of a node on this machine: those that are given, the last of each name, and the usual ones. */
export function limitsOf(given: readonly NamedLimit[]): NodeLimits {
  const chosen = <K extends string>(keys: ReadonlyMap<string, K>): readonly (readonly [K, number])[] =>
    given.flatMap(({ name, text }) => {
      const [key, value] = [keys.get(name), numberOf(name, text)];
      return key === undefined || value === null ? [] : [[key, value] as const];
    });
  const run: Limits = { ...limitsHere(), ...Object.fromEntries([...chosen(counts), ...chosen(sizes)]) };
  const [, log = leastLog] = chosen(new Map([[logSize, logSize]])).at(-1) ?? [];
  return { run, wire: { ...defaultWireLimits, ...Object.fromEntries(chosen(wireSizes)) }, log };
}

function numberOf(name: string, text: string): number | null {
  const [, digits = '', unit = ''] = /^(\d+) ?(kB|MB|GB)?$/.exec(text) ?? [];
  const value = Number(digits) * (units.get(unit) ?? NaN);
  return Number.isSafeInteger(value) && value > 0 && (unit === '' || !counts.has(name)) ? value : null;
}
