import { createServer, type Server } from 'node:net';

/** Ports of the loopback interface that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('a server has a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((settle) => server.close(settle))));
  return ports;
}

function listening(): Promise<Server> {
  return new Promise((settle, refuse) => {
    const server = createServer().on('error', refuse);
    server.listen(0, '127.0.0.1', () => settle(server));
  });
}
