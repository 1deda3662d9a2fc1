import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import { build } from '../cli/build.ts';
import { types } from '../cli/types.ts';
import { compile } from '../planner/compile.ts';
import { runCommand } from './command.ts';
import { root } from './golden.ts';
import { Session, type Left } from './session.ts';

const session = new Session();
test.before(() => {
  session.files({ 'package.json': '{ "type": "module" }', 'node_modules/.keep': '' });
  symlinkSync(root, session.path('node_modules/dlc'));
});
test.after.always(() => session.remove());

const reach = `.decl link(src: symbol, dst: symbol)
.input link
.persist link

.decl path(src: symbol, dst: symbol)
.output path
path(x, y) :- link(x, y).
path(x, z) :-
  path(x, y),
  link(y, z).
`;

const built = (file: string, out: string, name: string | null = null): Promise<Left> =>
  session.with({}, (host) => build([session.path(file)], { outputDirectory: session.path(out), name, diagnostics: 'text' }, host, compile));

const typed = (files: readonly string[], check: boolean): Promise<Left> =>
  session.with({}, (host) => types(files.map((file) => session.path(file)), { check, diagnostics: 'text' }, host, compile));

const read = (file: string): string => readFileSync(session.path(file), 'utf8');

test('a built program runs where code cannot be made from strings', async (t) => {
  session.files({
    'runs/reach.dl': reach,
    'runs/app.js': `import reach, { abiVersion, open, schema } from './out/reach.js';
      const node = open();
      node.in.link.insert({ src: 'a', dst: 'b' }, ['b', 'c']);
      await node.settle();
      console.log(JSON.stringify([...node.out.path].map((row) => row.src + row.dst).sort()));
      console.log(reach.open === open, reach.schema === schema, schema.file, typeof abiVersion);`,
  });
  t.deepEqual(await built('runs/reach.dl', 'runs/out'), { exitCode: 0, stdout: '', stderr: '' });
  t.deepEqual(readdirSync(session.path('runs/out')).sort(), ['reach.d.ts', 'reach.js', 'reach.js.map']);
  const outcome = await runCommand('node --disallow-code-generation-from-strings app.js', session.path('runs'));
  t.deepEqual(outcome, { exitCode: 0, stdout: '["ab","ac","bc"]\ntrue true reach.dl number\n', stderr: '' });
});

