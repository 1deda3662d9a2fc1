import test from 'ava';
import { check } from '../datalog/check.ts';
import { Diagnostics, format } from '../datalog/diagnostic.ts';
import { load } from '../grammar/include.ts';
import { evaluate, EvaluationError, type Row, type Scenario } from './reference.ts';

type Rest = Partial<Omit<Scenario, 'program'>>;

/** What a relation holds at each tick of a run, the results worked out by hand being the other side of each test. */
function held(relation: string, text: string, rest: Rest = {}, dialect: 'dl' | 'ded' = 'dl'): readonly (readonly Row[])[] {
  const diagnostics = new Diagnostics();
  const program = check(load([{ file: `test.${dialect}`, text, dialect }], () => null, diagnostics), diagnostics);
  if (program === null || diagnostics.hasErrors) throw new Error(diagnostics.sorted().map((each) => format(each)).join('\n'));
  return evaluate({ program, ticks: 10, ...rest }).map(({ relations }) => relations.get(relation) ?? []);
}

test('a closure, of facts and of input rows', (t) => {
  const text = `
    .decl edge(a: symbol, b: symbol)
    .input edge
    .decl reach(a: symbol, b: symbol)
    edge("a", "b").
    reach(x, y) :- edge(x, y).
    reach(x, z) :- reach(x, y), reach(y, z).`;
  t.deepEqual(held('reach', text), [[['a', 'b']]]);
  const inputs = new Map([['edge', [['c', 'd'], ['b', 'c']]]]);
  t.deepEqual(held('reach', text, { inputs }), [[['a', 'b'], ['a', 'c'], ['a', 'd'], ['b', 'c'], ['b', 'd'], ['c', 'd']]]);
});

test('negation sees what is complete, through several strata and both recursions', (t) => {
  const text = `
    n(1). n(2). n(3). n(4). e(1, 2). e(2, 1). e(3, 4).
    even(x) :- n(x), !odd0(x).
    odd0(x) :- n(x), x % 2 = 1.
    r(x, y) :- e(x, y).
    r(x, y) :- r(x, z), e(z, y).
    cyclic(x) :- r(x, x).
    plain(x) :- n(x), !cyclic(x).
    sink(x) :- plain(x), !e(x, _).
    same(x) :- e(x, y), e(y, x), !(x = 1).`;
  t.deepEqual(held('even', text), [[[2], [4]]]);
  t.deepEqual(held('plain', text), [[[3], [4]]]);
  t.deepEqual(held('sink', text), [[[4]]]);
  t.deepEqual(held('same', text), [[[2]]]);
});

test('aggregates in bodies: distinct matches, wildcards included; of nothing', (t) => {
  const votes = `
    .decl vote(x: symbol, by: symbol, weight: number)
    .decl who(x: symbol)
    who("a"). who("b").
    vote("a", "p", 2). vote("a", "q", 2). vote("a", "q", 5).`;
  const of = (aggregate: string) => held('r', `${votes} .decl r(x: symbol, n: number)\n r(x, n) :- who(x), n = ${aggregate}.`);
  t.deepEqual(of('count : { vote(x, _, _) }'), [[['a', 3], ['b', 0]]]);
  t.deepEqual(of('count : { vote(x, _, 2) }'), [[['a', 2], ['b', 0]]]);
  t.deepEqual(of('sum w : { vote(x, _, w) }'), [[['a', 9], ['b', 0]]]);
  t.deepEqual(of('max w : { vote(x, _, w) }'), [[['a', 5]]]);
  t.deepEqual(of('min w + 1 : { vote(x, _, w), w > 2 }'), [[['a', 6]]]);
  t.deepEqual(of('1 + count : { vote(y, _, w), y != x, !vote(_, "p", w) }'), [[['a', 1], ['b', 2]]]);
  t.deepEqual(held('r', `${votes} .decl r(m: float)\n r(m) :- m = mean w : { vote("a", _, w) }.`), [[[3]]]);
  t.deepEqual(held('r', `${votes} .decl r(m: float)\n r(m) :- m = mean w : { vote("b", _, w) }.`), [[]]);
});

test('aggregates in heads: over the distinct bindings of named variables, by group', (t) => {
  const votes = `
    .decl vote(x: symbol, by: symbol, weight: number)
    vote("a", "p", 2). vote("a", "q", 2). vote("a", "q", 5). vote("b", "p", 1).`;
  t.deepEqual(held('r', `${votes} r(x, count<y>, sum<w>) :- vote(x, y, w).`), [[['a', 3, 9], ['b', 1, 1]]]);
  t.deepEqual(held('r', `${votes} r(x, count<w>) :- vote(x, _, w).`), [[['a', 2], ['b', 1]]]);
  t.deepEqual(held('r', `${votes} r(x, count<w>) :- vote(x, _y, w).`), [[['a', 3], ['b', 1]]]);
  t.deepEqual(held('r', `${votes} r(min<w>, max<y>, choose<x>, avg<w>) :- vote(x, y, w).`), [[[1, 'q', 'a', 2.5]]]);
  t.deepEqual(held('r', `${votes} .decl r(n: number)\n r(count<y>) :- vote("c", y, _).`), [[]]);
});

