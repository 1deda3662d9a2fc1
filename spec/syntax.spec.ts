import test from 'ava';
import { Diagnostics, toData } from '../datalog/diagnostic.ts';
import { nearest } from '../datalog/nearest.ts';
import { printProgram } from '../datalog/print.ts';
import type { Dialect } from '../datalog/source.ts';
import { parse } from '../grammar/parse.ts';

/** What parsing a wrong program comes to: its diagnostics, and the statements that are left. */
function wrong(text: string, dialect: Dialect = 'dl') {
  const diagnostics = new Diagnostics();
  const { statements, broken } = parse({ file: 'test', text, dialect }, diagnostics);
  const all = diagnostics.sorted().map(toData);
  return {
    codes: all.map(({ code }) => code),
    messages: all.map(({ line, column, message }) => `${line}:${column} ${message}`),
    notes: all.flatMap(({ notes }) => notes.map(({ line, column, message }) => `${line}:${column} ${message}`)),
    left: printProgram(statements, dialect).trimEnd(),
    broken,
  };
}

const name = 'names are of the letters a to z and A to Z, digits, `_` and `?`';

for (const [text, message, left = ''] of [
  ['p(x) :- q(x) :- r(x).', '1:14 expected `,` or `.`, not `:-`'],
  ['p(x) <- q(x).', '1:6 a rule is written with `:-`, not `<-`'],
  ['p(x) := q(x).', '1:6 a rule is written with `:-`, not `:=`'],
  ['p :- q(x).', '1:1 `p` is not an atom by itself'],
  ['p(x) :- .', '1:9 expected an atom, not `.`'],
  ['p(x) :- q(x), .\nr(1).', '1:15 expected an atom, not `.`', 'r(1).'],
  ['p(x,).', '1:5 expected a term, not `)`'],
  ['p(x y).', '1:5 expected `,` or `)`, not `y`'],
  ['p(x) :- q, r(x).', '1:9 `q` is not an atom by itself'],
  ['p(x) :- x + 1.', '1:14 expected a comparison, not `.`'],
  ['p(x) :- x > .', '1:13 expected a term, not `.`'],
  ['p(x)@foo :- q(x).', '1:6 expected `next`, `async` or a tick, not `foo`'],
  ['p(x) :- (q(x).', '1:14 expected `,` or `)`, not `.`'],
  ['p(x) :- n = sum : { q(x) }.', '1:17 expected a term, not `:`'],
  ['!p(x).', '1:1 expected a statement, not `!`'],
  ['p("a\\qb").', '1:5 unknown escape `\\q` in a string; a backslash is written `\\\\`'],
  ['p("\\x4g").', '1:4 `\\x` is followed by two hexadecimal digits'],
  ['p("abc).\nq(1).', '1:3 unterminated string', 'q(1).'],
  ['q(1). /* p(1).', '1:7 unterminated comment', 'q(1).'],
  ['p(1) /* abc', '1:6 unterminated comment'],
  ["p('a').", '1:3 strings are written in double quotes'],
  ['na\u00efve(x).', `1:3 \`\u00ef\` cannot be in a name: ${name}`],
  ['3x(1).', '1:1 `3x` is neither a number nor a name: names do not begin with a digit'],
  ['p(1e999).', '1:3 this number is too large for a float'],
  ['p(x) :- q(x)', '1:13 the clause is not ended by `.`'],
  ['p(1)\n.decl q(x: number)', '1:5 the clause is not ended by `.`', '.decl q(x: number)'],
  ['p(x,\n', '1:5 expected a term, not the end of the file'],
  ['p(x) :- x == 1.', '1:11 equality is written `=`, not `==`'],
  ['p(x) :- notin q(x).', '1:9 negation is written `!`, not `notin`'],
  ['p(x);\nq(x) :- r(x).', '1:5 clauses end in `.`, not `;`', 'q(x) :- r(x).'],
  ['p(x) :- q(count<x>).', '1:11 `count<x>` is a column of a head; in a body it is `n = count : { ... }`'],
  ['p(x) :- q(x); \nr(x) :- s(x).', '1:13 clauses end in `.`, not `;`', 'r(x) :- s(x).'],
  ['p(x) :- q(x);', '1:13 clauses end in `.`, not `;`'],
  ['p(x) :- q(x), x <> 1.', '1:17 inequality is written `!=`, not `<>`'],
  ['p(x) :- q(x), x \\= 1.', '1:17 inequality is written `!=`, not `\\=`'],
  ['p(x) :- q(x), x =< 1.', '1:17 less or equal is written `<=`, not `=<`'],
  ['p(x) :- q(x), x => 1.', '1:17 greater or equal is written `>=`, not `=>`'],
  ['p(x) :- q(x), y := x.', '1:17 equality is written `=`, not `:=`'],
  ['p(x) :- q(x), y is x + 1.', '1:17 equality is written `=`, not `is`'],
  ['p(x) => q(x).', '1:6 a rule is written with `:-`, not `=>`'],
  ['p(x) if q(x).', '1:6 a rule is written with `:-`, not `if`'],
  ['p(x) :- q(x), \\+ r(x).', '1:15 negation is written `!`, not `\\+`'],
  ['p(x) :- q(x), ~r(x).', '1:15 negation is written `!`, not `~`'],
  ['p(x) :- ~r(f(x)), q(x).', '1:9 negation is written `!`, not `~`'],
  ['p(x) :- q(x) && r(x).', '1:14 literals are joined by `,`, not `&&`'],
  ['p(x) :- q(x) and r(x).', '1:14 literals are joined by `,`, not `and`'],
  ['p(x) :- q(x) || r(x).', '1:14 alternatives are separated by `;`, not `||`'],
  ['p(x) :- (q(x) | r(x)).', '1:15 alternatives are separated by `;`, not `|`'],
  ['?- p(x).', '1:1 there are no queries'],
  ['p(x) :- q(x), !.\nr(1).', '1:15 there is no cut: all that can be derived is', 'r(1).'],
  ['% a comment\np(1).', '1:1 comments begin with `//`, or stand between `/*` and `*/`', 'p(1).'],
  ['-- a comment\np(1).', '1:1 comments begin with `//`, or stand between `/*` and `*/`', 'p(1).'],
  ['my-p(1).', '1:3 no name has a `-` in it: write `my_p`'],
  ['.decl my-p(x: number)', '1:9 no name has a `-` in it: write `my_p`'],
  ['p(.5).', '1:3 a float has digits before and behind its dot: `0.5`'],
  ['p(5.).', '1:3 a float has digits before and behind its dot: `5.0`'],
  ['p(`a`).', '1:3 strings are written in double quotes'],
  ['p(x :- q(x).', '1:5 expected `,` or `)`, not `:-`'],
  ['p(sum x) :- q(x).', '1:3 an aggregate is `sum<x>` in a head and `n = sum x : { ... }` in a body'],
  ['p(n) :- n = count(*).', '1:13 rows are counted by `count<x>` in a head, and by `n = count : { ... }` in a body'],
  [':- p(x).', '1:1 there are no queries'],
  ['p(\u201ca\u201d).', '1:3 strings are written in straight double quotes, `"`'],
  ['decl p(x: number)\np(1).\np(2).', '1:1 a directive begins with a dot: `.decl`', 'p(1).\np(2).'],
  ['include "f"\np(1).', '1:1 a directive begins with a dot: `.include`', 'p(1).'],
  ['p(min) :- q(min).', '1:3 `min` is an aggregate, and no variable can be named so'],
  ['p(x) :- q(x), count = x.', '1:15 `count` is an aggregate, and no variable can be named so'],
  ['p(land).', '1:3 `land` is an operator, and no variable can be named so'],
  ['p(n) :- q(n), raining, r(n).', '1:15 `raining` is not an atom by itself'],
  ['.decl p(x: number);\nq(1).', '1:19 a directive is not ended by `;`', '.decl p(x: number)\nq(1).'],
  ['.output p.\n.input q', '1:10 a directive is not ended by `.`', '.output p\n.input q'],
  ['.decl p(x: number), q(y: number)\nr(1).', '1:19 expected a statement, not `,`', '.decl p(x: number)\nr(1).'],
  ['.output p q\nr(1).', '1:11 expected `,` or a statement, not `q`', '.output p\nr(1).'],
  ['.decl p(x: number).\nq(1).', '1:19 a directive is not ended by `.`', '.decl p(x: number)\nq(1).'],
  ['.decl p\np(1).', '1:8 expected `(` or `,`, not `p`', 'p(1).'],
  ['.decl p(x: number\n.input q', '1:18 expected `,` or `)`, not `.input`', '.input q'],
  ['.decl p(x: number\nq(x) :- p(x).', '2:1 expected `,` or `)`, not `q`', 'q(x) :- p(x).'],
  ['.decl p(x)\nq(1).', '1:10 expected `:`, not `)`', 'q(1).'],
  ['.include f', '1:10 expected a string, not `f`'],
  ['.type T =', '1:10 expected a type, not the end of the file'],
  ['.output p(IO=)', '1:14 expected a value, not `)`'],
] as const) {
  test(`dl: ${JSON.stringify(text)}`, (t) => {
    const found = wrong(text);
    t.deepEqual(found.messages, [message]);
    t.deepEqual(found.codes, ['syntax']);
    t.is(found.left, left);
  });
}

