import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../runtime/node/ports.ts';
import type { MemberPlan, Order, Report } from './plan.ts';
import type { NetSample } from './sample.ts';

/** How long a process may take to end, in milliseconds. */
const grace = 1_000;

const member = fileURLToPath(new URL('member.js', import.meta.url));

/** Processes that do something together; the first of them measures. */
export async function measured(plan: Omit<MemberPlan, 'name' | 'role' | 'fleet'>, members: readonly (readonly [name: string, role: string])[]): Promise<NetSample> {
  const ports = await freePorts(members.length);
  const fleet = members.map(([name, role], index) => ({ name, role, endpoint: `tcp://127.0.0.1:${ports[index]}` }));
  const processes = fleet.map(({ name, role }) => new Member({ ...plan, name, role, fleet }));
  try {
    return await Promise.race([sampleOf(processes), ...processes.map((each) => each.failed)]);
  } finally {
    await Promise.all(processes.map((each) => each.end()));
  }
}

async function sampleOf(processes: readonly Member[]): Promise<NetSample> {
  await Promise.all(processes.map((each) => each.heard('ready')));
  for (const each of processes.toReversed()) each.say({ kind: 'go' });
  const [first] = processes;
  await first.heard('warm');
  const before = await usage(processes);
  const { measurement } = await first.heard('done');
  const after = await usage(processes);
  return { ...measurement, milliseconds: after.milliseconds - before.milliseconds, megabytes: after.megabytes, outputs: null };
}

async function usage(processes: readonly Member[]): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
  for (const each of processes) each.say({ kind: 'usage' });
  const all = await Promise.all(processes.map((each) => each.heard('usage')));
  return { milliseconds: all.reduce((sum, each) => sum + each.milliseconds, 0), megabytes: all.reduce((sum, each) => sum + each.megabytes, 0) };
}

type Heard<K extends Report['kind']> = Extract<Report, { readonly kind: K }>;

class Member {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<string, (report: Report) => void>();
  readonly #came = new Map<string, Report>();
  /** Never settles while it runs. */
  readonly failed: Promise<never>;

  constructor(plan: MemberPlan) {
    this.#process = fork(member, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process.on('message', (report: Report) => {
      const waits = this.#waiting.get(report.kind);
      if (waits) waits(report);
      else this.#came.set(report.kind, report);
      this.#waiting.delete(report.kind);
    });
    this.failed = once(this.#process, 'exit').then(([code]) => {
      throw new Error(`${plan.name} ended with ${code}`);
    });
    this.failed.catch(() => undefined);
    this.say({ kind: 'plan', plan });
  }

  say(order: Order): void {
    this.#process.send(order);
  }

  async heard<K extends Report['kind']>(kind: K): Promise<Heard<K>> {
    const came = this.#came.get(kind);
    this.#came.delete(kind);
    const report = came ?? (await new Promise<Report>((settle) => this.#waiting.set(kind, settle)));
    if (!isOf(report, kind)) throw new Error(`not ${kind}`);
    return report;
  }

  /** Lets it end by itself, if that does not take long. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), grace);
    this.#process.disconnect();
    await once(this.#process, 'exit');
    clearTimeout(timer);
  }
}

function isOf<K extends Report['kind']>(report: Report, kind: K): report is Heard<K> {
  return report.kind === kind;
}
