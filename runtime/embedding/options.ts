import { described } from '../row-check.ts';
import { listed, UsageError } from './error.ts';

/** What an option has to be. */
export interface Expected {
  /** In the words of a message: `a function`. */
  readonly what: string;
  readonly admits: (value: unknown) => boolean;
}

export const flag: Expected = { what: 'true or false', admits: (value) => typeof value === 'boolean' };
export const text: Expected = { what: 'a string', admits: (value) => typeof value === 'string' };
export const callback: Expected = { what: 'a function', admits: (value) => typeof value === 'function' };
export const table: Expected = { what: 'an object', admits: isObject };
export const count: Expected = { what: 'a whole number from 1 up', admits: (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= 1) };
export const bound: Expected = { what: 'a number from 0 up', admits: (value) => typeof value === 'number' && value >= 0 };
export const signal: Expected = { what: 'an AbortSignal', admits: (value) => has(value, ['addEventListener', 'removeEventListener', 'throwIfAborted']) };
export const transport: Expected = {
  what: 'a transport, with `send`, `receive` and `onArrival`, or what `zeromq` gives',
  admits: (value) => has(value, ['send', 'receive', 'onArrival']) || has(value, ['connect']),
};
export const store: Expected = { what: 'what `wal` gives', admits: (value) => has(value, ['open']) };
/** What is looked at elsewhere. */
export const anything: Expected = { what: 'anything', admits: () => true };

/** Throws a `UsageError` for options of a call that are none, that it does not know, or that are of another type. */
export function checkOptions(call: string, options: unknown, known: Readonly<Record<string, Expected>>): void {
  if (!isObject(options) || Array.isArray(options)) throw new UsageError(`the options of \`${call}\` are an object, not ${described(options)}`);
  for (const [name, value] of Object.entries(options)) {
    const expected = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!expected) throw new UsageError(`\`${call}\` has no option \`${name}\`; its options are ${listed(Object.keys(known))}`);
    if (value !== undefined && !expected.admits(value)) throw new UsageError(`the option \`${name}\` of \`${call}\` is ${expected.what}, not ${described(value)}`);
  }
}

function has(value: unknown, methods: readonly string[]): boolean {
  return isObject(value) && methods.every((name) => typeof value[name] === 'function');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
