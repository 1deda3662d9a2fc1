const shown = 10;

/** What is wrong with one file of data, each with its place; the first few are kept, the rest counted. */
export class Problems {
  readonly #path: string;
  #first: string[] = [];
  #count = 0;
  readonly #warnings: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Lines and columns count from 1, columns in UTF-16 units. */
  add(line: number, column: number, message: string): void {
    if (this.#count < shown) this.#first.push(`${this.#path}:${line}:${column}: ${message}`);
    this.#count++;
  }

  /** What is odd about the file but keeps nothing from being read. */
  warn(line: number, column: number, message: string): void {
    this.#warnings.push(`${this.#path}:${line}:${column}: ${message}`);
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  get any(): boolean {
    return this.#count > 0;
  }

  /** The messages so far; those after them begin anew. */
  take(): readonly string[] {
    const taken = this.messages;
    this.#first = [];
    this.#count = 0;
    return taken;
  }

  /** A message per problem, and how many more there are. */
  get messages(): readonly string[] {
    const more = this.#count - this.#first.length;
    return more === 0 ? this.#first : [...this.#first, `${this.#path}: and ${more} more`];
  }
}
