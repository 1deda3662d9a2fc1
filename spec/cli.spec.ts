import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { parseNodes } from '../cli/nodes.ts';
import { grouped, Progress } from '../cli/progress.ts';
import { paintFor } from '../cli/report.ts';
import { runCommand } from './command.ts';
import { Session } from './session.ts';

const session = new Session();
test.after.always(() => session.remove());

const shell = (line: string, stdin = '') => runCommand(line, session.directory, stdin);

test.serial('--version and --help', async (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  t.deepEqual(await shell('npx dlc --version'), { exitCode: 0, stdout: `${version}\n`, stderr: '' });
  const help = await shell('npx dlc --help');
  t.is(help.exitCode, 0);
  t.regex(help.stdout, /Examples:\n {2}dlc run reachability\.dl/);
});

test.serial('wrong usage is 2, on stderr', async (t) => {
  session.files({ 'p.dl': 'p(1). q(x) :- p(x).' });
  for (const line of [
    '',
    'fly',
    'run',
    'run --wings p.dl',
    'run --ticks 0 p.dl',
    'run --ticks 1.5 p.dl',
    'run --format xml p.dl',
    'run --show some p.dl',
    'run --nodes a,,b p.dl',
    'run --nodes a p.dl',
    'run -D out --show all p.dl',
    'run -D - --format json p.dl',
    'help foo',
    'show p.dl',
    'show --stage end p.dl',
    'graph --format png p.dl',
    'check --diagnostics xml p.dl',
  ]) {
    const { exitCode, stdout, stderr } = await shell(`npx dlc ${line}`);
    t.is(exitCode, 2, line);
    t.is(stdout, '', line);
    t.not(stderr, '', line);
  }
});

test.serial('help of a command that is none offers the nearest', async (t) => {
  t.is((await shell('npx dlc help rnu')).stderr, "error: unknown command 'rnu'\n(Did you mean run?)\n");
  t.regex((await shell('npx dlc help run')).stdout, /^Usage: dlc run /);
  const general = await shell('npx dlc help');
  t.is(general.exitCode, 0);
  t.is(general.stdout, (await shell('npx dlc --help')).stdout);
});

test.serial('a program that cannot be read is 1, for every command', async (t) => {
  for (const command of ['run', 'check', 'graph', 'show --stage plan']) {
    t.is((await shell(`npx dlc ${command} nowhere.dl`)).exitCode, 1, command);
  }
  t.deepEqual(await shell('npx dlc run nowhere.dl'), { exitCode: 1, stdout: '', stderr: 'error: there is no file `nowhere.dl`\n' });
  t.deepEqual(await shell('npx dlc check .'), { exitCode: 1, stdout: '', stderr: 'error: cannot read `.`: it is a directory\n' });
  t.is((await shell('npx dlc check ""')).stderr, 'error: the name of a program file is empty\n');
  t.regex((await shell("printf 'p(1).\\n// \\377\\n' | npx dlc run -")).stderr, /invalid UTF-8 at <stdin>:2:4\n$/);
});

test.serial('a file to include that cannot be read is a diagnostic', async (t) => {
  session.files({ 'lib/x.dl': 'x(1).', 'includes.dl': '.include "lib"\n.include "bad.dl"\n.include "a\\0b"\n.include "none.dl"\n' });
  await shell("printf 'p(1).\\n// \\377\\n' > bad.dl");
  const { stdout } = await shell('npx dlc check --diagnostics json includes.dl');
  const said: readonly { code: string; message: string }[] = JSON.parse(stdout);
  t.deepEqual(
    said.map(({ code, message }) => `${code}: ${message}`),
    [
      'include-unreadable: cannot read `lib`: it is a directory',
      'include-unreadable: cannot read `bad.dl`: invalid UTF-8 at bad.dl:2:4',
      'include-unreadable: cannot read `a\0b`: no path holds a null character',
      'include-not-found: there is no file `none.dl`',
    ],
  );
});

