import test from 'ava';
import type { Statement, Term } from '../datalog/ast.ts';
import { Diagnostics, format } from '../datalog/diagnostic.ts';
import { printProgram } from '../datalog/print.ts';
import { textOf, type Dialect } from '../datalog/source.ts';
import { parse } from '../grammar/parse.ts';

function statements(text: string, dialect: Dialect = 'dl'): readonly Statement[] {
  const diagnostics = new Diagnostics();
  const parsed = parse({ file: `test.${dialect}`, text, dialect }, diagnostics);
  const found = diagnostics.sorted().map((each) => format(each));
  if (found.length > 0) throw new Error(`${text}\n${found.join('\n')}`);
  return parsed.statements;
}

/** The program as printed. */
function printed(text: string, dialect: Dialect = 'dl'): string {
  return printProgram(statements(text, dialect), dialect).trimEnd();
}

/** The only term of a fact about it. */
function term(text: string, dialect: Dialect = 'dl'): Term {
  const [clause] = statements(`p(${text})${dialect === 'dl' ? '.' : ';'}`, dialect);
  if (clause?.kind !== 'clause' || clause.head.terms[0] === undefined) throw new Error(text);
  return clause.head.terms[0];
}

function features(text: string): readonly string[] {
  return statements(text).flatMap((each) => (each.kind === 'unsupported' ? [each.feature] : []));
}

for (const [title, text, expected = text] of [
  ['fact', 'p(1, "a", x).'],
  ['nullary atoms', 'p() :- q().'],
  ['time', 'p(x)@next :- q(x)@5, r(x) @ async.', 'p(x)@next :- q(x)@5, r(x)@async.'],
  ['timed fact', 'p(1)@10.'],
  ['negation', 'p(x) :- q(x), !r(x), !(x = 1), !!r(x).'],
  ['negation of a comparison without parentheses', 'p(x) :- q(x), !x = 1.', 'p(x) :- q(x), !(x = 1).'],
  ['negated group', 'p(x) :- q(x), !(r(x), s(x) ; t(x)).'],
  ['comparisons', 'p(x) :- x = 1, x != 2, x < 3, x <= 4, x > 5, x >= 6.'],
  ['disjunction', 'p(x) :- a(x), b(x) ; c(x).'],
  ['nested disjunction', 'p(x) :- a(x), (b(x) ; c(x), (d(x) ; e(x))).'],
  ['group', 'p(x) :- (a(x), b(x)).'],
  ['group of one', 'p(x) :- ((a(x))), ((x) = (y)).', 'p(x) :- a(x), x = y.'],
  ['truth', 'p(true) :- true, x = false, false.'],
  ['tests', 'p(x) :- match("a.*", x), !contains("b", x).'],
  ['functor against atom', 'p(x) :- f(x) = y, f(x), 1 < g(x) + 1.'],
  ['several heads', 'a(x), b(x)@next :- c(x).', 'a(x) :- c(x).\nb(x)@next :- c(x).'],
  ['several facts', 'a(1), b(2).', 'a(1).\nb(2).'],
  ['aggregates', 'p(n) :- n = count : { q(_) }, m = sum x + 1 : { q(x), (r(x) ; s(x)) }.'],
  ['aggregate of one atom', 'p(n) :- n = count:q(_) + 1.', 'p(n) :- n = count : { q(_) } + 1.'],
  ['aggregate of an alternative', 'p(n) :- n = mean x : { q(x) ; r(x) }.'],
  ['nested aggregates', 'p(n) :- n = sum x + min y : { q(y) } + z : { r(x, z) }.'],
  ['aggregate with a target in parentheses', 'p(n) :- n = min (x) : { q(x) }.', 'p(n) :- n = min x : { q(x) }.'],
  ['min and max as functors', 'p(min(x, y), max(1, 2, 3)) :- q(x, y), min(x, y) = 1.'],
  ['relations named like qualifiers', '.decl inline(x: number)\nreliable(1).\n.persist inline\ninput(1).'],
  ['the scope of the nearest aggregate', 'p(n) :- n = sum (x) + min (y) : { q(y) }.', 'p(n) :- n = (sum(x)) + min y : { q(y) }.'],
  ['an aggregate of two calls', 'p(n) :- n = sum (min(x, 1)) + max(x, y) : { q(x, y) }.', 'p(n) :- n = sum min(x, 1) + max(x, y) : { q(x, y) }.'],
  ['aggregates as names', '.decl count(min: number, sum: number)\nmax(x) :- count(x, _), !min(x).'],
  ['head aggregates', 'p(x, count<y>, sum < z >, foo<z>) :- q(x).', 'p(x, count<y>, sum<z>, foo<z>) :- q(x).'],
  ['user functors', 'p(@hash(x, 1), @now()).'],
  ['two statements in a line', 'e(1,2).e(2,3). p(x):-e(x,_).', 'e(1, 2).\ne(2, 3).\np(x) :- e(x, _).'],
  ['a directive that shares the dot', 'p(1).decl q(x: number)', 'p(1).\n.decl q(x: number)'],
  ['a directive right behind a clause', 'p(1)..decl q(x: number).input q', 'p(1).\n.decl q(x: number)\n.input q'],
  ['a number before the end', 'p(x) :- x = 1.q(2).', 'p(x) :- x = 1.\nq(2).'],
  ['a variable before the end', 'p(x) :- q(y), x = y.q(2).', 'p(x) :- q(y), x = y.\nq(2).'],
  ['comments', '// a\np(/* "b */ 1) // c .\n. /* */', 'p(1).'],
  ['names', '?a_1(_x, ?).'],
] as const) {
  test(`dl: ${title}`, (t) => {
    t.is(printed(text), expected);
    t.is(printed(expected), expected);
  });
}

