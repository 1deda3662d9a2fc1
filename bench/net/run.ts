import { measured } from './fleet.ts';
import { memoryOf } from './memory.ts';
import type { NetSample } from './sample.ts';
import { netWorkloads } from './workloads.ts';

/** One run of one contender: `run.js WORKLOAD CONTENDER full|tiny WINDOW`; prints a sample. */
async function main([name, contender, size, window]: readonly string[]): Promise<NetSample> {
  const workload = netWorkloads.find((each) => each.name === name);
  if (!workload || (size !== 'full' && size !== 'tiny')) throw new Error(`no workload ${name} of size ${size}`);
  const { kind, members, time, warm } = workload;
  if (kind === 'memory') return await memoryOf(contender, Number(window));
  return await measured({ workload: name, contender, window: Number(window), warm: warm[size], measured: time[size] }, members);
}

console.log(JSON.stringify(await main(process.argv.slice(2))));
process.exit(0);
