import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../datalog/check.ts';
import { Diagnostics, format } from '../datalog/diagnostic.ts';
import { dialectOf } from '../datalog/source.ts';
import { load } from '../grammar/include.ts';
import { foldersOf, golden, root } from './golden.ts';

const readNothing = (): null => null;

/** The diagnostics of the program of a folder under `spec/errors`, as a user sees them. */
function diagnose(folder: string): string {
  const file = readdirSync(join(root, folder)).find((name) => name.startsWith('program.'));
  if (file === undefined) throw new Error(`${folder} has no program`);
  const text = readFileSync(join(root, folder, file), 'utf8');
  const diagnostics = new Diagnostics();
  check(load([{ file, text, dialect: dialectOf(file) }], readNothing, diagnostics), diagnostics);
  return diagnostics.sorted().map((each) => `${format(each)}\n`).join('\n');
}

for (const name of foldersOf('spec/errors')) {
  test(name, (t) => {
    const actual = diagnose(`spec/errors/${name}`);
    golden(t, `spec/errors/${name}/expected.txt`, actual);
    // A folder is named by the code it is about, and a face of it: `type-conflict-subtype`.
    const codes = [...actual.matchAll(/ (?:error|warning)\[([a-z-]+)\]: /g)].map((match) => match[1] ?? '');
    t.true(codes.some((code) => name === code || name.startsWith(`${code}-`)), `${name} has a diagnostic of its name`);
  });
}
