import test from 'ava';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnType } from '../runtime/abi.ts';
import type { Table } from '../runtime/text.ts';
import { readFacts } from '../runtime/node/facts.ts';
import { formatOf, periodOf, type FileFormat } from '../runtime/node/format.ts';
import { LineSplitter } from '../runtime/node/lines.ts';
import { fileText, writeWhole } from '../runtime/node/outputs.ts';
import { Values } from '../runtime/values.ts';

const directory = mkdtempSync(join(tmpdir(), 'dlc-facts-'));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

function table(name: string, ...columns: readonly (readonly [string, ColumnType])[]): Table {
  return { name, columns: columns.map(([column, type]) => ({ name: column, type })) };
}

const edge = table('edge', ['src', 'number'], ['dst', 'number']);
const word = table('word', ['text', 'symbol']);

function format(parameters: Record<string, string> = {}): FileFormat {
  const read = formatOf(new Map(Object.entries(parameters)));
  if (!read.ok) throw new Error(read.problem);
  return read.format;
}

let files = 0;
/** The rows of a file with this content, or its problems with the path cut off. */
function read(content: string | Buffer, of: Table, parameters: Record<string, string> = {}): unknown {
  const path = join(directory, `${files++}`);
  writeFileSync(path, content);
  const facts = readFacts({ path, table: of, format: format(parameters) }, new Values());
  return facts.ok ? [...facts.rows] : facts.problems.map((each) => each.replaceAll(`${path}:`, ''));
}

test('rows are split at tabs, with no quoting; the last line break is optional', (t) => {
  const pair = table('pair', ['a', 'symbol'], ['b', 'number']);
  t.deepEqual(read('x\t1\n"y z"\t-2\n', pair), [['x', 1], ['"y z"', -2]]);
  t.deepEqual(read('x\t1\r\ny\t2', pair), [['x', 1], ['y', 2]]);
  t.deepEqual(read('', pair), []);
  t.deepEqual(read('\uFEFFé\t1\n𝒳\t2\n', pair), [['é', 1], ['𝒳', 2]]);
  t.deepEqual(read('a\t1\nb\t2\n', pair, { headers: 'true' }), [['b', 2]]);
  t.deepEqual(read('a\t1', pair, { headers: 'true' }), []);
});

test('a delimiter may be any text', (t) => {
  t.deepEqual(read('1, 2\n3, 4\n', edge, { delimiter: ', ' }), [[1, 2], [3, 4]]);
  t.deepEqual(read('1\t2\n', edge, { delimiter: '\\t' }), [[1, 2]]);
  t.deepEqual(read('1,2\n', edge, { delimiter: ',' }), [[1, 2]]);
  t.deepEqual(read('1é2\n', edge, { delimiter: 'é' }), [[1, 2]]);
});

test('numbers', (t) => {
  const one = table('p', ['x', 'number']);
  t.deepEqual(read('0\n-0\n+7\n007\n0x1F\n-0b101\n9007199254740991\n-9007199254740991\n0000000000000000012\n', one), [
    [0], [0], [7], [7], [31], [-5], [9007199254740991], [-9007199254740991], [12],
  ]);
  t.deepEqual(read('9007199254740992\n1.5\n 1\n1e3\n-\n--1\n', one), [
    '1:1: column x of p: 9007199254740992 is out of range (beyond 2^53 - 1)',
    '2:1: column x of p: "1.5" is not a number',
    '3:1: column x of p: " 1" is not a number',
    '4:1: column x of p: "1e3" is not a number',
    '5:1: column x of p: "-" is not a number',
    '6:1: column x of p: "--1" is not a number',
  ]);
  t.deepEqual(read('-1\n+1\n', table('p', ['x', 'unsigned'])), [
    '1:1: column x of p: "-1" is not an unsigned number',
    '2:1: column x of p: "+1" is not an unsigned number',
  ]);
});

test('floats and bools', (t) => {
  const float = table('f', ['x', 'float']);
  t.deepEqual(read('1\n-1.5e-3\n.5\n2.\ninf\n-inf\nnan\n+Infinity\n', float), [
    [1], [-0.0015], [0.5], [2], [Infinity], [-Infinity], [NaN], [Infinity],
  ]);
  t.deepEqual(read('1\n1e400\n-1e400\n1e-400\n', float), [
    '2:1: column x of f: 1e400 is out of range of a float (beyond 1.8e308)',
    '3:1: column x of f: -1e400 is out of range of a float (beyond 1.8e308)',
  ]);
  t.deepEqual(read('[1e400]\n', float, { format: 'ndjson' }), [
    '1:1: column x of f: this number is out of range of a float (beyond 1.8e308)',
  ]);
  t.deepEqual(read('0x1\n\n', float), ['1:1: column x of f: "0x1" is not a float', '2:1: a blank line, but f has 1 column (x)']);
  t.deepEqual(read('true\nfalse\n1\n0\n', table('b', ['x', 'bool'])), [[true], [false], [true], [false]]);
});

