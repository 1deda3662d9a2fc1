/** How a file holds rows: the parameters of a directive, settled. */
export interface FileFormat {
  /** `tsv` splits on the delimiter with no quoting, as Soufflé; `csv` is RFC 4180. */
  readonly kind: 'tsv' | 'csv' | 'json' | 'ndjson';
  readonly delimiter: string;
  /** The first line holds the column names; in JSON, rows are written as objects. */
  readonly headers: boolean;
}

/** The format of a file when no parameter says otherwise. */
export const plainFormat: FileFormat = { kind: 'tsv', delimiter: '\t', headers: false };

/** The format that parameters ask for, or what is wrong with them. */
export function formatOf(
  parameters: ReadonlyMap<string, string>,
): { readonly ok: true; readonly format: FileFormat } | { readonly ok: false; readonly problem: string } {
  const kind = parameters.get('format')?.toLowerCase();
  if (kind !== undefined && kind !== 'tsv' && kind !== 'csv' && kind !== 'json' && kind !== 'ndjson') {
    return { ok: false, problem: `unknown format ${JSON.stringify(kind)}; there are tsv, csv, json and ndjson` };
  }
  for (const name of ['headers', 'rfc4180']) {
    const value = parameters.get(name)?.toLowerCase();
    if (value !== undefined && value !== 'true' && value !== 'false') {
      return { ok: false, problem: `${name} is true or false, not ${JSON.stringify(value)}` };
    }
  }
  const quoted = parameters.get('rfc4180')?.toLowerCase() === 'true';
  if (quoted && kind !== undefined && kind !== 'csv') {
    return { ok: false, problem: `rfc4180=true contradicts format=${kind}` };
  }
  const settled = kind ?? (quoted ? 'csv' : 'tsv');
  const delimiter = unescape(parameters.get('delimiter') ?? (settled === 'csv' ? ',' : '\t'));
  if (delimiter === '' || /[\r\n]/.test(delimiter)) {
    return { ok: false, problem: 'a delimiter is some text without line breaks' };
  }
  if (settled === 'csv' && delimiter.includes('"')) {
    return { ok: false, problem: 'where columns may be quoted, a delimiter holds no quotation mark' };
  }
  const headers = parameters.get('headers')?.toLowerCase() === 'true';
  return { ok: true, format: { kind: settled, delimiter, headers } };
}

/** `\t` and its like, which a delimiter may be written with. */
function unescape(text: string): string {
  return text.replace(/\\([tnr\\])/g, (_, letter: string) => ({ t: '\t', n: '\n', r: '\r' })[letter] ?? letter);
}

const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Milliseconds of a period such as `100ms`, `2s`, `1.5m`; null when it is none, or one that no timer can keep. */
export function periodOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text);
  const unit = units.get(match?.[2] ?? '');
  if (!match || unit === undefined) return null;
  const milliseconds = Math.round(Number(match[1]) * unit);
  return milliseconds >= 1 && milliseconds <= 2 ** 31 - 1 ? milliseconds : null;
}
