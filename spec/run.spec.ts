import test, { type ExecutionContext } from 'ava';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { simulate } from '../cli/simulate.ts';
import { RunError } from '../runtime/error.ts';
import { defaultLimits } from '../runtime/limits.ts';
import { compiled } from './agreement.ts';
import { Session } from './session.ts';

function session(t: ExecutionContext): Session {
  const made = new Session();
  t.teardown(() => made.remove());
  return made;
}

const reach = `.decl edge(src: symbol, dst: symbol)
.input edge
.decl reach(src: symbol, dst: symbol)
.output reach
reach(x, y) :- edge(x, y).
reach(x, z) :- reach(x, y), edge(y, z).
`;

test('facts are read beside the program; outputs are tab-separated when piped', async (t) => {
  const s = session(t);
  s.files({ 'edge.facts': 'b\tc\na\tb\n' });
  t.deepEqual(await s.run(reach), { exitCode: 0, stdout: 'a\tb\na\tc\nb\tc\n', stderr: '' });
});

test('a terminal gets tables', async (t) => {
  const s = session(t);
  s.files({ 'edge.facts': 'a\tb\n' });
  const { stdout } = await s.run(reach, {}, { terminal: true });
  t.is(stdout, 'reach (1 row)\n┌─────┬─────┐\n│ src │ dst │\n├─────┼─────┤\n│ a   │ b   │\n└─────┴─────┘\n');
});

test('-F and -D', async (t) => {
  const s = session(t);
  s.files({ 'facts/edge.facts': 'a\tb\n' });
  const left = await s.run(reach, { factDirectory: s.path('facts'), outputDirectory: s.path('out/deep') });
  t.deepEqual(left, { exitCode: 0, stdout: '', stderr: '' });
  t.is(readFileSync(s.path('out/deep/reach.csv'), 'utf8'), 'a\tb\n');
  t.deepEqual(readdirSync(s.path('out/deep')), ['reach.csv']);
  const block = await s.run(reach, { factDirectory: s.path('facts'), outputDirectory: '-' });
  t.is(block.stdout, '---------------\nreach\nsrc\tdst\n===============\na\tb\n===============\n');
});

test('a fact file that is missing or wrong fails the run before it starts', async (t) => {
  const s = session(t);
  const missing = await s.run(reach);
  t.deepEqual(missing, { exitCode: 3, stdout: '', stderr: 'error: cannot read edge.facts for relation edge: no such file; -F DIR says where input files are\n' });
  s.files({ 'edge.facts': 'a\tb\na\n' });
  const wrong = await s.run(reach);
  t.deepEqual(wrong, { exitCode: 3, stdout: '', stderr: 'error: edge.facts:2:1: 1 column ("a"), but edge has 2 columns (src, dst); columns are separated by a tab\n' });
});

test('outputs go where their directives say', async (t) => {
  const s = session(t);
  const program = `p(1). p(2). q("x"). r(2.5).
a(x) :- p(x). b(x) :- q(x). c(x) :- r(x). d(x) :- p(x), x > 1.
.output a(IO=file, filename="${s.path('a.csv')}", rfc4180=true, headers=true)
.output b(IO=stdout)
.output c(IO=ndjson)
.output d
.printsize a
`;
  const left = await s.run(program);
  t.is(left.stderr, '');
  t.is(left.stdout, '2\na\t2\n---------------\nb\n===============\nx\n===============\n{"relation":"c","row":[2.5]}\n');
  t.regex(readFileSync(s.path('a.csv'), 'utf8'), /^\w+\n1\n2\n$/);
  const uniform = await s.run(program, { format: 'json' });
  t.deepEqual(JSON.parse(uniform.stdout), { b: [['x']], c: [[2.5]], d: [[2]], a: 2 });
});

test('without an output, every derived relation is shown', async (t) => {
  const s = session(t);
  t.is((await s.run('p(1). q(x) :- p(x). r(x + 1) :- q(x).')).stdout, 'q\t1\nr\t2\n');
  t.is((await s.run('p(1). q(x) :- p(x). .printsize q')).stdout, 'q\t1\n');
});

test('what cannot be written fails the run', async (t) => {
  const s = session(t);
  s.files({ blocked: '' });
  const { exitCode, stderr } = await s.run('p(1). q(x) :- p(x).', { outputDirectory: s.path('blocked') });
  t.is(exitCode, 3);
  t.regex(stderr, /^error: cannot write blocked\/q\.csv for relation q: /);
});

