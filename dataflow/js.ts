/**
 * JavaScript text that was built, not glued: the only way to make one is the `js` tag, which quotes
 * every hole that is not itself code. What a user wrote can enter generated code only as a quoted
 * string, so it is data there whatever it says.
 */
export class Code {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  static readonly empty = new Code('');

  /** Used by the `js` tag, `identifier`, `comment` and `lines`. */
  static trusted(text: string): Code {
    return new Code(text);
  }
}

type Hole = Code | string | number | boolean | readonly (string | number | boolean)[];

/** Code with holes: code goes in as it is, anything else as a JSON literal. */
export function js(template: TemplateStringsArray, ...holes: readonly Hole[]): Code {
  let text = template[0]!;
  holes.forEach((hole, i) => {
    text += (hole instanceof Code ? hole.text : literal(hole)) + template[i + 1]!;
  });
  return Code.trusted(text);
}

/** A JSON literal that is also JavaScript on one line: separators and lone surrogates are escaped. */
function literal(value: Exclude<Hole, Code>): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** An identifier that reads like `text` and is the compiler's own: word characters and a number. */
export function identifier(text: string, number: number): Code {
  const word = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 40);
  return Code.trusted(`${/^[A-Za-z]/.test(word) ? word : `_${word}`}_${number}`);
}

/** Line comments; whatever could end one is a space or an escape. */
export function comment(text: string): Code {
  // oxlint-disable-next-line no-control-regex
  return Code.trusted(text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => `// ${line.replace(/[\u0000-\u001f\u007f]/g, ' ')}`).join('\n'));
}

/** Pieces of code, one below the other, empty ones left out. */
export function lines(pieces: readonly Code[]): Code {
  return Code.trusted(pieces.map((each) => each.text).filter((text) => text !== '').join('\n'));
}

export function commas(pieces: readonly Code[]): Code {
  return Code.trusted(pieces.map((each) => each.text).join(', '));
}

/** `head {`, the body one step in, `}`. */
export function block(head: Code, body: Code): Code {
  return Code.trusted(`${head.text} {\n${indent(body.text)}\n}`);
}

/**
 * Code that says where it comes from, by a number of the caller's. Marks are control characters, which no literal,
 * comment or identifier holds; they stay in the text, whatever it becomes a part of, until `unmarked` takes them out.
 */
export function marked(origin: number, code: Code): Code {
  return code.text === '' ? code : Code.trusted(`\u0001${origin}\u0002${code.text}\u0003`);
}

/** A piece of a text that came from somewhere; of two that overlap one is within the other. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly origin: number;
}

/** The text of code without its marks, and what they marked, in the order in which it begins. */
export function unmarked(code: Code): { readonly text: string; readonly regions: readonly Region[] } {
  const regions: { start: number; end: number; origin: number }[] = [];
  const open: { end: number }[] = [];
  let text = '';
  let from = 0;
  // oxlint-disable-next-line no-control-regex
  for (const { 0: mark, 1: origin, index } of code.text.matchAll(/\u0001(\d+)\u0002|\u0003/g)) {
    text += code.text.slice(from, index);
    from = index + mark.length;
    if (origin === undefined) {
      const region = open.pop();
      if (region) region.end = text.length;
      continue;
    }
    const region = { start: text.length, end: text.length, origin: Number(origin) };
    regions.push(region);
    open.push(region);
  }
  return { text: text + code.text.slice(from), regions };
}

/** One step in; lines of code hold no line breaks of their own inside literals. */
function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
