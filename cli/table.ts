import type { Row } from '../runtime/abi.ts';
import type { Rows } from '../runtime/ordered-rows.ts';
import { nullaryText, writeText, type Table } from '../runtime/text.ts';

/** Control characters and those that change the direction of text would spoil a terminal. */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
const short: ReadonlyMap<string, string> = new Map([['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']]);
// oxlint-disable-next-line no-control-regex
const ascii = /^[\u0000-\u007F]*$/;
const zeroWidth = /\p{M}|\u200B|\u200D|\uFE0F/u;
const doubleWidth =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{20000}-\u{3FFFD}]/u;

function visible(text: string): string {
  return text.replace(unsafe, (each) => short.get(each) ?? `\\u{${each.charCodeAt(0).toString(16)}}`);
}

/** Columns of a terminal that a text takes; near enough for most scripts. */
function widthOf(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const each of text) width += zeroWidth.test(each) ? 0 : doubleWidth.test(each) ? 2 : 1;
  return width;
}

/** Rows of a relation in a box under a title, a line at a time; `marks` is a column before the others. */
export function* boxed(
  title: string,
  { columns }: Table,
  rows: Rows,
  marks: readonly string[] | null = null,
): Generator<string> {
  const names = columns.length === 0 ? [''] : columns.map((each) => each.name);
  const numeric = columns.length === 0 ? [false] : columns.map(({ type }) => type !== 'symbol' && type !== 'bool');
  const header = marks ? ['', ...names] : names;
  const right = marks ? [false, ...numeric] : numeric;
  const cellsOf = (row: Row, index: number) => {
    const cells = row.length === 0 ? [nullaryText] : row.map((value) => visible(writeText(value)));
    return marks ? [marks[index] ?? '', ...cells] : cells;
  };
  // Made twice rather than kept, so that a table of millions of rows needs no memory of its own.
  const widths = header.map(widthOf);
  let measured = 0;
  for (const row of rows) {
    for (const [column, cell] of cellsOf(row, measured++).entries()) {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    }
  }
  const rule = (left: string, middle: string, end: string) => {
    return `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${end}\n`;
  };
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => {
      const space = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
      return right[column] ? space + cell : cell + space;
    });
    return `│ ${padded.join(' │ ')} │\n`;
  };
  yield `${title} (${rows.length} row${rows.length === 1 ? '' : 's'})\n`;
  if (rows.length === 0) return;
  yield rule('┌', '┬', '┐');
  if (columns.length > 0) {
    yield line(header);
    yield rule('├', '┼', '┤');
  }
  let drawn = 0;
  for (const row of rows) yield line(cellsOf(row, drawn++));
  yield rule('└', '┴', '┘');
}
