import { readFileSync, symlinkSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { build as esbuild } from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';
import forEsbuild from '../cli/build/esbuild.ts';
import forRollup from '../cli/build/rollup.ts';
import forVite from '../cli/build/vite.ts';
import forWebpack from '../cli/build/webpack.ts';
import { runCommand } from './command.ts';
import { root } from './golden.ts';
import { Session } from './session.ts';

const session = new Session();
test.before(() => {
  session.files({
    'package.json': '{ "type": "module" }',
    'node_modules/.keep': '',
    'lib/links.dl': '.decl link(src: symbol, dst: symbol)\n.input link\n.persist link\n',
    'reach.dl': '.include "lib/links.dl"\n.decl path(src: symbol, dst: symbol)\n.output path\npath(x, y) :- link(x, y).\npath(x, z) :- path(x, y), link(y, z).\n',
    'app.js': `import reach from './reach.dl';
      const node = reach.open();
      node.in.link.insert({ src: 'a', dst: 'b' }, { src: 'b', dst: 'c' });
      await node.settle();
      console.log([...node.out.path].map((row) => row.src + row.dst).sort().join());`,
    'wrong.dl': '.decl p(x: number)\np(1).\n.output q\nq(x, y) :- p(x).\n',
    'wrong.js': "import wrong from './wrong.dl'; console.log(wrong);",
  });
  symlinkSync(root, session.path('node_modules/dlc'));
});
test.after.always(() => session.remove());

const quiet = { logLevel: 'silent' } as const;

/** Bundles an entry into a file, as each bundler does it; rejects with what the bundler says. */
const bundlers: Readonly<Record<string, (entry: string, name: string) => Promise<unknown>>> = {
  esbuild: (entry, name) =>
    esbuild({ ...quiet, absWorkingDir: session.directory, entryPoints: [entry], bundle: true, format: 'esm', outfile: session.path(`out/${name}`), sourcemap: true, plugins: [forEsbuild()] }),
  rollup: async (entry, name) => {
    const bundle = await rollup({ input: session.path(entry), external: /^dlc/, plugins: [forRollup()] });
    return bundle.write({ file: session.path(`out/${name}`), sourcemap: true });
  },
  vite: (entry, name) =>
    vite({
      ...quiet,
      root: session.directory,
      configFile: false,
      plugins: [forVite()],
      build: { outDir: 'out', emptyOutDir: false, sourcemap: true, lib: { entry: session.path(entry), formats: ['es'], fileName: () => name } },
    }),
  webpack: (entry, name) =>
    new Promise((settle, reject) => {
      const output = { path: session.path('out'), filename: name, module: true };
      const plugins = [forWebpack()];
      webpack({ mode: 'none', devtool: 'source-map', context: session.directory, entry: `./${entry}`, output, experiments: { outputModule: true }, plugins }, (error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors() !== false) reject(new Error(stats?.toString({ all: false, errors: true })));
        else settle(stats);
      });
    }),
};

async function failure(t: ExecutionContext, work: Promise<unknown>): Promise<string> {
  const error = await t.throwsAsync(work, { any: true });
  return error instanceof Error ? error.message : String(error);
}

for (const [name, bundle] of Object.entries(bundlers)) {
  test.serial(`${name} bundles a program, and its source map leads to the rules`, async (t) => {
    await bundle('app.js', `${name}.mjs`);
    const outcome = await runCommand(`node --disallow-code-generation-from-strings out/${name}.mjs`, session.directory);
    t.deepEqual(outcome, { exitCode: 0, stdout: 'ab,ac,bc\n', stderr: '' });
    const { sources, sourcesContent }: { sources: string[]; sourcesContent: string[] } = JSON.parse(readFileSync(session.path(`out/${name}.mjs.map`), 'utf8'));
    const index = sources.findIndex((each) => each.endsWith('reach.dl'));
    t.is(sourcesContent[index], readFileSync(session.path('reach.dl'), 'utf8'));
  });

  test.serial(`${name} says what is wrong with a program, and where`, async (t) => {
    const message = await failure(t, bundle('wrong.js', `${name}-wrong.mjs`));
    t.regex(message, /wrong\.dl:4:6: error\[unbound-variable\]: the variable `y` in the head of `q` is not bound/);
    t.regex(message, /\n4 \| q\(x, y\) :- p\(x\)\.\n/);
  });
}

test.serial('a bundler is told the place of the error, and the files to watch', async (t) => {
  const { errors } = await esbuild({ ...quiet, absWorkingDir: session.directory, entryPoints: ['wrong.js'], bundle: true, write: false, plugins: [forEsbuild()] }).catch((error) => error);
  t.like(errors[0].location, { line: 4, column: 5 });
  const bundle = await rollup({ input: session.path('app.js'), external: /^dlc/, plugins: [forRollup()] });
  t.true(bundle.watchFiles.includes(session.path('lib/links.dl')));
});