test('what is built is the same wherever it is built', async (t) => {
  const files = { 'rules/main.dl': `.include "../lib/edges.dl"\n${reach.slice(reach.indexOf('.decl path'))}`, 'lib/edges.dl': reach.slice(0, reach.indexOf('.decl path')) };
  for (const place of ['here', 'far/away']) {
    session.files(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${place}/${name}`, text])));
  }
  await built('here/rules/main.dl', 'here/out', 'reach');
  await built('far/away/rules/main.dl', 'elsewhere', 'reach');
  for (const name of ['reach.js', 'reach.js.map', 'reach.d.ts']) t.is(read(`here/out/${name}`), read(`elsewhere/${name}`), name);
  t.deepEqual(JSON.parse(read('elsewhere/reach.js.map')).sources, ['main.dl']);
  t.regex(read('elsewhere/reach.d.ts'), /\.\.\/lib\/edges\.dl:1:7/);
});

test('the source map leads from generated code to its rule, and from nothing else to any', async (t) => {
  session.files({ 'map/reach.dl': reach });
  await built('map/reach.dl', 'map');
  const payload: SourceMapPayload = JSON.parse(read('map/reach.js.map'));
  t.deepEqual([payload.file, payload.sources, payload.sourcesContent], ['reach.js', ['reach.dl'], [reach]]);
  const map = new SourceMap(payload);
  const lines = read('map/reach.js').split('\n');
  const ruleOf = (line: number): number | null => {
    const entry = map.findEntry(line, lines[line]?.search(/\S/) ?? 0);
    return 'originalLine' in entry && entry.originalLine !== undefined ? entry.originalLine + 1 : null;
  };
  const at = (text: string): number[] => lines.flatMap((line, index) => (line.includes(text) ? [index] : []));
  const heading = at('// path(x, y) :- link(x, y).')[0] ?? -1;
  t.deepEqual([1, 2, 3, 4].map((line) => ruleOf(heading + line)), [7, 7, 7, 7]);
  t.deepEqual(at('path_0.insert2(').map(ruleOf), [7, 7, 8, 8, 8]);
  t.deepEqual(['const modules', 'function run_path_0', '// source link', 'return openModule'].flatMap(at).map(ruleOf), [null, null, null, null]);
});

test('a runtime of another version refuses what was built', async (t) => {
  session.files({ 'old/reach.dl': reach, 'old/app.js': "import { open } from './out.js'; try { open().tick(); } catch (error) { console.log(error.message); }" });
  await built('old/reach.dl', 'old', 'out');
  writeFileSync(session.path('old/out.js'), read('old/out.js').replace(/^ {2}abiVersion: \d+/gm, '  abiVersion: 4711'));
  const { stdout } = await runCommand('node app.js', session.path('old'));
  t.regex(stdout, /^the module was compiled for ABI 4711, this runtime is ABI \d+: compile it again\n$/);
});

test('a wrong program builds nothing and is told as by dlc check', async (t) => {
  const program = `${reach}path(x, w) :- lnik(x, y).\n`;
  session.files({ 'wrong/program.dl': program });
  const { exitCode, stdout, stderr } = await built('wrong/program.dl', 'wrong/out');
  const checked = await session.check(program);
  t.deepEqual([exitCode, stdout], [1, '']);
  t.is(stderr.replaceAll('wrong/', ''), checked.stderr);
  t.false(existsSync(session.path('wrong/out')));
});

test('where one file cannot be written, none is', async (t) => {
  session.files({ 'half/reach.dl': reach, 'half/out/reach.d.ts/in-the-way': '', 'half/out/reach.js': 'old' });
  const { exitCode, stderr } = await built('half/reach.dl', 'half/out');
  t.deepEqual([exitCode, stderr], [3, 'error: cannot write half/out/reach.d.ts: it is a directory\n']);
  t.is(read('half/out/reach.js'), 'old');
  t.deepEqual(readdirSync(session.path('half/out')).sort(), ['reach.d.ts', 'reach.js']);
});

test('names of any kind are data in what is built', async (t) => {
  const hostile = `.decl __proto__(constructor: symbol, x?: bool, default: unsigned)
.input __proto__
.decl link(a: number)
.decl Link(a: float)
.decl class()
.output link
.output Link
.output class
link(1) :- __proto__("*/ \u2028 \`\${x}", _, _).
Link(1.5) :- class().
class() :- __proto__(_, true, 3).
`;
  session.files({
    'names/*.dl': hostile,
    'names/app.js': `import { open } from './out.js';
      const node = open();
      node.in.__proto__.insert(['a', true, 3]);
      node.tick();
      console.log(JSON.stringify([[...node.out.link], [...node.out.Link], [...node.out.class]]));`,
  });
  t.deepEqual(await built('names/*.dl', 'names', 'out'), { exitCode: 0, stdout: '', stderr: '' });
  const { stdout, stderr } = await runCommand('node app.js', session.path('names'));
  t.is(`${stderr}${stdout}`, '[[],[{"a":1.5}],[{}]]\n');
  const declarations = read('names/out.d.ts');
  t.regex(declarations, /readonly __proto__: \{ readonly row: Proto; readonly tuple: readonly \[constructor: string, x_: boolean, _default: number\] \};/);
  t.regex(declarations, /readonly "x\?": boolean;/);
  t.regex(declarations, /export interface Link \{[^]*export interface Link_2 \{/);
});

const words = (
  'break case catch class const continue debugger default delete do else enum export extends finally for function if import in ' +
  'instanceof new null return super switch this throw try typeof var void while with as is keyof readonly infer unique asserts'
).split(' ');

test('the declarations of a program whose columns are called as words of TypeScript are TypeScript', async (t) => {
  const columns = words.map((word) => `${word}: number`).join(', ');
  session.files({ 'words/p.dl': `.functor f(${columns}): number\n.decl p(${columns})\n.input p\n.decl q(x: number)\nq(1) :- p(${words.map(() => '_').join(', ')}).\n` });
  t.deepEqual(await built('words/p.dl', 'words'), { exitCode: 0, stdout: '', stderr: '' });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  t.deepEqual(await runCommand(`node "${tsc}" --noEmit --strict --module nodenext --types '' p.d.ts`, session.path('words')), { exitCode: 0, stdout: '', stderr: '' });
});

test('roles are in what is built', async (t) => {
  session.files({
    'roles/p.dl': `.type Leader <: addr
.decl plan(@at: Leader, x: number)
.input plan
.decl order(@to: addr, x: number)
.output order
.decl member(@at: Leader, who: addr)
member("l", "w").
order(w, x)@async :- plan(l, x), member(l, w).
`,
  });
  t.deepEqual(await built('roles/p.dl', 'roles'), { exitCode: 0, stdout: '', stderr: '' });
  t.deepEqual([...read('roles/p.js').matchAll(/^\{ role: (".*?")/gm)].map(([, role]) => role), ['""', '"Leader"']);
});

test('dlc types writes the declarations beside each program, and --check compares them', async (t) => {
  session.files({ 'types/reach.dl': reach, 'types/old.ded': 'p(x)@next :- q(x)@now;\nq(1)@1;\n' });
  t.like(await typed(['types/reach.dl'], true), { exitCode: 1, stderr: 'error: there is no types/reach.d.dl.ts; dlc types types/reach.dl writes it\n' });
  t.like(await typed(['types/reach.dl'], false), { exitCode: 0, stderr: '' });
  t.like(await typed(['types/reach.dl'], true), { exitCode: 0, stderr: '' });
  await built('types/reach.dl', 'types');
  t.is(read('types/reach.d.dl.ts'), read('types/reach.d.ts'));
  session.files({ 'types/reach.dl': reach.replaceAll('dst: symbol', 'dst: number').replace('path(x, z) :-\n  path(x, y),\n  link(y, z).', '') });
  t.like(await typed(['types/reach.dl'], true), { exitCode: 1, stderr: 'error: types/reach.d.dl.ts does not say what types/reach.dl says; dlc types types/reach.dl writes it\n' });
});

test('dlc types writes nothing when one of the programs is wrong', async (t) => {
  session.files({ 'several/good.dl': reach, 'several/bad.dl': 'p(x) :- q(x).' });
  t.is((await typed(['several/good.dl', 'several/bad.dl'], false)).exitCode, 1);
  t.deepEqual(readdirSync(session.path('several')).sort(), ['bad.dl', 'good.dl']);
});

test.serial('wrong usage of build and types is 2', async (t) => {
  for (const line of ['build', 'build p.dl', 'build - --out out', 'build p.dl --out out --name a/b', 'build p.dl --out out --name ..', 'types', 'types -']) {
    const { exitCode, stderr } = await runCommand(`npx dlc ${line}`, session.directory);
    t.is(exitCode, 2, line);
    t.not(stderr, '', line);
  }
});