const counter = `.decl n(x: number)
.output n
n(1)@1.
n(x + 1)@next :- n(x), x < 3.
`;

test('--show changes and all', async (t) => {
  const s = session(t);
  const changes = await s.run(counter, { show: 'changes' });
  t.is(changes.stdout, '1\t+1\tn\t1\n2\t-1\tn\t1\n2\t+1\tn\t2\n3\t-1\tn\t2\n3\t+1\tn\t3\n4\t-1\tn\t3\n');
  const all = await s.run(counter, { show: 'all', format: 'ndjson' });
  t.is(all.stdout, [1, 2, 3].map((x) => `{"tick":${x},"relation":"n","row":[${x}]}\n`).join(''));
});

const later = `.decl p(x: number)
.output p
p(0).
p(7)@5.
.decl log(x: number)
.output log
log(x)@next :- p(x).
log(x)@next :- log(x).
`;

test('ticks in which nothing is due hold what the tick before them held', async (t) => {
  const s = session(t);
  const rows = (await s.run(later, { show: 'all', format: 'csv' })).stdout.split('\n').filter((line) => line.includes(',p,'));
  t.deepEqual(rows, ['1,p,0', '2,p,0', '3,p,0', '4,p,0', '5,p,0', '5,p,7', '6,p,0']);
});

test('--ticks stops at a tick, also where the run would jump over it', async (t) => {
  const s = session(t);
  const all = await s.run(later, { show: 'all', format: 'csv', ticks: 4 });
  t.deepEqual(all.stdout.split('\n').filter((line) => line.includes(',p,')), ['1,p,0', '2,p,0', '3,p,0', '4,p,0']);
  t.is((await s.run(later, { ticks: 4 })).stdout, 'p\t0\nlog\t0\n');
  t.is((await s.run(later, { ticks: 5 })).stdout, 'p\t0\np\t7\nlog\t0\n');
  t.is((await s.run(later)).stdout, 'p\t0\nlog\t0\nlog\t7\n');
});

test('an ephemeral output shows all it ever held', async (t) => {
  const s = session(t);
  const program = `.decl line(text: symbol)
.input line(IO=stdin)
.decl long(text: symbol)
.output long
long(x) :- line(x), strlen(x) > 2.
`;
  const left = await s.run(program, {}, { stdin: ['one two\nab\nthr', 'ee\n'] });
  t.deepEqual(left, { exitCode: 0, stdout: 'one two\nthree\n', stderr: '' });
});

test('a bad line of standard input fails the run and names the line', async (t) => {
  const s = session(t);
  const program = '.decl pair(a: number, b: symbol)\n.input pair(IO=stdin, delimiter=",")\nfirst(a) :- pair(a, _).';
  const left = await s.run(program, {}, { stdin: ['1,x\n2\n'] });
  t.is(left.exitCode, 3);
  t.is(left.stderr, 'error: stdin:2:1: 1 column ("2"), but pair has 2 columns (a, b); columns are separated by ","\n');
});