for (const [text, message, left = ''] of [
  ['p(X) :- !q(X);', '1:9 negation is written `notin`, not `!`'],
  ['p(X) :- q(X), X = 1;', '1:17 equality is written `==`, not `=`'],
  ['p(X) :- q(X).\nq(1);', '1:13 clauses end in `;`, not `.`', 'q(1);'],
  ['p(X) :- q(X)', '1:13 the clause is not ended by `;`'],
  ['include "a"\np(1);', '2:1 expected `;`, not `p`', 'p(1);'],
  ['p("abc);\nq(1);', '1:3 unterminated string', 'q(1);'],
  ['p(N) :- N == count : { q(_) };', '1:20 expected `,` or `;`, not `:`'],
  ['p(X) :- q(X), X <> 1;', '1:17 inequality is written `!=`, not `<>`'],
  ['p(X) :- q(X), not r(X);', '1:15 negation is written `notin`, not `not`'],
  ['p(X) :- q(X), X := 1;', '1:17 equality is written `==`, not `:=`'],
  ['p(X) :- q(X) || r(X);', '1:14 alternatives are rules of their own, not `||`'],
] as const) {
  test(`ded: ${JSON.stringify(text)}`, (t) => {
    const found = wrong(text, 'ded');
    t.deepEqual(found.messages, [message]);
    t.is(found.left, left);
  });
}