test.serial('- is standard input, and several files are one program', async (t) => {
  t.deepEqual(await shell('npx dlc run -', 'p(1). q(x + 1) :- p(x).'), { exitCode: 0, stdout: '2\n', stderr: '' });
  session.files({ 'one.dl': 'p(1).', 'two.dl': 'q(x) :- p(x).' });
  t.is((await shell('npx dlc run one.dl two.dl')).stdout, '1\n');
  t.is((await shell('npx dlc run -D - one.dl two.dl')).stdout, '---------------\nq\nc1\n===============\n1\n===============\n');
  const twice = await shell('npx dlc run -', '.decl l(x: symbol)\n.input l(IO=stdin)\nq(x) :- l(x).');
  t.deepEqual(twice, { exitCode: 2, stdout: '', stderr: 'error: standard input cannot be both the program and the rows of l\n' });
});

test.serial('stages and graphs go to stdout', async (t) => {
  session.files({ 'p.dl': 'p(1).\nq(x) :- p(x).' });
  const ast = await shell('npx dlc show --stage ast p.dl');
  t.is(JSON.parse(ast.stdout).length, 2);
  t.is(JSON.parse(ast.stdout)[1].span, 'p.dl:2:1-2:14');
  for (const stage of ['checked', 'plan', 'js']) t.regex((await shell(`npx dlc show --stage ${stage} p.dl`)).stdout, /q/);
  t.regex((await shell('npx dlc graph p.dl')).stdout, /^flowchart|^graph|^%%/);
  t.regex((await shell('npx dlc graph --format dot p.dl')).stdout, /digraph/);
});

test.serial('diagnostics as JSON go to stderr, but for check', async (t) => {
  session.files({ 'bad.dl': 'p(1).\nq(x, y) :- p(x).\n' });
  const run = await shell('npx dlc run --diagnostics json bad.dl');
  t.is(run.exitCode, 1);
  t.is(run.stdout, '');
  t.is(JSON.parse(run.stderr)[0].severity, 'error');
  const missing = await shell('npx dlc check --diagnostics json nowhere.dl bad.dl .');
  const unread = [
    { code: 'file-not-found', severity: 'error', message: 'there is no file `nowhere.dl`', file: 'nowhere.dl', notes: [] },
    { code: 'file-unreadable', severity: 'error', message: 'cannot read `.`: it is a directory', file: '.', notes: [] },
  ];
  t.deepEqual({ ...missing, stdout: JSON.parse(missing.stdout) }, { exitCode: 1, stdout: unread, stderr: '' });
  t.deepEqual(JSON.parse((await shell('npx dlc run --diagnostics json nowhere.dl bad.dl .')).stderr), unread);
});