test('many lines of standard input all arrive', async (t) => {
  const s = session(t);
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\n`);
  const program = `.decl line(n: number)
.input line(IO=stdin)
.decl seen(n: number)
.printsize seen
seen(n) :- line(n).
seen(n)@next :- seen(n).
`;
  t.is((await s.run(program, {}, { stdin: lines })).stdout, 'seen\t20000\n');
});

test('a timer gives a row a period, until --ticks', async (t) => {
  const s = session(t);
  const program = `.decl beat(now: number)
.input beat(IO=timer, period="2s")
.decl seen(now: number)
.output seen
seen(now) :- beat(now).
`;
  const left = await s.run(program, { ticks: 4, show: 'changes' });
  t.is(left.exitCode, 0);
  t.regex(left.stdout, /^\d\t\+1\tseen\t2000\n/);
});

test('directives that cannot be followed are diagnostics', async (t) => {
  const s = session(t);
  const wrong = async (directive: string) => {
    const left = await s.run(`.decl p(x: symbol)\n${directive}\nq(x) :- p(x).\n`);
    t.is(left.exitCode, 1);
    return left.stderr.split('\n')[0];
  };
  t.is(await wrong('.input p(format=json, rfc4180=true)'), 'program.dl:2:1: error[bad-parameter]: rfc4180=true contradicts format=json');
  t.is(await wrong('.input p(IO=stdin, format=json)'), 'program.dl:2:1: error[bad-parameter]: rows on standard input are lines: format=ndjson, not json');
  t.is(await wrong('.output p(delimiter="\\n")'), 'program.dl:2:1: error[bad-parameter]: a delimiter is some text without line breaks');
  t.is(await wrong('.output p(IO=stdout, format=json)'), 'program.dl:2:1: error[bad-parameter]: IO=stdout prints lines of columns, as Soufflé does: format=json goes with a file, or IO=ndjson');
  t.is(await wrong('.output p(IO=printer)'), 'program.dl:2:11: error[bad-parameter]: `.output` knows no `IO=printer`');
});

test('a program that never comes to rest is stopped; what it showed stays', async (t) => {
  const s = session(t);
  const endless = '.decl p(x: number)\n.output p\np(0)@1.\np(1 - x)@next :- p(x).\n';
  const left = await s.run(endless, { show: 'all', format: 'json' });
  t.is(left.exitCode, 3);
  t.is(left.stderr, 'error[endless]: the program has not come to rest after 10,000 ticks; still changing: p; to stop at a tick, give --ticks N\n');
  t.is(JSON.parse(left.stdout).length, 10_000);
  const stopped = await s.run(endless, { ticks: 10_001 });
  t.deepEqual(stopped, { exitCode: 0, stdout: '0\n', stderr: '' });
  t.is((await s.run(endless)).stdout, '');
});

test('a rule that fails is named with its place', async (t) => {
  const s = session(t);
  const left = await s.run('.decl p(x: number)\np(0).\n.decl q(x: number)\nq(10 / x) :- p(x).\n', { outputDirectory: s.path('out') });
  t.is(left.exitCode, 3);
  t.is(left.stdout, '');
  t.regex(left.stderr, /^error\[[\w-]+\]: .*\n {2}program\.dl:4:1: q\(10 \/ x\) :- p\(x\)\.\n$/);
  t.false(existsSync(s.path('out')));
});

test('a located program without locations says that nothing runs', async (t) => {
  const s = session(t);
  const program = '.decl p(@at: addr)\n.input p(IO=stdin)\n.decl q(x: number)\n.output q\nq(1).';
  const stderr = 'warning: no locations, so nothing runs: no fact and no input file names one; give --nodes a,b\n';
  t.deepEqual(await s.run(program, {}), { exitCode: 0, stdout: '', stderr });
  t.is((await s.run(program, { nodes: [{ name: 'b', role: null }] })).stderr, '');
});

/** Programs that would use up memory, and what the run says of them. */
const tooMuch: readonly (readonly [string, string])[] = [
  ['n(x) :- x = range(0, 20).\np(a, b, c) :- n(a), n(b), n(c).', 'p grows too large: more than 1000 rows in tick 1'],
  ['p(x) :- x = range(0, 2000000000).', 'p grows too large: more than 1000 rows in tick 1'],
  ['p(x)@next :- x = range(0, 2000000000).', 'p grows too large: more than 1000 rows in tick 1'],
  ['p(0).\np(x + 1) :- p(x).', 'p grows without end: no fixpoint after 500 rounds in tick 1'],
  ['p("ab").\np(cat(x, x)) :- p(x).', 'p grows without end: more than 1 MB of symbols and groups in tick 1'],
  [`p(cat("${'long '.repeat(200)}", to_string(x))) :- x = range(0, 2000000000).`, 'p grows too large: more than 1 MB of symbols and groups in tick 1'],
  ['p("").\np(cat(x, "a")) :- p(x).', 'p grows without end: no fixpoint after 500 rounds in tick 1'],
];

for (const [program, message] of tooMuch) {
  test(`a limit holds within a pass: ${program.slice(0, 60)}`, (t) => {
    const limits = { maxRows: 1000, maxRounds: 500, maxBytes: 1 << 30, maxHeap: 1 << 20 };
    const simulation = simulate(compiled(program), { inputs: new Map(), nodes: [], limits });
    const error = t.throws(() => simulation.advance(() => false), { instanceOf: RunError });
    t.is(error?.code, 'runaway');
    t.is(error?.message, message);
    t.regex(error?.rule ?? '', /^p\(/);
  });
}

test('rows are limited by their memory too', (t) => {
  const limits = { ...defaultLimits, maxBytes: 1 << 20 };
  const simulation = simulate(compiled('p(x) :- x = range(0, 2000000000).'), { inputs: new Map(), nodes: [], limits });
  t.throws(() => simulation.advance(() => false), { message: 'p grows too large: more than 1 MB of rows in tick 1' });
});

test('a symbol that is longer than JavaScript has them is a runaway', async (t) => {
  const { exitCode, stderr } = await session(t).run(`p("${'a'.repeat(1 << 16)}").\n.decl p(x: symbol)\n.printsize q\nq(cat(${Array(20).fill('a').join(', ')})) :- p(x), a = cat(${Array(1000).fill('x').join(', ')}).`);
  t.is(exitCode, 3);
  t.regex(stderr, /^error\[runaway\]: q grows too large: a symbol of more than 536870888 characters in tick 1\n/);
});

test('a recursion may be deep', async (t) => {
  t.is((await session(t).run('.printsize p\np(0).\np(x + 1) :- p(x), x < 3000000.')).stdout, 'p\t3000001\n');
});

test('within a long pass rows are counted, and the tick is the one at work', (t) => {
  const simulation = simulate(compiled('go(1)@2.\np(x) :- go(_), x = range(0, 300000).'), { inputs: new Map(), nodes: [] });
  const seen: number[] = [];
  for (let tick = 1; tick <= 2; tick++) {
    simulation.advance(() => {
      if (simulation.workingTick === 2) seen.push(simulation.stats.rowsDerived);
      return false;
    });
  }
  t.true(seen.length > 3);
  t.true(seen.some((rows) => rows > 100_000 && rows < 250_000));
});

test('--stats counts no messages where one evaluation stands for all locations', async (t) => {
  const s = session(t);
  const gossip = `.decl peer(@at: addr, other: addr)
peer("a", "c"). peer("b", "c").
.decl log(@at: addr, payload: symbol)
log("a", "x")@1. log("b", "x")@1.
log(m, p)@async :- log(n, p), peer(n, m).
`;
  t.regex((await s.run(gossip, { stats: true })).stderr, /^messages {6}2 sent, 0 dropped$/m);
  const watched = `${gossip}.decl both(@at: addr)\n.spec both\nboth(n) :- log(n, p), peer(n, m), log(m, p).\n`;
  t.notRegex((await s.run(watched, { stats: true })).stderr, /messages/);
});

test('--nodes names locations that the program can have', async (t) => {
  const s = session(t);
  const roles = '.type Leader <: addr\n.decl p(@at: Leader, x: number)\np("a", 1).\nq(l, x) :- p(l, x).';
  const wrong = await s.run(roles, { nodes: [{ name: 'b', role: 'Follower' }] });
  t.deepEqual(wrong, { exitCode: 2, stdout: '', stderr: 'error: node b: the program has no role Follower; it has Leader\n' });
  t.is((await s.run(roles, { nodes: [{ name: 'b', role: 'Leader' }] })).exitCode, 0);
  const flat = await s.run('p(1). q(x) :- p(x).', { nodes: [{ name: 'b', role: null }] });
  t.is(flat.exitCode, 2);
});

test('--stats goes to stderr', async (t) => {
  const s = session(t);
  const { stdout, stderr } = await s.run('p(1). q(x) :- p(x).', { stats: true });
  t.is(stdout, '1\n');
  const names = stderr.trimEnd().split('\n').map((line) => line.slice(0, 14).trim());
  t.deepEqual(names, ['ticks', 'rounds', 'rows read', 'rows derived', 'messages', 'elapsed', 'compile', 'load', 'run', 'output']);
});

test('check', async (t) => {
  const s = session(t);
  const fine = await s.check('p(1). q(x) :- p(x).');
  t.deepEqual(fine, { exitCode: 0, stdout: '', stderr: 'program.dl: ok, 2 relations, 1 rule\n' });
  t.deepEqual(await s.check('p(1). q(x) :- p(x).', 'json'), { exitCode: 0, stdout: '[]\n', stderr: '' });
  const wrong = await s.check('p(1).\nq(x, y) :- p(x).\n', 'json');
  t.is(wrong.exitCode, 1);
  t.is(wrong.stderr, '');
  const [first] = JSON.parse(wrong.stdout);
  t.deepEqual(Object.keys(first).sort(), ['code', 'column', 'endColumn', 'endLine', 'file', 'line', 'message', 'notes', 'severity']);
  t.is(first.line, 2);
  const text = await s.check('p(1).\nq(x, y) :- p(x).\n');
  t.is(text.stdout, '');
  t.regex(text.stderr, /^program\.dl:2:\d+: error\[[\w-]+\]: /);
});