test('disjunction, repeated variables, wildcards and constants', (t) => {
  const text = `
    p(1, 1). p(1, 2). p(2, 2). q(3). q(7).
    diagonal(x) :- p(x, x).
    either(x) :- (p(x, _) ; q(x), x < 5), x != 2.
    shifted(x) :- p(x, x + 1).
    ones(y) :- p(1, y).`;
  t.deepEqual(held('diagonal', text), [[[1], [2]]]);
  t.deepEqual(held('either', text), [[[1], [3]]]);
  t.deepEqual(held('shifted', text), [[[1]]]);
  t.deepEqual(held('ones', text), [[[1], [2]]]);
});

test('functors and values', (t) => {
  const value = (expression: string, type: string) => held('r', `.decl r(x: ${type})\n r(${expression}) :- true.`)[0]?.[0]?.[0];
  t.is(value('-7 / 2', 'number'), -3);
  t.is(value('-7 % 4', 'number'), -3);
  t.is(value('2 ^ 40 - 1', 'number'), 1099511627775);
  t.is(value('-1 band 4294967296', 'number'), 4294967296);
  t.is(value('2147483648 bxor 1', 'number'), 2147483649);
  t.is(value('3 land 4', 'number'), 1);
  t.is(value('0 * -1', 'number'), 0);
  t.is(value('7.0 / 2.0', 'float'), 3.5);
  t.is(value('strlen("a\u{1f600}")', 'number'), 2);
  t.is(value('substr("a\u{1f600}bc", 1, 2)', 'symbol'), '\u{1f600}b');
  t.is(value('substr("abc", 2, 9)', 'symbol'), 'c');
  t.is(value('substr("abc", 5, 1)', 'symbol'), '');
  t.is(value('max("\u{1f600}", "\uffee")', 'symbol'), '\u{1f600}');
  t.is(value('to_number("-12")', 'number'), -12);
  t.is(value('cat("a", to_string(3), "b")', 'symbol'), 'a3b');
});

test('range goes up or down to its end, exclusively', (t) => {
  const values = (args: string) => held('r', `.decl r(x: number)\n r(x) :- x = range(${args}).`)[0]?.flat();
  t.deepEqual(values('1, 4'), [1, 2, 3]);
  t.deepEqual(values('4, 1'), [2, 3, 4]);
  t.deepEqual(values('0, 5, 2'), [0, 2, 4]);
  t.deepEqual(values('2, 2'), []);
  t.deepEqual(values('0, 5, -1'), []);
});

test('symbols match patterns as a whole and contain parts', (t) => {
  const text = `s("ab"). s("abc"). s("b").
    m(x) :- s(x), match("a.", x).
    n(x) :- s(x), !match(".*b", x).
    c(x) :- s(x), contains("bc", x).`;
  t.deepEqual(held('m', text), [[['ab']]]);
  t.deepEqual(held('n', text), [[['abc']]]);
  t.deepEqual(held('c', text), [[['abc']]]);
});

test('mistakes of a run are errors', (t) => {
  for (const rule of ['q(9007199254740991 + x) :- p(x).', 'q(1 / (x - 1)) :- p(x).', 'q(1 % (x - 1)) :- p(x).']) {
    t.throws(() => held('q', `.decl q(x: number)\n p(1). ${rule}`), { instanceOf: EvaluationError });
  }
  t.throws(() => held('q', `.decl p(x: unsigned)\n .decl q(x: unsigned)\n p(1). q(x - 2) :- p(x).`), { instanceOf: EvaluationError });
  t.throws(() => held('q', `.decl q(x: number)\n s("1x"). q(to_number(x)) :- s(x).`), { instanceOf: EvaluationError });
  t.throws(() => held('q', `p(0). q(y) :- p(x), y = range(1, 5, x).`), { instanceOf: EvaluationError });
});

test('a tick forgets, `@next` carries, `.persist` keeps until deleted', (t) => {
  const text = `
    .decl log(x: number)
    .decl del_log(x: number)
    .persist log
    log(1)@1. log(2)@2. del_log(1)@3.
    seen(x)@next :- log(x), !old(x).
    .decl old(x: number)
    old(2).`;
  t.deepEqual(held('log', text), [[[1]], [[1], [2]], [[1], [2]], [[2]], [[2]]]);
  t.deepEqual(held('seen', text), [[], [[1]], [[1]], [[1]], []]);
});