test('directives without their dots are found one by one', (t) => {
  const { messages, left, broken } = wrong('decl p(x: number)\ninput q\np(1).\noutput r\np(2).');
  t.deepEqual(messages.map((each) => each.split(' ')[0]), ['1:1', '2:1', '4:1']);
  t.is(left, 'p(1).\np(2).');
  t.deepEqual(broken.filter((each) => /^[pqr]$/.test(each)), ['p', 'q', 'r']);
});

test('misspelt aggregates', (t) => {
  for (const [text, message] of [
    ['n = cuont : { q(_) }', 'unknown aggregate `cuont`; did you mean `count`?'],
    ['n = summ x + 1 : { q(x) }', 'unknown aggregate `summ`; did you mean `sum`?'],
    ['n = SUM(x) : { q(x) }', 'unknown aggregate `SUM`; did you mean `sum`?'],
    ['n = avg x : q(x)', 'unknown aggregate `avg`; did you mean `mean`?'],
    ['n = product x : { q(x) }', 'unknown aggregate `product`'],
  ]) {
    const { codes, messages } = wrong(`p(n) :- ${text}.`);
    t.deepEqual(codes, ['unknown-aggregate']);
    t.deepEqual(messages, [`1:13 ${message}`]);
  }
});

test('a missing end loses one clause and is pointed at', (t) => {
  t.like(wrong('p(1)\nq(2).'), {
    messages: ['2:1 expected `,`, `:-` or `.`, not `q`'],
    notes: ['1:5 a `.` may be missing here'],
    left: 'q(2).',
    broken: ['p'],
  });
  t.like(wrong('p(x) :- q(x),\nr(x) :- s(x).\nt(1).'), {
    messages: ['2:6 expected `,` or `.`, not `:-`'],
    notes: ['1:14 a `.` may be missing here'],
    left: 'r(x) :- s(x).\nt(1).',
  });
  t.like(wrong('p(x) :- q(x)\n    r(x).'), { notes: ['1:13 a `,` or `.` may be missing here'], left: '' });
  t.like(wrong('p(X) :- q(X)\nr(1);', 'ded'), { notes: ['1:13 a `;` may be missing here'], left: 'r(1);' });
});

