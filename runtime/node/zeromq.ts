import type { Connection, Connector, NodeEnd } from '../embedding/connection.ts';
import { UsageError } from '../embedding/error.ts';
import { bound, checkOptions, flag, table, text } from '../embedding/options.ts';
import { described } from '../row-check.ts';
import { defaultWireLimits } from '../wire/limits.ts';
import { endpointProblem, isExposed } from './endpoints.ts';
import { readKeyring } from './keys.ts';
import { Network, type PeerCounts } from './network.ts';

/** Where a node is in a fleet. */
export interface ZeromqOptions {
  /** Where others reach it: `tcp://HOST:PORT`; the port `*` is any that is free. Default: `tcp://127.0.0.1:*`. */
  readonly listen?: string;
  /** Where the other nodes listen, by their addresses. Default: there are none. */
  readonly peers?: Readonly<Record<string, string>>;
  /** A directory of keys that `dlc keygen` made: `NAME.key` of the node itself, and `NAME.pub` of all that it talks to. Default: none. */
  readonly keys?: string;
  /** Other machines may connect, and nobody is asked for a key. Default: false. */
  readonly insecure?: boolean;
  /** How long `run` and `settle` wait for the peers before the first tick, in milliseconds. Default: 30000. */
  readonly wait?: number;
  /** How much it keeps for others. */
  readonly limits?: ZeromqLimits;
}

/** What a node keeps for others, in bytes. */
export interface ZeromqLimits {
  /** What waits for one peer; of more, what may be lost is. Default: 16 MB. */
  readonly queue?: number;
  /** What has come and waits for a tick; more is left with its senders. Default: 64 MB. */
  readonly inbox?: number;
}

/** A node's end of a fleet. */
export interface ZeromqEnd extends Connector {
  /** Where it listens; null before `run` or `settle` has begun. */
  readonly endpoint: string | null;
  /** What became of the messages of and for each peer; empty before `open`. */
  readonly peers: readonly PeerCounts[];
  /** Peers that there is no connection to. */
  readonly missing: readonly string[];
  /** Whether so much waits for some peer, or at one to which messages lead, that a host that can wait should insert nothing more. */
  readonly congested: boolean;
}

/**
 * Connects a node to others over ZeroMQ sockets, be they opened by other programs or run by `dlc node`: messages, keys and limits are
 * as there. It is for one node: `open` takes it once. The node listens when `run` or `settle` is first called, which
 * reject with a `ListenError` where it cannot; and it keeps the process alive until it is disposed of. Nodes whose programs
 * disagree about what is sent refuse each other. What a peer sends that it may not is dropped, counted in `stats`, and
 * told to `onWarning`, as is everything else that is wrong with a connection. Throws a `UsageError` for options that are none.
 */
export function zeromq(options: ZeromqOptions = {}): ZeromqEnd {
  checkOptions('zeromq', options, { listen: text, peers: table, keys: text, insecure: flag, wait: bound, limits: table });
  checkOptions('limits', options.limits ?? {}, { queue: bound, inbox: bound });
  const { listen = anywhere, peers = {}, keys, insecure = false } = options;
  for (const endpoint of [listen, ...Object.values<unknown>(peers)]) {
    if (typeof endpoint !== 'string') throw new UsageError(`an address is a string, not ${described(endpoint)}`);
    const problem = endpointProblem(endpoint);
    if (problem !== null) throw new UsageError(problem);
  }
  if (keys !== undefined && insecure) throw new UsageError('with `keys` nobody is let in without one: `insecure` is for fleets without');
  if (keys === undefined && !insecure && isExposed(listen)) throw new UsageError(`${listen} can be reached from other machines: give \`keys\` (\`dlc keygen\` makes them), or let anybody connect with \`insecure: true\``);
  return new Fleet(options);
}

/** Any port of this machine that is free. */
const anywhere = 'tcp://127.0.0.1:*';

class Fleet implements ZeromqEnd {
  endpoint: string | null = null;
  readonly #options: ZeromqOptions;
  #network: Network | null = null;

  constructor(options: ZeromqOptions) {
    this.#options = options;
  }

  get peers(): readonly PeerCounts[] {
    return this.#network?.counts ?? [];
  }

  get missing(): readonly string[] {
    return this.#network?.missing ?? Object.keys(this.#options.peers ?? {});
  }

  get congested(): boolean {
    return this.#network?.congested ?? false;
  }

  connect({ address, signatures, session, losses }: NodeEnd): Connection {
    if (this.#network) throw new UsageError('what `zeromq` gives is for one node');
    const { listen = anywhere, peers = {}, keys, wait = 30_000, limits: { queue, inbox } = {} } = this.#options;
    if (Object.hasOwn(peers, address)) throw new UsageError(`there is more than one node ${described(address)}`);
    const keyring = keys === undefined ? null : readKeyring(keys, address, Object.keys(peers));
    if (typeof keyring === 'string') throw new UsageError(keyring);
    const limits = { ...defaultWireLimits, ...(queue === undefined ? {} : { queueBytes: queue }), ...(inbox === undefined ? {} : { inboxBytes: inbox }) };
    const network = new Network({ name: address, listen, peers: new Map(Object.entries(peers)), signatures, losses, keyring, limits, ...(session === null ? {} : { session }) });
    this.#network = network;
    return this.#connection(network, limits, wait);
  }

  #connection(network: Network, limits: Connection['limits'], wait: number): Connection {
    let started: Promise<string> | null = null;
    let isMet = false;
    return {
      transport: network,
      limits,
      get pending() {
        return network.pending;
      },
      begin: async (stop, turned) => {
        if (isMet) return [];
        started ??= network.start();
        this.endpoint = await started;
        const missing = await network.meet(wait, stop, turned);
        isMet = !stop.aborted;
        return isMet ? missing : [];
      },
      close: () => network.close(),
    };
  }
}
