/**
 * What an open node needs to be one of a fleet, and to outlast its process (`dlc/node`). It is for Node only: it uses ZeroMQ, and the
 * file system.
 */
export type { PeerCounts } from './network.ts';
export { ListenError } from './sockets.ts';
export { StoreError } from './store.ts';
export { wal } from './wal.ts';
export type { WalOptions } from './wal.ts';
export { zeromq } from './zeromq.ts';
export type { ZeromqEnd, ZeromqLimits, ZeromqOptions } from './zeromq.ts';
