import test from 'ava';
import fc from 'fast-check';
import { Multiset } from '../runtime/multiset.ts';

test('the first of a multiset is the first of all that was added and not removed', (t) => {
  const steps = fc.array(fc.record({ word: fc.integer({ min: -6, max: 40 }), adds: fc.boolean() }), { maxLength: 200 });
  const property = fc.property(steps, (given) => {
    const words = new Multiset((a, b) => a > b);
    const expected: number[] = [];
    for (const { word, adds } of given) {
      const at = expected.indexOf(word);
      if (adds) {
        words.add(word);
        expected.push(word);
      } else if (at >= 0) {
        words.remove(word);
        expected.splice(at, 1);
      }
      t.is(words.first(), expected.length === 0 ? undefined : Math.max(...expected));
      t.is(words.size, new Set(expected).size);
    }
  });
  fc.assert(property, { numRuns: 300 });
  t.throws(() => new Multiset(() => false).remove(1));
});
