import test from 'ava';
import fc from 'fast-check';
import { bothRuns, compiled } from './agreement.ts';

const runs = Number(process.env['RUNS'] ?? 200);
const [least, most] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

/** The sums that a variable and a constant make, and the variable's values of which they are in range. */
const forms: Readonly<Record<string, (x: bigint, c: bigint) => bigint>> = {
  'x + c': (x, c) => x + c,
  'c + x': (x, c) => x + c,
  'x - c': (x, c) => x - c,
  'c - x': (x, c) => c - x,
};
const bodies = ['n(x), m(SUM)', 'n(x), m(v), v = SUM', 'm(SUM), n(x)', 'm(v), SUM = v, n(x)', 'k(SUM, w), n(w), n(x), w <= x'];

const near = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.nat({ max: 3 }).map((x) => most - x), fc.nat({ max: 3 }).map((x) => least + x));

test('what is looked up by a sum is found, and nothing fails where the sum has no solution', (t) => {
  const property = fc.property(
    fc.record({
      type: fc.constantFrom('number', 'unsigned'),
      form: fc.constantFrom('x + c', 'c + x', 'x - c', 'c - x'),
      body: fc.constantFrom(...bodies),
      c: near,
      xs: fc.array(near, { minLength: 1, maxLength: 6 }),
      vs: fc.array(near, { maxLength: 6 }),
      late: fc.boolean(),
      kept: fc.boolean(),
    }),
    ({ type, form, body, c, xs, vs, late, kept }) => {
      const floor = type === 'unsigned' ? 0 : least;
      if (c < floor) return;
      const isIn = (value: bigint): boolean => value >= BigInt(floor) && value <= BigInt(most);
      const sumOf = (x: number): bigint => forms[form]!(BigInt(x), BigInt(c));
      // A sum that leaves the range is an error.
      const found = xs.filter((x) => x >= floor && isIn(sumOf(x)));
      const known = [...vs.filter((v) => v >= floor), ...found.slice(0, 2).map((x) => Number(sumOf(x)))];
      const sum = form.replace('c', c < 0 ? `(${c})` : String(c));
      const facts = [
        ...found.map((x) => `n(${x})@1.`),
        ...known.flatMap((v) => [`m(${v})@${late ? 2 : 1}.`, ...found.slice(0, 2).map((w) => `k(${v}, ${w})@${late ? 2 : 1}.`)]),
      ];
      const head = body.includes('w') ? 'q(x, w)' : 'q(x, x)';
      const text = `.decl n(x: ${type})\n.decl m(x: ${type})\n.decl k(x: ${type}, y: ${type})\n.decl q(x: ${type}, y: ${type})\n${kept ? '.persist n\n.persist m\n.persist k\n' : ''}${facts.join('\n')}\n${head} :- ${body.replace('SUM', sum)}.\n`;
      const { engine, reference } = bothRuns({ text, ticks: 3 });
      if (engine !== reference || engine === 'failed') throw new Error(`--- program\n${text}\n--- reference\n${reference}\n--- engine\n${engine}`);
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: runs }));
});

test('a sum that is known is looked up by what its variable must be', (t) => {
  const decls = '.decl p(a: number, k: number, t: number)\n.decl e(x: number)\n.input p\n.input e\n.persist p\n.persist e\n.decl q(a: number, b: number)\n.output q\n';
  const plan = (rule: string): string => compiled(`${decls}${rule}`).show('plan');
  const both = plan('q(t, u) :- p(a, k, t), p(a, k + 1, u).');
  t.regex(both, /solve k \+ 1 for k\n +pull join p\[0 = a, 1 = k\]/);
  t.regex(both, /join p\[0 = a, 1 = k \+ 1\]/);
  t.regex(plan('q(k, t) :- e(x), x = 10 - k, p(_, k, t).'), /solve 10 - k for k\n +pull join p\[1 = k\]/);
  // No solution, or several.
  const floats = decls.replaceAll('number', 'float');
  t.notRegex(compiled(`${floats}q(t, u) :- p(a, k, t), p(a, k + 0.1, u).`).show('plan'), /solve/);
  t.notRegex(plan('q(t, u) :- p(a, k, t), p(a, k * 2, u).'), /solve/);
  t.notRegex(plan('q(t, u) :- p(a, k, t), p(a, k + t, u).'), /solve/);
});
