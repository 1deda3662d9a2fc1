import test from 'ava';
import { check } from '../datalog/check.ts';
import { Diagnostics, format } from '../datalog/diagnostic.ts';
import { greatestDepth } from '../datalog/flatten.ts';
import { printChecked } from '../datalog/print-program.ts';
import { atomsOf, type Expression, type Program } from '../datalog/program.ts';
import { stratify } from '../datalog/stratify.ts';
import type { Dialect } from '../datalog/source.ts';
import { load, type Loaded } from '../grammar/include.ts';

/** The checked program; warnings are allowed only where they are asked for. */
function checked(text: string, dialect: Dialect = 'dl'): Program {
  const { program, said } = checkedWithWarnings(text, dialect);
  if (said.length > 0) throw new Error(said.join('\n'));
  return program;
}

function read(text: string, dialect: Dialect, diagnostics: Diagnostics): Loaded {
  return load([{ file: `test.${dialect}`, text, dialect }], () => null, diagnostics);
}

function checkedWithWarnings(
  text: string,
  dialect: Dialect = 'dl',
): { readonly program: Program; readonly said: readonly string[] } {
  const diagnostics = new Diagnostics();
  const program = check(read(text, dialect, diagnostics), diagnostics);
  const said = diagnostics.sorted();
  if (!program) throw new Error(said.map((each) => format(each)).join('\n'));
  return { program, said: said.map(({ code, severity }) => `${severity} ${code}`) };
}

/** The columns of relations as `name: type`, an address by its role. */
function columns(program: Program, relation: string): string {
  const known = program.relations.get(relation);
  return (known?.columns ?? []).map(
    ({ name, type, role }, at) => `${at === known?.location ? '@' : ''}${name}: ${role ?? type}`,
  ).join(', ');
}

function rule(program: Program, index = 0): string {
  const text = printChecked(
    { ...program, relations: new Map(), facts: [], rules: program.rules.slice(index, index + 1) },
  );
  return text.replace(/^rules\n {2}/, '').trimEnd();
}

function ephemeral(program: Program): string {
  return [...program.relations.values()].flatMap((each) => (each.ephemeral ? [each.name] : [])).join(' ');
}

test('columns never declared get their types from what flows into them', (t) => {
  const program = checked(
    'p("a", 1, 2.5, true, 7u, 3). q(b, a) :- p(a, b, _, _, _, _). r(x + 1.5) :- p(_, _, _, _, _, x).',
  );
  t.is(columns(program, 'p'), 'c1: symbol, c2: number, c3: float, c4: bool, c5: unsigned, c6: float');
  t.is(columns(program, 'q'), 'c1: number, c2: symbol');
});

test('a column without evidence is of symbols', (t) => {
  t.is(columns(checked('.input p\nq(x) :- p(x).'), 'q'), 'c1: symbol');
});

test('types flow backwards from a use', (t) => {
  t.is(columns(checked('.input p\nq(n) :- p(x, y), n = strlen(x), y > 2.'), 'p'), 'c1: symbol, c2: number');
});

test('an integer literal takes the type of its column', (t) => {
  const program = checked('.decl p(a: float, b: unsigned, c: number)\np(1, 2, -3).');
  t.deepEqual(program.facts[0]?.row, [1, 2, -3]);
});

test('aliases of types are the types', (t) => {
  const program = checked('.type Id = number\n.decl p(a: int, b: string, c: Id)\np(1, "a", 2).');
  t.is(columns(program, 'p'), 'a: number, b: symbol, c: number');
});

test('addresses are inferred where they flow, roles where nothing else does', (t) => {
  const program = checked(`
    .type Leader <: addr
    .decl log(@at: Leader, value: number)
    .decl node(@at: addr, peer: addr)
    .input log
    .input node
    copy(n, v) :- log(n, v).
    peers(m, n) :- node(n, m), log(n, _).
    plain(v) :- log(_, v).
  `);
  t.is(columns(program, 'copy'), 'c1: Leader, c2: number');
  t.is(columns(program, 'peers'), 'c1: addr, c2: addr');
  t.is(columns(program, 'plain'), 'c1: number');
  t.true(program.located);
  t.deepEqual([...program.roles], [['Leader', ['addr']]]);
});

