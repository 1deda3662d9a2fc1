import test, { type ExecutionContext } from 'ava';
import { existsSync, readFileSync } from 'node:fs';
import { Session } from './session.ts';

// Programs in Soufflé's language; what they print was worked out by hand from its documentation.

function session(t: ExecutionContext): Session {
  const made = new Session();
  t.teardown(() => made.remove());
  return made;
}

/** The output of a program, a line per row, columns separated by blanks. */
async function printed(t: ExecutionContext, program: string): Promise<string> {
  const { exitCode, stdout, stderr } = await session(t).run(program);
  t.is(stderr, '');
  t.is(exitCode, 0);
  return stdout.trimEnd().replaceAll('\t', ' ').replaceAll('\n', '; ');
}

const functors = `.decl Y(a:symbol, b:symbol)
.decl Z(a:symbol, b:symbol, c:symbol)
.output Z
Y("a","b"). Y("c","d").
Z(a,b, cat(cat(a,b), a)) :- Y(a,b).
.decl substring(s:symbol)
.output substring
substring(s) :- s=substr("Hello_", 2, 3).
substring(s) :- string="World!", s=substr(string, 3, strlen(string)).
.decl tn(n:number)
.output tn
tn(n) :- n=to_number("123").
tn(n) :- n=to_number("0x10").
tn(n) :- n=strlen("Hello").
.decl e(x:number, t:symbol, y:number)
e(10 * 2,"10*2", 20).
e(10 + 2,"10+2", 12).
e(10 / 2,"10/2", 5).
e(10 ^ 2 , "10^2", 100).
e(10 % 3, "10%3", 1).
e(2^4%13 , "2^4%13",3).
e(0xFFF1 band 0xF, "0xFFF1 band 0xF", 0x1).
e(0xFF00 bor 0x000F, "0xFF00 bor 0x000F", 0xFF0F).
e(0xFFFF bxor 0x000F, "0xFFFF bxor 0x000F", 0xFFF0).
e(1 land 2, "1 land 2", 1).
e(1 land 0, "1 land 0", 0).
e(1 lor 0, "1 lor 0", 1).
e(max(3, 4), "max(3, 4)", 4).
e(min(3, 4), "min(3, 4)", 3).
e(-2*10,"-20", -20).
e(-2,"-2", -2).
e(--2,"--2", 2).
e(-7/2,"-7/2",-3).
e(-7%2,"-7%2",-1).
e(bnot 5,"bnot 5",-6).
e(1 bshl 4,"1 bshl 4",16).
e(-16 bshr 2,"-16 bshr 2",-4).
.decl bad(t: symbol, x: number, y: number)
.output bad
bad(t,x,y) :- e(x,t,y), x != y.
.printsize e
.decl m(s: symbol)
m("aaa"). m("bab"). m("a.b").
.decl mm(s: symbol)
.output mm
mm(s) :- m(s), match("a.*", s).
.decl cc(s: symbol)
.output cc
cc(s) :- m(s), contains("ab", s).
`;

test('functors of texts and numbers', async (t) => {
  t.is(await printed(t, functors), [
    'Z a b aba; Z c d cdc',
    'substring ld!; substring llo',
    'tn 5; tn 16; tn 123',
    'mm a.b; mm aaa',
    'cc bab',
    'e 22',
  ].join('; '));
});

const aggregates = `.decl A(x:number)
A(1). A(5). A(10).
.decl B(x:number)
.output B
B(y) :- y = min x : { A(x) }.
B(y) :- y = max x : A(x).
.decl C(n: symbol, c: symbol)
C("A","Red"). C("B","Blue"). C("C","Blue"). C("D","Red"). C("E","Red").
.decl blue(x: number) .output blue
blue(c) :- c = count : { C(_, "Blue") }.
.decl per(c: symbol, n: number) .output per
per(k, n) :- C(_, k), n = count : { C(_, k) }.
.decl food(x: symbol, p: number)
food("a",3). food("b",3). food("c", 6).
.decl s(t: number) .output s
s(sum p : food(_, p)).
s(n) :- n = sum p : { food(x, p), x != "c" }.
.decl me(f: float) .output me
me(mean p : { food(_, p) }).
.decl fl(x: float)
fl(1.5). fl(2.25).
.decl ff(x: float) .output ff
ff(sum x : fl(x)). ff(max x : fl(x)). ff(mean x : fl(x)).
.decl witness(x: symbol) .output witness
witness(x) :- food(x, m), m = max p : food(_, p).
.decl none(x: number) .output none
none(m) :- m = max p : { food("z", p) }.
none(c) :- c = count : { food("z", _) }.
.decl nested(c: symbol, n: number) .output nested
nested(x, n) :- food(x, p), n = count : { food(_, q), q <= p }.
`;

test('aggregates', async (t) => {
  t.is(await printed(t, aggregates), [
    'B 1; B 10',
    'blue 2',
    'per Blue 2; per Red 3',
    's 6; s 12',
    'me 4',
    'ff 1.875; ff 2.25; ff 3.75',
    'witness c',
    'none 0',
    'nested a 2; nested b 2; nested c 3',
  ].join('; '));
});

const ranges = `.decl r(x: number) .output r
r(x) :- x = range(0, 5).
r(x) :- x = range(20, 10, -5).
.decl u(x: unsigned) .output u
u(x) :- x = range(1u, 10u, 4u).
.decl f(x: float) .output f
f(x) :- x = range(0.0, 1.0, 0.25).
.decl d(x: number) .output d
d(x) :- x = range(5, 0).
.decl emp(x: number) .output emp
emp(x) :- x = range(3, 3).
.decl sq(x: number, y: number) .output sq
sq(x, x*x) :- x = range(1, 4).
.decl grid(x: number, y: number)
.printsize grid
grid(x, y) :- x = range(0, 10), y = range(x, 10).
`;

