const short: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\v', '\\v'],
  ['\0', '\\0'],
]);

/**
 * A string as a literal of the language, on one line in either spelling. Lone surrogates, control
 * characters and what some readers take for a line break are escaped, so that the text survives any
 * encoding.
 */
export function quote(value: string): string {
  const escaped = value.replace(
    /["\\\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu,
    (unit) => short.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
