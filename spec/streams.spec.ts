import test from 'ava';
import { Arrivals, readTimer } from '../runtime/node/streams.ts';

test('rows of a timer do not pile up while nobody takes them', (t) => {
  const arrivals = new Arrivals();
  let now = 0;
  let fire = (): void => undefined;
  const every = (_: number, call: () => void): (() => void) => {
    fire = call;
    return () => undefined;
  };
  readTimer({ now: () => now, every }, 10, 'clock', arrivals);
  const pass = (periods: number): void => {
    for (let period = 0; period < periods; period++, now += 10) fire();
  };
  pass(3);
  t.deepEqual(arrivals.take().get('clock'), [[0], [10], [20]]);
  pass(10_000);
  t.is(arrivals.take().get('clock')?.length, 4096);
  pass(1);
  t.deepEqual(arrivals.take().get('clock'), [[100_030]]);
});
