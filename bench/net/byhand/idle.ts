import { Dealer, Router } from 'zeromq';

/** Sockets for all others and nothing else: `idle.js ENDPOINT NAME=ENDPOINT...`; says when all are connected. */
async function main([endpoint, ...peers]: readonly string[]): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  const inbound = new Router();
  await inbound.bind(endpoint);
  void (async () => {
    for await (const _ of inbound);
  })();
  await Promise.all(
    peers.map(
      (peer) =>
        new Promise<void>((settle) => {
          const socket = new Dealer();
          socket.events.on('handshake', () => settle());
          socket.connect(peer.slice(peer.indexOf('=') + 1));
        }),
    ),
  );
  console.error('connected');
}

await main(process.argv.slice(2));