test('a blank line is an empty symbol, and no row of anything else', (t) => {
  t.deepEqual(read('a\n\nb\n', word), [['a'], [''], ['b']]);
  t.deepEqual(read('1\t2\n\n', edge), ['2:1: a blank line, but edge has 2 columns (src, dst)']);
  t.deepEqual(read('1,2\r\n\r\n3,4\r\n', edge, { format: 'csv' }), ['2:1: a blank line, but edge has 2 columns (src, dst)']);
});

test('a blank line of ndjson is skipped, and counted', (t) => {
  t.deepEqual(read('\n[1,2]\n \t\r\n[3,4]\r\n\n', edge, { format: 'ndjson' }), [[1, 2], [3, 4]]);
  t.deepEqual(read('\n\n[1,"x"]\n', edge, { format: 'ndjson' }), ['3:1: column dst of edge: "x" is not a number']);
});

test('a single column names the delimiter that was expected', (t) => {
  const problem = '1:1: 1 column ("1 2"), but edge has 2 columns (src, dst); columns are separated by';
  t.deepEqual(read('1 2\n', edge), [`${problem} a tab`]);
  t.deepEqual(read('1 2\n', edge, { format: 'csv' }), [`${problem} ","`]);
});

test('a header with the columns in another order is warned of', (t) => {
  const path = join(directory, 'header');
  const warnings = (content: string, parameters: Record<string, string>) => {
    writeFileSync(path, content);
    const facts = readFacts({ path, table: edge, format: format({ headers: 'true', ...parameters }) }, new Values());
    return facts.ok ? facts.warnings.map((each) => each.replace(`${path}:`, '')) : facts.problems;
  };
  const warning = '1:1: the first line names the columns dst, src, but edge has src, dst; columns are taken by their position';
  t.deepEqual(warnings('\uFEFFdst\tsrc\r\n1\t2\r\n', {}), [warning]);
  t.deepEqual(warnings('"dst",src\n1,2\n', { format: 'csv' }), [warning]);
  t.deepEqual(warnings('src\tdst\n1\t2\n', {}), []);
  t.deepEqual(warnings('from\tto\n1\t2\n', {}), []);
  t.deepEqual(warnings('dst\tsrc', {}), [warning]);
  t.deepEqual(warnings('', {}), []);
});

test('the row of a nullary relation is ()', (t) => {
  t.deepEqual(read('()\n', table('go')), [[]]);
  t.deepEqual(read('()\r\n', table('go'), { format: 'csv' }), [[]]);
  t.deepEqual(read('', table('go')), []);
  t.deepEqual(read('yes\n', table('go')), ['1:1: go has no columns; its one row is written ()']);
});

test('problems name the place, the column and the relation, and load nothing', (t) => {
  t.deepEqual(read('1\t2\n3\tx\n4\n5\t6\t7\n', edge), [
    '2:3: column dst of edge: "x" is not a number',
    '3:1: 1 column ("4"), but edge has 2 columns (src, dst); columns are separated by a tab',
    '4:1: 3 columns, but edge has 2 columns (src, dst)',
  ]);
  const many = read('x\n'.repeat(15), table('p', ['x', 'number']));
  t.true(Array.isArray(many) && many.length === 11 && many[10] === ' and 5 more');
});

test('invalid UTF-8 is found where it is, in any format', (t) => {
  const bad = Buffer.concat([Buffer.from('ok\n\uFFFDé'), Buffer.from([0xff]), Buffer.from('\nfine\n'), Buffer.from([0xc3])]);
  const expected = ['2:3: invalid UTF-8 in a row of word', '4:1: invalid UTF-8 in a row of word'];
  for (const name of ['tsv', 'csv', 'ndjson', 'json']) t.deepEqual(read(bad, word, { format: name }), expected);
});

test('a missing file and a directory are named with the relation', (t) => {
  const missing = readFacts({ path: 'nowhere/edge.facts', table: edge, format: format() }, new Values());
  t.deepEqual(missing, { ok: false, missing: true, problems: ['cannot read nowhere/edge.facts for relation edge: no such file'] });
  const folder = readFacts({ path: directory, table: edge, format: format() }, new Values());
  t.deepEqual(folder, { ok: false, missing: false, problems: [`cannot read ${directory} for relation edge: it is a directory`] });
});

