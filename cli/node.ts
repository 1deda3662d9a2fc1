import type { Program } from '../datalog/program.ts';
import { RunError } from '../runtime/error.ts';
import { exposition } from '../runtime/exposition.ts';
import { Losses, plain } from '../runtime/losses.ts';
import type { Keyring } from '../runtime/node/guard.ts';
import { systemDisk, timedDisk } from '../runtime/node/disk.ts';
import { Journal, recover, type Subject } from '../runtime/node/journal.ts';
import { readKeyring } from '../runtime/node/keys.ts';
import { Network } from '../runtime/node/network.ts';
import { newSession } from '../runtime/node/new-session.ts';
import { Monitor } from '../runtime/node/monitor.ts';
import { ListenError } from '../runtime/node/sockets.ts';
import { usualFsync } from '../runtime/node/fsync.ts';
import { openState, type OpenState, type Start } from '../runtime/node/state.ts';
import { StoreError, type Stored } from '../runtime/node/store.ts';
import { Arrivals } from '../runtime/node/streams.ts';
import type { Simulation } from '../runtime/simulation.ts';
import type { Site } from '../runtime/site.ts';
import { Values } from '../runtime/values.ts';
import type { DiagnosticsFormat, Format, Show } from './choices.ts';
import type { Configured, configured } from './config.ts';
import { deploy, type Deployment } from './deploy.ts';
import { exposure, metricsExposure, metricsText } from './endpoints.ts';
import { loadFunctors } from './functors.ts';
import { tellHopeless } from './hopeless.ts';
import { exitCodes, type Host } from './host.ts';
import { factDirectoryOf, readInputs } from './inputs.ts';
import { planIo, type IoPlan } from './io.ts';
import { load } from './load.ts';
import { inform } from './log.ts';
import { Meter, metricsOf, type Measured } from './metrics.ts';
import { NodeLoop } from './node-loop.ts';
import { Outputs } from './node-outputs.ts';
import { checkNodes } from './nodes.ts';
import { identityOf, ownerOf, startOf } from './owner.ts';
import { complain, report, reportRunError } from './report.ts';
import type { Engine } from './run.ts';
import { Station } from './station.ts';
import { openStreams } from './streams.ts';

/** What only the command line of a node says. */
export interface NodeFlags {
  /** Others than processes of this machine may connect, and nobody is asked for a key. */
  readonly insecure: boolean;
  /** How long it waits for its peers before it begins without them, in milliseconds. */
  readonly wait: number;
  readonly outputDirectory: string | null;
  /** Null: a table on a terminal, ndjson elsewhere. */
  readonly format: Format | null;
  readonly show: Show;
  readonly ticks: number | null;
  readonly diagnostics: DiagnosticsFormat;
}

type NodeOptions = NodeFlags & Configured;

/** What a node is made of before it begins. */
interface Parts {
  readonly deployment: Deployment;
  readonly plan: IoPlan;
  readonly station: Station;
  readonly start: Start;
  readonly keyring: Keyring | null;
}

/** `dlc node`: gives the exit code. */
export async function startNode(config: ReturnType<typeof configured>, flags: NodeFlags, host: Host, engine: Pick<Engine, 'compile'>, stop: AbortSignal): Promise<number> {
  if (typeof config === 'string') return refuse(host, [config], exitCodes.usage);
  if ('files' in config) return await node({ ...flags, ...config }, host, engine, stop);
  report(host, config, flags.diagnostics);
  return exitCodes.program;
}

