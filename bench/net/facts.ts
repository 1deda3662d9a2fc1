import { Dealer, Router } from 'zeromq';
import { defaultWireLimits } from '../../runtime/wire/limits.ts';
import { decodeFacts, encodeFacts, type Fact } from './byhand/facts.ts';
import { inTurn } from './byhand/wire.ts';
import { startNode } from './dlc.ts';
import { tell, type MemberPlan } from './plan.ts';

/** Rows for one tick, no two of a second alike. */
export class Rows {
  #next = 0;

  take(count: number): readonly Fact[] {
    return Array.from({ length: count }, () => {
      const number = this.#next++;
      return [`client-${number % 500}`, number % 1_000_000, `item-${number % 300}-abcdefgh`];
    });
  }
}

/** Measures how many rows are known to have arrived in a time. */
export class Flow {
  readonly #plan: MemberPlan;
  #state: 'warming' | 'measuring' | 'over' = 'warming';
  #since = performance.now();
  #before = 0;

  constructor(plan: MemberPlan) {
    this.#plan = plan;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  arrived(rows: number): void {
    const elapsed = performance.now() - this.#since;
    if (this.#state === 'warming' && elapsed > this.#plan.warm) {
      [this.#state, this.#since, this.#before] = ['measuring', performance.now(), rows];
      tell({ kind: 'warm' });
    } else if (this.#state === 'measuring' && elapsed > this.#plan.measured) {
      this.#state = 'over';
      const count = rows - this.#before;
      const none = Number.NaN;
      tell({ kind: 'done', measurement: { elapsed, ticks: { count, p50: none, p99: none, p999: none, most: none }, net: { rate: (count / elapsed) * 1000, mean: none, percentiles: [] } } });
    }
  }
}

/** Rows from one node of dlc to another: as many a tick as the window says, whenever no others wait. */
export async function factsByDlc(plan: MemberPlan): Promise<() => void> {
  if (plan.role !== 'Sender') {
    await startNode(plan, () => undefined);
    return () => undefined;
  }
  const rows = new Rows();
  let flow: Flow | null = null;
  const node = await startNode(plan, () => undefined, ({ arrivals, network }) => {
    if (flow === null || flow.isOver) return;
    flow.arrived(network.counts.reduce((sum, { acknowledged }) => sum + acknowledged, 0));
    if (arrivals.empty && !network.congested) arrivals.add('given', rows.take(plan.window));
  });
  return () => {
    flow = new Flow(plan);
    node.arrivals.add('given', rows.take(plan.window));
  };
}

/** The same encoding over the same sockets, and nothing else: frames are acknowledged when they are decoded. */
export async function factsByHand(plan: MemberPlan): Promise<() => void> {
  const { endpoint } = plan.fleet.find((each) => each.role === 'Receiver') ?? { endpoint: '' };
  if (plan.role === 'Receiver') {
    const socket = new Router();
    await socket.bind(endpoint);
    const answer = inTurn((parts: [Buffer, string]) => socket.send(parts));
    void (async () => {
      for await (const [id, frame] of socket) {
        answer([id, String(decodeFacts(frame).length)]);
      }
    })();
    return () => undefined;
  }
  const socket = new Dealer();
  socket.connect(endpoint);
  return () => void pour(socket, plan);
}

async function pour(socket: Dealer, plan: MemberPlan): Promise<void> {
  const [flow, rows] = [new Flow(plan), new Rows()];
  let flying = 0;
  let arrived = 0;
  let sending = false;
  const send = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    for (; flying < defaultWireLimits.windowFrames && !flow.isOver; flying++) await socket.send(encodeFacts(rows.take(plan.window)));
    sending = false;
  };
  void send();
  for await (const [count] of socket) {
    flying--;
    arrived += Number(count.toString());
    flow.arrived(arrived);
    void send();
  }
}