test('RFC 4180', (t) => {
  const pair = table('pair', ['a', 'symbol'], ['b', 'number']);
  t.deepEqual(read('"a ""q"", b",1\r\n"two\nlines",2\n', pair, { format: 'csv' }), [['a "q", b', 1], ['two\nlines', 2]]);
  t.deepEqual(read('a;b\nx;1\n', pair, { rfc4180: 'true', delimiter: ';', headers: 'true' }), [['x', 1]]);
  t.deepEqual(read('"two\nlines",2\n"a ""b""",x\ny\n', pair, { format: 'csv' }), [
    '3:11: column b of pair: "x" is not a number',
    '4:1: 1 column ("y"), but pair has 2 columns (a, b); columns are separated by ","',
  ]);
  t.deepEqual(read('\uFEFF"é\nè",x\n', pair, { format: 'csv' }), ['2:4: column b of pair: "x" is not a number']);
  const wrong = (content: string) => read(content, pair, { format: 'csv' });
  t.deepEqual(wrong('a,1\né,"b,2\n'), ['2:3: not CSV: a quotation mark that is never closed']);
  t.deepEqual(wrong('"x\ny","b"c,1\n'), ['2:4: not CSV: text after the closing quotation mark of a column']);
  t.deepEqual(wrong('a,1\nb"c",1\n'), ['2:1: not CSV: a quotation mark in a column that is not quoted']);
});

test('JSON rows are arrays or objects', (t) => {
  const pair = table('pair', ['a', 'symbol'], ['b', 'float']);
  t.deepEqual(read('[["x", 1.5], {"b": "inf", "a": "[,"}]', pair, { format: 'json' }), [['x', 1.5], ['[,', Infinity]]);
  t.deepEqual(read('["x",1]\n{"a":"y","b":2}\n', pair, { format: 'ndjson' }), [['x', 1], ['y', 2]]);
  t.deepEqual(read('[]', pair, { format: 'json' }), []);
  const proto = table('proto', ['__proto__', 'number']);
  t.deepEqual(read('{"__proto__":1}\n', proto, { format: 'ndjson' }), [[1]]);
});

test('wrong JSON is reported at its place', (t) => {
  const pair = table('pair', ['a', 'symbol'], ['b', 'number']);
  t.deepEqual(read('[["x,]", 1],\n  [1, 2],\n  {"a": "x"}, [1]\n  , 7, ["z", 1.5], {"a":"", "b":1, "c":2}]', pair, { format: 'json' }), [
    '2:3: column a of pair: 1 is not a string',
    '3:3: no column b of pair',
    '3:15: 1 column, but pair has 2 columns (a, b)',
    '4:5: a row of pair is a JSON array or an object',
    '4:8: column b of pair: 1.5 is not a number',
    '4:20: pair has no column c',
  ]);
  t.regex(String(read('[["x", 1],\n ["y" 2]]', pair, { format: 'json' })), /^2:7: not JSON: /);
  t.regex(String(read('["x",1]\n["y",\n', pair, { format: 'ndjson' })), /^2:6: not JSON: /);
  t.deepEqual(read('{}', pair, { format: 'json' }), ['1:1: the rows of pair are a JSON array of arrays or of objects']);
});

test('lines longer than a block, and blocks cut inside a line and a character', (t) => {
  const long = 'é'.repeat(700_000);
  t.deepEqual(read(`${long}\nb\n`, word), [[long], ['b']]);
  const splitter = new LineSplitter();
  const [first, second] = [Buffer.from('a\né').subarray(0, 3), Buffer.from('é\nc').subarray(1)];
  t.is(splitter.push(first)?.toString(), 'a\n');
  t.is(splitter.push(second)?.toString(), 'é\n');
  t.is(splitter.end()?.toString(), 'c');
  t.is(splitter.end(), null);
});

test('of a stream of CSV, a chunk may end inside a quoted column', (t) => {
  const splitter = new LineSplitter(true);
  t.is(splitter.push(Buffer.from('a,"b\nc')), null);
  t.is(splitter.push(Buffer.from('""\n",d\n"e'))?.toString(), 'a,"b\nc""\n",d\n');
  t.is(splitter.end()?.toString(), '"e');
});

test('line numbers go on from block to block', (t) => {
  const many = `${'12345678\t9\n'.repeat(200_000)}x\t1\n`;
  t.deepEqual(read(many, edge), ['200001:1: column src of edge: "x" is not a number']);
});

