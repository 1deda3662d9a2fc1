const simple: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['?', '?'],
  ['a', '\x07'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
]);

const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([^]))/g;

/** The string a literal stands for; `literal` is its text with the quotes, all escapes known. */
export function unquote(literal: string): string {
  const text = literal.slice(1, -1);
  if (!text.includes('\\')) return text;
  return text.replace(escape, (_, hex: string | undefined, unicode: string | undefined, letter: string) => {
    const code = hex ?? unicode;
    return code === undefined ? (simple.get(letter) ?? letter) : String.fromCharCode(parseInt(code, 16));
  });
}

/** Where in a literal's text its first unknown escape begins, or null. */
export function unknownEscape(literal: string): number | null {
  for (const match of literal.matchAll(escape)) {
    const letter = match[3];
    if (letter !== undefined && !simple.has(letter)) return match.index;
  }
  return null;
}
