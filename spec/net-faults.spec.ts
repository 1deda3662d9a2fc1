import test from 'ava';
import { runCommit, runPaxos, runStore } from './fault-runs.ts';
import { Schedule } from './faults.ts';
import { fleetOf, Nodes } from './fleet-nodes.ts';

/** The disk is that of this machine, which does not fail: what the system has been given is there when a node comes back. */
const quick = ['--fsync', 'never'];

test.serial('paxos: whoever is killed or stands still, nobody decides otherwise than the others', async (t) => {
  const schedule = new Schedule();
  const nodes = new Nodes(t, await fleetOf(t, 'paxos'), quick);
  t.log(schedule.story);
  await runPaxos({ t, nodes, schedule, rounds: 6, fault: () => schedule.signals(nodes, ['one', 'two', 'three']) });
  t.deepEqual(await nodes.stop(), [0, 0, 0], schedule.story);
});

test.serial('durable commit: whoever is killed or stands still, nobody decides otherwise than the others', async (t) => {
  const schedule = new Schedule();
  const nodes = new Nodes(t, await fleetOf(t, 'durable-commit'), quick);
  t.log(schedule.story);
  await runCommit({ t, nodes, schedule, rounds: 6, fault: () => schedule.signals(nodes, ['bank', 'ann', 'bob', 'cid']) });
  t.deepEqual(await nodes.stop(), [0, 0, 0, 0], schedule.story);
});

test.serial('replicated store: whoever is killed or stands still, it looks as if nothing had happened', async (t) => {
  const schedule = new Schedule();
  const nodes = new Nodes(t, await fleetOf(t, 'replicated-store'), quick);
  t.log(schedule.story);
  await runStore({ t, nodes, schedule, rounds: 6, fault: () => schedule.signals(nodes, ['one', 'two', 'three', 'ann', 'bob']) });
  t.deepEqual(await nodes.stop(), [0, 0, 0, 0, 0], schedule.story);
});
