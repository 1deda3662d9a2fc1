import type { NetSample } from './sample.ts';

/** A process of a fleet: what it is there for, where it listens, and how long it measures. */
export interface MemberPlan {
  readonly workload: string;
  readonly contender: string;
  readonly name: string;
  readonly role: string;
  /** All members, with their roles and where they listen. */
  readonly fleet: readonly { readonly name: string; readonly role: string; readonly endpoint: string }[];
  /** Transactions at once, or rows at once. */
  readonly window: number;
  /** Before anything counts, and then, in milliseconds. */
  readonly warm: number;
  readonly measured: number;
}

/** What the one who runs a fleet says to its members. */
export type Order = { readonly kind: 'plan'; readonly plan: MemberPlan } | { readonly kind: 'go' } | { readonly kind: 'usage' };

/** What they answer; `warm` and `done` are said by the one that measures. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'warm' }
  | { readonly kind: 'done'; readonly measurement: Measurement }
  | { readonly kind: 'usage'; readonly milliseconds: number; readonly megabytes: number };

export type Measurement = Pick<NetSample, 'elapsed' | 'ticks' | 'net'>;

/** Says something to the one who started this process. */
export function tell(report: Report): void {
  process.send?.(report);
}
