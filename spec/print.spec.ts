import test from 'ava';
import fc from 'fast-check';
import type { Clause, Literal, Name, Statement, Term, Variable } from '../datalog/ast.ts';
import { Diagnostics, format } from '../datalog/diagnostic.ts';
import { printProgram } from '../datalog/print.ts';
import { quote } from '../datalog/quote.ts';
import type { Dialect, Span } from '../datalog/source.ts';
import { parse } from '../grammar/parse.ts';

const span: Span = { source: { file: 'generated', text: '', dialect: 'dl' }, start: 0, end: 0 };

function parsed(text: string, dialect: Dialect): readonly Statement[] {
  const diagnostics = new Diagnostics();
  const { statements } = parse({ file: 'printed', text, dialect }, diagnostics);
  const found = diagnostics.sorted().map((each) => format(each));
  if (found.length > 0) throw new Error(`${text}\n${found.join('\n')}`);
  return statements;
}

/** The tree without its places. */
function bare(statements: readonly Statement[]): unknown {
  return JSON.parse(
    JSON.stringify(statements, (key, value: unknown) => {
      if (key === 'span') return undefined;
      return Object.is(value, -0) ? '-0' : value;
    }),
  );
}

const word = fc.constantFrom('p', 'q', 'edge', '?x', '_a', 'constructor', '__proto__', 'input', 'next', 'choice');
function named(text: string): Name {
  return { kind: 'name', text, span };
}

const name = word.map(named);
const text = fc.string({ unit: 'binary', maxLength: 8 }).map((each) => each.replaceAll('é', '\ud800"\\\u2028'));
const operators = ['+', '-', '*', '/', '%', '^'];
const words = ['band', 'bor', 'bxor', 'bshl', 'bshr', 'bshru', 'land', 'lor', 'lxor'];

function call(functor: string, ...terms: readonly Term[]): Term {
  return { kind: 'call', functor: named(functor), terms, span };
}

/** `neg` of a literal is a literal with a sign, unless it has one. */
function negative(term: Term): Term {
  const literal = term.kind === 'float' || (term.kind === 'number' && !term.unsigned);
  return literal && !(term.value < 0 || Object.is(term.value, -0)) ? call('bnot', term) : call('neg', term);
}

const leaf: fc.Arbitrary<Term> = fc.oneof(
  word.map((each): Term => ({ kind: 'variable', name: each, span })),
  fc.constant<Term>({ kind: 'wildcard', span }),
  fc.maxSafeInteger().map((value): Term => ({ kind: 'number', value: value + 0, unsigned: false, span })),
  fc.nat().map((value): Term => ({ kind: 'number', value, unsigned: true, span })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value): Term => ({ kind: 'float', value, span })),
  text.map((value): Term => ({ kind: 'string', value, span })),
);

function trees(dialect: Dialect) {
  const many = <T>(of: fc.Arbitrary<T>, minLength = 0) => fc.array(of, { minLength, maxLength: 3 });
  return fc.letrec<{ term: Term; literal: Literal; body: readonly Literal[] }>((tie) => {
    const terms = many(tie('term'));
    const dl = dialect === 'dl';
    const atom = fc
      .tuple(name, terms)
      .map(([relation, each]): Literal => ({ kind: 'atom', relation, terms: each, time: null, span }));
    const comparison = fc
      .tuple(fc.constantFrom('=' as const, '!=' as const, '<' as const, '>=' as const), tie('term'), tie('term'))
      .map(([operator, left, right]): Literal => ({ kind: 'comparison', operator, left, right, span }));
    const group = fc
      .oneof(many(many(tie('literal'), 1), 2), many(tie('literal'), 2).map((each) => [each]))
      .map((alternatives): Literal => ({ kind: 'disjunction', alternatives, span }));
    const truth = fc.boolean().map((value): Literal => ({ kind: 'truth', value, span }));
    const check = fc
      .tuple(fc.constantFrom('match', 'contains'), terms)
      .map(([each, inner]): Literal => ({ kind: 'test', name: named(each), terms: inner, span }));
    const aggregate = fc
      .tuple(fc.constantFrom('sum' as const, 'mean' as const), tie('term'), tie('body'))
      .map(([each, target, body]): Term => ({ kind: 'aggregate', function: each, target, body, span }));
    const count = tie('body').map((body): Term => ({ kind: 'aggregate', function: 'count', target: null, body, span }));
    return {
      term: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        leaf,
        fc.tuple(fc.constantFrom(...operators, ...words), tie('term'), tie('term')).map((all) => call(...all)),
        tie('term').map(negative),
        fc.tuple(fc.constantFrom('bnot', 'lnot'), tie('term')).map(([each, inner]) => call(each, inner)),
        fc.tuple(fc.constantFrom('cat', 'min', 'max', 'f'), terms).map(([each, inner]) => call(each, ...inner)),
        fc.tuple(name, terms).map(([functor, inner]) => call(`@${functor.text}`, ...inner)),
        ...(dl ? [aggregate, count, fc.boolean().map((value): Term => ({ kind: 'boolean', value, span }))] : []),
      ),
      literal: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        atom,
        comparison,
        check,
        tie('literal').map((operand): Literal => ({ kind: 'negation', operand, span })),
        ...(dl ? [group, truth] : []),
      ),
      body: many(tie('literal'), 1),
    };
  });
}