test('roles have their supertypes, nearest first', (t) => {
  const program = checked(
    '.type Node <: addr\n.type Leader <: Node\n.type Any = Leader | Follower\n.type Follower <: Node\n.type L = Leader',
  );
  t.deepEqual(program.roles.get('Leader'), ['Any', 'Node', 'addr']);
  t.deepEqual(program.roles.get('Any'), ['Node', 'addr']);
  t.false(program.roles.has('L'));
});

test('subtypes and unions may flow up, and alternatives are looked at one by one', (t) => {
  t.notThrows(() => checked(`
    .type A <: symbol
    .type B <: symbol
    .type U = A | B
    .decl a(x: A)
    .decl b(x: B)
    .decl u(x: U)
    .decl s(x: symbol)
    .input a
    .input b
    u(x) :- a(x) ; b(x).
    s(x) :- u(x).
    a(x) :- u(x), a(x).
    a(x) :- u(y), a(y), x = y.
    b("a constant").
    b(cat(x, x)) :- a(x).
  `));
});

test('an address may stand for a role, and a symbol for an address', (t) => {
  t.notThrows(() => checked(`
    .type Leader <: addr
    .decl name(x: symbol)
    .decl lead(@at: Leader)
    .decl node(@at: addr)
    .input name
    lead(x)@async :- name(x).
    node(x) :- lead(x).
    lead(x) :- node(x).
    name(x)@next :- node(x).
  `));
});

test('constant facts are folded', (t) => {
  const program = checked('p(1 + 2 * 3, 7 / 2, -7 / 2, -7 % 4, 2 ^ 10, -(1), cat("a", "b")). q(1.0 / 4).');
  t.deepEqual(program.facts.map(({ row }) => row), [[7, 3, -3, -3, 1024, -1, 'ab'], [0.25]]);
  t.is(program.rules.length, 0);
});

test('a fact that only a run can compute is a rule', (t) => {
  const program = checked('q("a"). p(ord("x")). n(count : { q(_) }). r(range(1, 4)).');
  t.is(program.facts.length, 1);
  t.is(rule(program), 'p(ord("x")) :- true.\n    variables none');
  t.is(rule(program, 1), 'n(count) :- count = count : { q(_) }.\n    variables count: number');
  t.is(rule(program, 2), 'r(range) :- range = range(1, 4).\n    variables range: number');
});

test('aggregates are hoisted before the literal that uses them', (t) => {
  const program = checked('p(1). q(x) :- p(x), x + count : { p(_) } > max y : { p(y) }.');
  t.is(
    rule(program),
    [
      'q(x) :- p(x), count = count : { p(_) }, max = max y : { p(y) }, +(x, count) > max.',
      '    variables x: number, y: number, count: number, max: number',
    ].join('\n'),
  );
});

test('an aggregate defines its variable unless something else binds it too', (t) => {
  const program = checked('p(1). q(n) :- n = count : { p(_) }. q(n) :- p(n), n = count : { p(_) }.');
  t.is(rule(program), 'q(n) :- n = count : { p(_) }.\n    variables n: number');
  t.is(rule(program, 1), 'q(n) :- p(n), count = count : { p(_) }, n = count.\n    variables n: number, count: number');
});

test('locals of one name in two aggregates are two variables', (t) => {
  const program = checked('p(1, 2). q(a + b) :- a = sum x : { p(x, _) }, b = sum x : { p(_, x) }.');
  t.is(rule(program).split('\n')[0], 'q(+(a, b)) :- a = sum x#2 : { p(x#2, _) }, b = sum x#3 : { p(_, x#3) }.');
});

