import type { Values } from '../values.ts';
import { Malformed } from './malformed.ts';

/** Up to this many bytes a text without accents is read faster here than by the decoder. */
const shortText = 24;

/**
 * Reads msgpack of a known shape: each call says what is to come next, so nothing is built that was not asked for
 * and nothing nests deeper than the caller's calls. Anything else throws `Malformed`.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #decoder: Decoder;
  #at = 0;

  constructor(bytes: Uint8Array, decoder = strictDecoder()) {
    this.#bytes = bytes;
    this.#decoder = decoder;
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The length of an array, whose elements are then read one by one. */
  array(): number {
    const head = this.#byte();
    if ((head & 0xf0) === 0x90) return head & 0x0f;
    if (head === 0xdc) return this.#short(this.#take(2));
    if (head === 0xdd) return this.#long(this.#take(4)) >>> 0;
    throw new Malformed('wrong-shape');
  }

  /** A safe integer. */
  integer(): number {
    const value = this.#number(this.#byte());
    if (value === null || !Number.isSafeInteger(value) || Object.is(value, -0)) throw new Malformed('wrong-type');
    return value;
  }

  /** A whole number from 0 up. */
  natural(): number {
    const value = this.integer();
    if (value < 0) throw new Malformed('wrong-type');
    return value;
  }

  /** A double; not -0, which no relation holds. */
  float(): number {
    const value = this.#number(this.#byte());
    if (value === null || Object.is(value, -0)) throw new Malformed('wrong-type');
    return value;
  }

  boolean(): boolean {
    const head = this.#byte();
    if (head === 0xc3) return true;
    if (head === 0xc2) return false;
    throw new Malformed('wrong-type');
  }

  /** A text of at most so many bytes of well-formed UTF-8. */
  text(most: number): string {
    const length = this.#textLength(this.#byte());
    if (length > most) throw new Malformed('too-large');
    const start = this.#take(length);
    return length <= shortText ? this.#ascii(start, length) : this.#decoded(start, length);
  }

  /** The word of a symbol of at most so many bytes of well-formed UTF-8. */
  symbol(values: Values, most: number): number {
    const length = this.#textLength(this.#byte());
    if (length > most) throw new Malformed('too-large');
    const start = this.#take(length);
    const end = start + length;
    return isPlain(this.#bytes, start, end) ? values.ofAscii(this.#bytes, start, end) : values.ofText(this.#decoded(start, length));
  }

  /** Bytes, which are those of the frame: not to be kept. */
  binary(): Uint8Array {
    const length = this.#binaryLength(this.#byte());
    if (length === null) throw new Malformed('wrong-type');
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Passes over an array that no array is in. */
  passArray(): void {
    for (let left = this.array(); left > 0; left--) this.#passScalar();
  }

  #passScalar(): void {
    const head = this.#byte();
    if (head === 0xc2 || head === 0xc3 || this.#number(head) !== null) return;
    this.#take(this.#binaryLength(head) ?? this.#textLength(head));
  }

  /** Well-formed UTF-8 as text. */
  textIn(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw new Malformed('invalid-text');
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Malformed('truncated');
    this.#at++;
    return byte;
  }

  /** Passes over some bytes; gives where they begin. */
  #take(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new Malformed('truncated');
    this.#at = start + length;
    return start;
  }

  #number(head: number): number | null {
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    switch (head) {
      case 0xcb:
        return this.#double(this.#take(8));
      case 0xcc:
        return this.#byte();
      case 0xcd:
        return this.#short(this.#take(2));
      case 0xce:
        return this.#long(this.#take(4)) >>> 0;
      case 0xcf:
        return this.#wide(false);
      case 0xd0:
        return (this.#byte() << 24) >> 24;
      case 0xd1:
        return (this.#short(this.#take(2)) << 16) >> 16;
      case 0xd2:
        return this.#long(this.#take(4));
      case 0xd3:
        return this.#wide(true);
      default:
        return null;
    }
  }

  /** Beyond the safe integers the sum is rounded, but never to a safe one. */
  #wide(signed: boolean): number {
    const start = this.#take(8);
    const high = signed ? this.#long(start) : this.#long(start) >>> 0;
    return high * 0x100000000 + (this.#long(start + 4) >>> 0);
  }

  /** To make a view for each frame would take longer than to read most of them. */
  #double(start: number): number {
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, 8).getFloat64(0);
  }

  #short(start: number): number {
    return ((this.#bytes[start] ?? 0) << 8) | (this.#bytes[start + 1] ?? 0);
  }

  /** Signed. */
  #long(start: number): number {
    return (this.#short(start) << 16) | this.#short(start + 2);
  }

  #binaryLength(head: number): number | null {
    if (head === 0xc4) return this.#byte();
    if (head === 0xc5) return this.#short(this.#take(2));
    return head === 0xc6 ? this.#long(this.#take(4)) >>> 0 : null;
  }

  #textLength(head: number): number {
    if ((head & 0xe0) === 0xa0) return head & 0x1f;
    if (head === 0xd9) return this.#byte();
    if (head === 0xda) return this.#short(this.#take(2));
    if (head === 0xdb) return this.#long(this.#take(4)) >>> 0;
    throw new Malformed('wrong-type');
  }

  #ascii(start: number, length: number): string {
    let text = '';
    for (let at = start; at < start + length; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte >= 0x80) return this.#decoded(start, length);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  #decoded(start: number, length: number): string {
    return this.textIn(this.#bytes.subarray(start, start + length));
  }
}

/** Whether each byte is a character. */
export function isPlain(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  let all = 0;
  for (let at = start; at < end; at++) all |= bytes[at]!;
  return all < 0x80;
}

type Decoder = InstanceType<typeof TextDecoder>;

/** What `Reader` decodes texts with: to make one takes longer than to read a small frame. */
export function strictDecoder(): Decoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}
