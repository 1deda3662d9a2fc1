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
  const host = hostOf(endpoint);
  if (host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host ?? '')) return null;
  return `${endpoint} can be reached from other machines: give --keys DIR (\`dlc keygen\` makes keys), or let anybody connect with --insecure`;
}

function hostOf(endpoint: string): string | null {
  const [, host, port] = /^tcp:\/\/([\w.*-]+):(\d{1,5}|\*)$/.exec(endpoint) ?? [];
  if (host === undefined || port === undefined || (port !== '*' && Number(port) > 65535)) return null;
  return host;
}