test('ranges', async (t) => {
  t.is(await printed(t, ranges), [
    'r 0; r 1; r 2; r 3; r 4; r 15; r 20',
    'u 1; u 5; u 9',
    'f 0; f 0.25; f 0.5; f 0.75',
    'd 1; d 2; d 3; d 4; d 5',
    'sq 1 1; sq 2 4; sq 3 9',
    'grid 55',
  ].join('; '));
});

const types = `.type City <: symbol
.type Town <: symbol
.type Village <: symbol
.type Place = City | Town | Village
.decl cities(n: City) .decl towns(n: Town) .decl villages(n: Village)
cities("Sydney"). towns("Ballina"). villages("Glenrowan").
.decl location(p: Place)
location(p) :- cities(p) ; towns(p) ; villages(p).
.output location
.type Even = number
.type Odd = number
.type All = Even | Odd
.decl A(x: Even) .decl B(x: Odd) .decl All_(x: All)
A(2). B(1).
All_(x) :- A(x). All_(x) :- B(x).
.output All_
.type weight <: float
.decl w(x: weight) w(1.5).
.output w
.type Id <: unsigned
.decl id(x: Id) id(7u). id(8).
.output id(delimiter=",")
`;

test('subtypes and unions', async (t) => {
  t.is(await printed(t, types), [
    'location Ballina; location Glenrowan; location Sydney',
    'All_ 1; All_ 2',
    'w 1.5',
    'id 7; id 8',
  ].join('; '));
});

const files = `.decl A(a:number,b:symbol)
.input A(filename="in.csv", delimiter=",", headers=true)
.decl R(x: number, y: symbol)
.input R
.decl S(x: number, y: symbol)
S(x, y) :- A(x, y). S(x, y) :- R(x, y).
.output S(IO=stdout, headers=true)
.output S(filename="quoted.csv", rfc4180=true, headers=true)
.output S
.decl N(x:number)
N(1). N(x+1) :- N(x), x< 1000.
.output N
.limitsize N(n=47)
.printsize N
`;

test('fact and output directories, sizes and limits', async (t) => {
  const s = session(t);
  s.files({ 'facts/in.csv': 'a,b\n1,x\n2,y z\n', 'facts/R.facts': '3\tq"q\n' });
  const [factDirectory, outputDirectory] = [s.path('facts'), s.path('out')];
  const block = '---------------\nS\nx\ty\n===============\n1\tx\n2\ty z\n3\tq"q\n===============\n';
  const left = await s.run(files, { factDirectory, outputDirectory });
  t.deepEqual(left, { exitCode: 0, stdout: `N\t47\n${block}`, stderr: '' });
  const written = (name: string) => readFileSync(s.path(`out/${name}`), 'utf8');
  t.is(written('S.csv'), '1\tx\n2\ty z\n3\tq"q\n');
  t.is(written('quoted.csv'), 'x,y\n1,x\n2,y z\n3,"q""q"\n');
  t.is(written('N.csv'), Array.from({ length: 47 }, (_, index) => `${index + 1}\n`).join(''));
  const printed = await s.run(files, { factDirectory, outputDirectory: '-' });
  const [size, first, second, third, fourth] = printed.stdout.split(/^(?=-{15}$)/m);
  t.is(size, 'N\t47\n');
  t.is(first, block);
  t.is(second, block.replaceAll('\t', ',').replace('q"q', '"q""q"'));
  t.is(third, block);
  t.true(fourth?.startsWith('---------------\nN\nx\n===============\n1\n2\n'));
});

test('-D - and IO=stdout print the columns as their directive says', async (t) => {
  const s = session(t);
  const program = `.decl p(a: number, b: symbol)
p(1, "x,y").
.output p(IO=stdout, delimiter=";")
.output p(filename="never.csv", rfc4180=true)
.printsize p
`;
  t.is((await s.run(program, { outputDirectory: '-' })).stdout, [
    'p\t1\n---------------\np\na;b\n===============\n1;x,y\n===============\n',
    '---------------\np\na,b\n===============\n1,"x,y"\n===============\n',
  ].join(''));
  t.false(existsSync(s.path('never.csv')));
});

test('a header with the columns in another order is warned of, and read by position', async (t) => {
  const s = session(t);
  s.files({ 'p.facts': 'b\ta\n1\t2\n' });
  const left = await s.run('.decl p(a: number, b: number)\n.input p(headers=true)\n.output p\n');
  t.deepEqual(left, {
    exitCode: 0,
    stdout: '1\t2\n',
    stderr: 'warning: p.facts:1:1: the first line names the columns b, a, but p has a, b; columns are taken by their position\n',
  });
});

test('to_number reads what a file of facts may hold', async (t) => {
  const s = session(t);
  const values = ['0x1f', '-0x1f', '0b101', '-0b11', '+5', ' 7 ', '007'].map((each) => `p("${each}").`).join(' ');
  t.is((await s.run(`${values} q(x, to_number(x)) :- p(x). r(n) :- q(_, n). .output r`)).stdout, '-31\n-3\n5\n7\n31\n');
  for (const wrong of ['12abc', '', '0x', '0b2', '1.5']) {
    const left = await s.run(`p("${wrong}"). q(to_number(x)) :- p(x).`);
    t.is(left.exitCode, 3);
    t.is(left.stderr.split('\n')[0], `error[not-a-number]: to_number: "${wrong}" is not an integer`);
  }
});
