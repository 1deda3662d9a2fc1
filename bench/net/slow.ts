import { Dealer, Router } from 'zeromq';
import { Encoder } from '@msgpack/msgpack';
import { inTurn } from './byhand/wire.ts';
import { startNode } from './dlc.ts';
import { Rows } from './facts.ts';
import { tell, type MemberPlan } from './plan.ts';

/** Rows that the sender has for its receiver every so many milliseconds. */
const period = 10;
/** How often memory is looked at, in milliseconds. */
const look = 500;

const cell = new Int32Array(new SharedArrayBuffer(4));

/** Takes nothing for as long as is measured, while the threads of its sockets go on. */
function hold({ warm, measured }: MemberPlan): void {
  Atomics.wait(cell, 0, 0, warm + measured);
}

/** Calls `send` again and again, and then says what memory this process had meanwhile. */
function pourOn(plan: MemberPlan, send: () => number): void {
  const memory: number[] = [];
  let sent = 0;
  const sending = setInterval(() => (sent += send()), period);
  tell({ kind: 'warm' });
  const looking = setInterval(() => {
    memory.push(Math.round(process.memoryUsage.rss() / 1e5) / 10);
    if (memory.length * look < plan.measured) return;
    clearInterval(sending);
    clearInterval(looking);
    const none = Number.NaN;
    const elapsed = plan.measured;
    tell({ kind: 'done', measurement: { elapsed, ticks: { count: sent, p50: none, p99: none, p999: none, most: none }, net: { rate: (sent / elapsed) * 1000, mean: none, percentiles: [], memory } } });
  }, look);
}

/** A sender whose receiver takes nothing. */
export async function slowByDlc(plan: MemberPlan): Promise<() => void> {
  const node = await startNode(plan, () => undefined);
  if (plan.role === 'Receiver') return () => hold(plan);
  const rows = new Rows();
  return () =>
    pourOn(plan, () => {
      // What comes from outside waits outside while so much waits for the receiver.
      if (node.arrivals.full) return 0;
      node.arrivals.add('given', rows.take(plan.window));
      return plan.window;
    });
}

/** The same with a frame for each row, and whatever the socket keeps. */
export async function slowByHand(plan: MemberPlan): Promise<() => void> {
  const { endpoint } = plan.fleet.find((each) => each.role === 'Receiver') ?? { endpoint: '' };
  if (plan.role === 'Receiver') {
    const socket = new Router();
    await socket.bind(endpoint);
    void (async () => {
      for await (const _ of socket);
    })();
    return () => hold(plan);
  }
  const socket = new Dealer({ sendHighWaterMark: 0 });
  socket.connect(endpoint);
  const [rows, encoder] = [new Rows(), new Encoder()];
  const write = inTurn((frame: Uint8Array) => socket.send(frame));
  return () =>
    pourOn(plan, () => {
      for (const row of rows.take(plan.window)) write(encoder.encode(row));
      return plan.window;
    });
}