for (const [title, text, expected = text] of [
  ['rule', 'p(X)@next :- q(X, Y), notin r(X, _), X == Y + 1, Y != "a";'],
  ['fact', 'p("a", 1)@1;'],
  ['head aggregate', 'p(X, count<Y>) :- q(X, Y)@5;'],
  ['include', 'include "./f.ded"; .include "g"', 'include "./f.ded";\ninclude "g";'],
  ['every word is a variable', 'p(true, count, band, nil, min, include) :- q(sum, bnot), include(match);'],
  ['a string over two lines', 'p("a\nb");', 'p("a\\nb");'],
  ['words are functors', 'p(band(x, bnot(y)) % 2, -x);'],
  ['directives', '.spec post\n.output p(IO=stdout)\np(1);', '.spec post\n.output p(IO="stdout")\np(1);'],
  ['include behind a directive', '.spec post\ninclude "a";', '.spec post\ninclude "a";'],
  ['clauses in a line', 'p(1);p(2);.spec p', 'p(1);\np(2);\n.spec p'],
] as const) {
  test(`ded: ${title}`, (t) => {
    t.is(printed(text, 'ded'), expected);
    t.is(printed(expected, 'ded'), expected);
  });
}

for (const [title, text, expected = text] of [
  ['.decl', '.decl a, b(@at: addr, x: Foo.Bar)', '.decl a(@at: addr, x: Foo.Bar)\n.decl b(@at: addr, x: Foo.Bar)'],
  ['.decl without columns', '.decl p()'],
  ['.channel', '.channel vote(@to: addr) reliable\n.channel v()'],
  ['old qualifiers', '.decl a(x: T) brie input output inline\np(1).', '.decl a(x: T)\n.input a\n.output a\np(1).'],
  ['.type', '.type City <: symbol\n.type Place = City | Town\n.type Alias = A.B'],
  ['old types', '.number_type A .symbol_type B', '.type A <: number\n.type B <: symbol'],
  ['.input', '.input a(IO=stdin, n=3, d="\\t", h=true)', '.input a(IO="stdin", n="3", d="\\t", h="true")'],
  ['several relations', '.input a, b(IO=stdin)', '.input a(IO="stdin")\n.input b(IO="stdin")'],
  ['.output and the like', '.output a()\n.printsize b\np(1).', '.output a\n.printsize b\np(1).'],
  ['.limitsize', '.limitsize c(n="3")'],
  ['.persist and .spec', '.persist a, b\n.spec c, d', '.persist a\n.persist b\n.spec c\n.spec d'],
  ['.functor', '.functor f(x: number, y: City): symbol\n.functor now(): number'],
  ['.include', '.include "a/b.dl"'],
  ['in one line', '.input a .output a p(1). .persist p q(2).', '.input a\n.output a\np(1).\n.persist p\nq(2).'],
  ['columns named like directives', '.decl p(input: number, decl: type)'],
] as const) {
  test(`directive: ${title}`, (t) => {
    t.is(printed(text), expected);
    t.is(printed(expected), expected);
  });
}

