import test from 'ava';
import { unexplained, type Operation } from './histories.ts';

function history(...operations: readonly (readonly [kind: 'get' | 'put', value: string, invoked: number, responded: number])[]): readonly Operation[] {
  return operations.map(([kind, value, invoked, responded]) => ({ kind, key: 'k', value, invoked, responded }));
}

const explained: Readonly<Record<string, readonly Operation[]>> = {
  'nothing': [],
  'one after another': history(['get', '', 0, 1], ['put', 'a', 2, 3], ['get', 'a', 4, 5], ['put', 'b', 6, 7], ['get', 'b', 8, 9]),
  'a read while it is written': history(['put', 'a', 0, 10], ['get', '', 1, 2], ['get', 'a', 3, 4]),
  'a write that was not answered': history(['put', 'a', 0, 1], ['put', 'b', 2, Infinity], ['get', 'a', 3, 4], ['get', 'b', 5, 6]),
  'a write that never was': history(['put', 'a', 0, 1], ['put', 'b', 2, Infinity], ['get', 'a', 8, 9]),
  'two writes at a time': history(['put', 'a', 0, 5], ['put', 'b', 0, 5], ['get', 'a', 6, 7]),
};

const unexplainable: Readonly<Record<string, readonly Operation[]>> = {
  'a lost write': history(['put', 'a', 0, 1], ['get', '', 2, 3]),
  'an old value': history(['put', 'a', 0, 1], ['put', 'b', 2, 3], ['get', 'a', 4, 5]),
  'back and forth': history(['put', 'a', 0, 9], ['put', 'b', 0, 9], ['get', 'a', 10, 11], ['get', 'b', 12, 13], ['get', 'a', 14, 15]),
  'a new value, then an old one': history(['put', 'a', 0, 1], ['put', 'b', 2, Infinity], ['get', 'b', 3, 4], ['get', 'a', 5, 6]),
  'nobody wrote it': history(['get', 'x', 0, 1]),
  'out of the future': history(['get', 'a', 0, 1], ['put', 'a', 2, 3]),
};

for (const [name, operations] of Object.entries(explained)) test(`a history that can be explained: ${name}`, (t) => t.is(unexplained(operations), null));
for (const [name, operations] of Object.entries(unexplainable)) test(`a history that cannot: ${name}`, (t) => t.not(unexplained(operations), null));
