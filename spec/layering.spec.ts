import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What each room may import (architecture: rooms); a file means that file only. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  datalog: [],
  grammar: ['datalog'],
  dataflow: ['datalog', 'runtime/abi.ts'],
  planner: ['datalog', 'grammar', 'dataflow', 'runtime/abi.ts', 'runtime/embedding/schema.ts'],
  runtime: [],
  'cli/build': ['datalog', 'grammar', 'dataflow', 'planner', 'runtime', 'cli/diagnose.ts'],
  cli: ['datalog', 'grammar', 'dataflow', 'planner', 'runtime'],
  bench: ['index.ts', 'datalog', 'grammar', 'dataflow', 'planner', 'runtime', 'cli'],
};

/** Only these files may use Node's own modules; the rest runs in a browser. */
const mayUseNode = ['runtime/node/', 'cli/', 'bench/'];

function filesOf(room: string): string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules') && file.endsWith('.ts') && !file.endsWith('.generated.ts'))
    .map((file) => `${room}/${file}`);
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1]!);
}

for (const [room, allowed] of Object.entries(mayImport)) {
  test(`${room} imports only what lies below it`, (t) => {
    for (const file of filesOf(room)) {
      for (const imported of importsOf(file).filter((each) => each.startsWith('.'))) {
        const target = relative(root, join(root, dirname(file), imported));
        const legal = target.startsWith(`${room}/`) || allowed.some((each) => target === each || target.startsWith(`${each}/`));
        t.true(legal, `${file} imports ${target}`);
      }
    }
  });

  test(`${room} uses Node's modules only where it may`, (t) => {
    for (const file of filesOf(room)) {
      const uses = importsOf(file).filter((each) => each.startsWith('node:'));
      const legal = uses.length === 0 || mayUseNode.some((each) => file.startsWith(each));
      t.true(legal, `${file} imports ${uses.join(', ')}`);
    }
  });
}

test('files do not import each other in a circle', (t) => {
  const files = Object.keys(mayImport).flatMap(filesOf);
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    t.false(state.get(file) === 'open', `a circle of imports: ${[...path, file].join(' -> ')}`);
    if (state.get(file) === 'open') return;
    state.set(file, 'open');
    const text = readFileSync(join(root, file), 'utf8');
    // A type is no import at run time.
    const values = [...text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)'/gms)].map((match) => match[1]!);
    for (const imported of values) {
      const target = relative(root, join(root, dirname(file), imported));
      if (files.includes(target)) visit(target, [...path, file]);
    }
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
});
