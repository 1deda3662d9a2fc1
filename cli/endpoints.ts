import { endpointProblem, hostOf, isExposed, isLoopback } from '../runtime/node/endpoints.ts';
import { parseNode, type Node } from './nodes.ts';

/** Another node of a fleet, and where it listens. */
export interface Peer extends Node {
  readonly endpoint: string;
}

/** A peer of `b=tcp://127.0.0.1:7002` or `b:Leader=tcp://...`; or what is wrong with the text. */
export function parsePeer(text: string): Peer | string {
  const split = text.lastIndexOf('=');
  const node = parseNode(text.slice(0, Math.max(split, 0)));
  if (split < 0 || node.name === '') return `write NAME=tcp://HOST:PORT`;
  const endpoint = text.slice(split + 1);
  const problem = endpointProblem(endpoint);
  return problem === null ? { ...node, endpoint } : problem;
}

/** What is wrong with listening on an address without keys: null where only processes of this machine can connect to it. */
export function exposure(endpoint: string): string | null {
  if (!isExposed(endpoint)) return null;
  return `${endpoint} can be reached from other machines: give --keys DIR (\`dlc keygen\` makes keys), or let anybody connect with --insecure`;
}

/** Where a node is asked how it is. */
export interface MetricsAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The address of `127.0.0.1:9464`, or of `127.0.0.1:*`; or what is wrong with the text. */
export function parseMetricsAddress(text: string): MetricsAddress | string {
  const host = hostOf(`tcp://${text}`);
  if (host === null || host === '*') return `${text} is no address: write HOST:PORT, such as 127.0.0.1:9464`;
  const port = text.slice(text.lastIndexOf(':') + 1);
  return { host, port: port === '*' ? 0 : Number(port) };
}

/** The address of a node of a fleet whose first node has one that is given. */
export function metricsOfNode({ host, port }: MetricsAddress, index: number): MetricsAddress {
  return { host, port: port === 0 ? 0 : port + index };
}

/** `HOST:PORT`, as it is in a URL. */
export function metricsText({ host, port }: MetricsAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port === 0 ? '*' : port}`;
}

/** What is wrong with telling how a node is at an address: null where only processes of this machine can ask. */
export function metricsExposure(address: MetricsAddress): string | null {
  return isLoopback(address.host) ? null : `${metricsText(address)} can be asked from other machines, of which none has to show a key: let anybody ask with --insecure, or use an address of this machine`;
}
