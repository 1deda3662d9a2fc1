import test from 'ava';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { fencesOf } from './markdown.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entries = { dlc: 'dist/index.js', 'dlc/node': 'dist/runtime/node/index.js' };
const library = (text: string): string => Object.entries(entries).reduce((all, [name, file]) => all.replaceAll(`from '${name}'`, `from ${JSON.stringify(pathToFileURL(join(root, file)).href)}`), text);

const blocks = ['README.md', 'docs/embedding.md', 'docs/fleets.md'].flatMap((file) => fencesOf(readFileSync(join(root, file), 'utf8')).map((fence) => ({ file, ...fence })));
for (const [index, block] of blocks.entries()) {
  if (block.language !== 'js') continue;
  test(`${block.file}:${block.line} prints what stands below it`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'dlc-embedding-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'block.mjs');
    writeFileSync(file, library(block.text));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    const output = blocks[index + 1];
    t.is(output?.language, 'output');
    t.is(stdout, output?.text ?? '');
    t.is(stderr, '');
  });
}
