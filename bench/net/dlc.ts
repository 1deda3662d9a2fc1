import { readFileSync } from 'node:fs';
import { format } from '../../datalog/diagnostic.ts';
import { deploy } from '../../cli/deploy.ts';
import { NodeLoop } from '../../cli/node-loop.ts';
import { Station } from '../../cli/station.ts';
import { compile } from '../../planner/compile.ts';
import { Losses } from '../../runtime/losses.ts';
import { Network } from '../../runtime/node/network.ts';
import { Arrivals } from '../../runtime/node/streams.ts';
import type { Simulation } from '../../runtime/simulation.ts';
import type { MemberPlan } from './plan.ts';

/** A node, as `dlc node` runs it, with what measures in the place of standard input and output. */
export interface DlcNode {
  readonly network: Network;
  readonly arrivals: Arrivals;
  readonly simulation: Simulation;
}

/** Starts a node; settles when it is connected. `ticked` is called after each tick, `turned` at each turn of its loop. */
export async function startNode(plan: MemberPlan, ticked: (node: DlcNode) => void, turned: (node: DlcNode) => void = () => undefined): Promise<DlcNode> {
  const { name, fleet } = plan;
  const { deployment, station } = stationOf(plan);
  const losses = new Losses();
  const peers = fleet.filter((each) => each.name !== name);
  const listen = fleet.find((each) => each.name === name)?.endpoint ?? '';
  const endpoints = new Map(peers.map((each) => [each.name, each.endpoint]));
  const network = new Network({ name, listen, peers: endpoints, signatures: deployment.signatures, losses, limits: station.limits.wire });
  const { site, simulation } = station.at(network, losses, null);
  const arrivals = new Arrivals();
  arrivals.opened(() => undefined);
  const node: DlcNode = { network, arrivals, simulation };
  await network.start();
  const stop = new AbortController().signal;
  const loop = new NodeLoop({
    simulation,
    site,
    network,
    arrivals,
    open: () => undefined,
    lastTick: Infinity,
    ticked: () => {
      ticked(node);
      return null;
    },
    turned: () => {
      for (const { text } of simulation.takeWarnings()) throw new Error(text);
      turned(node);
    },
    abandoned: () => undefined,
    stop,
  });
  await network.meet(30_000, stop, () => undefined);
  void loop.run();
  return node;
}

function stationOf({ workload, name, fleet }: MemberPlan): { readonly deployment: Exclude<ReturnType<typeof deploy>, readonly unknown[]>; readonly station: Station } {
  const file = `${workload}.dl`;
  const text = readFileSync(new URL(`../../../bench/workloads/${file}`, import.meta.url), 'utf8');
  const result = compile([{ file, text, dialect: 'dl' }], () => null);
  if (!result.ok) throw new Error(result.diagnostics.map((each) => format(each)).join('\n'));
  const deployment = deploy(result.compilation, { resumable: false });
  if (!('signatures' in deployment)) throw new Error(deployment.map((each) => format(each)).join('\n'));
  const here = fleet.find((each) => each.name === name);
  if (!here) throw new Error(`no member ${name}`);
  return { deployment, station: new Station({ deployment, inputs: new Map(), functors: [], here, peers: fleet.filter((each) => each !== here), limits: [] }) };
}
