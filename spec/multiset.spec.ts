import test from 'ava';
import fc from 'fast-check';
import { foldColumn } from '../runtime/fold-columns.ts';
import { Multiset } from '../runtime/multiset.ts';
import { Values } from '../runtime/values.ts';

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

test('the greatest and the least of groups, small and large, are those of what was added and not removed; values that no group has are let go', (t) => {
  const step = fc.record({ group: fc.nat({ max: 2 }), value: fc.nat({ max: 90 }), act: fc.constantFrom('add', 'add', 'add', 'remove', 'clear', 'move') });
  const property = fc.property(fc.array(step, { minLength: 300, maxLength: 900 }), (given) => {
    const values = new Values(undefined, { least: 0, stride: 1_000_000, poisons: true });
    const columns = (['max', 'min'] as const).map((name) => foldColumn({ function: name, type: 'symbol', rule: 0 }, values, true, () => 0));
    const groups: string[][] = [[], [], []];
    for (const column of columns) groups.forEach((_, group) => column.begin(group));
    for (const { group, value, act } of given) {
      const words = groups[group]!;
      const text = String(value + 100);
      if (act === 'add') {
        words.push(text);
        for (const column of columns) column.add(group, values.ofText(text));
      } else if (act === 'remove' && words.includes(text)) {
        words.splice(words.indexOf(text), 1);
        for (const column of columns) column.remove(group, values.ofText(text));
      } else if (act === 'clear' && value < 5) {
        groups[group] = [];
        for (const column of columns) column.clear(group);
      } else if (act === 'move' && group < 2 && value < 3) {
        groups[group] = groups[2]!;
        groups[2] = [];
        for (const column of columns) {
          column.clear(group);
          column.move(2, group);
          column.begin(2);
        }
      }
      values.collector.tickBegins();
      values.collector.tickEnds();
      groups.forEach((each, index) => {
        if (each.length === 0) return;
        const sorted = each.toSorted();
        t.is(values.text(columns[0]!.result(index)), sorted.at(-1)!);
        t.is(values.text(columns[1]!.result(index)), sorted[0]!);
      });
    }
    groups.forEach((_, group) => columns.forEach((column) => column.clear(group)));
    for (let i = 0; i < 4; i++) {
      values.collector.tickBegins();
      values.collector.tickEnds();
    }
    t.is(values.used, 0);
  });
  fc.assert(property, { numRuns: 30 });
});
