import { dirname, isAbsolute, join } from 'node:path';
import type { Diagnostic } from '../datalog/diagnostic.ts';
import type { Fsync } from '../runtime/node/fsync.ts';
import { readText } from './build/files.ts';
import type { MetricsAddress } from './endpoints.ts';
import { readFleet, type Fleet } from './fleet-file.ts';
import type { NamedLimit } from './limits.ts';

/** What the command line says, and the fleet file then does not. */
export interface FleetOverrides {
  readonly factDirectory: string | null;
  readonly functors: string | null;
  readonly keys: string | null;
  readonly state: string | null;
  readonly fsync: Fsync | null;
  readonly metrics: MetricsAddress | null;
  /** These go before those of the file. */
  readonly limits: readonly NamedLimit[];
}

/** Whether a file is that of a fleet, by its name. */
export function isFleetFile(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

/** The fleet of a fleet file, with its files from where it is; or what is wrong with it, or why it cannot be read. */
export function readFleetFile(file: string, overrides: FleetOverrides | null = null): Fleet | readonly Diagnostic[] | string {
  const text = readText(file);
  if (typeof text !== 'string') return `cannot read ${file}: ${text?.reason ?? 'no such file'}`;
  const fleet = readFleet({ file, text, dialect: 'dl' });
  if (!('nodes' in fleet)) return fleet;
  const from = (path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));
  const fromOrNull = (path: string | null): string | null => (path === null ? null : from(path));
  return {
    program: fleet.program.map(from),
    facts: overrides?.factDirectory ?? fromOrNull(fleet.facts),
    functors: overrides?.functors ?? fromOrNull(fleet.functors),
    keys: overrides?.keys ?? fromOrNull(fleet.keys),
    state: overrides?.state ?? fromOrNull(fleet.state),
    fsync: overrides?.fsync ?? fleet.fsync,
    metrics: overrides?.metrics ?? fleet.metrics,
    limits: [...fleet.limits, ...(overrides?.limits ?? [])],
    nodes: fleet.nodes.map((each) => ({ ...each, facts: fromOrNull(each.facts) })),
  };
}

/** Where a node of a fleet keeps its state, if it does. */
export function stateOf({ state }: Fleet, name: string): string | null {
  return state === null ? null : join(state, encodeURIComponent(name));
}
