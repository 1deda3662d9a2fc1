import { isAscii, isUtf8 } from 'node:buffer';
import { fstatSync, readSync } from 'node:fs';

const blockSize = 1 << 20;
const newline = 10;
const quotationMark = 34;

/** Gathers bytes as they come and gives out whole lines, so that memory holds one block and not a file. */
export class LineSplitter {
  readonly #quoted: boolean;
  #rest: Buffer[] = [];
  #first = true;
  #open = false;

  /** Where columns may be quoted, a line break between quotation marks ends no line. */
  constructor(quoted = false) {
    this.#quoted = quoted;
  }

  /** The whole lines that are complete now; null when there is none. */
  push(chunk: Buffer): Buffer | null {
    const end = this.#quoted ? this.#recordEnd(chunk) : chunk.lastIndexOf(newline) + 1;
    if (end === 0) {
      this.#rest.push(chunk);
      return null;
    }
    const whole = this.#join(chunk.subarray(0, end));
    this.#rest = end < chunk.length ? [chunk.subarray(end)] : [];
    return whole;
  }

  /** The last line when no line break ends it. */
  end(): Buffer | null {
    if (this.#rest.length === 0) return null;
    const whole = this.#join(Buffer.alloc(0));
    this.#rest = [];
    return whole;
  }

  /** After the last line break of a chunk that is not quoted; 0 where there is none. */
  #recordEnd(chunk: Buffer): number {
    let end = 0;
    for (const [index, byte] of chunk.entries()) {
      if (byte === quotationMark) this.#open = !this.#open;
      else if (byte === newline && !this.#open) end = index + 1;
    }
    return end;
  }

  #join(last: Buffer): Buffer {
    const joined = this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last]);
    const bytes = this.#first ? withoutMark(joined) : joined;
    this.#first = false;
    return bytes;
  }
}

/**
 * The whole lines of an open file, some at a time, each until the next is asked for. `read` is told how much of the
 * file has been read, and how much there is (0 where that is not known).
 */
export function* blocksOf(file: number, read: (bytes: number, total: number) => void = () => undefined): Generator<Buffer> {
  const total = fstatSync(file).size;
  let buffer = Buffer.allocUnsafe(blockSize);
  let kept = 0;
  let done = 0;
  for (;;) {
    if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    const count = readSync(file, buffer, kept, buffer.length - kept, null);
    const filled = buffer.subarray(0, kept + count);
    const end = count === 0 ? filled.length : filled.lastIndexOf(newline) + 1;
    if (end > 0) yield done === 0 ? withoutMark(filled.subarray(0, end)) : filled.subarray(0, end);
    if (count === 0) return;
    if (end > 0) done += end;
    buffer.copyWithin(0, end, filled.length);
    kept = filled.length - end;
    read(done, total);
  }
}

/** Without a byte order mark. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** The text of UTF-8 bytes; null when they are not. */
export function decode(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** Calls `visit` with every line that is not UTF-8 and the column of its first bad byte. */
export function invalidLines(bytes: Buffer, firstLine: number, visit: (line: number, column: number) => void): void {
  let line = firstLine;
  for (let at = 0; at < bytes.length; line++) {
    const stop = bytes.indexOf(newline, at);
    const end = stop < 0 ? bytes.length : stop;
    const slice = bytes.subarray(at, end);
    if (!isUtf8(slice)) visit(line, badColumn(slice));
    at = end + 1;
  }
}

/** A replacement character that the bytes themselves do not hold marks the first bad byte. */
function badColumn(line: Buffer): number {
  const text = line.toString('utf8');
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const offset = Buffer.byteLength(text.slice(0, at));
    if (line[offset] !== 0xef || line[offset + 1] !== 0xbf || line[offset + 2] !== 0xbd) return at + 1;
  }
  return text.length + 1;
}
