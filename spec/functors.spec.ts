import test from 'ava';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, RunError, UsageError, type UntypedModule, type UserFunctors } from '../index.ts';
import { runCommand } from './command.ts';

const declared = `.functor half(x: number): number
.functor label(x: number, even: symbol): symbol
.decl n(x: number)
.input n
.persist n
.decl seen(x: number)
.output seen
.decl h(x: number, y: number)
.output h
.decl l(x: symbol)
.output l
seen(x) :- n(x).
h(x, @half(x)) :- n(x), x % 2 = 0.
l(@label(x, "even")) :- h(x, @half(x)).
`;

const functors: UserFunctors = {
  half: (x: number) => x / 2,
  label: (x: number, even: string) => `${even} ${x}`,
};

function opened(text: string, given?: UserFunctors): ReturnType<UntypedModule['open']> {
  const result = compile(text);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return result.module.open(given ? { functors: given } : {});
}

test('functors are called with values and give values', (t) => {
  const node = opened(declared, functors);
  node.in['n']!.insert([1], [2], [4]);
  node.tick();
  t.deepEqual([...node.out['h']!], [{ x: 2, y: 1 }, { x: 4, y: 2 }]);
  t.deepEqual([...node.out['l']!], [{ x: 'even 2' }, { x: 'even 4' }]);
});

test('functors that are given to compile are those of all who open the module', (t) => {
  const result = compile(declared, { functors });
  t.true(result.ok && result.module.open().tick().tick === 1);
  t.is(result.ok && result.module.schema.functors.map((each) => each.name).join(), 'half,label');
});

test('all types cross the border', (t) => {
  const types = ['number', 'unsigned', 'float', 'symbol', 'bool'];
  const values = [-(2 ** 53) + 1, 2 ** 53 - 1, 0.1, '\u{1f600}', true];
  const text = types.map((type) => `.functor ${type}s(x: ${type}): ${type}\n.decl ${type}_in(x: ${type})\n.input ${type}_in\n${type}_out(@${type}s(x)) :- ${type}_in(x).\n`).join('');
  const got: unknown[] = [];
  const node = opened(text, Object.fromEntries(types.map((type) => [`${type}s`, (x: never) => (got.push(x), x)])));
  types.forEach((type, i) => node.in[`${type}_in`]!.insert([values[i]!]));
  node.tick();
  t.deepEqual(got.toSorted(), values.toSorted());
  t.deepEqual(types.map((type) => Object.values([...node.out[`${type}_out`]!][0]!)[0]), values);
});

test('a functor that is missing, or is none, is an error when the program is opened', (t) => {
  t.throws(() => opened(declared), { instanceOf: UsageError, message: /needs the functor `half`/ });
  t.throws(() => opened(declared, { half: () => 1 }), { instanceOf: UsageError, message: /needs the functor `label`/ });
  t.throws(() => opened(declared, { ...functors, label: 1 as never }), { instanceOf: UsageError, message: /is a function, not 1/ });
  t.throws(() => opened(declared, { ...functors, other: () => 1 }), { instanceOf: UsageError, message: /no functor `other`; its functors are `half` and `label`/ });
});

test('a functor that throws aborts the tick, and the node is as it was before, its inputs waiting', (t) => {
  let isBroken = false;
  const node = opened(declared, {
    ...functors,
    half: (x: number) => {
      if (isBroken) throw new TypeError('no halves today');
      return x / 2;
    },
  });
  const told: string[] = [];
  node.out['seen']!.subscribe(({ tick, deltas }) => told.push(`${tick}: ${deltas.map(({ row, diff }) => `${diff} ${row['x']}`).join(', ')}`));
  node.in['n']!.insert([2], [3]);
  node.tick();
  node.in['n']!.insert([4]);
  node.in['n']!.delete([3]);
  isBroken = true;
  for (const _ of ['once', 'again']) {
    t.throws(() => node.tick(), { instanceOf: RunError, message: /no halves today/ });
    t.is(node.currentTick, 1);
    t.deepEqual([...node.out['seen']!], [{ x: 2 }, { x: 3 }]);
    t.deepEqual([...node.out['h']!], [{ x: 2, y: 1 }]);
    t.deepEqual([...node.out['l']!.where({ x: 'even 2' })], [{ x: 'even 2' }]);
    t.true(node.in['n']!.has([3]));
  }
  isBroken = false;
  const snapshot = node.snapshot();
  t.deepEqual(node.tick(), { tick: 2, due: true });
  t.deepEqual([...node.out['seen']!].map(({ x }) => x).toSorted(), [2, 4]);
  t.deepEqual(told, ['1: 1 2, 1 3', '2: -1 3, 1 4']);
  node.restore(snapshot);
  t.deepEqual(node.tick(), { tick: 2, due: true });
  t.deepEqual([...node.out['l']!].map(({ x }) => x).toSorted(), ['even 2', 'even 4']);
});

