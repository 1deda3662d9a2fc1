/** A line of source with a place in it, as a terminal shows them one below the other. */
export interface Excerpt {
  /** The line, or what is near the place of a long one. */
  readonly text: string;
  /** What stands before the underline, as wide as what stands before the place. */
  readonly margin: string;
  /** How many columns the place takes. */
  readonly width: number;
}

const longest = 160;
const before = 60;
const ellipsis = '...';

/** The excerpt of a line for the place between two offsets, which may be behind its last character. */
export function excerpt(line: string, from: number, to: number): Excerpt {
  const [start, end] = windowOf(line, from);
  const lead = start > 0 ? ellipsis : '';
  const text = lead + visible(line.slice(start, end)) + (end < line.length ? ellipsis : '');
  const place = visible(line.slice(from, Math.min(to, end)));
  const margin = marginOf(lead + visible(line.slice(start, from)));
  return { text, margin, width: Math.max(1, widthOf(place)) };
}

/** The part of a line to show: all of it, or enough around an offset to know where one is. */
function windowOf(line: string, offset: number): readonly [start: number, end: number] {
  if (line.length <= longest) return [0, line.length];
  const start = Math.max(0, Math.min(offset - before, line.length - longest));
  return [boundary(line, start, offset), boundary(line, Math.min(start + longest, line.length), line.length)];
}

/** The first offset from one on that does not split a character from what belongs to it; `last` at the latest. */
function boundary(line: string, from: number, last: number): number {
  let at = from;
  while (at < last && /^[\uDC00-\uDFFF\p{M}\p{Cf}]/u.test(line.slice(at, at + 2))) at++;
  return at;
}

/** Characters that would move the cursor or the order of the text, as pictures of themselves. */
function visible(text: string): string {
  return text.replace(/[^\P{Cc}\t]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}

/** As wide as a text, its tabs kept, so that what follows lands below the same column on any terminal. */
function marginOf(text: string): string {
  return text.split('\t').map((part) => ' '.repeat(widthOf(part))).join('\t');
}

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\uFE0F/u;

/** How many columns of a terminal a text takes: two for ideographs and emoji, none for combining marks. */
function widthOf(text: string): number {
  if (/^[\t -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (wide.test(segment)) width += 2;
    else if (!/^[\p{M}\p{Cf}]+$/u.test(segment)) width += 1;
  }
  return width;
}
