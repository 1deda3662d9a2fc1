import { commitByHand } from './byhand/commit.ts';
import { echoByHand } from './byhand/echo.ts';
import type { Framing } from './byhand/wire.ts';
import { factsByDlc, factsByHand } from './facts.ts';
import { tell, type MemberPlan, type Order } from './plan.ts';
import { slowByDlc, slowByHand } from './slow.ts';
import { transactionsByDlc } from './transactions.ts';

/** One process of a fleet that is measured; it does what the one who started it says, and ends with it. */
function main(): void {
  let go = (): void => undefined;
  process.on('disconnect', () => process.exit(0));
  process.on('message', (order: Order) => {
    switch (order.kind) {
      case 'plan':
        void prepared(order.plan).then((prepare) => {
          go = prepare;
          tell({ kind: 'ready' });
        });
        return;
      case 'go':
        go();
        return;
      case 'usage': {
        const { user, system } = process.cpuUsage();
        tell({ kind: 'usage', milliseconds: (user + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 });
      }
    }
  });
}

/** Gives what begins the work, once it can begin. */
async function prepared(plan: MemberPlan): Promise<() => void> {
  const { workload, contender } = plan;
  const isDlc = contender.startsWith('dlc');
  if (workload === 'net-facts') return await (isDlc ? factsByDlc : factsByHand)(plan);
  if (workload.startsWith('net-slow')) return await (isDlc ? slowByDlc : slowByHand)(plan);
  if (isDlc) return await transactionsByDlc(plan);
  const framing: Framing = contender === 'coalesced' ? 'coalesced' : 'single';
  return await (workload === 'net-echo' ? echoByHand : commitByHand)(plan, framing);
}

main();