test('a run ends when nothing is due, and not before', (t) => {
  t.is(held('p', 'p(1). q(x) :- p(x).').length, 1);
  t.is(held('p', 'p(1)@1. q(x) :- p(x).').length, 2, 'the second tick sees that p has ceased');
  t.is(held('p', 'p(1). p(2)@5.').length, 6, 'ticks before a timed fact repeat');
  t.is(held('p', '.decl p(x: number)\n p(x)@next :- p(x). p(1)@1.').length, 2, 'persistence does not spin');
  t.is(held('p', 'p(1)@1. q(2)@next :- p(1). p(1)@next :- q(2).').length, 10, 'an oscillation does');
  t.deepEqual(held('p', '.decl p(x: number)\n .input p', { arrivals: [{ tick: 3, relation: 'p', row: [4] }] }), [[], [], [[4]], []]);
});

test('without locations `@async` is a message to itself', (t) => {
  t.deepEqual(held('p', 'p(1)@1. p(x + 1)@async :- p(x), x < 3.'), [[[1]], [[2]], [[3]], []]);
});

test('a broadcast: messages arrive a tick later where they are addressed, and only where a node is', (t) => {
  const text = `
    .decl node(@at: addr, peer: addr)
    .decl log(@at: addr, payload: symbol)
    .channel bcast(@to: addr, payload: symbol)
    .persist log
    node("a", "b"). node("a", "c"). node("b", "a").
    log("a", "hi")@1.
    bcast(m, p)@async :- log(n, p), node(n, m).
    bcast("nowhere", p)@async :- log(_, p).
    log(n, p) :- bcast(n, p).`;
  const a = ['a', 'hi'];
  const [b, c] = [['b', 'hi'], ['c', 'hi']];
  t.deepEqual(held('log', text), [[a], [a, b, c], [a, b, c]]);
  t.deepEqual(held('bcast', text), [[], [b, c], [a, b, c]]);
});

test('in a located program a relation without location is local', (t) => {
  const text = `
    .decl limit(n: number)
    .decl load(@at: addr, n: number)
    .decl high(n: number)
    .decl alarm(@at: addr)
    limit(5).
    load("a", 3). load("b", 7).
    high(n) :- load(_, n), limit(m), n > m.
    alarm(x) :- load(x, _), high(_).`;
  t.deepEqual(held('high', text), [[[7]]]);
  t.deepEqual(held('alarm', text), [[['b']]]);
});

test('a relation located at a role exists only at its nodes', (t) => {
  const text = `
    .type Leader <: addr
    .decl boss(@at: Leader, worker: addr)
    .decl told(@at: addr, x: number)
    .decl order(@at: Leader, x: number)
    .decl peer(@at: addr, other: Leader)
    order("l", 1)@1.
    boss("l", "w").
    told(w, x)@async :- order(l, x), boss(l, w).
    order(o, x + 1)@async :- told(w, x), peer(w, o).
    peer("w", "l").`;
  t.deepEqual(held('told', text, { ticks: 4 }), [[], [['w', 1]], [], [['w', 2]]]);
  const nodes = new Map([['m', new Set(['Leader'])], ['z', new Set<string>()]]);
  const arrivals = ['m', 'z', 'y'].map((at) => ({ tick: 2, relation: 'order', row: [at, 9] }));
  t.deepEqual(held('order', text, { ticks: 2, nodes, arrivals })[1], [['m', 9]]);
});

test('specification rules see all locations, and the ticks before', (t) => {
  const text = `
    node("a", "b")@1; node("b", "a")@1;
    node(x, y)@next :- node(x, y);
    log("a", "p")@1;
    log(y, p)@async :- log(x, p), node(x, y);
    missing(y, p) :- log(x, p), node(x, y), notin log(y, p);
    pre("first", p) :- log(x, p)@1, notin log(x, p);
    post(p) :- log("a", p), log("b", p)@2;`;
  const rest = { ticks: 3 };
  t.deepEqual(held('log', text, rest, 'ded'), [[['a', 'p']], [['b', 'p']], [['a', 'p']]]);
  t.deepEqual(held('missing', text, rest, 'ded'), [[['b', 'p']], [['a', 'p']], [['b', 'p']]]);
  t.deepEqual(held('pre', text, rest, 'ded'), [[], [['first', 'p']], []]);
  t.deepEqual(held('post', text, rest, 'ded'), [[], [], [['p']]]);
});