test('the error of a functor names the rule, and says what was thrown', (t) => {
  const node = opened('.functor f(x: number): number\n.decl n(x: number)\n.input n\n.persist n\n.decl seen(x: number)\n.output seen\n.decl r(y: number)\n.output r\nseen(x) :- n(x).\nr(@f(x)) :- n(x).\n', {
    f: (x: number) => {
      if (x === 13) throw new TypeError('unlucky');
      return x === 14 ? 0.5 : x + 1;
    },
  });
  node.in['n']!.insert([1]);
  node.tick();
  for (const [bad, message] of [[13, /`f` failed: unlucky/], [14, /a number is a safe integer, not 0.5/]] as const) {
    node.in['n']!.insert([bad], [2]);
    const failure = t.throws(() => node.tick(), { instanceOf: RunError, message });
    t.is(failure?.code, 'functor');
    t.is(failure?.rule, 'r(@f(x)) :- n(x).');
    t.is(failure?.place, 'program.dl:10:1');
    if (bad === 13) t.true(failure?.cause instanceof TypeError);
    t.deepEqual([...node.out['seen']!], [{ x: 1 }]);
    t.deepEqual([...node.out['r']!], [{ y: 2 }]);
    node.in['n']!.delete([bad]);
    node.in['n']!.delete([2]);
  }
  node.in['n']!.insert([3]);
  node.tick();
  t.deepEqual([...node.out['r']!].map(({ y }) => y).toSorted(), [2, 4]);
});

test('a functor cannot use the node that calls it', (t) => {
  const node: ReturnType<typeof opened> = opened('.functor f(x: number): number\n.decl n(x: number)\n.input n\nr(@f(x)) :- n(x).\n', {
    f: (x: number) => {
      node.in['n']!.insert([x]);
      return x;
    },
  });
  node.in['n']!.insert([1]);
  t.throws(() => node.tick(), { instanceOf: RunError, message: /a functor cannot use the node that calls it/ });
});

test('a functor is not called for what the rest of a rule rules out', (t) => {
  const asked: number[] = [];
  const node = opened('.functor f(x: number): number\n.decl n(x: number)\n.input n\n.decl ok(x: number)\nok(1).\nr(y) :- y = @f(x), n(x), ok(x).\n', {
    f: (x: number) => (asked.push(x), x),
  });
  node.in['n']!.insert([1], [2]);
  node.tick();
  t.deepEqual(asked, [1]);
});

test('the command line takes functors from a module', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-functors-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'p.dl'), '.functor f(x: number): number\nn(1).\nr(@f(x)) :- n(x).\n');
  writeFileSync(join(folder, 'named.mjs'), 'export const f = (x) => x + 1;\n');
  writeFileSync(join(folder, 'default.mjs'), 'export default { f: (x) => x + 2 };\n');
  writeFileSync(join(folder, 'none.mjs'), 'export const g = 1;\n');
  writeFileSync(join(folder, 'throws.mjs'), 'export const f = () => { throw new Error("no"); };\n');
  const run = (rest: string) => runCommand(`npx dlc run p.dl ${rest}`, folder);
  t.is((await run('--functors named.mjs')).stdout, '2\n');
  t.is((await run('--functors default.mjs')).stdout, '3\n');
  t.like(await run(''), { exitCode: 2, stderr: 'error: the program needs the functor f: give --functors MODULE, which exports it\n' });
  t.like(await run('--functors none.mjs'), { exitCode: 2, stderr: 'error: none.mjs exports no functor f, which the program needs\n' });
  t.like(await run('--functors throws.mjs'), { exitCode: 3, stderr: 'error[functor]: the functor `f` failed: no\n  p.dl:3:1: r(@f(x)) :- n(x).\n' });
  const missing = await run('--functors absent.mjs');
  t.is(missing.exitCode, 2);
  t.regex(missing.stderr, /^error: cannot load functors from absent.mjs: /);
});

test('a functor is called for rows that come and go, and when many go at once, once for each row that is left', (t) => {
  const text = '.functor f(x: number): number\n.decl n(x: number)\n.input n\n.persist n\n.decl of(x: number, y: number)\n.output of\nof(x, @f(x)) :- n(x).\n.decl all(y: number)\n.output all\nall(@f(x)) :- n(x).\n';
  let calls = 0;
  const f = (x: number): number => {
    calls++;
    return x % 500;
  };
  const node = opened(text, { f });
  const tick = (): number => {
    calls = 0;
    node.tick();
    return calls;
  };
  node.in['n']!.insertAll(Array.from({ length: 1000 }, (_, x) => [x]));
  t.is(tick(), 2000);
  node.in['n']!.insert([1000]);
  t.is(tick(), 2);
  node.in['n']!.delete([1000]);
  t.true(tick() <= 1010);
  node.in['n']!.deleteAll(Array.from({ length: 100 }, (_, x) => [x]));
  t.true(tick() <= 1200);
  t.deepEqual([node.out['of']!.size, node.out['all']!.size], [900, 500]);
  node.in['n']!.delete([500]);
  tick();
  t.false(node.out['all']!.has([0]));
});
