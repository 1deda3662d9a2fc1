import test from 'ava';
import fc from 'fast-check';
import type { ColumnType, Row } from '../runtime/abi.ts';
import { EncodedRows } from '../runtime/encoded-rows.ts';
import { LineReader } from '../runtime/node/facts.ts';
import { formatOf } from '../runtime/node/format.ts';
import { LineSplitter } from '../runtime/node/lines.ts';
import { Problems } from '../runtime/node/problems.ts';
import { rowOf } from '../runtime/node/rows.ts';
import type { Table } from '../runtime/text.ts';
import { Values } from '../runtime/values.ts';

const integer = fc.oneof(
  fc.integer({ min: -1000, max: 100_000 }).map(String),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }).map(String),
  fc.constantFrom('-0', '+7', '0x1F', '-0b101', '007', '', '-', '+', '1.5', ' 1', '1 ', '1073741823', '1073741824', '-1073741824', '-1073741825', '999999999999999', '9007199254740993', '0000000000000000012', '٣'),
);
const text = fc.oneof(fc.constantFrom('', 'a', 'node/1', 'é', '𝒳', '\r', 'a\rb', '"', '\u0000', '\uFFFD'), fc.string({ unit: 'binary', maxLength: 6 }).map((each) => each.replaceAll('\n', '')));
const float = fc.oneof(
  fc.constantFrom('1', '-1.5e-3', '.5', '2.', '.', '-', '1.2.3', '-.5', '+0.0', '-0', 'inf', 'NaN', '1e400', 'x', '', '0.1', '123456789012345.6', '0.000000000000001'),
  fc.double().map(String),
  fc.tuple(fc.constantFrom('', '-', '+'), fc.nat(), fc.nat()).map(([sign, whole, part]) => `${sign}${whole}.${part}`),
);
const bool = fc.constantFrom('true', 'false', '1', '0', 'yes', '');
const cells: Readonly<Record<ColumnType, fc.Arbitrary<string>>> = { number: integer, unsigned: integer, float, bool, symbol: text };

/** A relation, and lines that are mostly rows of it. */
const files = fc
  .record({
    types: fc.array(fc.constantFrom<ColumnType>('number', 'unsigned', 'symbol', 'symbol', 'number', 'float', 'bool'), { maxLength: 4 }),
    delimiter: fc.constantFrom('\t', '\t', ',', ';', ', ', 'é', '1', '-', '.', ' '),
  })
  .chain(({ types, delimiter }) => {
    const row = types.length === 0 ? fc.constant('()') : fc.tuple(...types.map((type) => cells[type])).map((each) => each.join(delimiter));
    const line = fc.oneof({ arbitrary: row, weight: 8 }, fc.constantFrom('', '()', 'x', `1${delimiter}2${delimiter}3${delimiter}4${delimiter}5`), text);
    const end = fc.constantFrom('\n', '\n', '\r\n');
    return fc.record({
      table: fc.constant<Table>({ name: 'p', columns: types.map((type, i) => ({ name: `c${i}`, type })) }),
      delimiter: fc.constant(delimiter),
      lines: fc.array(fc.tuple(line, end).map((each) => each.join('')), { maxLength: 30 }),
      last: fc.oneof(fc.constant(''), line),
      cuts: fc.array(fc.nat(400), { maxLength: 4 }),
    });
  });

interface Outcome {
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
}

function encoded({ columns }: Table): EncodedRows {
  return new EncodedRows(columns.map((each) => each.type), new Values());
}

/** Every line by itself, without haste. */
function exact(table: Table, content: string, delimiter: string): Outcome {
  const problems = new Problems('f');
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  // A zero has no sign in any row.
  const rows = encoded(table);
  lines.forEach((line, index) => {
    let column = 1;
    const fields = line.replace(/\r$/, '').split(delimiter).map((each) => {
      const field = { text: each, line: index + 1, column };
      column += each.length + delimiter.length;
      return field;
    });
    const row = rowOf(table, fields, index + 1, delimiter, problems);
    if (row) rows.append(row);
  });
  return { rows: [...rows], problems: problems.messages };
}

function read(table: Table, content: Buffer, parameters: Record<string, string>, cuts: readonly number[]): Outcome {
  const read = formatOf(new Map(Object.entries(parameters)));
  if (!read.ok) throw new Error(read.problem);
  const problems = new Problems('f');
  const reader = new LineReader(table, read.format, problems);
  const rows = encoded(table);
  const splitter = new LineSplitter();
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), content.length]) {
    const block = splitter.push(content.subarray(from, cut));
    if (block) reader.read(block, rows);
    from = Math.min(cut, content.length);
  }
  const rest = splitter.end();
  if (rest) reader.read(rest, rows);
  return { rows: [...rows], problems: problems.messages };
}

test('lines become the rows, or the problems, that each of them is by itself, however they are cut into blocks', (t) => {
  const property = fc.property(files, ({ table, delimiter, lines, last, cuts }) => {
    const content = lines.join('') + last;
    const bytes = Buffer.from(content);
    // A mark at the beginning is none of the text.
    const found = read(table, bytes, { delimiter }, cuts);
    t.deepEqual(found, exact(table, content.replace(/^\uFEFF/, ''), delimiter));
  });
  fc.assert(property, { numRuns: 2000 });
});

test('CSV without quotation marks is lines, and with them the same', (t) => {
  const pair: Table = { name: 'p', columns: [{ name: 'a', type: 'symbol' }, { name: 'b', type: 'number' }] };
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\r', 'b'), maxLength: 4 }).filter((each) => !each.endsWith('\r'));
  const rows = fc.array(fc.tuple(cell, fc.oneof(integer, text.filter((each) => !/[",\r]/.test(each)))), { minLength: 1, maxLength: 20 });
  const property = fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(100), { maxLength: 3 }), (given, end, cuts) => {
    const plain = given.map((row) => `${row.join(',')}${end}`).join('');
    // A row that is quoted makes the parser of quoted columns read all of them.
    const quoted = `"q",1${end}${plain}`;
    const expected = read(pair, Buffer.from(quoted), { format: 'csv' }, []);
    const found = read(pair, Buffer.from(`q,1${end}${plain}`), { format: 'csv' }, cuts);
    t.deepEqual(found.rows, expected.rows);
    const line = (message: string) => message.replace(/:\d+: /, ': ');
    t.deepEqual(found.problems.map(line), expected.problems.map(line));
  });
  fc.assert(property, { numRuns: 500 });
});
