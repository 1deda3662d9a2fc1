/** Up to this many characters a text without accents is written faster here than by the encoder. */
const shortText = 24;

/** Writes msgpack, each value in the shortest form that it has; what `Reader` reads. Used again and again. */
export class Writer {
  #bytes = new Uint8Array(1 << 10);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  readonly #encoder = new TextEncoder();

  /** What was written since the last call, as bytes of their own. */
  take(): Uint8Array {
    const written = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return written;
  }

  /** The beginning of an array, whose elements are then written one by one. */
  array(length: number): void {
    const at = this.#room(5);
    if (length < 16) this.#bytes[at] = 0x90 | length;
    else if (length < 0x10000) this.#short(0xdc, length);
    else this.#long(0xdd, length);
    this.#at += length < 16 ? 1 : length < 0x10000 ? 3 : 5;
  }

  boolean(value: boolean): void {
    this.#bytes[this.#room(1)] = value ? 0xc3 : 0xc2;
    this.#at++;
  }

  /** A safe integer, or any double. */
  number(value: number): void {
    const at = this.#room(9);
    if (value >= 0 && value < 0x80 && (value | 0) === value) {
      // -0 is 0 in a relation.
      this.#bytes[at] = value | 0;
      this.#at++;
    } else if (Number.isSafeInteger(value)) this.#at += value < 0 ? this.#negative(value) : this.#natural(value);
    else {
      this.#bytes[at] = 0xcb;
      this.#view.setFloat64(at + 1, value);
      this.#at += 9;
    }
  }

  text(value: string): void {
    const at = this.#room(5 + 3 * value.length);
    if (value.length <= shortText && this.#ascii(value, at + 1)) {
      this.#bytes[at] = 0xa0 | value.length;
      this.#at += 1 + value.length;
      return;
    }
    // Its length in bytes is known only when it is written: behind the longest head, and then moved if that is shorter.
    const { written } = this.#encoder.encodeInto(value, this.#bytes.subarray(at + 5));
    const head = written < 32 ? 1 : written < 0x100 ? 2 : written < 0x10000 ? 3 : 5;
    if (head < 5) this.#bytes.copyWithin(at + head, at + 5, at + 5 + written);
    if (head === 1) this.#bytes[at] = 0xa0 | written;
    else this.#head(head, 0xd9, written);
    this.#at += head + written;
  }

  binary(value: Uint8Array): void {
    const at = this.#binaryOf(value.length);
    this.#bytes.set(value, at);
  }

  /** Integers of so many bytes each, as bytes, little-endian. */
  integers(values: Int32Array, width: 1 | 2 | 4): void {
    let at = this.#binaryOf(width * values.length);
    for (let index = 0; index < values.length; index++, at += width) {
      if (width === 1) this.#bytes[at] = values[index]!;
      else if (width === 2) this.#view.setUint16(at, values[index]!, true);
      else this.#view.setInt32(at, values[index]!, true);
    }
  }

  /** Doubles as bytes, little-endian. The sum makes -0 the 0 that it is in a relation. */
  doubles(count: number, valueOf: (index: number) => number): void {
    const at = this.#binaryOf(8 * count);
    for (let index = 0; index < count; index++) this.#view.setFloat64(at + 8 * index, valueOf(index) + 0, true);
  }

  /** Texts one behind the other, as bytes. */
  texts(texts: readonly string[]): void {
    let length = 0;
    for (const each of texts) length += each.length;
    const before = this.#at;
    let at = this.#binaryOf(length);
    for (const each of texts) {
      if (!this.#ascii(each, at)) {
        this.#at = before;
        this.binary(this.#encoder.encode(texts.join('')));
        return;
      }
      at += each.length;
    }
  }

  /** The beginning of so many bytes, which are then put where it says. */
  #binaryOf(length: number): number {
    const at = this.#room(5 + length);
    const head = length < 0x100 ? 2 : length < 0x10000 ? 3 : 5;
    this.#head(head, 0xc4, length);
    this.#at += head + length;
    return at + head;
  }

  /** A length behind the first byte of its kind, of which there is one for each width. */
  #head(head: number, kind: number, length: number): void {
    if (head === 2) {
      this.#bytes[this.#at] = kind;
      this.#bytes[this.#at + 1] = length;
    } else if (head === 3) this.#short(kind + 1, length);
    else this.#long(kind + 2, length);
  }

  #short(kind: number, value: number): void {
    this.#bytes[this.#at] = kind;
    this.#view.setUint16(this.#at + 1, value);
  }

  #long(kind: number, value: number): void {
    this.#bytes[this.#at] = kind;
    this.#view.setUint32(this.#at + 1, value);
  }

  /** Gives how many bytes it took. */
  #natural(value: number): number {
    if (value < 0x100) {
      this.#bytes[this.#at] = 0xcc;
      this.#bytes[this.#at + 1] = value;
      return 2;
    }
    if (value < 0x10000) this.#short(0xcd, value);
    else if (value < 0x100000000) this.#long(0xce, value);
    else this.#wide(0xcf, value);
    return value < 0x10000 ? 3 : value < 0x100000000 ? 5 : 9;
  }

  /** Gives how many bytes it took. */
  #negative(value: number): number {
    if (value >= -0x20) {
      this.#bytes[this.#at] = value + 0x100;
      return 1;
    }
    if (value >= -0x80) {
      this.#bytes[this.#at] = 0xd0;
      this.#bytes[this.#at + 1] = value + 0x100;
      return 2;
    }
    if (value >= -0x8000) this.#short(0xd1, value);
    else if (value >= -0x80000000) this.#long(0xd2, value);
    else this.#wide(0xd3, value);
    return value >= -0x8000 ? 3 : value >= -0x80000000 ? 5 : 9;
  }

  #wide(kind: number, value: number): void {
    this.#bytes[this.#at] = kind;
    this.#view.setInt32(this.#at + 1, Math.floor(value / 0x100000000));
    this.#view.setUint32(this.#at + 5, value % 0x100000000 < 0 ? (value % 0x100000000) + 0x100000000 : value % 0x100000000);
  }

  /** Whether a text has no accents; it is then written. */
  #ascii(text: string, at: number): boolean {
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) return false;
      this.#bytes[at + index] = code;
    }
    return true;
  }

  /** Makes room for so many bytes; gives where they begin. */
  #room(count: number): number {
    if (this.#at + count > this.#bytes.length) {
      const more = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at + count));
      more.set(this.#bytes.subarray(0, this.#at));
      this.#bytes = more;
      this.#view = new DataView(more.buffer);
    }
    return this.#at;
  }
}
