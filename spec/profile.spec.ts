import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { simulate } from '../cli/simulate.ts';
import { Profile } from '../runtime/profile.ts';
import type { ProfileReport, RuleProfile } from '../runtime/profile-report.ts';
import { compiled, engineText } from './agreement.ts';
import { golden } from './golden.ts';
import { deductivePrograms, programs, scenarios } from './random-program.ts';
import { Session } from './session.ts';

function session(t: ExecutionContext): Session {
  const made = new Session();
  t.teardown(() => made.remove());
  return made;
}

/** Runs a program to its end; each look at the clock takes a millisecond. */
function profileOf(text: string): ProfileReport {
  let now = 0;
  const profile = new Profile(() => now++);
  const simulation = simulate(compiled(text, 'dl', { profiled: true }), { inputs: new Map(), nodes: [], profile });
  while (profile.measure(() => simulation.advance(() => false)) === 'ticked');
  return profile.report();
}

function ruleAt({ rules }: ProfileReport, line: number): Pick<RuleProfile, 'in' | 'matches' | 'out' | 'duplicates' | 'lost'> {
  const found = rules.find(({ place }) => place?.startsWith(`program.dl:${line}:`));
  if (!found) throw new Error(`no rule at line ${line}`);
  const { in: taken, matches, out, duplicates, lost } = found;
  return { in: taken, matches, out, duplicates, lost };
}

/** A chain of 100 edges, its closure, and a rule that looks at all pairs to find four. */
const program = `.decl n(x: number)
n(x) :- x = range(0, 100).
.decl edge(from: number, to: number)
edge(x, x + 1) :- n(x).
.decl reach(from: number, to: number)
reach(x, y) :- edge(x, y).
reach(x, z) :- reach(x, y), edge(y, z).
reach(x, z) :- edge(x, y), edge(y, z), !n(z).
.decl three(x: number, y: number)
three(x, y) :- n(x), n(y), x + y = 3.
.output three
`;

test('rows are counted by rule', (t) => {
  const report = profileOf(program);
  t.deepEqual(ruleAt(report, 2), { in: 1, matches: 0, out: 100, duplicates: 0, lost: 0 });
  t.deepEqual(ruleAt(report, 4), { in: 100, matches: 0, out: 100, duplicates: 0, lost: 0 });
  t.deepEqual(ruleAt(report, 6), { in: 100, matches: 0, out: 100, duplicates: 0, lost: 0 });
  // A path of two edges or more ends in one of the 99 that are not the first; the one that ends in 100 is found twice.
  t.deepEqual(ruleAt(report, 7), { in: 5050, matches: 4950, out: 4950, duplicates: 1, lost: 0 });
  t.deepEqual(ruleAt(report, 8), { in: 100, matches: 99, out: 1, duplicates: 0, lost: 0 });
  t.deepEqual(ruleAt(report, 10), { in: 100, matches: 10_000, out: 4, duplicates: 0, lost: 0 });
});

test('rounds are those in which there were rows to begin with', (t) => {
  const { rules } = profileOf(program);
  // A path grows by an edge in each; the last of them finds no edge that goes on.
  t.deepEqual(rules.filter(({ rounds }) => rounds !== 1).map(({ place, rounds }) => [place, rounds]), [['program.dl:7:1', 100]]);
});

test('steps say where the rows of a pass go', (t) => {
  const passes = profileOf(program).rules.find(({ place }) => place?.startsWith('program.dl:10:'))?.passes ?? [];
  t.deepEqual(passes.map(({ reads, relation, effect }) => ({ reads, relation, effect })), [{ reads: 'scan n(x)', relation: 'three', effect: 'derive' }]);
  t.deepEqual(passes[0]?.steps, [
    { kind: 'join', step: 'join n[]', in: 100, out: 10_000 },
    { kind: 'filter', step: 'filter x + y = 3', in: 10_000, out: 4 },
  ]);
});

test('an index is asked by every rule that looks its relation up', (t) => {
  const { indexes } = profileOf(program);
  t.deepEqual(indexes.map(({ relation, columns, in: taken, probes, matches, keys, rows }) => ({ relation, columns, in: taken, probes, matches, keys, rows })), [
    { relation: 'edge', columns: ['from'], in: 100, probes: 5150, matches: 5049, keys: 100, rows: 100 },
  ]);
});

test('all the time of the ticks is in a rule, in an index or between them', (t) => {
  const { milliseconds, between, rules, indexes } = profileOf(program);
  t.true(rules.every((each) => each.milliseconds > 0));
  t.is(milliseconds, between + [...rules, ...indexes].reduce((sum, each) => sum + each.milliseconds, 0));
  t.deepEqual(rules.map((each) => each.milliseconds), rules.map((each) => each.milliseconds).sort((a, b) => b - a));
});

test('rows are counted over ticks: those that stay are taken once, those that go are lost', (t) => {
  const report = profileOf(`.decl light(x: number)
light(1)@1. light(2)@1.
light(x)@next :- light(x), !off(x).
.decl off(x: number)
off(1)@2. off(2)@3.
.decl shown(x: number)
shown(x * 10) :- light(x).
`);
  t.deepEqual(ruleAt(report, 3), { in: 2, matches: 2, out: 0, duplicates: 0, lost: 2 });
  // Two rows of light come and go; each time shown loses one, which may follow otherwise, what is left of light is shown again.
  t.deepEqual(ruleAt(report, 7), { in: 6, matches: 1, out: 3, duplicates: 1, lost: 2 });
});

