import test from 'ava';
import fc from 'fast-check';
import { Doubles } from '../runtime/doubles.ts';
import { Overgrowth } from '../runtime/error.ts';
import { hash2, hash3, hashRow } from '../runtime/hash.ts';
import { HashedIds } from '../runtime/hashed-ids.ts';
import { Heap } from '../runtime/limits.ts';
import { Symbols } from '../runtime/symbols.ts';

test('numbers are interned once each, however many', (t) => {
  const doubles = new Doubles(0);
  const numbers = [0, NaN, Infinity, -Infinity, ...Array.from({ length: 10_000 }, (_, at) => (at - 5_000) * 1.5 + 0.25)];
  for (let pass = 0; pass < 2; pass++) for (const [index, number] of numbers.entries()) if (doubles.of(number) !== index) t.fail(String(number));
  t.is(doubles.of(-0), 0);
  t.deepEqual(numbers.map((_, index) => doubles.at(index)), numbers);
});

test('numbers by hash are found through growth and removal, of values with one hash too', (t) => {
  const steps = fc.array(fc.record({ id: fc.nat({ max: 400 }), adds: fc.boolean() }), { maxLength: 3000, size: 'max' });
  const property = fc.property(steps, fc.integer({ min: 1, max: 500 }), (given, hashes) => {
    const hash = (id: number): number => Math.imul(id % hashes, 0x9e3779b1);
    const ids = new HashedIds<number>((id, value) => id === value);
    const model = new Set<number>();
    for (const { id, adds } of given) {
      if (ids.find(id, hash(id)) !== (model.has(id) ? id : -1)) throw new Error(`find ${id}`);
      if (adds && !model.has(id)) ids.add(id, hash(id));
      if (!adds && model.has(id)) ids.remove(id, hash(id));
      if (adds) model.add(id);
      else model.delete(id);
    }
    for (let id = 0; id <= 400; id++) if (ids.find(id, hash(id)) !== (model.has(id) ? id : -1)) throw new Error(`find ${id} at the end`);
  });
  t.notThrows(() => fc.assert(property, { numRuns: 60 }));
});

test('numbers that a peer chooses do not have one hash', (t) => {
  const inverse = (odd: number): number => [0, 0, 0, 0, 0].reduce<number>((found) => Math.imul(found, 2 - Math.imul(odd, found)), odd);
  const [first, second, third] = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35];
  // Without a secret all of these would have the hash of zeros.
  const some = Array.from({ length: 1000 }, (_, at) => Math.imul(at + 1, 0x3779b1));
  const pairs = some.map((a): [number, number] => [a, Math.imul(Math.imul(a, first), inverse(second))]);
  const others = some.map((b): [number, number] => [b, Math.imul(Math.imul(b, second), inverse(third))]);
  const hashes = [pairs.map(([a, b]) => hash2(a, b)), others.map(([b, c]) => hash3(7, b, c)), pairs.map(([a, b]) => hash3(a, b, 7))];
  for (const each of hashes) t.true(new Set(each).size > 500);
  t.true(new Set(pairs.map((pair) => hashRow(Int32Array.from(pair), 0, 2))).size > 500);
});

test('texts have one number each, which they keep until they are reclaimed', (t) => {
  const heap = new Heap(10_000_000);
  const symbols = new Symbols(heap, 'gone');
  const texts = Array.from({ length: 20_000 }, (_, at) => (at % 3 === 0 ? `${at}` : at % 3 === 1 ? 'é'.repeat(at % 50) + at : `\u{10000}${at}`));
  const numbers = texts.map((text) => symbols.of(text));
  t.is(new Set(numbers).size, texts.length);
  t.deepEqual(texts.map((text) => symbols.of(text)), numbers);
  symbols.identities.begin();
  for (const [at, id] of numbers.entries()) if (at % 4 === 0) symbols.identities.mark(id);
  symbols.identities.hold(numbers[1]!);
  symbols.identities.pin(numbers[2]!);
  symbols.identities.found();
  while (symbols.identities.unswept > 0) symbols.sweep(77);
  t.is(symbols.identities.used, 5_002);
  for (const [at, text] of texts.entries()) t.is(symbols.find(text), at % 4 === 0 || at < 3 ? numbers[at]! : null);
  t.throws(() => symbols.identities.mark(numbers[3]!), { message: /was reclaimed/ });
  // The least first.
  t.is(symbols.of('new'), numbers[3]!);
  t.is(symbols.at(numbers[3]!), 'new');
  t.is(symbols.at(numbers[5]!), 'gone');
});

test('what there was no room for takes none', (t) => {
  const symbols = new Symbols(new Heap(10_000), 'gone');
  t.throws(() => symbols.of('x'.repeat(5_000)), { instanceOf: Overgrowth });
  t.notThrows(() => symbols.of('short'));
});
