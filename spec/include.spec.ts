import test from 'ava';
import { Diagnostics, toData } from '../datalog/diagnostic.ts';
import { printProgram } from '../datalog/print.ts';
import { dialectOf } from '../datalog/source.ts';
import { load, type Unreadable } from '../grammar/include.ts';

/** Loads `names` out of a directory that is an object. */
function loaded(disk: Readonly<Record<string, string | Unreadable>>, ...names: readonly string[]) {
  const diagnostics = new Diagnostics();
  const reads: string[] = [];
  const read = (path: string) => {
    reads.push(path);
    return disk[path] ?? null;
  };
  const files = names.map((file) => {
    const text = disk[file];
    return { file, text: typeof text === 'string' ? text : '', dialect: dialectOf(file) };
  });
  const { statements, broken, sources } = load(files, read, diagnostics);
  return {
    reads,
    program: printProgram(statements, 'dl').trimEnd().split('\n'),
    broken: [...broken],
    files: sources.map(({ file, dialect }) => `${file} ${dialect}`),
    found: diagnostics.sorted().map(toData),
  };
}

test('an include is relative to its file, and its statements take its place', (t) => {
  const { program, files, found } = loaded(
    {
      'a/main.dl': 'p(1).\n.include "lib/x.dl"\np(3).',
      'a/lib/x.dl': '.include "../y"\nx(1).',
      'a/y': 'y(1).',
    },
    'a/main.dl',
  );
  t.deepEqual(program, ['p(1).', 'y(1).', 'x(1).', 'p(3).']);
  t.deepEqual(files, ['a/main.dl dl', 'a/lib/x.dl dl', 'a/y dl']);
  t.deepEqual(found, []);
});

test('a file is read once, under whatever path', (t) => {
  const disk = {
    'a.dl': '.include "./b.dl"\n.include "x/../b.dl"\n.include "c.dl"',
    'b.dl': 'b(1).',
    'c.dl': '.include "b.dl"',
  };
  t.deepEqual(loaded(disk, 'a.dl').program, ['b(1).']);
  t.deepEqual(loaded(disk, 'a.dl').reads, ['b.dl', 'c.dl']);
  t.deepEqual(loaded({ ...disk, './b.dl': 'b(1).' }, 'a.dl', './b.dl', 'a.dl').program, ['b(1).']);
});

test('an include of the classic spelling is looked up beside the first file too', (t) => {
  const disk = {
    'top/main.ded': 'include "sub/a.ded"; include "sub/c.txt";',
    'top/sub/a.ded': 'include "b.ded";',
    'top/b.ded': 'b(1);',
    'top/sub/c.txt': 'c(1);',
  };
  t.deepEqual(loaded(disk, 'top/main.ded').program, ['b(1).', 'c(1).']);
  t.deepEqual(loaded({ ...disk, 'top/sub/b.ded': 'nearer(1);' }, 'top/main.ded').program, ['nearer(1).', 'c(1).']);
});

test('the dialect is by extension, and otherwise the includer\'s', (t) => {
  const disk = { 'a.dl': '.include "b.ded"\n.include "c.inc"', 'b.ded': '.include "d.inc"', 'c.inc': '', 'd.inc': '' };
  t.deepEqual(loaded(disk, 'a.dl').files, ['a.dl dl', 'b.ded ded', 'd.inc ded', 'c.inc dl']);
});

test('a missing file', (t) => {
  const { found, program } = loaded({ 'x/a.dl': 'p(1).\n.include "b.dl"\nq(' }, 'x/a.dl');
  t.like(found[0], { code: 'include-not-found', message: 'there is no file `x/b.dl`', line: 2, column: 10, endColumn: 16 });
  t.deepEqual(program, ['p(1).']);
  const nested = loaded({ 'x/a.ded': 'include "y/b.ded";', 'x/y/b.ded': 'include "c";' }, 'x/a.ded');
  t.is(nested.found[0]?.message, 'there is no file `x/y/c` nor `x/c`');
});

test('a file that is there and cannot be read says why', (t) => {
  const disk = { 'x/a.ded': 'include "y/b.ded"; include "c";', 'x/y/b.ded': 'include "c"; p(1);', 'x/c': 'c(1);' };
  const blocked = { reason: 'it is a directory' };
  const { found, program } = loaded({ ...disk, 'x/y/c': blocked }, 'x/a.ded');
  t.deepEqual(found, []);
  t.deepEqual(program, ['c(1).', 'p(1).']);
  const both = loaded({ ...disk, 'x/y/c': blocked, 'x/c': { reason: 'permission denied' } }, 'x/a.ded').found;
  t.deepEqual(
    both.map(({ code, file, message }) => `${file} ${code}: ${message}`),
    [
      'x/y/b.ded include-unreadable: cannot read `x/y/c`: it is a directory',
      'x/a.ded include-unreadable: cannot read `x/c`: permission denied',
    ],
  );
});

test('an empty path', (t) => {
  const { found } = loaded({ 'x/a.dl': '.include ""' }, 'x/a.dl');
  t.like(found[0], { message: 'the path of the file to include is empty', column: 10, endColumn: 12 });
});

test('a cycle shows its chain', (t) => {
  const { found, program } = loaded(
    { 'm.dl': '.include "a.dl"', 'a.dl': 'a(1).\n.include "b.dl"', 'b.dl': '.include "a.dl"\nb(1).' },
    'm.dl',
  );
  t.is(found.length, 1);
  t.like(found[0], { code: 'include-cycle', file: 'b.dl', message: '`a.dl` includes itself: a.dl -> b.dl -> a.dl' });
  t.deepEqual(found[0]?.notes.map(({ file, message }) => `${file} ${message}`), ['a.dl `b.dl` is included here']);
  t.deepEqual(program, ['a(1).', 'b(1).']);
});

test('a file that includes itself', (t) => {
  t.like(loaded({ 'a.dl': '.include "a.dl"' }, 'a.dl').found[0], { message: '`a.dl` includes itself: a.dl -> a.dl' });
});

test('broken names of all files', (t) => {
  t.deepEqual(loaded({ 'a.dl': 'p(.\n.include "b.dl"', 'b.dl': 'q(.' }, 'a.dl').broken, ['p', 'q']);
});