test('every missing end is reported, in linear time', (t) => {
  const { messages, left } = wrong(Array.from({ length: 20_000 }, (_, i) => `p(${i})`).join('\n') + '.');
  t.is(messages.length, 19_999);
  t.is(left, 'p(19999).');
});

test('every bad clause is one diagnostic, and the good ones are left', (t) => {
  const { messages, left } = wrong('p(1.\nq(2).\nr(3)) :- .\ns(4).\n.decl t(\n.input s\nu(5)');
  t.deepEqual(messages.map((each) => each.split(' ')[0]), ['1:4', '3:5', '5:9', '7:5']);
  t.is(left, 'q(2).\ns(4).\n.input s');
});

test('a body in the margin is not taken for facts', (t) => {
  t.is(wrong('p(x) :- q(x), ,\nr(x),\ns(x).').left, '');
});

test('relations that statements which did not parse may be about', (t) => {
  t.deepEqual(wrong('p(x) :- q(x), !r(y) s(x, f(y).').broken, ['p', 'q', 'r', 's', 'f']);
  t.deepEqual(wrong('.output a, b(IO=').broken, ['a', 'b', 'IO']);
});

test('unknown directives', (t) => {
  t.like(wrong('.inptu p\np(1).'), {
    codes: ['unknown-directive'],
    messages: ['1:1 there is no directive `.inptu`; did you mean `.input`?'],
    left: 'p(1).',
    broken: ['p'],
  });
  t.deepEqual(wrong('  .xyzzyx p').messages, ['1:3 there is no directive `.xyzzyx`']);
});

test('ignored directives are warned of', (t) => {
  t.like(wrong('p(x) :- q(x).\n.plan 0:(1,2)\n.pragma "a" "b"\nq(1).'), {
    codes: ['ignored-directive', 'ignored-directive'],
    left: 'p(x) :- q(x).\nq(1).',
  });
});

test('the C preprocessor is refused, and the rest parsed', (t) => {
  t.like(wrong('#define A \\\n 1\np(1).\n  #ifdef B\nq(\n#endif\n2).'), {
    codes: ['preprocessor', 'preprocessor', 'preprocessor'],
    left: 'p(1).\nq(2).',
  });
});

test('nothing to parse', (t) => {
  for (const text of ['', ' \n', '// a', '\ufeff']) t.deepEqual(wrong(text).messages, []);
});

test('nearest names', (t) => {
  t.is(nearest('edgee', ['node', 'edge']), 'edge');
  t.is(nearest('egde', ['edge']), 'edge');
  t.is(nearest('Edge', ['edge']), 'edge');
  t.is(nearest('p', ['q']), null);
  t.is(nearest('reach', ['edge', 'node']), null);
});
