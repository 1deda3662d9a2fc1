import type { ExecutionContext } from 'ava';
import type { Fault, Schedule } from './faults.ts';
import type { Nodes } from './fleet-nodes.ts';
import { unexplained, type Operation } from './histories.ts';

/** A fleet under load, and the faults that it meets. */
export interface Run {
  readonly t: ExecutionContext;
  readonly nodes: Nodes;
  readonly schedule: Schedule;
  readonly rounds: number;
  readonly fault: () => Fault;
}

const replicas = ['one', 'two', 'three'];

/** What a replica of paxos has decided: `slot command`. */
function decisions(nodes: Nodes, name: string): readonly (readonly [slot: number, text: string])[] {
  return nodes.rows(name).flatMap((row) => {
    const [, slot, text] = /^(\d+) (.*)$/.exec(row) ?? [];
    return slot === undefined || text === undefined ? [] : [[Number(slot), text] as const];
  });
}

/** Paxos: no slot has two commands anywhere, no command has two slots, and what was given to a node that lived is decided. */
export async function runPaxos({ t, nodes, schedule, rounds, fault }: Run): Promise<void> {
  nodes.start(...replicas);
  const given: string[] = [];
  const give = (name: string): string => {
    const text = `command ${given.length} at ${name}`;
    given.push(text);
    nodes.get(name).write(`${text}\n`);
    return text;
  };
  for (const each of replicas) give(each);
  const has = (name: string) => () => decisions(nodes, name).some(([, text]) => text === `command ${replicas.indexOf(name)} at ${name}`);
  for (const each of replicas) await nodes.until(each, has(each));
  for (let round = 0; round < rounds; round++) {
    for (const each of replicas) give(each);
    const now = fault();
    await schedule.during(now, async () => {
      const before = replicas.filter((each) => nodes.isRunning(each)).map((each) => [each, decisions(nodes, each).length] as const);
      const texts = new Map(before.map(([name]) => [name, give(name)]));
      // Those who can go on do, whatever the others believe meanwhile; or somebody does, or begins to.
      for (const name of now.able) await nodes.until(name, () => decisions(nodes, name).some(([, text]) => text === texts.get(name)));
      if (now.able.length === 0) await Promise.race(before.map(([name, count]) => nodes.until(name, () => decisions(nodes, name).length > count)));
    });
  }
  const last = given.length;
  for (const each of replicas) give(each);
  const texts = (name: string): readonly string[] => decisions(nodes, name).map(([, text]) => text);
  for (const each of replicas) await nodes.until(each, () => given.slice(last).every((text) => texts(each).includes(text)));
  // What one has decided all decide.
  const all = new Set(replicas.flatMap(texts));
  for (const each of replicas) await nodes.until(each, () => [...all].every((text) => texts(each).includes(text)));
  const commands = new Map<number, string>();
  const slots = new Map<string, number>();
  for (const [slot, text] of replicas.flatMap((each) => decisions(nodes, each))) {
    t.is(commands.get(slot) ?? text, text, `slot ${slot}; ${schedule.story}`);
    commands.set(slot, text);
    if (text === '') continue;
    t.is(slots.get(text) ?? slot, slot, `${text}; ${schedule.story}`);
    slots.set(text, slot);
    t.true(given.includes(text), `${text}; ${schedule.story}`);
  }
}

/** Durable commit: nobody decides otherwise than the others, at any time, and all decide what was begun last. */
export async function runCommit({ t, nodes, schedule, rounds, fault }: Run): Promise<void> {
  const participants = ['ann', 'bob', 'cid'];
  nodes.start('bank', ...participants);
  let count = 0;
  const begin = (): string => {
    const name = `transaction ${count++}`;
    if (nodes.isRunning('bank')) nodes.get('bank').write(`${name}\n`);
    return name;
  };
  const knows = (name: string, transaction: string) => nodes.until(name, (rows) => rows.some((row) => row.startsWith(`${transaction} `)));
  const first = begin();
  for (const each of participants) await knows(each, first);
  for (let round = 0; round < rounds; round++) {
    for (let each = 0; each < 5; each++) begin();
    await schedule.during(fault(), async () => {
      for (let each = 0; each < 5; each++) begin();
    });
    const after = begin();
    await knows(participants[schedule.random.below(participants.length)] ?? '', after);
  }
  const last = begin();
  for (const each of participants) await knows(each, last);
  const outcomes = new Map<string, string>();
  for (const row of ['bank', ...participants].flatMap((each) => nodes.rows(each))) {
    const [, transaction = '', outcome = ''] = /^(.*) (commit|abort)$/.exec(row) ?? [];
    t.is(outcomes.get(transaction) ?? outcome, outcome, `${transaction}; ${schedule.story}`);
    outcomes.set(transaction, outcome);
  }
  // What anybody knows the others get to know.
  for (const each of participants) for (const transaction of outcomes.keys()) await knows(each, transaction);
}

/** Replicated store: what clients see of it is what they would see of one that nothing ever happens to. */
export async function runStore({ t, nodes, schedule, rounds, fault }: Run): Promise<void> {
  nodes.start(...replicas, 'ann', 'bob');
  const history: Operation[] = [];
  let over = false;
  const client = async (name: string): Promise<void> => {
    for (let number = 1; !over; number++) await request(name, number);
  };
  const request = async (name: string, number: number): Promise<void> => {
    await nodes.runs(name);
    const kind = schedule.random.below(2) === 0 ? 'get' : 'put';
    const operation: Operation = { kind, key: `k${schedule.random.below(2)}`, value: kind === 'put' ? `${name}-${number}` : '', invoked: performance.now(), responded: Infinity };
    history.push(operation);
    nodes.get(name).write(`${number} ${kind} ${operation.key} ${kind === 'put' ? operation.value : '-'}\n`);
    const begins = `${number} ${kind} ${operation.key} `;
    await nodes.until(name, (rows) => rows.some((row) => row.startsWith(begins)));
    const row = nodes.rows(name).find((each) => each.startsWith(begins));
    if (row === undefined) return;
    Object.assign(operation, { value: row.slice(begins.length), responded: performance.now() });
  };
  const clients = [client('ann'), client('bob')];
  const done = (): number => history.filter((each) => each.responded < Infinity).length;
  const progress = async (more: number): Promise<void> => {
    const enough = done() + more;
    const running = ['ann', 'bob'].filter((name) => nodes.isRunning(name));
    await Promise.race(running.map((name) => nodes.until(name, () => done() >= enough)));
  };
  await progress(5);
  for (let round = 0; round < rounds; round++) {
    await schedule.during(fault(), () => progress(5));
    await progress(3);
  }
  over = true;
  await Promise.all(clients);
  t.true(done() > 5 + 8 * rounds, schedule.story);
  const problem = unexplained(history);
  t.is(problem, null, `${problem}; ${schedule.story}`);
}
