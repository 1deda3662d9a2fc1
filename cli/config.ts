import { error, type Diagnostic } from '../datalog/diagnostic.ts';
import { metricsOfNode, type Peer } from './endpoints.ts';
import { readFleetFile, stateOf, type FleetOverrides } from './fleet.ts';
import type { Fleet, FleetNode } from './fleet-file.ts';

/** What the command line of a node says that its fleet file says too; null: nothing. */
export interface Given extends FleetOverrides {
  readonly name: string;
  readonly role: string | null;
  readonly listen: string | null;
  readonly peers: readonly Peer[];
}

/** With what a node is started. */
export interface Configured extends Given {
  readonly files: readonly string[];
  readonly listen: string;
}

/** Where a node listens of which nothing says it: any port of this machine that is free. */
const anywhere = 'tcp://127.0.0.1:*';

/** With what a node is started, by its command line, and by a fleet file where there is one; or what is wrong with them. */
export function configured(files: readonly string[], config: string | null, given: Given): Configured | readonly Diagnostic[] | string {
  if (config === null) {
    return files.length > 0 ? { ...given, files, listen: given.listen ?? anywhere } : 'which program? give its files, or a fleet file with --config';
  }
  if (files.length > 0) return `${config} names its program: give no other file`;
  if (given.peers.length > 0) return `${config} names the other nodes: give no --peer`;
  // The directory of states is that of the fleet; on the command line of a node it is that of the node.
  const fleet = readFleetFile(config, { ...given, state: null, metrics: null, limits: [] });
  return typeof fleet === 'string' || !('nodes' in fleet) ? fleet : ofFleet(fleet, config, given);
}

function ofFleet(fleet: Fleet, config: string, given: Given): Configured | readonly Diagnostic[] | string {
  const { name } = given;
  const index = fleet.nodes.findIndex((each) => each.name === name);
  const own = fleet.nodes[index];
  if (!own) return `${config} has no node ${name}; it has ${fleet.nodes.map((each) => each.name).join(', ')}`;
  const placed = fleet.nodes.flatMap((each) => (each.listen === null ? [] : [{ name: each.name, role: each.role, endpoint: each.listen }]));
  if (placed.length < fleet.nodes.length) return fleet.nodes.flatMap(unplaced);
  return {
    files: fleet.program,
    name,
    role: given.role ?? own.role,
    listen: given.listen ?? own.listen ?? anywhere,
    peers: placed.filter((each) => each.name !== name),
    factDirectory: given.factDirectory ?? own.facts ?? fleet.facts,
    functors: fleet.functors,
    keys: fleet.keys,
    state: given.state ?? stateOf(fleet, name),
    fsync: fleet.fsync,
    limits: [...fleet.limits, ...given.limits],
    metrics: given.metrics ?? (fleet.metrics && metricsOfNode(fleet.metrics, index)),
  };
}

function unplaced({ name, listen, span }: FleetNode): readonly Diagnostic[] {
  return listen === null && span ? [error('fleet', span, `node ${name} has no \`listen:\`: nodes that are started one by one know each other by it`)] : [];
}
