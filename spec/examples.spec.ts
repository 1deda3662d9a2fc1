import test from 'ava';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dialectOf } from '../datalog/source.ts';
import { compile } from '../planner/compile.ts';
import { runCommand } from './command.ts';
import { commandsOf, relativeLinksOf } from './markdown.ts';
import { shownBy } from './shown.ts';

const programs = readdirSync('examples').filter((each) => /\.(dl|ded)$/.test(each));
const folders = readdirSync('examples', { withFileTypes: true }).filter((each) => each.isDirectory());
/** Applications, and fleets of processes: each has tests of its own. */
const others = folders.filter((each) => ['app.ts', 'fleet.yaml'].some((file) => existsSync(join('examples', each.name, file))));

test('every example is a program and a folder of the same name, or an application or a fleet in a folder', (t) => {
  const named = programs.map((each) => each.replace(/\.(dl|ded)$/, ''));
  t.deepEqual([...named, ...others.map((each) => each.name)].sort(), folders.map((each) => each.name).sort());
  const listed = relativeLinksOf(readFileSync('examples/README.md', 'utf8')).map((target) => dirname(target));
  t.deepEqual(listed.sort(), folders.map((each) => each.name).sort());
});

for (const program of programs) {
  const folder = join('examples', program.replace(/\.(dl|ded)$/, ''));
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');

  test.serial(`examples/${program} prints what its README says`, async (t) => {
    const [command] = commandsOf(readme);
    t.true(command?.startsWith(`npx dlc run examples/${program}`), 'the README begins with the command that runs it');
    const { exitCode, stdout, stderr } = await runCommand(command ?? '');
    t.is(stderr, '');
    t.is(exitCode, 0);
    shownBy(t, folder, stdout);
  });

  test(`examples/${program} compiles without a warning`, (t) => {
    const file = join('examples', program);
    const source = { file, text: readFileSync(file, 'utf8'), dialect: dialectOf(file) };
    const result = compile([source], () => null);
    t.deepEqual(result.ok ? result.warnings : result.diagnostics, []);
  });
}

/** What facts.js writes for a lock file. */
async function factsOf(lockFile: string): Promise<{ root: string; depends: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-facts-'));
  try {
    await runCommand(`"${process.execPath}" examples/package-reach/facts.js "${lockFile}" "${folder}"`);
    const read = (name: string): string => {
      const file = join(folder, name);
      return existsSync(file) ? readFileSync(file, 'utf8') : 'no such file';
    };
    return { root: read('root.facts'), depends: read('depends.facts') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.serial('package-reach: facts.js finds a dependency where Node would find it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-lock-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const lockFile = join(folder, 'package-lock.json');
  const packages = {
    '': { name: 'app', version: '1.0.0', dependencies: { left: '*' }, devDependencies: { '@s/right': '*' } },
    'node_modules/left': { version: '2.0.0', dependencies: { inner: '^1.0.0' }, optionalDependencies: { absent: '*' } },
    'node_modules/left/node_modules/inner': { version: '1.5.0', peerDependencies: { left: '*' } },
    'node_modules/@s/right': { version: '3.0.0', dependencies: { inner: '^2.0.0' } },
    'node_modules/inner': { version: '2.1.0' },
  };
  writeFileSync(lockFile, JSON.stringify({ name: 'app', lockfileVersion: 3, packages }));
  const { root, depends } = await factsOf(lockFile);
  t.is(root, 'app@1.0.0\n');
  t.deepEqual(depends.split('\n'), [
    '@s/right@3.0.0\tinner@2.1.0',
    'app@1.0.0\t@s/right@3.0.0',
    'app@1.0.0\tleft@2.0.0',
    'inner@1.5.0\tleft@2.0.0',
    'left@2.0.0\tinner@1.5.0',
    '',
  ]);
});

test.serial('package-reach: facts.js finds every dependency of this project', async (t) => {
  const manifest: Record<string, object> = JSON.parse(readFileSync('package.json', 'utf8'));
  const { dependencies, devDependencies } = manifest;
  const { root, depends } = await factsOf('package-lock.json');
  const direct = depends.split('\n').filter((line) => line.startsWith(`${root.trim()}\t`));
  const names = direct.map((line) => line.slice(line.indexOf('\t') + 1, line.lastIndexOf('@')));
  t.deepEqual(names.sort(), Object.keys({ ...dependencies, ...devDependencies }).sort());
});
