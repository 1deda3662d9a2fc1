import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Puts the modules of the command line, and of what it is built on, into a few files: to find and read hundreds of
 * them took most of the time of a short run. A part of the build (`npm run build`), not of the package.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));

rmSync(new URL('chunks', import.meta.url), { recursive: true, force: true });
await build({
  entryPoints: [fileURLToPath(new URL('../../cli/main.ts', import.meta.url))],
  outdir: folder,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  external: ['zeromq'],
  mainFields: ['module', 'main'],
  // Some packages are CommonJS and ask for Node's own modules.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
  logLevel: 'warning',
});