function clauses(dialect: Dialect): fc.Arbitrary<Clause> {
  const { term, body } = trees(dialect);
  const variable = word.map((each): Variable => ({ kind: 'variable', name: each, span }));
  const folded = fc
    .tuple(name, variable)
    .map(([each, over]): Term => ({ kind: 'headaggregate', function: each, variable: over, span }));
  const when = fc.option(fc.oneof(fc.constantFrom('next' as const, 'async' as const), fc.nat()));
  return fc
    .tuple(name, fc.array(fc.oneof(term, folded), { maxLength: 3 }), when, fc.option(body))
    .map(([relation, terms, time, literals]): Clause => ({
      kind: 'clause',
      head: { kind: 'atom', relation, terms, time: time === null ? null : { kind: 'time', when: time, span }, span },
      body: literals,
      span,
    }));
}

for (const dialect of ['dl', 'ded'] as const) {
  test(`${dialect}: a printed tree parses to itself, and prints the same`, (t) => {
    fc.assert(
      fc.property(fc.array(clauses(dialect), { maxLength: 3 }), (program) => {
        const first = printProgram(program, dialect);
        const again = parsed(first, dialect);
        t.is(printProgram(again, dialect), first);
        t.deepEqual(bare(again), bare(program));
      }),
      { numRuns: 1000 },
    );
  });

  test(`${dialect}: any text is parsed or refused, never thrown at`, (t) => {
    const piece = fc.constantFrom(
      ...'p ( ) x , . ; :- ! = == < { } : @next @ 5 1.5 "a" " /* */ // # $ [ ] | - count <: \\ p(x) q(x,y).'.split(' '),
      ' ',
      '\n',
      'notin ',
      '.decl ',
      '.comp ',
      '.type ',
      '.foo',
      'sum ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const diagnostics = new Diagnostics();
        const source = { file: 'any', text: pieces.join(''), dialect };
        const { statements } = parse(source, diagnostics);
        for (const each of diagnostics.sorted()) t.true(each.span.start <= source.text.length && format(each) !== '');
        const first = printProgram(statements, dialect);
        if (!diagnostics.hasErrors) t.is(printProgram(parsed(first, dialect), dialect), first);
      }),
      { numRuns: 3000 },
    );
  });
}

test('parentheses only where they are needed', (t) => {
  for (const [written, expected = written] of [
    ['1 - (2 - 3) - 4'],
    ['(a * b) + (c ^ d)', 'a * b + c ^ d'],
    ['(a + b) * c'],
    ['-a ^ 2'],
    ['(-a) ^ 2'],
    ['(-1) ^ 2'],
    ['-1 * 2'],
    ['2 ^ (-a)', '2 ^ -a'],
    ['2 ^ -a ^ 3 * 4'],
    ['(a ^ b) ^ c'],
    ['a ^ (b ^ c)', 'a ^ b ^ c'],
    ['a lor b land c band d bshl e + f'],
    ['(a lor b) land (c bor d)', '(a lor b) land c bor d'],
    ['bnot (a + b)'],
    ['-(a + b)'],
    ['~a', 'bnot a'],
    ['cat((a), (b))', 'cat(a, b)'],
  ] as const) {
    t.is(printProgram(parsed(`p(${written}).`, 'dl'), 'dl'), `p(${expected}).\n`);
  }
});

test('quoted strings have no line break and no half of a pair', (t) => {
  const quoted = quote('a"\\\n\r\0\u2028\u2029\ud800\udc00\ud800\udc00\ud800\ufeff\x7f');
  t.is(quoted, '"a\\"\\\\\\n\\r\\0\\u2028\\u2029\ud800\udc00\ud800\udc00\\ud800\\ufeff\\u007f"');
});
