import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import test from 'ava';
import { build } from 'esbuild';
import { codeFile, scriptOf } from '../cli/script.ts';
import { runCommand } from './command.ts';
import { root } from './golden.ts';
import { Session } from './session.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const session = new Session();
test.after.always(() => session.remove());

const shell = (line: string) => runCommand(line, session.directory);
const installed = (file: string): string => session.path(join('node_modules/dlc', file));

/** Installs the tarball by hand, with its dependencies from here: no registry is asked. */
test.serial.before(async (t) => {
  const { exitCode, stderr } = await shell(`npm pack "${root}" --ignore-scripts --silent && mkdir -p node_modules && tar -xzf dlc-*.tgz -C node_modules && mv node_modules/package node_modules/dlc`);
  t.is(exitCode, 0, stderr);
  for (const name of [...Object.keys(manifest.dependencies), '@types/node', 'esbuild', 'rollup', 'vite', 'webpack']) {
    mkdirSync(dirname(session.path(`node_modules/${name}`)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), session.path(`node_modules/${name}`));
  }
});

test.serial('the tarball holds what is needed and nothing else', (t) => {
  const files = readdirSync(installed('.'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file));
  t.deepEqual(readdirSync(installed('.')).sort(), ['LICENSE', 'README.md', 'dist', 'package.json']);
  t.deepEqual(files.filter((file) => !/^LICENSE|^README\.md$|^package\.json$|^dist\/.*(\.js|\.d\.ts)$|^dist\/cli\/command-line\.cjs/.test(file)), []);
  t.deepEqual(files.filter((file) => /^dist\/(spec|bench)\//.test(file)), []);
});

test.serial('every entry of the package is there, with its types', (t) => {
  for (const [name, file] of Object.entries(manifest.exports)) {
    t.true(existsSync(installed(file)), name);
    if (file.endsWith('.js')) t.true(existsSync(installed(file.replace(/\.js$/, '.d.ts'))), name);
  }
  for (const file of Object.values(manifest.bin)) t.true(existsSync(installed(file)), file);
});

test.serial('the command is one file, and the one that starts it: finding hundreds of them takes longer than running a small program', async (t) => {
  const entries = { 'dist/cli/main.js': [], 'dist/cli/command-line.cjs': ['zeromq'] };
  for (const [entry, allowed] of Object.entries(entries)) {
    const { metafile } = await build({ absWorkingDir: installed('.'), entryPoints: [entry], bundle: true, platform: 'node', packages: 'external', format: 'esm', write: false, metafile: true, logLevel: 'silent' });
    t.deepEqual(Object.keys(metafile.inputs), [entry]);
    const packages = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((each) => each.external).map((each) => each.path));
    t.deepEqual([...new Set(packages)].filter((name) => !isBuiltin(name)), allowed);
  }
});

test.serial('the command is there compiled, and is compiled anew where what is there is of no use', async (t) => {
  t.true(existsSync(installed(`dist/cli/${basename(codeFile)}`)));
  session.files({ 'one.dl': '.decl one(x: number)\n.output one\none(1).\n' });
  const run = async (): Promise<boolean> => t.deepEqual(await shell(`node ${installed(manifest.bin['dlc']!)} run --format tsv one.dl`), { exitCode: 0, stdout: '1\n', stderr: '' });
  t.is(new Script(...scriptOf(installed('dist/cli/command-line.cjs'), readFileSync(installed(`dist/cli/${basename(codeFile)}`)))).cachedDataRejected, false);
  await run();
  writeFileSync(installed(`dist/cli/${basename(codeFile)}`), 'of another version');
  await run();
  rmSync(installed(`dist/cli/${basename(codeFile)}`));
  await run();
});

test.serial('programs run without what only nodes need', async (t) => {
  session.files({
    'one.dl': '.decl one(x: number)\n.output one\none(1).\n',
    'loaded.cjs': "process.on('exit', () => console.log(Object.keys(require.cache).filter((file) => file.includes('zeromq')).length));",
  });
  t.deepEqual(await shell(`node --require ./loaded.cjs ${installed(manifest.bin['dlc']!)} run --format tsv one.dl`), { exitCode: 0, stdout: '1\n0\n', stderr: '' });
});

test.serial('the runtime imports nothing of Node, and no compiler', async (t) => {
  const { metafile } = await build({ absWorkingDir: installed('dist'), entryPoints: ['runtime/index.js'], bundle: true, packages: 'external', format: 'esm', write: false, metafile: true, logLevel: 'silent' });
  const files = Object.keys(metafile.inputs);
  t.true(files.length > 10);
  t.deepEqual(files.filter((file) => !file.startsWith('runtime/') || file.startsWith('runtime/node/')), []);
  const packages = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((each) => each.external).map((each) => each.path));
  t.deepEqual([...new Set(packages)].filter((name) => name !== '@msgpack/msgpack'), []);
});

