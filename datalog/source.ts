/** The two spellings of the language: `.dl` files and classic `.ded` files. */
export type Dialect = 'dl' | 'ded';

/** One file of program text. `file` is the name shown to the user. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly dialect: Dialect;
}

/** A half-open range of UTF-16 offsets into a source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A place as people count: lines and columns from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The span from the start of `first` to the end of `last`; both of one source. */
export function cover(first: Span, last: Span): Span {
  return { source: first.source, start: first.start, end: last.end };
}

/** Whether a place is within another. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;
}

/** The text a span covers. */
export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The text a span covers as one line, however it was laid out. */
export function lineOf(span: Span): string {
  return textOf(span).replace(/\s+/g, ' ').trim();
}

/** Lines and columns of a span. */
export function locate(span: Span): Place {
  const starts = lineStarts(span.source);
  const [line, column] = position(starts, span.start);
  const [endLine, endColumn] = position(starts, span.end);
  return { line, column, endLine, endColumn };
}

/** Where the lines of each source start, found once: a memo of a pure function, no state. */
const knownStarts = new WeakMap<Source, readonly number[]>();

function lineStarts(source: Source): readonly number[] {
  const known = knownStarts.get(source);
  if (known) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1);
  knownStarts.set(source, starts);
  return starts;
}

/** The last line that starts at or before an offset, by bisection. */
function position(starts: readonly number[], offset: number): [line: number, column: number] {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return [low + 1, offset - (starts[low] ?? 0) + 1];
}

/** `file:line:column` of the start of a span, its file by the name given. */
export function placeName(span: Span, file: string): string {
  const { line, column } = locate(span);
  return `${file}:${line}:${column}`;
}

/** The dialect a file name asks for: `.ded` is classic, everything else is `.dl`. */
export function dialectOf(file: string): Dialect {
  return file.endsWith('.ded') ? 'ded' : 'dl';
}