async function node(options: NodeOptions, host: Host, engine: Pick<Engine, 'compile'>, stop: AbortSignal): Promise<number> {
  const { files } = options;
  const compilation = await load(files, host, engine.compile, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const misuse = misuseOf(compilation.program, options);
  if (misuse !== null) return refuse(host, [misuse], exitCodes.usage);
  const deployment = deploy(compilation, { resumable: options.state !== null });
  if (!('signatures' in deployment)) {
    report(host, deployment, options.diagnostics);
    return exitCodes.program;
  }
  const { name, role, peers, limits } = options;
  const keyring = options.keys === null ? null : readKeyring(options.keys, name, peers.map((peer) => peer.name));
  if (typeof keyring === 'string') return refuse(host, [keyring], exitCodes.run);
  const plan = planIo(deployment.compilation.program);
  const functors = await loadFunctors(compilation.program, options.functors);
  if (typeof functors === 'string') return refuse(host, [functors], exitCodes.usage);
  const factDirectory = options.factDirectory ?? factDirectoryOf(files);
  const start = startOf({ ...options, factDirectory });
  const read = readInputs(plan, factDirectory, new Values());
  if (!read.ok) return refuse(host, read.problems, exitCodes.run);
  for (const warning of read.warnings) complain(host, 'warning', warning, 'input');
  const station = new Station({ deployment, inputs: read.rows, functors, here: { name, role }, peers, limits });
  return await new NodeRun({ deployment, plan, station, start, keyring }, options, host, stop).run();
}

function misuseOf(program: Program, { files, name, role, listen, peers, insecure, keys, state, metrics }: NodeOptions): string | null {
  if (!program.located) return 'the program has no locations: `dlc run` runs it';
  const twice = peers.find((peer, index) => peer.name === name || peers.findIndex((each) => each.name === peer.name) < index);
  if (twice) return `there is more than one node ${twice.name}`;
  const checked = checkNodes(program, [{ name, role }, ...peers]);
  if (typeof checked === 'string') return checked;
  if (state !== null && files.includes('-')) return 'a program whose state is kept is read again, so it cannot be standard input';
  if (keys !== null && insecure) return 'with --keys nobody is let in without one: give no --insecure';
  if (insecure) return null;
  return (keys === null ? exposure(listen) : null) ?? (metrics && metricsExposure(metrics));
}

/** What it is started with is wrong, whenever it is started. */
function refuse(host: Host, problems: readonly string[], code: number): number {
  tellHopeless();
  return told(host, problems, code);
}

function told(host: Host, problems: readonly string[], code: number): number {
  for (const problem of problems) complain(host, 'error', problem, code === exitCodes.usage ? 'usage' : 'input');
  return code;
}

/** One node of a fleet, from its first tick until it is stopped. */
class NodeRun {
  readonly #parts: Parts;
  readonly #options: NodeOptions;
  readonly #host: Host;
  readonly #stop: AbortSignal;
  readonly #losses = new Losses();
  readonly #arrivals = new Arrivals();
  readonly #meter: Meter;
  #site: Site | null = null;
  #isRecovering = false;
  /** Why it is not ready, while it is not. */
  #unready: string | null = 'it is not running yet';

  constructor(parts: Parts, options: NodeOptions, host: Host, stop: AbortSignal) {
    this.#parts = parts;
    this.#options = options;
    this.#host = host;
    this.#stop = stop;
    this.#meter = new Meter(host.clock.now());
  }

  async run(): Promise<number> {
    const { deployment, station, start } = this.#parts;
    const { state, fsync } = this.#options;
    let open: OpenState | null = null;
    const machine = { disk: timedDisk(systemDisk, (seconds) => this.#meter.sync.add(seconds)), clock: this.#host.clock };
    try {
      open = state === null ? null : openState(state, machine, fsync ?? usualFsync, ownerOf(deployment, station, start));
      const code = await this.#connected(open);
      open?.store.flush();
      return code;
    } catch (failure) {
      // What the system refuses, or another process has, may be otherwise the next time.
      if (failure instanceof StoreError ? failure.cause === undefined : this.#isRecovering) tellHopeless();
      if (failure instanceof RunError) reportRunError(this.#host, failure, [...(this.#site?.senders ?? [])].sort().map(plain));
      else if (failure instanceof ListenError || failure instanceof StoreError) complain(this.#host, 'error', failure.message, failure instanceof StoreError ? 'state' : 'listen');
      else throw failure;
      return exitCodes.run;
    } finally {
      open?.close();
    }
  }

  async #connected(state: OpenState | null): Promise<number> {
    const { deployment, keyring, station } = this.#parts;
    const { name, listen, peers } = this.#options;
    const endpoints = new Map(peers.map((peer) => [peer.name, peer.endpoint]));
    const session = state?.session ?? newSession();
    const network = new Network({ name, listen, peers: endpoints, signatures: deployment.signatures, losses: this.#losses, keyring, session, limits: station.limits.wire });
    try {
      return await this.#run(network, state);
    } finally {
      this.#arrivals.close();
      network.close();
    }
  }

  async #run(network: Network, state: OpenState | null): Promise<number> {
    const { plan, deployment, station, start } = this.#parts;
    const subject: Subject = { identity: identityOf(deployment, station, start), transducer: station.transducer, transport: network };
    const journal = state && new Journal(state.store, subject, station.limits.log);
    const { site, simulation } = station.at(network, this.#losses, journal);
    this.#site = site;
    const outputs = new Outputs(deployment.compilation.program, plan, this.#options, this.#host, simulation);
    if (state?.stored) await this.#recover(state.stored, subject, simulation, outputs);
    const monitor = await this.#monitored({ simulation, network, store: state?.store ?? null });
    try {
      return await this.#work(network, site, simulation, outputs);
    } finally {
      monitor?.close();
    }
  }

  async #work(network: Network, site: Site, simulation: Simulation, outputs: Outputs): Promise<number> {
    const { plan } = this.#parts;
    const endpoint = await network.start();
    inform(this.#host, 'listening', `listening on ${endpoint}`, { endpoint });
    const loop = new NodeLoop({
      simulation,
      site,
      network,
      arrivals: this.#arrivals,
      open: () => openStreams(plan, this.#host, this.#arrivals, true),
      lastTick: this.#options.ticks ?? Infinity,
      ticked: (before, seconds) => {
        this.#meter.tick.add(seconds);
        return outputs.ticked(before);
      },
      turned: () => this.#warn(simulation),
      abandoned: (tick) => complain(this.#host, 'warning', `tick ${tick} takes too long to wait for it: it is given up, and what it took in from others stays with them`, 'tick-abandoned'),
      stop: this.#stop,
    });
    this.#unready = 'it waits for its peers';
    const missing = await network.meet(this.#options.wait, this.#stop, () => this.#warn(simulation));
    this.#unready = null;
    if (missing.length === 0) inform(this.#host, 'connected', 'connected to all peers');
    else inform(this.#host, 'peers-missing', `begins without ${missing.join(', ')}`, { missing });
    await loop.run();
    this.#warn(simulation);
    const problems = [...this.#arrivals.problems, ...(await outputs.end())];
    return told(this.#host, problems, problems.length > 0 ? exitCodes.run : exitCodes.fine);
  }

  /** Goes back to the last tick that was completed, and shows what holds there. */
  async #recover(stored: Stored, subject: Subject, simulation: Simulation, outputs: Outputs): Promise<void> {
    this.#isRecovering = true;
    for (const _ of recover(stored, subject, simulation)) outputs.passed();
    this.#isRecovering = false;
    if (simulation.tick > 0) await outputs.ticked(simulation.tick - 1);
    inform(this.#host, 'recovered', `goes on after tick ${simulation.tick}`, { tick: simulation.tick });
  }

  /** Answers those who ask how the node is, where it is to. */
  async #monitored(parts: Pick<Measured, 'simulation' | 'network' | 'store'>): Promise<Monitor | null> {
    const { metrics: address, name, role } = this.#options;
    if (!address) return null;
    const { station, deployment } = this.#parts;
    const relations = [...deployment.compilation.program.relations.keys()];
    const unready = (): string | null => (this.#stop.aborted ? 'it ends' : this.#unready);
    const constant = { here: { name, role }, meter: this.#meter, transducer: station.transducer, relations, losses: this.#losses };
    const monitor = new Monitor({ metrics: () => exposition(metricsOf({ ...constant, ...parts, ready: unready() === null })), unready });
    const port = await monitor.start(address.host, address.port);
    const url = `http://${metricsText({ ...address, port })}/metrics`;
    inform(this.#host, 'metrics', `metrics at ${url}`, { url });
    return monitor;
  }

  #warn(simulation: Simulation): void {
    for (const text of this.#arrivals.takeWarnings()) complain(this.#host, 'warning', `${text}; the line is left out`, 'line-skipped');
    for (const { event, text } of simulation.takeWarnings()) complain(this.#host, 'warning', text, event);
  }
}
