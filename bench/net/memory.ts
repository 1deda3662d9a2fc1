import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../runtime/node/ports.ts';
import type { NetSample } from './sample.ts';

const program = fileURLToPath(new URL('../../../bench/workloads/net-idle.dl', import.meta.url));
const cli = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const byHand = fileURLToPath(new URL('byhand/idle.js', import.meta.url));

/** Starts nodes that are all connected with each other; gives what all of them take when they are, and how long that took. */
export async function memoryOf(contender: string, count: number): Promise<NetSample> {
  const ports = await freePorts(count);
  const endpoints = ports.map((port) => `tcp://127.0.0.1:${port}`);
  const began = performance.now();
  const nodes = endpoints.map((endpoint, index) => {
    const peers = endpoints.flatMap((each, other) => (other === index ? [] : [`n${other}=${each}`]));
    const dlc = [cli, 'node', program, '--id', `n${index}`, '--listen', endpoint, ...peers.flatMap((each) => ['--peer', each])];
    return spawn(process.execPath, contender === 'dlc' ? dlc : [byHand, endpoint, ...peers], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  });
  try {
    await Promise.all(nodes.map(connected));
    const elapsed = performance.now() - began;
    const megabytes = nodes.reduce((sum, each) => sum + residentOf(each), 0);
    const none = Number.NaN;
    return { milliseconds: elapsed, elapsed, megabytes, outputs: null, ticks: { count, p50: none, p99: none, p999: none, most: none }, net: { rate: none, mean: none, percentiles: [] } };
  } finally {
    for (const each of nodes) each.kill('SIGKILL');
    await Promise.all(nodes.map(async (each) => each.exitCode ?? each.signalCode ?? (await once(each, 'exit'))));
  }
}

/** Settles when a node says that it is connected. */
async function connected({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) throw new Error('nobody listens');
  for await (const line of createInterface(stderr)) if (line.includes('connected')) return;
  throw new Error('a node ended');
}

/** Megabytes of a process, of which what it shares with others counts in part. */
function residentOf({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/smaps_rollup`;
  return existsSync(file) ? Number(/^Pss:\s+(\d+)/m.exec(readFileSync(file, 'latin1'))?.[1]) / 1024 : Number.NaN;
}
