import { symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { runCommand } from './command.ts';
import { root } from './golden.ts';
import { Session } from './session.ts';

const session = new Session();
test.before(() => {
  session.files({ 'package.json': '{ "type": "module" }', 'node_modules/.keep': '' });
  symlinkSync(root, session.path('node_modules/dlc'));
});
test.after.always(() => session.remove());

const node = (line: string) => runCommand(`node --import dlc/register ${line}`, session.directory);

test.serial('a program is imported like any other module, with what it includes', async (t) => {
  session.files({
    'lib/links.dl': '.decl link(src: symbol, dst: symbol)\n.input link\n.persist link\n',
    'reach.dl': '.include "lib/links.dl"\n.decl path(src: symbol, dst: symbol)\n.output path\npath(x, y) :- link(x, y).\npath(x, z) :- path(x, y), link(y, z).\n',
    'app.js': `import reach from './reach.dl';
      const node = reach.open();
      node.in.link.insert({ src: 'a', dst: 'b' }, { src: 'b', dst: 'c' });
      await node.settle();
      console.log([...node.out.path].map((row) => row.src + row.dst).sort().join(), reach === (await import('./reach.dl')).default);`,
  });
  t.deepEqual(await node('app.js'), { exitCode: 0, stdout: 'ab,ac,bc true\n', stderr: '' });
  t.deepEqual(await node('--disallow-code-generation-from-strings app.js'), { exitCode: 0, stdout: 'ab,ac,bc true\n', stderr: '' });
});

test.serial('a wrong program is an error that says what is wrong and where', async (t) => {
  session.files({
    'wrong.dl': '.decl p(x: number)\np(1).\n.output q\nq(x, y) :- p(x).\n',
    'wrong.js': "await import('./wrong.dl').catch((error) => console.log(error.name, error.message));\nawait import('./wrong.dl');",
  });
  const { exitCode, stdout, stderr } = await node('wrong.js');
  const diagnostics = 'the program cannot be imported\nwrong.dl:4:6: error[unbound-variable]: the variable `y` in the head of `q` is not bound\n4 | q(x, y) :- p(x).\n         ^\n';
  t.true(stdout.startsWith(`SyntaxError ${diagnostics}`), stdout);
  t.true(stderr.includes(diagnostics), stderr);
  t.false(stderr.includes('hooks.js'), stderr);
  t.is(exitCode, 1);
});

test.serial('warnings are warnings of the process, and other modules are left alone', async (t) => {
  session.files({
    'warned.dl': '.decl p(x: number, y: number)\np(1, 2).\nq(x) :- p(x, y).\n',
    'other.js': 'export default 7;',
    'warned.js': "import './warned.dl'; import other from './other.js'; import { sep } from 'node:path'; console.log(other, sep);",
  });
  const { exitCode, stdout, stderr } = await node('warned.js');
  t.deepEqual([exitCode, stdout], [0, '7 /\n']);
  t.regex(stderr, /ProgramWarning: warned\.dl:3:14: warning\[singleton-variable\]/);
});

test.serial('a program that is no text is an error that names it', async (t) => {
  session.files({ 'binary.js': "await import('./binary.dl');" });
  writeFileSync(session.path('binary.dl'), Buffer.from([0x70, 0xff]));
  t.regex((await node('binary.js')).stderr, /cannot read `binary\.dl`: invalid UTF-8 at binary\.dl:1:2/);
});