test('a file of CSV in which quotation marks come late', (t) => {
  const pair = table('pair', ['a', 'symbol'], ['b', 'number']);
  const many = 'a,b\n' + 'abcdefgh,1\n'.repeat(150_000);
  t.deepEqual(read(`${many}"two\nlines",2\n`, pair, { format: 'csv', headers: 'true' }), [...Array.from({ length: 150_000 }, () => ['abcdefgh', 1]), ['two\nlines', 2]]);
  t.deepEqual(read(`${many}"two\nlines",x\n1\n`, pair, { format: 'csv', headers: 'true' }), [
    '150003:8: column b of pair: "x" is not a number',
    '150004:1: 1 column ("1"), but pair has 2 columns (a, b); columns are separated by ","',
  ]);
});

test('parameters', (t) => {
  const problem = (parameters: Record<string, string>) => formatOf(new Map(Object.entries(parameters)));
  t.deepEqual(problem({ format: 'xml' }), { ok: false, problem: 'unknown format "xml"; there are tsv, csv, json and ndjson' });
  t.deepEqual(problem({ headers: 'yes' }), { ok: false, problem: 'headers is true or false, not "yes"' });
  const quoted = { ok: false, problem: 'where columns may be quoted, a delimiter holds no quotation mark' };
  t.deepEqual(problem({ rfc4180: 'true', delimiter: '"' }), quoted);
  t.true(formatOf(new Map([['delimiter', '"']])).ok);
  t.deepEqual(problem({ delimiter: '' }), { ok: false, problem: 'a delimiter is some text without line breaks' });
  t.deepEqual(problem({ format: 'json', rfc4180: 'true' }), { ok: false, problem: 'rfc4180=true contradicts format=json' });
  t.deepEqual(['100ms', '2s', '1.5m', '1h', '25', '0ms', 'x', '5d', '1000h'].map(periodOf), [100, 2000, 90_000, 3_600_000, null, null, null, null, null]);
});

test('files are written in the format asked for', (t) => {
  const pair = table('pair', ['a', 'symbol'], ['b', 'float']);
  const rows = [['x,"y', 0.1], ['z', Infinity]];
  const text = (parameters: Record<string, string>) => [...fileText(pair, rows, format(parameters))].join('');
  t.is(text({}), 'x,"y\t0.1\nz\tinf\n');
  t.is(text({ headers: 'true' }), 'a\tb\nx,"y\t0.1\nz\tinf\n');
  t.is(text({ format: 'csv', headers: 'true' }), 'a,b\n"x,""y",0.1\nz,inf\n');
  t.is(text({ format: 'json' }), '[\n["x,\\"y",0.1],\n["z","inf"]\n]\n');
  t.is(text({ format: 'ndjson', headers: 'true' }), '{"a":"x,\\"y","b":0.1}\n{"a":"z","b":"inf"}\n');
  t.is([...fileText(pair, [], format({ format: 'json' }))].join(''), '[]\n');
  t.is([...fileText(table('go'), [[]], format())].join(''), '()\n');
});

test('what is written is read back', (t) => {
  const mixed = table('m', ['a', 'symbol'], ['b', 'float'], ['c', 'bool'], ['d', 'number']);
  const rows = [['é "q",\tx\ny', -0.1, true, -5], ['', Infinity, false, 9007199254740991]];
  for (const kind of ['csv', 'json', 'ndjson']) {
    for (const headers of ['true', 'false']) {
      const parameters = { format: kind, headers };
      t.deepEqual(read([...fileText(mixed, rows, format(parameters))].join(''), mixed, parameters), rows);
    }
  }
});

test('writing makes directories, replaces whole files and leaves nothing else behind', (t) => {
  const folder = join(directory, 'deep', 'er');
  const path = join(folder, 'out.csv');
  writeWhole(path, ['a\n']);
  writeWhole(path, ['b\n', 'c\n']);
  t.is(readFileSync(path, 'utf8'), 'b\nc\n');
  const failing = function* () {
    yield 'half';
    throw new Error('stop');
  };
  t.throws(() => writeWhole(path, failing()), { message: 'stop' });
  t.is(readFileSync(path, 'utf8'), 'b\nc\n');
  t.deepEqual(readdirSync(folder), ['out.csv']);
  t.notThrows(() => writeWhole('/dev/null', ['x']));
  t.throws(() => writeWhole('/dev/null/sub/out.csv', ['x']), { code: 'ENOTDIR' });
  if (existsSync('/proc/self')) t.throws(() => writeWhole('/proc/nowhere/out.csv', ['x']), { code: 'ENOENT' });
});