/** Compiled as strictly as can be, with the declarations of the package, for Node and browsers alike. */
const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023', 'DOM'],
    types: [],
    module: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    allowArbitraryExtensions: true,
    outDir: 'out',
    rootDir: '.',
  },
  include: ['app.ts', 'misuse.ts'],
};

/** The declarations of bundlers are not all right by themselves. */
const tools = {
  extends: './tsconfig.json',
  compilerOptions: { types: ['node'], skipLibCheck: true },
  include: ['tools.ts'],
};

const app = `import reach, { type Link } from './reach.dl';
import { open } from './rules/reach.js';

const rows: Link[] = [{ src: 'a', dst: 'b', cost: 1 }];
for (const node of [reach.open(), open()]) {
  node.in.link.insert(...rows, ['b', 'c', 2]);
  await node.settle();
  const found: string[] = [...node.out.path].map(({ src, dst }) => src + dst);
  const costs: number[] = [...node.out.dear].map((row) => row.cost);
  console.log(found.sort().join(), costs.join());
  for (const { dst } of node.out.path.where({ src: 'b' })) console.log(dst);
}
`;

const misuse = `import reach, { type Path } from './reach.dl';

const node = reach.open();
// @ts-expect-error: there is no such relation
node.in.lnik.insert({ src: 'a', dst: 'b', cost: 1 });
// @ts-expect-error: an output is not filled
node.out.path.insert({ src: 'a', dst: 'b' });
// @ts-expect-error: a column is missing
node.in.link.insert({ src: 'a', dst: 'b' });
// @ts-expect-error: there is no such column
node.in.link.insert({ src: 'a', dst: 'b', cost: 1, price: 2 });
// @ts-expect-error: a column is of another type
node.in.link.insert({ src: 'a', dst: 'b', cost: '1' });
// @ts-expect-error: a tuple is too short
node.in.link.insert(['a', 'b']);
// @ts-expect-error: there is no such column
node.out.path.where({ from: 'a' });
// @ts-expect-error: rows are not written to
for (const row of node.out.path) row.src = 'z';
// @ts-expect-error: the rows of one relation are not those of another
const path: Path = [...node.out.dear][0];
`;

test.serial('a TypeScript project checks, builds, bundles and runs against the tarball', async (t) => {
  session.files({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify(tsconfig),
    'tools.json': JSON.stringify(tools),
    'reach.dl': `.decl link(src: symbol, dst: symbol, cost: number)
.input link
.persist link
.decl path(src: symbol, dst: symbol)
.output path
path(x, y) :- link(x, y, _).
path(x, z) :- path(x, y), link(y, z, _).
.decl dear(cost: number)
.output dear
dear(c) :- link(_, _, c), c > 1.
`,
    'app.ts': app,
    'misuse.ts': misuse,
    'tools.ts': `import esbuild from 'dlc/esbuild';
import rollup from 'dlc/rollup';
import vite from 'dlc/vite';
import webpack from 'dlc/webpack';
import 'dlc/register';
import { wal, zeromq, type ZeromqEnd } from 'dlc/node';
import { openModule } from 'dlc/runtime';
import { defineConfig } from 'vite';
export default defineConfig({ plugins: [vite()] });
export const others: { name?: string }[] = [esbuild(), rollup()];
export const last = webpack();
export const end: ZeromqEnd = zeromq({ peers: { b: 'tcp://127.0.0.1:7001' } });
export const where: Parameters<typeof openModule>[1] = { address: 'a', transport: end, store: wal('state', { fsync: 'interval:50ms' }) };
`,
  });
  const dlc = `node ${manifest.bin['dlc']?.replace(/^/, 'node_modules/dlc/')}`;
  const steps = [
    `${dlc} types reach.dl`,
    `${dlc} build reach.dl --out rules`,
    `node "${join(root, 'node_modules/typescript/bin/tsc')}" -p .`,
    `node "${join(root, 'node_modules/typescript/bin/tsc')}" -p tools.json`,
    'cp -r reach.dl rules out',
  ];
  for (const step of steps) {
    const { exitCode, stdout, stderr } = await shell(step);
    t.is(exitCode, 0, `${step}\n${stdout}${stderr}`);
  }
  const expected = { exitCode: 0, stdout: 'ab,ac,bc 2\nc\nab,ac,bc 2\nc\n', stderr: '' };
  t.deepEqual(await shell('node --import dlc/register out/app.js'), expected);
});