test('what nodes do is added up, whatever their roles', (t) => {
  const report = profileOf(`.type Leader <: addr
.decl peer(@at: addr, other: addr)
peer("a", "b"). peer("a", "c"). peer("b", "a"). peer("c", "a").
.decl known(@at: addr, text: symbol)
.persist known
known("a", "x")@1.
known(m, t)@async :- known(n, t), peer(n, m).
.decl led(@at: Leader, by: addr)
led("a", "a").
`);
  // The rows of the three nodes, of which each is told by those beside it.
  t.deepEqual(ruleAt(report, 7), { in: 3, matches: 4, out: 4, duplicates: 0, lost: 0 });
  t.is(report.relations.find(({ relation }) => relation === 'known')?.rows, 3);
  t.is(report.rules.filter(({ place }) => place?.startsWith('program.dl:7:')).length, 1);
});

test('a profiled program holds what it holds otherwise, at every tick', (t) => {
  const property = fc.property(fc.oneof(programs, scenarios), ({ text, ...scenario }) => {
    const openInputs = 'arrivals' in scenario;
    const [plain, profiled] = [false, true].map((each) => engineText(compiled(text, 'dl', { openInputs, profiled: each }), scenario, each ? new Profile(() => 0) : null));
    if (plain !== profiled) throw new Error(`--- program\n${text}\n--- by itself\n${plain}\n--- profiled\n${profiled}`);
  });
  t.notThrows(() => fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 150) }));
});

test('what a relation holds after one tick is what rules and facts gave to it', (t) => {
  const property = fc.property(deductivePrograms, ({ text, ...scenario }) => {
    const profile = new Profile(() => 0);
    if (engineText(compiled(text, 'dl', { profiled: true }), { ...scenario, ticks: 1 }, profile) === 'failed') return;
    const { rules, relations } = profile.report();
    const passes = rules.flatMap((each) => each.passes);
    for (const { relation, rows } of relations.filter((each) => !each.relation.startsWith('+'))) {
      const given = passes.filter((each) => each.relation === relation).reduce((sum, each) => sum + each.effective, 0);
      if (given !== rows) throw new Error(`${relation} holds ${rows} rows and was given ${given}\n${text}`);
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 100) }));
});

test('--profile-json writes a file, here without times, rounds and memory', async (t) => {
  const s = session(t);
  const { exitCode, stdout, stderr } = await s.run(program, { profileFile: s.path('profile.json') });
  t.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: '0\t3\n1\t2\n2\t1\n3\t0\n', stderr: '' });
  const volatile = ['milliseconds', 'between', 'bytes', 'layouts', 'rounds'];
  const written = readFileSync(s.path('profile.json'), 'utf8').replaceAll(`${s.directory}/`, '');
  const report: unknown = JSON.parse(written, (key, value) => (volatile.includes(key) ? undefined : Array.isArray(value) && key !== 'steps' ? value.sort(byText) : value));
  golden(t, 'spec/profile/expected.json', `${JSON.stringify(report, null, 2)}\n`);
});

function byText(a: unknown, b: unknown): number {
  const [first, second] = [a, b].map((each) => JSON.stringify(each));
  return first! < second! ? -1 : 1;
}

test('--profile prints tables on stderr, after the outputs', async (t) => {
  const { exitCode, stdout, stderr } = await session(t).run(program, { profile: true });
  t.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: '0\t3\n1\t2\n2\t1\n3\t0\n' });
  t.regex(stderr, /^time in ticks: [\d.]+ ms, of which [\d.]+ ms in neither rules nor indexes\nrules \(\d+ rows\)\n/);
  const cells = (start: string): string[] | undefined => stderr.split('\n').map((line) => line.split('│').map((each) => each.trim())).find((line) => line.at(-2)?.startsWith(start));
  t.deepEqual(cells('rule')?.slice(1, -1), ['share', 'time', 'rounds', 'rows in', 'matches', 'rows out', 'duplicates', 'rule']);
  t.deepEqual(cells('program.dl:10:1: three(')?.slice(4, -1), ['100', '10,000', '4', '0', 'program.dl:10:1: three(x, y) :- n(x), n(y), x + y = 3.']);
  t.deepEqual(cells('edge(from)')?.slice(4, 9), ['100', '5,150', '5,049', '100', '100']);
  t.deepEqual(cells('reach')?.slice(1, 2), ['5,050']);
});

test('a run that fails leaves its profile too', async (t) => {
  const { exitCode, stderr } = await session(t).run('.decl p(x: number)\np(9007199254740990).\np(x + 1) :- p(x).\n', { profile: true });
  t.is(exitCode, 3);
  t.regex(stderr, /^error\[overflow\]/);
  t.regex(stderr, /program\.dl:3:1: p\(x \+ 1\) :- p\(x\)\./);
});

test('a profile that cannot be written fails the run', async (t) => {
  const s = session(t);
  s.files({ folder: '' });
  const { exitCode, stderr } = await s.run(program, { profileFile: s.path('folder/profile.json') });
  t.is(exitCode, 3);
  t.regex(stderr, /^error: cannot write folder\/profile\.json: /);
});
