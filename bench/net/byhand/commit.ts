import { Load } from '../load.ts';
import type { MemberPlan } from '../plan.ts';
import { connectTo, listenAt, type Framing, type Message } from './wire.ts';

const kinds = { hello: 0, request: 1, prepare: 2, vote: 3, decide: 4, acknowledge: 5, answer: 6 } as const;

/** Two-phase commit; gives what begins transactions, at the client. */
export async function commitByHand(plan: MemberPlan, framing: Framing): Promise<() => void> {
  const { endpoint } = plan.fleet.find((each) => each.role === 'Coordinator') ?? { endpoint: '' };
  switch (plan.role) {
    case 'Client': {
      const coordinator = connectTo(endpoint, plan.name, framing, ([, number]) => load.done(number));
      const load = new Load(plan, (number) => coordinator.send([kinds.request, number]));
      return () => load.go();
    }
    case 'Coordinator':
      await coordinate(plan, endpoint, framing);
      return () => undefined;
    default: {
      // It can be spoken to only once it has been heard.
      await new Promise<void>((settle) => {
        const coordinator = connectTo(endpoint, plan.name, framing, ([kind, number]) => {
          if (kind === kinds.hello) settle();
          else coordinator.send([kind === kinds.prepare ? kinds.vote : kinds.acknowledge, number]);
        });
        coordinator.send([kinds.hello, 0]);
      });
      return () => undefined;
    }
  }
}

async function coordinate({ fleet }: MemberPlan, endpoint: string, framing: Framing): Promise<void> {
  const participants = fleet.filter((each) => each.role === 'Participant').map((each) => each.name);
  const clients = new Map<number, string>();
  const counts = { [kinds.vote]: new Map<number, number>(), [kinds.acknowledge]: new Map<number, number>() };
  const sender = await listenAt(endpoint, framing, (peer, message) => hear(peer, message));
  const all = (kind: number, number: number): void => {
    for (const each of participants) sender(each).send([kind, number]);
  };
  const isLast = (kind: typeof kinds.vote | typeof kinds.acknowledge, number: number): boolean => {
    const count = (counts[kind].get(number) ?? 0) + 1;
    if (count < participants.length) counts[kind].set(number, count);
    else counts[kind].delete(number);
    return count === participants.length;
  };
  function hear(peer: string, [kind, number]: Message): void {
    if (kind === kinds.hello) {
      sender(peer).send([kinds.hello, number]);
    } else if (kind === kinds.request) {
      clients.set(number, peer);
      all(kinds.prepare, number);
    } else if (kind === kinds.vote && isLast(kind, number)) {
      all(kinds.decide, number);
    } else if (kind === kinds.acknowledge && isLast(kind, number)) {
      sender(clients.get(number) ?? '').send([kinds.answer, number]);
      clients.delete(number);
    }
  }
}
