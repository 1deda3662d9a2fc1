import test from 'ava';
import type { Format } from '../cli/choices.ts';
import { finalText, souffleBlock, TickText, type Section } from '../cli/format.ts';
import { boxed } from '../cli/table.ts';
import type { ColumnType, Row } from '../runtime/abi.ts';
import { compareRows, compareValues, rowKey } from '../runtime/row-order.ts';
import { orderedRows, rowOrder } from '../runtime/ordered-rows.ts';
import { Relation } from '../runtime/relation.ts';
import { sortRows } from '../runtime/sort-rows.ts';
import { plainFormat } from '../runtime/node/format.ts';
import { Values } from '../runtime/values.ts';
import type { Table } from '../runtime/text.ts';

function section(name: string, columns: readonly (readonly [string, ColumnType])[], rows: readonly Row[]): Section {
  return { table: { name, columns: columns.map(([column, type]) => ({ name: column, type })) }, rows };
}

const reach = section('reach', [['src', 'symbol'], ['n', 'number']], [['a', 1], ['b "q", c', -20]]);
const go = section('go', [], [[]]);
const none: Section = { table: reach.table, rows: [] };

function final(format: Format, sections: readonly Section[], sizes: readonly { relation: string; size: number }[] = []): string {
  return [...finalText(format, sections, sizes)].join('');
}

test('one relation as delimited rows', (t) => {
  t.is(final('tsv', [reach]), 'a\t1\nb "q", c\t-20\n');
  t.is(final('csv', [reach]), 'a,1\n"b ""q"", c",-20\n');
  t.is(final('tsv', [none]), '');
});

test('several relations as delimited rows are told apart by their first column', (t) => {
  t.is(final('tsv', [reach, go], [{ relation: 'p', size: 3 }]), 'reach\ta\t1\nreach\tb "q", c\t-20\ngo\t()\np\t3\n');
  t.is(final('csv', [go, reach]), 'go,()\nreach,a,1\nreach,"b ""q"", c",-20\n');
});

test('sizes are rows of the format asked for', (t) => {
  const sizes = [{ relation: 'p', size: 3 }];
  t.is(final('tsv', [], sizes), 'p\t3\n');
  t.is(final('table', [], sizes), 'p\t3\n');
  t.is(final('csv', [], sizes), 'p,3\n');
  t.is(final('json', [], sizes), '{\n  "p": 3\n}\n');
  t.is(final('ndjson', [], sizes), '{"relation":"p","size":3}\n');
  t.is([...new TickText('csv').end(sizes)].join(''), 'p,3\n');
});

test('negative zero is zero', (t) => {
  t.is(final('tsv', [section('f', [['x', 'float']], [[-0]])]), '0\n');
  t.is(final('json', [section('f', [['x', 'float']], [[-0]])]), '{\n  "f": [\n    [0]\n  ]\n}\n');
});

test('contents as one JSON object', (t) => {
  const text = final('json', [reach, go, section('__proto__', [['x', 'float']], [[Infinity], [NaN], [0.5]])], [
    { relation: 'p', size: 3 },
    { relation: 'reach', size: 2 },
  ]);
  t.is(
    text,
    '{\n  "reach": [\n    ["a",1],\n    ["b \\"q\\", c",-20]\n  ],\n  "go": [\n    []\n  ],\n  "__proto__": [\n    ["inf"],\n    ["nan"],\n    [0.5]\n  ],\n  "p": 3\n}\n',
  );
  t.is(JSON.parse(text).reach.length, 2);
  t.is(final('json', []), '{}\n');
  t.is(final('json', [none]), '{\n  "reach": []\n}\n');
});

test('contents as a JSON object a line', (t) => {
  t.is(final('ndjson', [reach], [{ relation: 'p', size: 3 }]), '{"relation":"reach","row":["a",1]}\n{"relation":"reach","row":["b \\"q\\", c",-20]}\n{"relation":"p","size":3}\n');
});

test('contents as tables', (t) => {
  t.is(
    final('table', [reach, none, go]),
    `reach (2 rows)
┌──────────┬─────┐
│ src      │   n │
├──────────┼─────┤
│ a        │   1 │
│ b "q", c │ -20 │
└──────────┴─────┘

reach (0 rows)

go (1 row)
┌────┐
│ () │
└────┘
`,
  );
});

test('a table escapes what would spoil a terminal, and aligns wide characters', (t) => {
  const { table, rows } = section('p', [['x', 'symbol']], [['a\u001B[31m\n\t'], ['日本'], ['e\u0301']]);
  t.is(
    [...boxed('p', table, rows)].join(''),
    `p (3 rows)
┌─────────────────┐
│ x               │
├─────────────────┤
│ a\\u{1b}[31m\\n\\t │
│ 日本            │
│ e\u0301               │
└─────────────────┘
`,
  );
});

const tick = (format: Format, diffs: boolean): string => {
  const text = new TickText(format);
  const first = text.entries(1, reach.table, [{ row: ['a', 1], diff: diffs ? 1 : null }]);
  const second = text.entries(2, go.table, [{ row: [], diff: diffs ? -1 : null }]);
  return [...first, ...text.entries(2, reach.table, []), ...second, ...text.end([{ relation: 'p', size: 3 }])].join('');
};

