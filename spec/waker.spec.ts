import { setImmediate as turn } from 'node:timers/promises';
import test from 'ava';
import { Waker } from '../cli/waker.ts';

/** A sleeper that goes on sleeping, and how often it was woken. */
function sleeper(): { readonly waker: Waker; woken: number } {
  const state = {
    woken: 0,
    waker: new Waker(() => {
      state.woken++;
      state.waker.reset();
      state.waker.sleep();
    }),
  };
  state.waker.sleep();
  return state;
}

test('waker: one who has heard nothing yet is woken when all that came in a turn has come', async (t) => {
  const state = sleeper();
  for (let each = 0; each < 3; each++) state.waker.ring();
  t.is(state.woken, 0);
  await turn();
  t.is(state.woken, 1);
});

test('waker: while things come one by one each wakes at once, until several come', async (t) => {
  const state = sleeper();
  for (let each = 0; each < 20; each++) {
    state.waker.ring();
    await turn();
  }
  t.is(state.woken, 20);
  state.waker.ring();
  t.is(state.woken, 21);
  state.waker.ring();
  state.waker.ring();
  t.is(state.woken, 21);
  await turn();
  t.is(state.woken, 22);
  t.false(state.waker.isCalm);
  state.waker.ring();
  t.is(state.woken, 22);
  await turn();
  t.is(state.woken, 23);
});

test('waker: one turn in which several come changes nothing after many in which one did; many such turns do', async (t) => {
  const state = sleeper();
  const turns = async (count: number, rings: number): Promise<void> => {
    for (let each = 0; each < count; each++) {
      for (let ring = 0; ring < rings; ring++) state.waker.ring();
      await turn();
    }
  };
  await turns(100, 1);
  t.true(state.waker.isCalm);
  await turns(1, 2);
  t.true(state.waker.isCalm);
  await turns(4, 2);
  t.false(state.waker.isCalm);
});

test('waker: who wants to sleep and was rung for meanwhile does not', async (t) => {
  let woken = 0;
  const waker = new Waker(() => woken++);
  waker.ring();
  t.false(waker.sleep());
  waker.reset();
  t.true(waker.sleep());
  await turn();
  t.is(woken, 0);
});
