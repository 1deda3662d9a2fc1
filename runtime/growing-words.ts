/** Words from which on an array is worth a memory of its own. */
const large = 1 << 16;
const bytesOfPage = 1 << 16;
/** As many pages as there can be: they are addresses, and take no room until they are used. */
const mostPages = 1 << 16;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Every host has it, but the types of Node do not say so. */
declare const WebAssembly: { readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => Memory };

/**
 * What an array of words grows in: a large one grows in place, so that no tick has to wait until all of it is
 * copied. V8 copies when an `ArrayBuffer` of an ordinary array is to grow, and reads resizable ones more slowly; a
 * WebAssembly memory does neither. An array from before a growth must not be read any more.
 */
export class GrowingWords {
  #memory: Memory | null = null;

  /** An array of at least so many words that begins with those of `words`, which this gave; the rest are 0. */
  grow(words: Int32Array, length: number): Int32Array {
    if (this.#memory !== null && isGrown(this.#memory, pagesFor(length))) return new Int32Array(this.#memory.buffer);
    this.#memory = reserved(length);
    const grown = this.#memory === null ? new Int32Array(length) : new Int32Array(this.#memory.buffer);
    grown.set(words);
    return grown;
  }

  /** The array that was given is no longer needed. */
  clear(): void {
    this.#memory = null;
  }
}

/** So many words, all 0; of many, those that are not used take no memory and no time. */
export function zeros(length: number): Int32Array {
  const memory = reserved(length);
  return memory === null ? new Int32Array(length) : new Int32Array(memory.buffer, 0, length);
}

/**
 * At least so many words, of which the first are those of an array: for what is read more often than it grows. An array that has grown in
 * place makes V8 ask of every other one whether it is still there, for as long as the process runs.
 */
export function lengthened(words: Int32Array, length: number): Int32Array {
  if (length <= words.length) return words;
  const longer = zeros(Math.max(length, words.length * (words.length < large ? 2 : 4)));
  longer.set(words);
  return longer;
}

function pagesFor(length: number): number {
  return Math.ceil((length * Int32Array.BYTES_PER_ELEMENT) / bytesOfPage);
}

/** A memory for so many words; null where they are few, or so many addresses are not to be had. */
function reserved(length: number): Memory | null {
  if (length < large) return null;
  try {
    return new WebAssembly.Memory({ initial: pagesFor(length), maximum: mostPages });
  } catch {
    return null;
  }
}

function isGrown(memory: Memory, pages: number): boolean {
  try {
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / bytesOfPage));
    return true;
  } catch {
    return false;
  }
}
