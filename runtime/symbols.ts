import { HashedIds } from './hashed-ids.ts';
import { Identities } from './identities.ts';
import type { Heap } from './limits.ts';

/** Heap memory of a symbol besides its characters, roughly: its string and its places in tables. */
const symbolBytes = 128;
/** Texts to a page, and the logarithm of that. */
const pageSize = 1024;
const pageBits = 10;

const none = new Uint8Array();

/** A text of which each byte is a character. */
interface Ascii {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** Texts by numbers. */
export class Symbols {
  readonly identities = new Identities();
  readonly #hashed = new HashedIds<string | Ascii>((id, text) => (typeof text === 'string' ? this.at(id) === text : isAscii(this.at(id), text)));
  /** What is looked for, when it is bytes. */
  readonly #ascii: Ascii = { bytes: none, start: 0, end: 0 };
  readonly #decoder = new TextDecoder();
  /** In pages, so that nothing is copied as they become more. */
  readonly #pages: string[][] = [];
  readonly #heap: Heap;
  /** What stands for a text that was reclaimed. */
  readonly #gone: string;
  /** Nobody can know which texts have one hash. */
  readonly #seed = (Math.random() * 0x100000000) | 0;

  constructor(heap: Heap, gone: string) {
    this.#heap = heap;
    this.#gone = gone;
  }

  at(id: number): string {
    return this.#pages[id >>> pageBits]![id & (pageSize - 1)]!;
  }

  /** The number of a text, which gets one if it has none. */
  of(text: string): number {
    const hash = this.#hash(text);
    const known = this.#hashed.find(text, hash);
    if (known < 0) return this.#add(text, hash);
    this.identities.keep(known);
    return known;
  }

  /** The number of the text that bytes are, each below 128, which becomes a string only if it has none. */
  ofAscii(bytes: Uint8Array, start: number, end: number): number {
    let h = this.#seed;
    for (let at = start; at < end; at++) h = mixedIn(h, bytes[at]!);
    const hash = finished(h);
    const sought = this.#ascii;
    sought.bytes = bytes;
    sought.start = start;
    sought.end = end;
    const known = this.#hashed.find(sought, hash);
    sought.bytes = none;
    if (known < 0) return this.#add(this.#decoder.decode(bytes.subarray(start, end)), hash);
    this.identities.keep(known);
    return known;
  }

  #add(text: string, hash: number): number {
    this.#heap.take(2 * text.length + symbolBytes);
    const id = this.identities.take();
    this.#put(id, text);
    this.#hashed.add(id, hash);
    return id;
  }

  find(text: string): number | null {
    const known = this.#hashed.find(text, this.#hash(text));
    return known < 0 ? null : known;
  }

  /** Reclaims texts that were not found, of so many that have not been looked at; how many there were. */
  sweep(most: number): number {
    return this.identities.sweep(most, (id) => {
      const text = this.at(id);
      this.#hashed.remove(id, this.#hash(text));
      this.#put(id, this.#gone);
      this.#heap.release(2 * text.length + symbolBytes);
    });
  }

  #put(id: number, text: string): void {
    const page = id >>> pageBits;
    if (page === this.#pages.length) this.#pages.push(Array.from({ length: pageSize }, () => ''));
    this.#pages[page]![id & (pageSize - 1)] = text;
  }

  #hash(text: string): number {
    let h = this.#seed;
    for (let at = 0; at < text.length; at++) h = mixedIn(h, text.charCodeAt(at));
    return finished(h);
  }
}

function mixedIn(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x9e3779b1);
}

function finished(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function isAscii(text: string, { bytes, start, end }: Ascii): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