test('a variable used outside of an aggregate is outer, through any depth', (t) => {
  const program = checked('p(1, 2). q(1). r(x, n) :- q(x), n = sum m : { q(y), m = count : { p(x, y) } }.');
  const [aggregate] = program.rules[0]?.body.filter((literal) => literal.kind === 'aggregate') ?? [];
  const inner = aggregate?.body.find((literal) => literal.kind === 'aggregate');
  const name = (id: number): string => program.rules[0]?.variables[id]?.name ?? '?';
  t.deepEqual(aggregate?.outer.map(name), ['x']);
  t.deepEqual(inner?.outer.map(name).sort(), ['x', 'y']);
});

test('negated groups become alternatives and comparisons their opposites', (t) => {
  const program = checked('p(1). q(1). r(x) :- p(x), !(q(x), x < 3 ; x = 7). s(x) :- p(x), !!q(x), !(true).');
  t.is(rule(program).split('\n')[0], 'r(x) :- p(x), (!q(x) ; x >= 3), x != 7.');
  t.is(rule(program, 1).split('\n')[0], 's(x) :- p(x), q(x), false.');
});

test('alternatives bind what all of them bind', (t) => {
  t.notThrows(() => checked('a(1). b(1). p(x) :- a(x) ; b(x). q(x, y) :- (a(x), y = x ; b(y), x = y + 0).'));
});

test('bindings may be found in any order', (t) => {
  t.notThrows(() => checked('a(1). p(z) :- z = y + 1, y = x + 1, x > 0, a(x).'));
  t.notThrows(() => checked('a(1). p(n) :- m > 0, n = range(0, m), a(m).'));
});

test('head folds have result types', (t) => {
  const program = checked(
    '.decl v(c: symbol, n: unsigned)\n.input v\np(c, count<n>, sum<n>, avg<n>, choose<c>) :- v(c, n).',
  );
  t.is(columns(program, 'p'), 'c1: symbol, c2: number, c3: unsigned, c4: float, c5: symbol');
});

test('.persist is a rule, and honours deletions', (t) => {
  const program = checked(
    '.decl log(at: symbol, n: number)\n.decl seen(n: number)\ndel_log("a", 1). .persist log\n.persist seen',
  );
  t.is(rule(program), 'log(at, n)@next :- log(at, n), !del_log(at, n).\n    variables at: symbol, n: number');
  t.is(rule(program, 1), 'seen(n)@next :- seen(n).\n    variables n: number');
});

test('names of the language of implementation are ordinary names', (t) => {
  const program = checked(
    `constructor("a"). hasOwnProperty("c").
     __proto__(toString, "b") :- constructor(toString), !hasOwnProperty(toString).`,
  );
  t.deepEqual([...program.relations.keys()], ['constructor', 'hasOwnProperty', '__proto__']);
});

test('equal variables are one place', (t) => {
  const program = checked('.decl a(@n: addr, m: addr)\n.input a\n.decl b(@n: addr)\nb(m) :- a(n, _), a(m, _), m = n.');
  t.is(program.rules[0]?.location?.kind, 'variable');
});

test('a wildcard that says where a body is gets a name', (t) => {
  const program = checked('.decl a(@n: addr, x: number)\n.input a\nb(x) :- a(_, x).');
  t.is(rule(program), 'b(x) :- a(at, x).\n    variables x: number, at: symbol at at');
});

test('a body at a constant is at one place', (t) => {
  const program = checked(
    '.decl a(@n: addr, x: number)\n.input a\n.decl b(@n: addr, x: number)\nb("s", x) :- a("s", x), !a("s", 1).',
  ).rules;
  t.is(program.length, 1);
});

