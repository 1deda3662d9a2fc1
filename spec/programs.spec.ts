import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { bothRuns, compiled } from './agreement.ts';
import { foldersOf, golden, root } from './golden.ts';

const ticks = 12;

/** Each folder is a tour of the compiler: a program, and what every stage makes of it. */
for (const name of foldersOf('spec/programs')) {
  test(`program ${name}: every stage is as recorded, and the engine agrees with the reference evaluator`, (t) => {
    const folder = `spec/programs/${name}`;
    const dialect = existsSync(join(root, folder, 'program.ded')) ? 'ded' : 'dl';
    const text = readFileSync(join(root, folder, `program.${dialect}`), 'utf8');
    const compilation = compiled(text, dialect);
    golden(t, `${folder}/checked.txt`, compilation.show('checked'));
    golden(t, `${folder}/plan.txt`, compilation.show('plan'));
    golden(t, `${folder}/graph.mmd`, compilation.graph('mermaid'));
    golden(t, `${folder}/module.js`, compilation.show('js'));
    const { engine, reference } = bothRuns({ text, dialect, ticks });
    t.is(engine, reference);
    golden(t, `${folder}/ticks.txt`, `${engine}\n`);
  });
}
