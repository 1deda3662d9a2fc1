import test from 'ava';
import { excerpt } from '../datalog/excerpt.ts';

/** The line and its underline, the place being what stands between two `|`. */
function drawn(marked: string): readonly string[] {
  const [before = '', place = '', after = ''] = marked.split('|');
  const { text, margin, width } = excerpt(before + place + after, before.length, before.length + place.length);
  return [text, margin + '^'.repeat(width)];
}

test('the underline is below the place', (t) => {
  t.deepEqual(drawn('p(x) :- |q(x)|.'), ['p(x) :- q(x).', '        ^^^^']);
  t.deepEqual(drawn('p(x)||'), ['p(x)', '    ^']);
});

test('tabs stay tabs', (t) => {
  t.deepEqual(drawn('\tp(a,\t|b|).'), ['\tp(a,\tb).', '\t    \t^']);
});

test('ideographs and emoji take two columns, marks none', (t) => {
  t.deepEqual(drawn('p("\u65e5\u672c", |"\uff21"|).'), ['p("\u65e5\u672c", "\uff21").', '          ^^^^']);
  t.deepEqual(drawn('p("\u{1f469}\u200d\u{1f467}\u2764\ufe0f", |y|).'), ['p("\u{1f469}\u200d\u{1f467}\u2764\ufe0f", y).', '          ^']);
  t.deepEqual(drawn('p("e\u0301", |y|).'), ['p("e\u0301", y).', '       ^']);
});

test('what would move the cursor is shown as a picture', (t) => {
  t.deepEqual(drawn('p("\u001b[31m\u202e", |y|).'), ['p("\u241b[31m\ufffd", y).', '            ^']);
});

test('a long line is cut around the place', (t) => {
  const [text = '', underline = ''] = drawn(`${'a'.repeat(1_000)}|here|${'b'.repeat(1_000)}`);
  t.is(text, `...${'a'.repeat(60)}here${'b'.repeat(96)}...`);
  t.is(underline, `${' '.repeat(63)}^^^^`);
  t.deepEqual(drawn(`|here|${'b'.repeat(1_000)}`), [`here${'b'.repeat(156)}...`, '^^^^']);
  t.deepEqual(drawn(`${'a'.repeat(1_000)}|here|`), [`...${'a'.repeat(156)}here`, `${' '.repeat(159)}^^^^`]);
  t.is(drawn(`|${'a'.repeat(1_000)}|`)[1], '^'.repeat(160));
});

test('a character is not cut in half', (t) => {
  const [text = ''] = drawn(`${'a'.repeat(9)}${'\u{1f600}'.repeat(100)}|here|${'\u{1f600}'.repeat(100)}`);
  t.is(text, Buffer.from(text).toString());
});