for (const [text, ...expected] of [
  ['.type T = [a: number, b: symbol]', 'record types'],
  ['.type T = A {} | B { x: number }\np(1).', 'algebraic data types'],
  ['.comp A<T> : B<T> { .decl p(x: T)\n p(1). p(x) :- q(x). }\np(1).', 'components'],
  ['.init a = A<number>\na.p(1).\nq(x) :- r(x), !a.p(x).', 'components', 'components', 'components'],
  ['.override p\np(1).', 'components'],
  ['.functor f(x: number, y: symbol): number stateful\np(1).', 'stateful functors'],
  ['.lattice L<> { Bottom -> 1, Lub -> @f(_, _) }', 'lattice columns'],
  ['.decl p(x: symbol, d: map<symbol, min<number>>, e: or)', 'lattice columns', 'lattice columns'],
  ['.decl p(x: number, y: number) eqrel choice-domain x, (x, y)\np(1).', 'equivalence relations', 'choice domains'],
  ['.decl p(x: number) overridable', 'components'],
  ['p(x) <= p(y) :- x < y.', 'subsumptive rules'],
] as const) {
  test(`unsupported: ${text}`, (t) => t.deepEqual(features(text), expected));
}

test('unsupported statements do not take what follows with them', (t) => {
  t.is(statements('.comp A { p(1). }\np(1).\n.init a = A\np(2).').length, 4);
  t.is(printed('.decl p(x: number, d: min<number>) eqrel\np(1).'), '.decl p(x: number, d: number)\np(1).');
});

test('unsupported terms', (t) => {
  for (const [text, feature] of [
    ['[a, b]', 'records'],
    ['[]', 'records'],
    ['nil', 'records'],
    ['$A(x)', 'algebraic data types'],
    ['$A', 'algebraic data types'],
    ['$', 'counters ($)'],
    ['as(x, number)', 'type casts (as)'],
    ['autoinc()', 'counters (autoinc)'],
  ] as const) {
    const parsed = term(text);
    t.like(parsed, { kind: 'unsupportedterm', feature });
    t.is(textOf(parsed.span), text);
  }
});

test('literals', (t) => {
  const value = (text: string) => {
    const parsed = term(text);
    return 'value' in parsed ? [parsed.kind, parsed.value] : parsed.kind;
  };
  t.deepEqual(value('0x1F'), ['number', 31]);
  t.deepEqual(value('0b101'), ['number', 5]);
  t.deepEqual(value('- 1'), ['number', -1]);
  t.deepEqual(value('-0'), ['number', 0]);
  t.deepEqual(value('1.5e-3'), ['float', 0.0015]);
  t.deepEqual(value('-1e3'), ['float', -1000]);
  t.deepEqual(value('-0.0'), ['float', -0]);
  t.like(term('7u'), { kind: 'number', value: 7, unsigned: true });
  t.like(term('-x'), { kind: 'call', functor: { text: 'neg' } });
  t.like(term('--1'), { kind: 'call', functor: { text: 'neg' }, terms: [{ kind: 'number', value: -1 }] });
  t.deepEqual(value('"\\"\\\'\\?\\\\\\n\\t\\r\\a\\b\\f\\v\\0\\x41\\u00e9\\ud800é"'), ['string', '"\'?\\\n\t\r\x07\b\f\v\0Aé\ud800é']);
  t.is(printed(`p(1${'0'.repeat(400)}).`), printed(printed(`p(1${'0'.repeat(400)}).`)));
});

test('spans cover the text a node was parsed from', (t) => {
  const text = '  p(x + 1)@next :- q((a + b) * c, - y), n = sum x : { r(x) }.';
  const [clause] = statements(text);
  if (clause?.kind !== 'clause') return t.fail();
  t.is(textOf(clause.span), text.trim());
  t.is(textOf(clause.head.span), 'p(x + 1)@next');
  const [atom, aggregate] = clause.body ?? [];
  if (atom?.kind !== 'atom' || aggregate?.kind !== 'comparison') return t.fail();
  t.deepEqual(atom.terms.map((each) => textOf(each.span)), ['(a + b) * c', '- y']);
  t.is(textOf(aggregate.right.span), 'sum x : { r(x) }');
});

test('a program of 100,000 lines', (t) => {
  const rule = 'path(x, z)@next :- path(x, y), edge(y, z), !del(x, _), z > 3.';
  const line = (i: number) => (i % 2 === 0 ? `edge("a${i}", ${i}).` : rule);
  t.is(statements(Array.from({ length: 100_000 }, (_, i) => line(i)).join('\n')).length, 100_000);
});

test('long lists and deep terms', (t) => {
  const atoms = Array.from({ length: 20_000 }, (_, i) => `q(x, ${i})`).join(', ');
  t.is(statements(`p(x) :- ${atoms}.`).length, 1);
  t.is(statements(`p(${Array.from({ length: 20_000 }, () => 'x').join(' + ')}).`).length, 1);
  t.is(printed(`p(${'('.repeat(1000)}x${')'.repeat(1000)}).`), 'p(x).');
});
