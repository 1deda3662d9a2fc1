import { randomBytes } from 'node:crypto';
import { getSystemErrorMap } from 'node:util';
import { Dealer, Router } from 'zeromq';

/** How long what has been handed over may take to leave when a socket is closed, in milliseconds. */
const linger = 200;
/** A connection over which nothing comes for so long is broken; both ends have to say so. */
const heartbeat = { heartbeatInterval: 1_000, heartbeatTimeout: 4_000 };

/** The socket on which all others send to a node. */
export function inboundSocket(maxFrameBytes: number): Router {
  return new Router({
    ...heartbeat,
    linger,
    maxMessageSize: maxFrameBytes,
    // To answer somebody who has gone is an error, not a wait.
    mandatory: true,
    sendTimeout: 0,
    handover: true,
    handshakeInterval: 10_000,
  });
}

/**
 * The socket on which a node sends to one other. Its routing id is a secret of the two: whoever knows it could
 * send in its place, and whoever used it twice would not be heard.
 */
export function outboundSocket(maxFrameBytes: number): Dealer {
  return new Dealer({
    ...heartbeat,
    linger,
    maxMessageSize: maxFrameBytes,
    routingId: randomBytes(16).toString('hex'),
    reconnectInterval: 50,
    reconnectMaxInterval: 1_000,
    handshakeInterval: 10_000,
  });
}

/** An address that a node cannot listen on: the user's mistake, or that of somebody who listens there already. */
export class ListenError extends Error {}

/** Binds a socket. */
export async function listen(socket: Router, endpoint: string): Promise<void> {
  try {
    await socket.bind(endpoint);
  } catch (failure) {
    throw new ListenError(`cannot listen on ${endpoint}: ${reasonOf(failure)}`, { cause: failure });
  }
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error) || !('errno' in failure) || typeof failure.errno !== 'number') throw failure;
  return getSystemErrorMap().get(-failure.errno)?.[1] ?? failure.message;
}
