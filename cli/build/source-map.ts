import { locate, type Source, type Span } from '../../datalog/source.ts';
import type { Origin, ShownName } from '../../planner/plan.ts';

/** What a source map is made of. */
export interface Mapped {
  /** The name of the file that holds the text. */
  readonly file: string;
  readonly text: string;
  /** In the order in which they begin; of two that overlap one is within the other. */
  readonly origins: readonly Origin[];
  /** The name of a source in the map. */
  readonly shown: ShownName;
}

/** A source map, version 3, with the sources in it. */
export interface SourceMap {
  readonly version: 3;
  readonly file: string;
  readonly sources: string[];
  readonly sourcesContent: string[];
  readonly names: string[];
  readonly mappings: string;
}

/** A source map from a text to the rules it comes from. */
export function sourceMap({ file, text, origins, shown }: Mapped): SourceMap {
  const sources = new Map<Source, number>();
  const mappings = new Mappings();
  for (const { line, column, span } of stretches(text, origins)) {
    if (span === null) {
      mappings.add(line, column, []);
      continue;
    }
    const source = sources.get(span.source) ?? sources.size;
    sources.set(span.source, source);
    const place = locate(span);
    mappings.add(line, column, [source, place.line - 1, place.column - 1]);
  }
  mappings.moveTo(text.split('\n').length - 1);
  const files = [...sources.keys()];
  return {
    version: 3,
    file,
    sources: files.map((each) => shown(each.file)),
    sourcesContent: files.map((each) => each.text),
    names: [],
    mappings: mappings.text,
  };
}

/** The beginning of a stretch of one line, and the rule it is from. */
interface Stretch {
  /** From 0, as in the map. */
  readonly line: number;
  readonly column: number;
  readonly span: Span | null;
}

/**
 * Cuts a text where the innermost origin is another than before. A line within an origin begins a stretch
 * of its own, because readers of maps do not look beyond a line.
 */
function* stretches(text: string, origins: readonly Origin[]): Generator<Stretch> {
  const around = new Around(origins);
  let last: Span | null = null;
  let lineStart = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const lineEnd = lineStart + content.length;
    let begins = true;
    for (let at = lineStart + content.search(/\S|$/); at < lineEnd; at = around.next) {
      const span = around.moveTo(at);
      if (span !== last || (begins && span !== null)) yield { line, column: at - lineStart, span };
      last = span;
      begins = false;
    }
    lineStart = lineEnd + 1;
  }
}

/** The origins around an offset that moves on through a text. */
class Around {
  readonly #origins: readonly Origin[];
  /** Those around the offset, the outermost first; those from `#following` on begin after it. */
  readonly #open: Origin[] = [];
  #following = 0;

  constructor(origins: readonly Origin[]) {
    this.#origins = origins;
  }

  /** The rule of the innermost origin around an offset. */
  moveTo(offset: number): Span | null {
    for (let origin = this.#origins[this.#following]; origin && origin.start <= offset; origin = this.#origins[++this.#following]) {
      this.#close(origin.start);
      this.#open.push(origin);
    }
    this.#close(offset);
    return this.#open.at(-1)?.span ?? null;
  }

  #close(offset: number): void {
    for (let inner = this.#open.at(-1); inner && inner.end <= offset; inner = this.#open.at(-1)) this.#open.pop();
  }

  /** Where the innermost origin may be another. */
  get next(): number {
    return Math.min(this.#open.at(-1)?.end ?? Infinity, this.#origins[this.#following]?.start ?? Infinity);
  }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The `mappings` of a source map: each number as its difference from the one before in its place. */
class Mappings {
  text = '';
  #line = 0;
  #column = 0;
  #place: readonly number[] = [0, 0, 0];

  moveTo(line: number): void {
    if (line === this.#line) return;
    this.text += ';'.repeat(line - this.#line);
    this.#line = line;
    this.#column = 0;
  }

  /** `place` is source, line and column, or nothing. */
  add(line: number, column: number, place: readonly number[]): void {
    this.moveTo(line);
    if (this.text !== '' && !this.text.endsWith(';')) this.text += ',';
    this.text += base64(column - this.#column) + place.map((each, i) => base64(each - (this.#place[i] ?? 0))).join('');
    this.#column = column;
    if (place.length > 0) this.#place = place;
  }
}

/** An integer in base 64, five bits a digit, the sign in the lowest bit. */
function base64(value: number): string {
  let text = '';
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += digits.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}
