import type { Size } from '../workload.ts';

/** Several processes that do something together. */
export interface NetWorkload {
  readonly name: string;
  readonly title: string;
  /** What is measured: transactions, rows, the memory of idle nodes, or that of a sender. */
  readonly kind: 'transactions' | 'rows' | 'memory' | 'slow';
  /** Names and roles; the first measures. */
  readonly members: readonly (readonly [name: string, role: string])[];
  readonly contenders: readonly string[];
  /** Transactions at once, rows at once, or nodes. */
  readonly windows: Readonly<Record<Size, readonly number[]>>;
  /** How long it runs before it is measured, so that the compiler of Node is done, and then, in milliseconds. */
  readonly warm: Readonly<Record<Size, number>>;
  readonly time: Readonly<Record<Size, number>>;
}

const transactions = { kind: 'transactions', contenders: ['dlc', 'single', 'coalesced'], windows: { full: [1, 16, 256], tiny: [4] }, warm: { full: 6_000, tiny: 30 }, time: { full: 3_000, tiny: 100 } } as const;
const none = { warm: { full: 0, tiny: 0 } } as const;
const pair = [['a', 'Sender'], ['b', 'Receiver']] as const;

/** What is measured between processes. */
export const netWorkloads: readonly NetWorkload[] = [
  { ...transactions, name: 'net-echo', title: 'a client asks, a server answers', members: [['ann', 'Client'], ['echo', 'Server']] },
  {
    ...transactions,
    name: 'net-commit',
    title: 'two-phase commit with three participants, fourteen messages',
    members: [['ann', 'Client'], ['bank', 'Coordinator'], ['one', 'Participant'], ['two', 'Participant'], ['three', 'Participant']],
  },
  { name: 'net-facts', title: 'facts from one node to another, so many a tick', kind: 'rows', members: pair, contenders: ['dlc', 'by hand'], windows: { full: [1, 16, 200, 1000], tiny: [20] }, warm: { full: 2_000, tiny: 30 }, time: { full: 3_000, tiny: 100 } },
  { name: 'net-slow', title: 'a receiver that takes nothing for a minute, 1,000 rows every 10 ms', kind: 'slow', members: pair, contenders: ['dlc', 'by hand'], windows: { full: [1000], tiny: [10] }, ...none, time: { full: 60_000, tiny: 1_000 } },
  { name: 'net-slow-reliable', title: 'the same, with messages that must not be lost', kind: 'slow', members: pair, contenders: ['dlc', 'by hand'], windows: { full: [1000], tiny: [10] }, ...none, time: { full: 60_000, tiny: 1_000 } },
  { name: 'net-memory', title: 'nodes that are connected to all others and idle', kind: 'memory', members: [], contenders: ['dlc', 'by hand'], windows: { full: [1, 2, 4, 8, 16], tiny: [2] }, ...none, time: { full: 0, tiny: 0 } },
];
