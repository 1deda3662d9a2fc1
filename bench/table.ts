/** Rows of integers of one width, row after row: what generators make and what contenders give back. */
export interface Table {
  readonly arity: number;
  readonly words: Int32Array;
  /** What words stand for, where they do not stand for themselves. */
  readonly texts?: readonly string[];
}

export type Tables = Readonly<Record<string, Table>>;

export function table(arity: number, words: Int32Array): Table {
  return { arity, words };
}

export function sizeOf({ arity, words }: Table): number {
  return words.length / arity;
}

/** A number that is the same for the same rows in any order; `bench/peers` computes it too. */
export function checksum({ arity, words }: Table): number {
  let sum = 0;
  for (let at = 0; at < words.length; at += arity) {
    let hash = 1;
    for (let i = 0; i < arity; i++) hash = Math.imul(hash ^ words[at + i], 0x9e3779b1) ^ (hash >>> 15);
    sum = (sum + Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)) | 0;
  }
  return sum >>> 0;
}

/** Integers one after another, in memory that grows. */
export class Words {
  #words = new Int32Array(1024);
  length = 0;

  push(word: number): void {
    if (this.length === this.#words.length) this.#grow();
    this.#words[this.length++] = word;
  }

  push2(a: number, b: number): void {
    this.push(a);
    this.push(b);
  }

  push3(a: number, b: number, c: number): void {
    this.push(a);
    this.push(b);
    this.push(c);
  }

  at(index: number): number {
    return this.#words[index];
  }

  taken(): Int32Array {
    return this.#words.slice(0, this.length);
  }

  #grow(): void {
    const grown = new Int32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }
}
