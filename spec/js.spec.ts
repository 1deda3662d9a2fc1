import test from 'ava';
import fc from 'fast-check';
import { block, comment, commas, identifier, js, lines, marked, unmarked } from '../dataflow/js.ts';

const evaluate = (text: string): unknown => Function(`'use strict'; ${text}`)();

test('a hole that is not code is quoted', (t) => {
  t.is(js`f(${'a"); evil("'}, ${[1, 2]}, ${true})`.text, String.raw`f("a\"); evil(\"", [1,2], true)`);
});

test('a hole that is code goes in as it is', (t) => {
  t.is(js`x(${commas([js`a`, js`${1}`])})`.text, 'x(a, 1)');
});

test('any string is inert as a quoted hole, whatever it says', (t) => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('*/', '`${x}`', '\u2028', '\u2029', '\ud800', '</script>', '\\', '"', "'", '\n', '__proto__', '//', '${'),
    fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '\u2028', '\\', '"', '\n', '\r', '*', '/', '`', '$', '{') }),
  );
  fc.assert(fc.property(hostile, (text) => evaluate(`return ${js`${text}`.text};`) === text && !/[\n\r\u2028\u2029]/.test(js`${text}`.text)));
  t.pass();
});

test('any string is inert in a comment', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.oneof(fc.constantFrom('\n', '\r', '\u2028', '\u2029', '*', '/', ' ', ';'), fc.string({ unit: 'binary', maxLength: 1 })) }), (text) => {
      const code = lines([comment(`${text}throw new Error("escaped")`), js`return 1;`]).text;
      return evaluate(code) === 1;
    }),
  );
  t.pass();
});

test('an identifier is the compiler\'s own whatever it is made from', (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, number) => /^[A-Za-z_][A-Za-z0-9_]*_\d+$/.test(identifier(text, number).text)));
  t.is(identifier('__proto__', 3).text, 'proto_3');
  t.is(identifier('constructor', 0).text, 'constructor_0');
});

test('blocks are indented by two spaces', (t) => {
  t.is(block(js`if (x)`, lines([js`y();`, block(js`for (;;)`, js`z();`)])).text, 'if (x) {\n  y();\n  for (;;) {\n    z();\n  }\n}');
});

test('marks say where a piece of code ended up, and are gone from the text', (t) => {
  const inner = marked(7, js`y(${'\u0001'});`);
  const { text, regions } = unmarked(lines([js`a();`, marked(3, block(js`if (x)`, lines([inner, marked(9, js``)]))), js`b();`]));
  t.is(text, 'a();\nif (x) {\n  y("\\u0001");\n}\nb();');
  t.deepEqual(regions.map(({ start, end, origin }) => [origin, text.slice(start, end)]), [
    [3, 'if (x) {\n  y("\\u0001");\n}'],
    [7, 'y("\\u0001");'],
  ]);
});

test('no text that a user wrote is taken for a mark', (t) => {
  const hostile = fc.string({ unit: fc.oneof(fc.constantFrom('\u0001', '\u0002', '\u0003', '1', '\n'), fc.string({ unit: 'binary', maxLength: 1 })) });
  fc.assert(
    fc.property(hostile, (text) => {
      const code = lines([comment(text), js`f(${text}, ${identifier(text, 0)});`]);
      const { text: plain, regions } = unmarked(marked(1, code));
      return plain === code.text && regions.length === 1 && regions[0]?.end === plain.length;
    }),
  );
  t.pass();
});
