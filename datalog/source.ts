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

/** Lines and columns of a span; linear in the offset, so for messages only. */
export function locate(span: Span): Place {
  const [line, column] = position(span.source.text, span.start);
  const [endLine, endColumn] = position(span.source.text, span.end);
  return { line, column, endLine, endColumn };
}

function position(text: string, offset: number): [line: number, column: number] {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return [line, offset - lineStart + 1];
}

/** `file:line:column` of the start of a span. */
export function placeName(span: Span): string {
  const { line, column } = locate(span);
  return `${span.source.file}:${line}:${column}`;
}

/** The dialect a file name asks for: `.ded` is classic, everything else is `.dl`. */
export function dialectOf(file: string): Dialect {
  return file.endsWith('.ded') ? 'ded' : 'dl';
}
