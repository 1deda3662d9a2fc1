/** What a node takes from another, and how much it keeps for it. */
export interface WireLimits {
  /** Bytes of one frame; a connection that sends a longer one is closed. */
  readonly maxFrameBytes: number;
  readonly maxFrameRows: number;
  /** Bytes of one symbol. */
  readonly maxTextBytes: number;
  /** Rows and bytes from which on what is sent is divided among several frames. */
  readonly fullRows: number;
  readonly fullBytes: number;
  /** Frames and bytes on their way to one peer that it has not acknowledged. */
  readonly windowFrames: number;
  readonly windowBytes: number;
  /** Bytes that wait for one peer, beyond which what may be lost is, and external input waits. */
  readonly queueBytes: number;
  /** Bytes that have come and wait for a tick, beyond which no more is taken. */
  readonly inboxBytes: number;
  /** Connections that have said who they are. */
  readonly maxConnections: number;
}

/** For messages that do not leave the process. */
export const localWireLimits: WireLimits = {
  maxFrameBytes: Infinity,
  maxFrameRows: Infinity,
  maxTextBytes: Infinity,
  fullRows: Infinity,
  fullBytes: Infinity,
  windowFrames: Infinity,
  windowBytes: Infinity,
  queueBytes: Infinity,
  inboxBytes: Infinity,
  maxConnections: Infinity,
};

const kilobyte = 1 << 10;
const megabyte = 1 << 20;

export const defaultWireLimits: WireLimits = {
  maxFrameBytes: 4 * megabyte,
  maxFrameRows: 1 << 16,
  maxTextBytes: megabyte,
  fullRows: 1000,
  fullBytes: 64 * kilobyte,
  windowFrames: 64,
  windowBytes: 4 * megabyte,
  queueBytes: 16 * megabyte,
  inboxBytes: 64 * megabyte,
  maxConnections: 1024,
};
