import type { Row } from '../runtime/abi.ts';
import type { FileFormat } from '../runtime/node/format.ts';
import { fileText } from '../runtime/node/outputs.ts';
import type { Rows } from '../runtime/ordered-rows.ts';
import { csvCell, csvRow, jsonRow, plainRow, type Table } from '../runtime/text.ts';
import type { Format } from './choices.ts';
import { boxed } from './table.ts';

/** A relation and its rows at the end. */
export interface Section {
  readonly table: Table;
  readonly rows: Rows;
}

/** `.printsize` */
export interface Size {
  readonly relation: string;
  readonly size: number;
}

/** Contents at the end, in pieces. */
export function* finalText(format: Format, sections: readonly Section[], sizes: readonly Size[]): Generator<string> {
  switch (format) {
    case 'table':
      for (const [index, { table, rows }] of sections.entries()) {
        if (index > 0) yield '\n';
        yield* boxed(table.name, table, rows);
      }
      yield* sizeLines(format, sizes);
      return;
    case 'csv':
    case 'tsv':
      for (const { table, rows } of sections) {
        const before = sections.length > 1 ? [table.name] : [];
        for (const row of rows) yield delimited(format, before, row);
      }
      yield* sizeLines(format, sizes);
      return;
    case 'json':
      yield* jsonObject(sections, sizes);
      return;
    case 'ndjson':
      for (const { table, rows } of sections) {
        const relation = JSON.stringify(table.name);
        for (const row of rows) yield `{"relation":${relation},"row":${jsonRow(row)}}\n`;
      }
      for (const { relation, size } of sizes) yield `${JSON.stringify({ relation, size })}\n`;
  }
}

function* sizeLines(format: 'table' | 'csv' | 'tsv', sizes: readonly Size[]): Generator<string> {
  for (const { relation, size } of sizes) yield delimited(format === 'csv' ? 'csv' : 'tsv', [relation], [size]);
}

/** Rows by relation; a relation of which only the size was asked for has its size. */
function* jsonObject(sections: readonly Section[], sizes: readonly Size[]): Generator<string> {
  let before = '{\n';
  for (const { table, rows } of sections) {
    yield `${before}  ${JSON.stringify(table.name)}: [`;
    let comma = '';
    for (const row of rows) {
      yield `${comma}\n    ${jsonRow(row)}`;
      comma = ',';
    }
    yield rows.length === 0 ? ']' : '\n  ]';
    before = ',\n';
  }
  for (const { relation, size } of sizes) {
    if (sections.some((each) => each.table.name === relation)) continue;
    yield `${before}  ${JSON.stringify(relation)}: ${size}`;
    before = ',\n';
  }
  yield before === '{\n' ? '{}\n' : '\n}\n';
}

function delimited(format: 'csv' | 'tsv', before: readonly string[], row: Row): string {
  if (format === 'tsv') return `${before.length === 0 ? '' : `${before.join('\t')}\t`}${plainRow(row, '\t')}\n`;
  return `${[...before.map((each) => csvCell(each, ',')), csvRow(row, ',')].join(',')}\n`;
}

/** A row that holds, or that began (1) or ceased (-1) to hold. */
export interface Entry {
  readonly row: Row;
  readonly diff: 1 | -1 | null;
}

/** What ticks show, tick after tick, as one text. */
export class TickText {
  readonly #format: Format;
  #before: string;

  constructor(format: Format) {
    this.#format = format;
    this.#before = format === 'json' ? '[\n' : '';
  }

  /** Entries of a relation at a tick; all of them have a diff or none has. */
  *entries(tick: number, table: Table, entries: readonly Entry[]): Generator<string> {
    if (entries.length === 0) return;
    switch (this.#format) {
      case 'table': {
        const marks = entries[0]?.diff === null ? null : entries.map((each) => (each.diff === 1 ? '+' : '-'));
        yield this.#before;
        yield* boxed(`${table.name} at tick ${tick}`, table, entries.map((each) => each.row), marks);
        this.#before = '\n';
        return;
      }
      case 'csv':
      case 'tsv':
        for (const { row, diff } of entries) {
          const change = diff === null ? [] : [diff === 1 ? '+1' : '-1'];
          yield delimited(this.#format, [String(tick), ...change, table.name], row);
        }
        return;
      case 'json':
      case 'ndjson':
        for (const each of entries) yield this.#object(entryJson(tick, table.name, each));
    }
  }

  /** What closes the text, with the sizes that `.printsize` asks for. */
  *end(sizes: readonly Size[]): Generator<string> {
    if (this.#format !== 'json' && this.#format !== 'ndjson') return yield* sizeLines(this.#format, sizes);
    for (const { relation, size } of sizes) yield this.#object(JSON.stringify({ relation, size }));
    if (this.#format === 'json') yield this.#before === '[\n' ? '[]\n' : '\n]\n';
  }

  #object(text: string): string {
    if (this.#format === 'ndjson') return `${text}\n`;
    const before = this.#before;
    this.#before = ',\n';
    return before + text;
  }
}

function entryJson(tick: number, relation: string, { row, diff }: Entry): string {
  const change = diff === null ? '' : `,"diff":${diff}`;
  return `{"tick":${tick},"relation":${JSON.stringify(relation)},"row":${jsonRow(row)}${change}}`;
}

/** A relation as Soufflé prints it. */
export function* souffleBlock({ table, rows }: Section, format: FileFormat): Generator<string> {
  yield `---------------\n${table.name}\n`;
  if (format.headers) yield* fileText(table, [], format);
  yield '===============\n';
  yield* fileText(table, rows, { ...format, headers: false });
  yield '===============\n';
}
