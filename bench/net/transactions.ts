import { startNode } from './dlc.ts';
import { Load } from './load.ts';
import type { MemberPlan } from './plan.ts';

/** Transactions of dlc: what the client inserts into `begin` is over when it is in `answer`. */
export async function transactionsByDlc(plan: MemberPlan): Promise<() => void> {
  if (plan.role !== 'Client') {
    await startNode(plan, () => undefined);
    return () => undefined;
  }
  const node = await startNode(plan, ({ simulation }) => {
    if (!simulation.changed('answer')) return;
    for (const [, number] of simulation.rows('answer')) load.done(Number(number));
  });
  const load = new Load(plan, (number) => node.arrivals.add('begin', [[number]]));
  return () => load.go();
}
