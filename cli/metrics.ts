import { Histogram, type Metric, type Sample } from '../runtime/exposition.ts';
import type { Losses } from '../runtime/losses.ts';
import type { Network, PeerCounts } from '../runtime/node/network.ts';
import type { Store } from '../runtime/node/store.ts';
import type { Simulation } from '../runtime/simulation.ts';
import type { Transducer } from '../runtime/transducer.ts';
import type { Node } from './nodes.ts';

/** What is measured as it happens; the rest is looked up when somebody asks. */
export class Meter {
  readonly tick = new Histogram();
  readonly sync = new Histogram();
  /** In milliseconds since 1970. */
  readonly began: number;

  constructor(now: number) {
    this.began = now;
  }
}

/** What metrics are of. */
export interface Measured {
  readonly here: Node;
  readonly meter: Meter;
  readonly simulation: Simulation;
  readonly transducer: Transducer;
  /** Relations that have a size here. */
  readonly relations: readonly string[];
  readonly network: Network;
  readonly losses: Losses;
  /** Null where no state is kept. */
  readonly store: Store | null;
  readonly ready: boolean;
}

/** How a node is and what it has done since it was started. */
export function metricsOf(measured: Measured): readonly Metric[] {
  const { here, meter, ready, store } = measured;
  const labels = { node: here.name, role: here.role ?? '' };
  return [
    { kind: 'gauge', name: 'dlc_node_info', help: 'The node and its role.', samples: [{ labels, value: 1 }] },
    gauge('dlc_ready', 'Whether the node has met its peers, or has begun without them, and is not about to end.', ready ? 1 : 0),
    gauge('process_start_time_seconds', 'When the process was started, in seconds since 1970.', meter.began / 1000),
    gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
    ...tickMetrics(measured),
    ...peerMetrics(measured.network.counts),
    ...lossMetrics(measured.losses),
    ...(store ? stateMetrics(store, meter) : []),
  ];
}

function tickMetrics({ simulation, transducer, relations, meter }: Measured): readonly Metric[] {
  const { ticks, rounds, rowsRead, rowsDerived } = simulation.stats;
  const held = relations.filter((name) => transducer.relationNamed(name) >= 0);
  return [
    gauge('dlc_tick', 'The last tick that is complete.', simulation.tick),
    counter('dlc_ticks_total', 'Ticks that were worked on.', ticks),
    { kind: 'histogram', name: 'dlc_tick_duration_seconds', help: 'Work of a tick, with logging it and sending.', histogram: meter.tick },
    counter('dlc_rounds_total', 'Calls of the functions of the program.', rounds),
    counter('dlc_rows_read_total', 'Rows that rules have read.', rowsRead),
    counter('dlc_rows_derived_total', 'Rows that rules have derived.', rowsDerived),
    {
      kind: 'gauge',
      name: 'dlc_relation_rows',
      help: 'Rows of a relation at the last tick.',
      samples: held.map((relation) => ({ labels: { relation }, value: simulation.count(relation) })),
    },
  ];
}

function peerMetrics(counts: readonly PeerCounts[]): readonly Metric[] {
  const by = (value: (each: PeerCounts) => number): readonly Sample[] => counts.map((each) => ({ labels: { peer: each.peer }, value: value(each) }));
  return [
    { kind: 'gauge', name: 'dlc_peer_connected', help: 'Whether there is a connection to a peer.', samples: by(({ open }) => (open ? 1 : 0)) },
    { kind: 'counter', name: 'dlc_peer_sent_rows_total', help: 'Rows sent to a peer, again or for the first time.', samples: by(({ sent }) => sent) },
    { kind: 'counter', name: 'dlc_peer_resent_rows_total', help: 'Rows that had to be sent again.', samples: by(({ resent }) => resent) },
    { kind: 'counter', name: 'dlc_peer_acknowledged_rows_total', help: 'Rows that a peer has taken into a tick.', samples: by(({ acknowledged }) => acknowledged) },
    { kind: 'counter', name: 'dlc_peer_lost_rows_total', help: 'Rows given up: too much waited, or the connection broke.', samples: by(({ lost }) => lost) },
    { kind: 'gauge', name: 'dlc_peer_queue_bytes', help: 'What waits for a peer, or is kept until it acknowledges it.', samples: by(({ waiting }) => waiting) },
    { kind: 'counter', name: 'dlc_peer_received_frames_total', help: 'Frames taken from a peer.', samples: by(({ received }) => received) },
  ];
}

function lossMetrics({ lost, refused }: Losses): readonly Metric[] {
  const rows = [...lost].map(([reason, value]) => ({ labels: { reason }, value }));
  const frames = [...refused.values()].map(({ peer, reason, count }) => ({ labels: { peer, reason }, value: count }));
  return [
    { kind: 'counter', name: 'dlc_dropped_rows_total', help: 'Rows that had nowhere to go, by why.', samples: rows },
    { kind: 'counter', name: 'dlc_refused_frames_total', help: 'Frames that were not taken, by who sent them, as it says, and why.', samples: frames },
  ];
}

function stateMetrics({ logged }: Store, { sync }: Meter): readonly Metric[] {
  return [
    gauge('dlc_log_bytes', 'What has been logged since the last snapshot.', logged),
    { kind: 'histogram', name: 'dlc_fsync_duration_seconds', help: 'Time until what was logged was on the disk.', histogram: sync },
  ];
}

function gauge(name: string, help: string, value: number): Metric {
  return { kind: 'gauge', name, help, samples: [{ labels: {}, value }] };
}

function counter(name: string, help: string, value: number): Metric {
  return { kind: 'counter', name, help, samples: [{ labels: {}, value }] };
}
