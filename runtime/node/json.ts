import type { Row } from '../abi.ts';
import { readJson, type Table } from '../text.ts';
import type { Problems } from './problems.ts';
import { cells, wrongCount } from './rows.ts';

/**
 * Rows of lines that hold a JSON array, or an object by column name, each; a blank line is none. Gives the number of
 * the line after them.
 */
export function readJsonLines(table: Table, text: string, firstLine: number, rows: Row[], problems: Problems): number {
  let line = firstLine;
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at);
    const slice = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
    if (slice.trim() === '') continue;
    const parsed = parse(slice);
    if (parsed.ok) {
      const row = jsonToRow(table, parsed.value, problems, line, 1);
      if (row) rows.push(row);
    } else problems.add(line, parsed.offset + 1, `not JSON: ${parsed.problem}`);
  }
  return line;
}

/** Rows of a JSON array of arrays, or of objects by column name. */
export function readJsonArray(table: Table, text: string, problems: Problems): readonly Row[] {
  const parsed = parse(text);
  if (!parsed.ok) {
    problems.add(...placeAt(text, parsed.offset), `not JSON: ${parsed.problem}`);
    return [];
  }
  if (!Array.isArray(parsed.value)) {
    problems.add(1, 1, `the rows of ${table.name} are a JSON array of arrays or of objects`);
    return [];
  }
  const rows: Row[] = [];
  let starts: readonly number[] | null = null;
  for (const [index, value] of parsed.value.entries()) {
    const row = jsonToRow(table, value, null, 1, 1);
    if (row) rows.push(row);
    else {
      starts ??= elementStarts(text);
      jsonToRow(table, value, problems, ...placeAt(text, starts[index] ?? 0));
    }
  }
  return rows;
}

function jsonToRow(table: Table, value: unknown, problems: Problems | null, line: number, column: number): Row | null {
  const sink = { add: (message: string) => problems?.add(line, column, message) };
  const values = inOrder(table, value, sink);
  if (values === null) return null;
  return cells(table, (index, type) => readJson(type, values[index]), sink.add);
}

/** The row's values in the order of the relation's columns. */
function inOrder(table: Table, value: unknown, sink: { add(message: string): void }): readonly unknown[] | null {
  if (Array.isArray(value)) {
    if (value.length === table.columns.length) return value;
    sink.add(wrongCount(table, value.length));
    return null;
  }
  if (typeof value !== 'object' || value === null) {
    sink.add(`a row of ${table.name} is a JSON array or an object`);
    return null;
  }
  const byName = new Map<string, unknown>(Object.entries(value));
  const missing = table.columns.filter((each) => !byName.has(each.name)).map((each) => each.name);
  const extra = [...byName.keys()].filter((name) => !table.columns.some((each) => each.name === name));
  if (missing.length > 0) sink.add(`no column ${missing.join(', ')} of ${table.name}`);
  if (extra.length > 0) sink.add(`${table.name} has no column ${extra.join(', ')}`);
  return missing.length + extra.length > 0 ? null : table.columns.map((each) => byName.get(each.name));
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message);
    return {
      ok: false,
      problem: error.message.replace(/ in JSON at position.*$/s, '').replace(/, ".*$/s, ''),
      offset: position ? Number(position[1]) : text.trimEnd().length,
    };
  }
}

function placeAt(text: string, offset: number): readonly [line: number, column: number] {
  const before = text.slice(0, offset);
  return [before.split('\n').length, offset - before.lastIndexOf('\n')];
}

/** Where the elements of a valid JSON array begin. */
function elementStarts(text: string): readonly number[] {
  const starts: number[] = [];
  let depth = 0;
  let expecting = false;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]|[^\s"[\]{},]+/g)) {
    const token = match[0];
    if (depth === 1 && expecting && token !== ']') {
      starts.push(match.index);
      expecting = false;
    }
    if (token === '[' || token === '{') {
      depth++;
      if (depth === 1) expecting = true;
    } else if (token === ']' || token === '}') depth--;
    else if (token === ',' && depth === 1) expecting = true;
  }
  return starts;
}
