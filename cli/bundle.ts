import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { codeFile, readScript, scriptFile } from './script.ts';

/**
 * Puts the modules of the command line, and of what it is built on, into one file, and keeps what V8 makes of it when it
 * runs an example: to find and read hundreds of modules, and to compile them, took most of the time of a short run. A
 * part of the build (`npm run build`), not of the package.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = fileURLToPath(new URL('../../cli/', import.meta.url));
const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

for (const file of readdirSync(folder).filter((each) => each.endsWith('.code'))) rmSync(join(folder, file));
/** A script cannot import modules, but is given what does. */
const importing: Plugin = {
  name: 'importing',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]cli[\\/]import-module\.ts$/ }, () => ({ contents: 'export const importModule = givenImportModule;' })),
};

const common = { bundle: true, platform: 'node', target: 'node20', sourcemap: true, logLevel: 'warning' } as const;
await build({ ...common, entryPoints: [join(sources, 'main.ts')], outfile: join(folder, 'main.js'), format: 'esm' });
await build({
  ...common,
  entryPoints: [join(sources, 'command-line.ts')],
  outfile: scriptFile,
  format: 'cjs',
  external: ['zeromq'],
  plugins: [importing],
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  define: { 'import.meta.url': 'urlOfThis' },
  banner: { js: 'const urlOfThis = require("node:url").pathToFileURL(__filename).href;' },
});

const { script, main } = readScript();
const results = mkdtempSync(join(tmpdir(), 'dlc-'));
process.argv = [process.execPath, join(folder, 'main.js'), 'run', '-D', results, join(examples, 'reachability.dl')];
await main();
rmSync(results, { recursive: true });
if (process.exitCode !== 0) throw new Error(`the command line ended with ${process.exitCode}`);
writeFileSync(codeFile, script.createCachedData());
