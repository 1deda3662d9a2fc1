import { Load } from '../load.ts';
import type { MemberPlan } from '../plan.ts';
import { connectTo, listenAt, type Framing } from './wire.ts';

/** Asks, or answers; gives what begins to ask. */
export async function echoByHand(plan: MemberPlan, framing: Framing): Promise<() => void> {
  const { endpoint } = plan.fleet.find((each) => each.role === 'Server') ?? { endpoint: '' };
  if (plan.role === 'Server') {
    const sender = await listenAt(endpoint, framing, (peer, message) => sender(peer).send(message));
    return () => undefined;
  }
  const server = connectTo(endpoint, plan.name, framing, ([, number]) => load.done(number));
  const load = new Load(plan, (number) => server.send([0, number]));
  return () => load.go();
}
