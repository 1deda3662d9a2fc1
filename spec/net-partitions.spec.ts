import test, { type ExecutionContext } from 'ava';
import { runCommit, runPaxos, runStore, type Run } from './fault-runs.ts';
import { Schedule, type Fault } from './faults.ts';
import { fleetOn, Nodes } from './fleet-nodes.ts';
import { Hosts, hostsMissing } from './hosts.ts';

const missing = hostsMissing();
const names = ['a', 'b', 'c'];

/** Fleets of which each node is on one of three hosts, by the name of the host. */
const fleets = {
  'paxos': { run: runPaxos, hosts: { one: 'a', two: 'b', three: 'c' }, mortal: ['one', 'two', 'three'] },
  'durable-commit': { run: runCommit, hosts: { bank: 'a', ann: 'b', bob: 'c', cid: 'c' }, mortal: ['bank', 'ann', 'bob', 'cid'] },
  'replicated-store': { run: runStore, hosts: { one: 'a', two: 'b', three: 'c', ann: 'a', bob: 'b' }, mortal: ['one', 'two', 'three', 'ann', 'bob'] },
} as const;

/** Where nodes are, and which of them may be killed. */
interface Placed {
  readonly hostOf: (name: string) => string;
  readonly mortal: readonly string[];
}

/** In any order: a host that nobody reaches, a connection that is cut in one direction or in both, one that is bad, a node that is killed. */
function faultsOf(hosts: Hosts, nodes: Nodes, placed: Placed, schedule: Schedule): readonly (() => Fault)[] {
  return schedule.shuffled([0, 1, 2, 3, 4]).map((kind) => () => faultOf(kind, hosts, nodes, placed, schedule));
}

function faultOf(kind: number, hosts: Hosts, nodes: Nodes, { hostOf, mortal }: Placed, schedule: Schedule): Fault {
  const [first = '', second = ''] = schedule.shuffled(names);
  const others = mortal.filter((each) => hostOf(each) !== first);
  const network = (what: string, begin: () => void, end = (): void => hosts.heal(), able: readonly string[] = []): Fault => ({ what, able, begin: async () => begin(), end: async () => end() });
  switch (kind) {
    case 0:
      return network(`${first} is cut off`, () => hosts.isolate(first), () => hosts.heal(), others);
    case 1:
      return network(`${first} does not reach ${second}`, () => hosts.cut(first, second));
    case 2:
      return network(`${first} and ${second} do not reach each other`, () => hosts.part(first, second));
    case 3:
      return network(`what ${first} sends is disturbed`, () => hosts.disturb(first), () => hosts.calm(first));
    default:
      return schedule.signals(nodes, mortal);
  }
}

async function runOnHosts(t: ExecutionContext, example: keyof typeof fleets): Promise<void> {
  const { run, hosts: placed, mortal } = fleets[example];
  const places = new Map<string, string>(Object.entries(placed));
  const hosts = new Hosts(t, names, example.slice(0, 1));
  const hostOf = (name: string): string => places.get(name) ?? '';
  const schedule = new Schedule();
  const nodes = new Nodes(t, fleetOn(t, example, (name) => hosts.addressOf(hostOf(name))), ['--fsync', 'never', '--insecure'], (name) => hosts.through(hostOf(name)));
  const faults = [...faultsOf(hosts, nodes, { hostOf, mortal }, schedule)];
  const settings: Run = { t, nodes, schedule, rounds: faults.length, fault: () => faults.pop()?.() ?? schedule.signals(nodes, mortal) };
  t.log(schedule.story);
  await run(settings);
  const codes = await nodes.stop();
  t.deepEqual(codes, codes.map(() => 0), schedule.story);
}

for (const example of ['paxos', 'durable-commit', 'replicated-store'] as const) {
  test(`${example}: on three hosts that are cut off from each other`, async (t) => {
    if (missing === null) return await runOnHosts(t, example);
    t.log(`skipped, since there can be no hosts: ${missing}`);
    t.pass();
  });
}
