import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { getSystemErrorMap } from 'node:util';
import { Dealer, Router, type Context } from 'zeromq';
import { isOfIPv6 } from './endpoints.ts';
import type { Keyring } from './guard.ts';

/** How long what has been handed over may take to leave when a socket is closed, in milliseconds. */
const linger = 200;
/** How long an address may take to be free after the socket that had it is closed, and how often it is tried, in milliseconds. */
const patience = 1_000;
const interval = 50;
/** A connection over which nothing comes for so long is broken; both ends have to say so. */
const heartbeat = { heartbeatInterval: 1_000, heartbeatTimeout: 4_000 };

/** Connections that may wait to be accepted: with few, many at once would keep others out for a second. */
const backlog = 1_024;

/** What all sockets of a node have in common. */
export interface SocketOptions {
  /** Its own: whoever decides which keys are known decides it for a context. */
  readonly context: Context;
  readonly maxFrameBytes: number;
  /** Null: connections are not encrypted, and whoever can connect may. */
  readonly keyring: Keyring | null;
}

/** The socket on which all others send to a node. */
export function inboundSocket({ context, maxFrameBytes, keyring }: SocketOptions): Router {
  return new Router({
    ...heartbeat,
    ...(keyring ? { curveServer: true, curvePublicKey: keyring.publicKey, curveSecretKey: keyring.secretKey, zapDomain: 'dlc' } : {}),
    context,
    linger,
    maxMessageSize: maxFrameBytes,
    // To answer somebody who has gone is an error, not a wait.
    mandatory: true,
    sendTimeout: 0,
    handover: true,
    handshakeInterval: 10_000,
    backlog,
  });
}

/**
 * The socket on which a node sends to one other. Its routing id is a secret of the two: whoever knows it could
 * send in its place, and whoever used it twice would not be heard.
 */
export function outboundSocket(peer: string, { context, maxFrameBytes, keyring }: SocketOptions): Dealer {
  const serverKey = keyring?.peers.get(peer);
  if (keyring && serverKey === undefined) throw new Error(`there is no key of ${peer}`);
  return new Dealer({
    ...heartbeat,
    ...(keyring && serverKey !== undefined ? { curveServerKey: serverKey, curvePublicKey: keyring.publicKey, curveSecretKey: keyring.secretKey } : {}),
    context,
    linger,
    maxMessageSize: maxFrameBytes,
    routingId: randomBytes(16).toString('hex'),
    reconnectInterval: 50,
    reconnectMaxInterval: 1_000,
    handshakeInterval: 10_000,
  });
}

/** An address that a node cannot listen on: the user's mistake, or that of somebody who listens there already. */
export class ListenError extends Error {
  /** What is wrong with the address. */
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'ListenError';
  }
}

/** Binds a socket. A node that has just ended may not have let go of its address yet. */
export async function listen(socket: Router, endpoint: string): Promise<void> {
  socket.ipv6 = isOfIPv6(endpoint);
  for (const deadline = performance.now() + patience; ; await setTimeout(interval)) {
    try {
      return await socket.bind(endpoint);
    } catch (failure) {
      const isTaken = failure instanceof Error && 'code' in failure && failure.code === 'EADDRINUSE';
      if (!isTaken || performance.now() > deadline) throw new ListenError(`cannot listen on ${endpoint}: ${reasonOf(failure)}`, { cause: failure });
    }
  }
}

/** Binds a socket to an address that another of the node had, however long that takes; unless it is closed before. */
export async function listenAgain(socket: Router, endpoint: string): Promise<void> {
  socket.ipv6 = isOfIPv6(endpoint);
  for (; !socket.closed; await setTimeout(interval)) {
    try {
      return await socket.bind(endpoint);
    } catch {
      // Whatever is wrong, nobody can be told but those who cannot be heard.
    }
  }
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error) || !('errno' in failure) || typeof failure.errno !== 'number') throw failure;
  return getSystemErrorMap().get(-failure.errno)?.[1] ?? failure.message;
}