test('ticks as text', (t) => {
  t.is(tick('tsv', false), '1\treach\ta\t1\n2\tgo\t()\np\t3\n');
  t.is(tick('tsv', true), '1\t+1\treach\ta\t1\n2\t-1\tgo\t()\np\t3\n');
  t.is(tick('csv', true), '1,+1,reach,a,1\n2,-1,go,()\np,3\n');
  t.is(tick('ndjson', false), '{"tick":1,"relation":"reach","row":["a",1]}\n{"tick":2,"relation":"go","row":[]}\n{"relation":"p","size":3}\n');
  t.is(tick('ndjson', true).split('\n')[0], '{"tick":1,"relation":"reach","row":["a",1],"diff":1}');
  t.deepEqual(JSON.parse(tick('json', true)), [
    { tick: 1, relation: 'reach', row: ['a', 1], diff: 1 },
    { tick: 2, relation: 'go', row: [], diff: -1 },
    { relation: 'p', size: 3 },
  ]);
  t.is([...new TickText('json').end([])].join(''), '[]\n');
});

test('ticks as tables', (t) => {
  t.is(
    tick('table', true),
    `reach at tick 1 (1 row)
┌───┬─────┬───┐
│   │ src │ n │
├───┼─────┼───┤
│ + │ a   │ 1 │
└───┴─────┴───┘

go at tick 2 (1 row)
┌───┬────┐
│ - │ () │
└───┴────┘
p\t3
`,
  );
});

test('a relation as Soufflé prints it', (t) => {
  t.is([...souffleBlock(reach, plainFormat)].join(''), '---------------\nreach\n===============\na\t1\nb "q", c\t-20\n===============\n');
  t.is([...souffleBlock(reach, { ...plainFormat, headers: true })].join('').split('\n')[2], 'src\tn');
  t.is(
    [...souffleBlock(reach, { kind: 'csv', delimiter: ',', headers: true })].join(''),
    '---------------\nreach\nsrc,n\n===============\na,1\n"b ""q"", c",-20\n===============\n',
  );
});

test('rows are ordered column by column: numbers by value, symbols by code point, false first', (t) => {
  const sorted = (rows: readonly Row[]) => [...rows].sort(compareRows);
  t.deepEqual(sorted([['b', 1], ['a', 10], ['a', 9]]), [['a', 9], ['a', 10], ['b', 1]]);
  t.deepEqual(sorted([['\u{10000}'], ['\uFFFF'], ['z'], [''], ['\uE000']]), [[''], ['z'], ['\uE000'], ['\uFFFF'], ['\u{10000}']]);
  t.deepEqual(sorted([[NaN], [Infinity], [-Infinity], [0.5]]), [[-Infinity], [0.5], [Infinity], [NaN]]);
  t.deepEqual(sorted([[true], [false]]), [[false], [true]]);
  t.is(compareValues(NaN, NaN), 0);
});

test('keys of rows are equal exactly when the rows are', (t) => {
  const rows: readonly Row[] = [['a', 'bc'], ['ab', 'c'], ['1:', ''], ['', '1:'], [1, 23], [12, 3], [-1, 2], [true], ['true'], ['4:true'], []];
  t.is(new Set(rows.map(rowKey)).size, rows.length);
  t.is(rowKey(['a', 1]), rowKey(['a', 1]));
});

test('a nullary table has no header', (t) => {
  const table: Table = go.table;
  t.is([...boxed('go', table, [])].join(''), 'go (0 rows)\n');
});

test('many rows are sorted as few are, each once', (t) => {
  const pick = (seed: number, values: readonly (string | number | boolean)[]) => values[(seed * 7919) % values.length] ?? '';
  const numbers = [3, -1, 2 ** 40, 0.5, NaN, -Infinity, 7];
  const texts = ['b', 'a', '', '\u{10000}', '\uFFFF', 'ab'];
  const rows = Array.from({ length: 5_000 }, (_, at): Row => [at % 13, pick(at % 1009, numbers), pick(at % 31, texts), at % 3 === 0]);
  const compared = [...rows].sort(compareRows).filter((row, at, all) => at === 0 || compareRows(row, all[at - 1] ?? []) !== 0);
  t.true(compared.length < rows.length);
  t.deepEqual(sortRows(rows), compared);
  t.deepEqual(sortRows(rows.slice(0, 100)), rows.slice(0, 100).sort(compareRows));
  t.deepEqual(sortRows([[], []]), [[]]);
  t.deepEqual(sortRows([]), []);
});

test('rows of a relation come in the same order, from few and from many', (t) => {
  const types = ['number', 'float', 'symbol', 'bool', 'number', 'unsigned'] as const;
  const values = new Values();
  const relation = new Relation(types.length);
  const floats = [0.5, NaN, -Infinity, 7, -0, Infinity];
  for (const text of ['b', 'a', '', 'ab']) values.ofText(text);
  for (const isPlain of [true, false]) {
    const texts = isPlain ? ['b', 'a', '', 'ab'] : ['\u{10000}', '\uFFFF', 'b'];
    for (let at = 0; at < 4_000; at++) {
      const row = [(at * 7919) % 1009, floats[at % 6]!, texts[at % texts.length]!, at % 5 === 0, (at % 77) * 2 ** 45 - 3, ((at * 104_729) % 2 ** 29)];
      for (const [column, type] of types.entries()) relation.row[column] = values.encode(type, row[column]!);
      relation.insert();
      if (at !== 100 && at !== 3_999) continue;
      const all = Array.from({ length: relation.size }, (_, i) => types.map((type, column) => values.decode(type, relation.words[i * types.length + column]!)));
      const inOrder = Array.from(rowOrder(relation, types, values), (row) => all[row]!);
      t.deepEqual([...orderedRows(relation, types, values)], all.sort(compareRows));
      t.deepEqual(inOrder, all);
    }
  }
  const none = new Relation(0);
  t.is(orderedRows(none, [], values).length, 0);
  none.insert0();
  t.deepEqual([...orderedRows(none, [], values)], [[]]);
  t.deepEqual([...rowOrder(none, [], values)], [0]);
});
