import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compile } from '../index.ts';
import { runCommand } from './command.ts';
import { foldersOf, root } from './golden.ts';
import { Session } from './session.ts';
import { shownBy } from './shown.ts';
import { follow } from './walkthrough.ts';

const applications = foldersOf('examples').filter((name) => existsSync(join(root, 'examples', name, 'app.ts')));

test('there are applications among the examples', (t) => {
  t.deepEqual(applications, ['access-control', 'build-graph', 'shared-list']);
});

for (const name of applications) {
  const folder = join('examples', name);
  const files = readdirSync(join(root, folder));

  test.serial(`${folder} prints what its README says, installed by a user`, async (t) => {
    const session = new Session();
    t.teardown(() => session.remove());
    session.files({ 'package.json': '{ "type": "module" }' });
    const made = /\.js$|^rules$/;
    for (const file of ['tsconfig.json', ...files.filter((each) => !made.test(each)).map((each) => join(name, each))]) {
      cpSync(join(root, 'examples', file), session.path(join('examples', file)));
    }
    const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
    const packages = ['.bin', 'typescript', '@types/node', 'undici-types'];
    const steps = [];
    for await (const step of follow(readme, session.directory, packages)) steps.push(step);
    t.deepEqual(steps.flatMap((step) => step.failures), []);
    shownBy(t, folder, steps.map((step) => step.stdout).join(''));
  });

  for (const file of files.filter((each) => each.endsWith('.dl'))) {
    test(`${folder}/${file} compiles without a warning`, (t) => {
      const result = compile(readFileSync(join(root, folder, file), 'utf8'), { file });
      t.deepEqual(result.ok ? result.warnings : result.diagnostics, []);
    });
  }

  for (const file of files.filter((each) => each.endsWith('.d.dl.ts'))) {
    test.serial(`${folder}/${file} has the types of its program`, async (t) => {
      const outcome = await runCommand(`npx dlc types --check ${join(folder, file.replace('.d.dl.ts', '.dl'))}`, root);
      t.deepEqual(outcome, { exitCode: 0, stdout: '', stderr: '' });
    });
  }
}