test('what holds for one tick only', (t) => {
  const program = checked(`
    .decl line(text: symbol)
    .input line(IO=stdin)
    .decl edge(x: symbol, y: symbol)
    .input edge
    .channel m(x: symbol)
    .decl never(x: symbol)
    m(x)@async :- line(x).
    got(x) :- m(x).
    pair(x, y) :- got(x), got(y).
    pair(x, y) :- pair(x, z), pair(z, y).
    kept(x) :- got(x).
    kept(x)@next :- kept(x).
    both(x) :- kept(x) ; got(x).
    joined(x) :- kept(x), (got(x) ; line(x)).
    counted(n) :- n = count : { got(_) }.
    echo(x)@next :- got(x).
    sent(x)@async :- kept(x).
    start("a")@1.
    always("b").
  `);
  t.is(ephemeral(program), 'line m never got pair joined echo sent start');
});

test('strata', (t) => {
  const program = checked(
    `e(1). a(x) :- e(x). a(x) :- b(x). b(x) :- a(x). c(x) :- e(x), !b(x).
     d(n) :- n = count : { c(_) }. f(x)@next :- e(x), !f(x).`,
  );
  t.deepEqual(
    stratify(program).map(({ relations, recursive, stratum }) => [relations.join(' '), recursive, stratum]).sort(),
    [
      ['a b', true, 0],
      ['c', false, 1],
      ['d', false, 2],
      ['e', false, 0],
      ['f', false, 0],
    ],
  );
});

test('components come before those that need them', (t) => {
  const program = checked('c(x) :- b(x), !a(x). b(x) :- a(x). a(1). d(x) :- c(x), a(x).');
  t.deepEqual(stratify(program).map(({ relations }) => relations[0]), ['a', 'b', 'c', 'd']);
});

test('input and output directives', (t) => {
  const program = checked(
    `.decl e(x: number)
     .input e(IO="FILE", FileName="x.csv", delimiter=",")
     .output e
     .output e(IO=stdout)
     .output e
     .printsize e
     .limitsize e(n=5)`,
  );
  const relation = program.relations.get('e');
  t.deepEqual([...(relation?.input?.parameters ?? [])], [['io', 'file'], ['filename', 'x.csv'], ['delimiter', ',']]);
  t.is(relation?.outputs.length, 2);
  t.is(relation?.limitSize, 5);
  t.true(relation?.printSize);
});

test('a timer makes an undeclared column a number', (t) => {
  t.is(columns(checked('.input beat(IO=timer, period="100ms")\nlast(t) :- beat(t).'), 'last'), 'c1: number');
});

test('classic: locations, open negations, equality', (t) => {
  const program = checked(
    `node("a", "b")@1; log(N, P)@next :- log(N, P); log("a", 1)@1;
     lone(N, X) :- node(N, _), notin log(N, Unused), X == 2 + 1;`,
    'ded',
  );
  t.is(columns(program, 'node'), '@c1: addr, c2: symbol');
  t.is(columns(program, 'lone'), '@c1: addr, c2: number');
  t.is(rule(program, 1).split('\n')[0], 'lone(N, X) :- node(N, _), !log(N, _), X = +(2, 1).');
});

test('classic: pre and post are the specification, without a warning', (t) => {
  const program = checked(
    `node("a", "b")@1; log("a", "x")@1;
     log(M, P)@async :- log(N, P), node(N, M);
     missing(A, P) :- log(X, P), node(X, A), notin log(A, P);
     pre(X, P) :- log(X, P), notin log(X, P)@1, notin crash(X, X, _);
     post(X, P) :- log(X, P), notin missing(_, P);`,
    'ded',
  );
  const spec = [...program.relations.values()].filter((each) => each.spec).map((each) => each.name);
  t.deepEqual(spec, ['missing', 'pre', 'crash', 'post']);
  t.is(columns(program, 'crash'), '@observer: addr, node: addr, tick: number');
  t.deepEqual(program.rules.map((each) => each.spec), [false, true, true, true]);
});