test.serial('the graph, the plan and the code number subgraphs alike', async (t) => {
  session.files({ 'p.dl': 'p(1).\nq(x) :- p(x).\nr(x) :- q(x), !s(x).\ns(2).\ns(x) :- s(x), q(x).\n' });
  const text = async (command: string) => (await shell(`npx dlc ${command} p.dl`)).stdout;
  const numbers = (found: IterableIterator<RegExpMatchArray>) => Array.from(found, ([, number]) => Number(number));
  const graph = numbers((await text('graph')).matchAll(/"subgraph (\d+),/g));
  const plan = numbers((await text('show --stage plan')).matchAll(/^ {2}subgraph (\d+) /gm));
  const stages = [...(await text('show --stage js')).matchAll(/^ {4}\{ "subgraphs": \[([\d, ]+)\]/gm)];
  t.deepEqual(graph, [...graph.keys()]);
  t.true(graph.length > 1);
  t.deepEqual(plan, graph);
  t.deepEqual(stages.flatMap(([, list = '']) => list.split(',').map(Number)).sort((a, b) => a - b), graph);
});

const many = `.decl n(x: number)
.output n
n(x) :- x = range(0, 300000).
`;

test.serial('large output is whole, and a reader that leaves early is no failure', async (t) => {
  session.files({ 'many.dl': many });
  t.is((await shell('npx dlc run many.dl | cat | wc -l')).stdout.trim(), '300000');
  const early = await shell('bash -c "npx dlc run many.dl | head -n 1; exit \\${PIPESTATUS[0]}"'.replaceAll('npx dlc', `${process.execPath} ${process.cwd()}/dist/cli/main.js`));
  t.deepEqual(early, { exitCode: 0, stdout: '0\n', stderr: '' });
});

test.serial('Ctrl-C ends a run at once with 130, what was shown before it whole', async (t) => {
  session.files({ 'endless.dl': '.decl p(x: number)\n.output p\np(0)@1.\np(1 - x)@next :- p(x).\n' });
  const main = `${process.cwd()}/dist/cli/main.js`;
  const child = spawn(process.execPath, [main, 'run', '--show', 'all', '--ticks', '1000000000', 'endless.dl'], { cwd: session.directory });
  const [first]: Buffer[] = await once(child.stdout, 'data');
  child.stdout.resume();
  child.kill('SIGINT');
  const [code]: (number | null)[] = await once(child, 'exit');
  t.is(code, 130);
  t.true(String(first).startsWith('1\tp\t0\n'));
});

/** Rules of one pass each that lasts far longer than a test. */
const passes = {
  'a cross product': 'n(x) :- go(_), x = range(0, 20000).\np(a, b, c) :- n(a), n(b), n(c), a + b + c < 0.',
  'a range': 'p(x) :- go(_), y = range(0, 2000000000), x = y band 1.',
  'a correlated aggregate': 'n(x) :- go(_), x = range(0, 200000).\np(x, c) :- n(x), c = count : { n(y), y % 1000 < x % 1000 }.',
};

for (const [name, rules] of Object.entries(passes)) {
  test.serial(`Ctrl-C ends a run at once with 130 also within a long pass: ${name}`, async (t) => {
    // What holds at the first tick is shown before the pass, in the second, begins.
    session.files({ 'pass.dl': `.decl started(x: number)\n.output started\nstarted(1)@1.\ngo(1)@2.\n${rules}\n` });
    const child = spawn(process.execPath, [`${process.cwd()}/dist/cli/main.js`, 'run', '--show', 'all', 'pass.dl'], { cwd: session.directory });
    await once(child.stdout, 'data');
    child.stdout.resume();
    child.kill('SIGINT');
    t.deepEqual(await once(child, 'exit'), [130, null]);
  });
}

test('nodes', (t) => {
  t.deepEqual(parseNodes('a, b:Leader,10.0.0.1:5000,c:5000:Leader'), [
    { name: 'a', role: null },
    { name: 'b', role: 'Leader' },
    { name: '10.0.0.1:5000', role: null },
    { name: 'c:5000', role: 'Leader' },
  ]);
  t.is(parseNodes('a,a'), 'node a is given twice');
  t.is(parseNodes(':Leader'), 'a node has no name; write --nodes a,b:Leader');
});

test('colour is for terminals, NO_COLOR and FORCE_COLOR decide otherwise', (t) => {
  const painted = (isTTY: boolean, environment: Record<string, string>) =>
    paintFor(Object.assign(new PassThrough(), { isTTY }), environment)('error', 'x') !== 'x';
  t.true(painted(true, {}));
  t.false(painted(false, {}));
  t.false(painted(true, { NO_COLOR: '1' }));
  t.true(painted(true, { NO_COLOR: '' }));
  t.false(painted(true, { TERM: 'dumb' }));
  t.true(painted(false, { FORCE_COLOR: '1' }));
  t.false(painted(true, { FORCE_COLOR: '0' }));
});

test('progress is drawn on a terminal after two seconds, some times a second, and taken away', async (t) => {
  const output = Object.assign(new PassThrough(), { isTTY: true });
  let now = 0;
  const progress = new Progress(output, () => now);
  const stats = { ticks: 3, rounds: 9, rowsRead: 0, rowsDerived: 5_000_000, messages: null };
  for (now = 0; now <= 2_100; now += 50) progress.update({ workingTick: 3, stats });
  progress.clear();
  for (; now <= 2_400; now += 200) progress.loading('edge.facts', 1_234_567_890, 2_000_000_000);
  progress.loading('edge.facts', 5_000_000, 0);
  progress.clear();
  now = 3_000;
  progress.loaded();
  now = 4_000;
  progress.update({ workingTick: 3, stats });
  progress.clear();
  output.end();
  const text = (await output.toArray()).join('');
  const lines = [
    '5,000,000 rows derived, 2,500,000 rows/s, tick 3',
    '',
    'reading edge.facts: 1,234 of 2,000 MB (61%)',
    'reading edge.facts: 5 MB',
    '',
    '5,000,000 rows derived, 5,000,000 rows/s, tick 3',
    '',
  ];
  t.is(text, lines.map((each) => `\r\u001B[K${each}`).join(''));
  t.is(grouped(1234567), '1,234,567');
  t.is(grouped(123), '123');
});
