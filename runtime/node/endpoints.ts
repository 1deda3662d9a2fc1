import { isIPv6 } from 'node:net';

/** What is wrong with an address of a node; null when nothing is. */
export function endpointProblem(endpoint: string): string | null {
  return hostOf(endpoint) === null ? `${endpoint} is no address: write tcp://HOST:PORT` : null;
}

/** Whether others than processes of this machine can connect to an address. */
export function isExposed(endpoint: string): boolean {
  return !isLoopback(hostOf(endpoint));
}

/** Whether a host is this machine as only its own processes reach it. */
export function isLoopback(host: string | null): boolean {
  return host === 'localhost' || host === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(host ?? '');
}

/** Whether an address is one of IPv6. */
export function isOfIPv6(endpoint: string): boolean {
  return isIPv6(hostOf(endpoint) ?? '');
}

/** The host of `tcp://HOST:PORT`, without the brackets of an IPv6 address; null for any other text. */
export function hostOf(endpoint: string): string | null {
  const [, name, address, port = ''] = /^tcp:\/\/(?:([\w.*-]+)|\[([^\]]+)\]):(\d{1,5}|\*)$/.exec(endpoint) ?? [];
  if (port !== '*' && Number(port) > 65535) return null;
  return name ?? (address !== undefined && isIPv6(address) ? address : null);
}
