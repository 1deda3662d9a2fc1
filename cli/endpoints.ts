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

/** What is wrong with an address of a node. */
export function endpointProblem(endpoint: string): string | null {
  const host = hostOf(endpoint);
  if (host === null) return `${endpoint} is no address: write tcp://HOST:PORT`;
  return null;
}

/** What is wrong with listening on an address without keys: null where only processes of this machine can connect to it. */
export function exposure(endpoint: string): string | null {
  if (isLoopback(hostOf(endpoint))) return null;
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

/** What is wrong with telling how a node is at an address: null where only processes of this machine can ask. */
export function metricsExposure({ host, port }: MetricsAddress): string | null {
  return isLoopback(host) ? null : `${host}:${port} can be asked from other machines, of which none has to show a key: let anybody ask with --insecure, or use an address of this machine`;
}

function isLoopback(host: string | null): boolean {
  return host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host ?? '');
}

function hostOf(endpoint: string): string | null {
  const [, host, port] = /^tcp:\/\/([\w.*-]+):(\d{1,5}|\*)$/.exec(endpoint) ?? [];
  if (host === undefined || port === undefined || (port !== '*' && Number(port) > 65535)) return null;
  return host;
}