test('classic: what is derived from a specification rule is one too, with one warning', (t) => {
  const { program, said } = checkedWithWarnings(
    'node("a")@1; timer(N, 2) :- node(N)@1; fire(N)@next :- timer(N, 2); done(N) :- fire(N); free(N) :- node(N);',
    'ded',
  );
  t.deepEqual(said, ['warning spec-rule']);
  t.deepEqual(program.rules.map((each) => each.spec), [true, true, true, false]);
});

test('classic: the outcome relations may begin with a number', (t) => {
  t.is(columns(checked('lead("a", 3)@1; post(R) :- lead(_, R);', 'ded'), 'post'), '@c1: number');
});

test('specification relations of the modern spelling look where they like', (t) => {
  const program = checked(
    '.decl log(@at: addr, x: number)\n.input log\n.spec post\npost(x) :- log(n, x), log(m, x), n != m, !log(n, x)@1.',
  );
  t.true(program.rules[0]?.spec);
  t.deepEqual([...atomsOf(program.rules[0]?.body ?? [])].map(({ atom }) => atom.tick), [null, null, 1]);
});

test('nothing is said twice about the shared body of several heads', (t) => {
  const diagnostics = new Diagnostics();
  const text = 'a(1). p(x), q(x) :- a(x), !a(y).';
  t.is(check(read(text, 'dl', diagnostics), diagnostics), null);
  t.deepEqual(diagnostics.sorted().map(({ code }) => code), ['unbound-variable']);
});

test('a variable that another head uses is no slip', (t) => {
  t.notThrows(() => checked('a(1, 2). p(x), q(y) :- a(x, y).'));
});

test('what could not be read is not reported as missing', (t) => {
  const diagnostics = new Diagnostics();
  const { statements } = read('p(x) :- q(x), r(x). r(1).', 'dl', diagnostics);
  t.is(check({ statements, broken: new Set(['q']) }, diagnostics) === null, diagnostics.hasErrors);
  t.deepEqual(diagnostics.sorted(), []);
});

test('a sum, a power and a nest of calls may be long, a body too', (t) => {
  const many = (text: string, separator: string): string => Array.from({ length: 2_000 }, () => text).join(separator);
  const program = checked(`
    a(1).
    fact(${many('1', ' + ')}).
    sum(y) :- a(x), y = ${many('x', ' + ')}.
    power(${many('x', '^')}) :- a(x).
    sign(${'- '.repeat(2_000)}x) :- a(x).
    bracketed(y) :- a(x), y = ${'('.repeat(2_000)}x${' + 1)'.repeat(2_000)}.
    text(${'cat("a", '.repeat(2_000)}"b"${')'.repeat(2_000)}) :- a(_).
    body(x) :- ${Array.from({ length: 500 }, () => 'a(x)').join(', ')}.
    folded(n) :- n = sum ${many('x', ' + ')} : { a(x), !a(${many('x', ' + ')}) }.
  `);
  t.deepEqual(program.facts.map(({ row }) => row), [[1], [2_000]]);
  t.is(program.rules.length, 7);
  // What comes after the checks may recurse over an expression.
  for (const each of program.rules) {
    const expressions = each.terms.filter((term) => term.kind !== 'fold');
    for (const literal of each.body) if (literal.kind === 'comparison') expressions.push(literal.left, literal.right);
    for (const expression of expressions) t.true(depthOf(expression) <= greatestDepth);
  }
});

function depthOf(expression: Expression): number {
  return expression.kind === 'call' ? 1 + Math.max(...expression.args.map(depthOf)) : 0;
}

test('a hundred thousand facts are checked in linear time', (t) => {
  const text = Array.from({ length: 100_000 }, (_, i) => `edge(${i}, ${i + 1}).`).join('\n');
  const program = checked(`${text}\nreach(x, y) :- edge(x, y).`);
  t.is(program.facts.length, 100_000);
});
