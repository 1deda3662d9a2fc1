import type { Program } from '../datalog/program.ts';
import { instantiate } from '../planner/evaluate.ts';
import { hereRelation } from '../planner/here.ts';
import type { Row } from '../runtime/abi.ts';
import { RunError } from '../runtime/error.ts';
import type { HostFunctor } from '../runtime/functors.ts';
import { Heap, type Limits } from '../runtime/limits.ts';
import { Losses } from '../runtime/losses.ts';
import type { Keyring } from '../runtime/node/guard.ts';
import { Network } from '../runtime/node/network.ts';
import { ListenError } from '../runtime/node/sockets.ts';
import { Arrivals } from '../runtime/node/streams.ts';
import { Simulation } from '../runtime/simulation.ts';
import { Site } from '../runtime/site.ts';
import { Transducer } from '../runtime/transducer.ts';
import { Values } from '../runtime/values.ts';
import { defaultWireLimits } from '../runtime/wire/limits.ts';
import type { DiagnosticsFormat, Format, Show } from './choices.ts';
import { deploy, type Deployment } from './deploy.ts';
import { exposure, type Peer } from './endpoints.ts';
import { loadFunctors } from './functors.ts';
import { exitCodes, type Host } from './host.ts';
import { factDirectoryOf, readInputs } from './inputs.ts';
import { planIo, type IoPlan } from './io.ts';
import { readKeyring } from './keys.ts';
import { load } from './load.ts';
import { limitsHere } from './memory.ts';
import { fleetRows, type Roles } from './members.ts';
import { NodeLoop } from './node-loop.ts';
import { Outputs } from './node-outputs.ts';
import { checkNodes } from './nodes.ts';
import { complain, report, reportRunError } from './report.ts';
import type { Engine } from './run.ts';
import { nodesOf } from './simulate.ts';
import { openStreams } from './streams.ts';

export interface NodeOptions {
  /** The location. */
  readonly name: string;
  /** Null: what facts say, if they do. */
  readonly role: string | null;
  readonly listen: string;
  readonly peers: readonly Peer[];
  /** The directory of keys; null: nobody is asked for one. */
  readonly keys: string | null;
  /** Others than processes of this machine may connect, and nobody is asked for a key. */
  readonly insecure: boolean;
  /** How long it waits for its peers before it begins without them, in milliseconds. */
  readonly wait: number;
  readonly factDirectory: string | null;
  readonly outputDirectory: string | null;
  /** Null: a table on a terminal, ndjson elsewhere. */
  readonly format: Format | null;
  readonly show: Show;
  readonly functors: string | null;
  readonly ticks: number | null;
  readonly diagnostics: DiagnosticsFormat;
}

/** What a node is made of before it begins. */
interface Parts {
  readonly deployment: Deployment;
  readonly plan: IoPlan;
  readonly inputs: ReadonlyMap<string, readonly Row[]>;
  readonly functors: readonly HostFunctor[];
  readonly keyring: Keyring | null;
}

/** `dlc node`: gives the exit code. */
export async function node(files: readonly string[], options: NodeOptions, host: Host, engine: Pick<Engine, 'compile'>, stop: AbortSignal): Promise<number> {
  const compilation = await load(files, host, engine.compile, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const misuse = misuseOf(compilation.program, options);
  if (misuse !== null) return refuse(host, [misuse], exitCodes.usage);
  const deployment = deploy(compilation);
  if (!('signatures' in deployment)) {
    report(host, deployment, options.diagnostics);
    return exitCodes.program;
  }
  const keyring = options.keys === null ? null : readKeyring(options.keys, options.name, options.peers.map((peer) => peer.name));
  if (typeof keyring === 'string') return refuse(host, [keyring], exitCodes.run);
  const plan = planIo(deployment.compilation.program);
  const functors = await loadFunctors(compilation.program, options.functors);
  if (typeof functors === 'string') return refuse(host, [functors], exitCodes.usage);
  const read = readInputs(plan, options.factDirectory ?? factDirectoryOf(files));
  if (!read.ok) return refuse(host, read.problems, exitCodes.run);
  for (const warning of read.warnings) complain(host, 'warning', warning);
  return await new NodeRun({ deployment, plan, inputs: read.rows, functors, keyring }, options, host, stop).run();
}

function misuseOf(program: Program, { name, role, listen, peers, insecure, keys }: NodeOptions): string | null {
  if (!program.located) return 'the program has no locations: `dlc run` runs it';
  const twice = peers.find((peer, index) => peer.name === name || peers.findIndex((each) => each.name === peer.name) < index);
  if (twice) return `there is more than one node ${twice.name}`;
  const checked = checkNodes(program, [{ name, role }, ...peers]);
  if (typeof checked === 'string') return checked;
  if (keys !== null && insecure) return 'with --keys nobody is let in without one: give no --insecure';
  return keys === null && !insecure ? exposure(listen) : null;
}

function refuse(host: Host, problems: readonly string[], code: number): number {
  for (const problem of problems) complain(host, 'error', problem);
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
  readonly #network: Network;

  constructor(parts: Parts, options: NodeOptions, host: Host, stop: AbortSignal) {
    this.#parts = parts;
    this.#options = options;
    this.#host = host;
    this.#stop = stop;
    const { name, listen, peers } = options;
    const endpoints = new Map(peers.map((peer) => [peer.name, peer.endpoint]));
    const { deployment, keyring } = parts;
    this.#network = new Network({ name, listen, peers: endpoints, signatures: deployment.signatures, losses: this.#losses, keyring });
  }

  async run(): Promise<number> {
    try {
      this.#log(`listening on ${await this.#network.start()}`);
    } catch (failure) {
      this.#network.close();
      if (!(failure instanceof ListenError)) throw failure;
      return refuse(this.#host, [failure.message], exitCodes.run);
    }
    try {
      return await this.#run();
    } catch (failure) {
      if (!(failure instanceof RunError)) throw failure;
      reportRunError(this.#host, failure);
      return exitCodes.run;
    } finally {
      this.#arrivals.close();
      this.#network.close();
    }
  }

  async #run(): Promise<number> {
    const { plan } = this.#parts;
    const site = this.#site(limitsHere());
    const simulation = new Simulation([site], this.#losses);
    const members = fleetRows(this.#program, this.#members());
    for (const [relation, rows] of [...this.#parts.inputs, ...members]) simulation.hold(relation, this.#ownRows(relation, rows));
    const outputs = new Outputs(this.#program, plan, this.#options, this.#host, simulation);
    const loop = new NodeLoop({
      simulation,
      site,
      network: this.#network,
      arrivals: this.#arrivals,
      open: () => openStreams(plan, this.#host, this.#arrivals),
      lastTick: this.#options.ticks ?? Infinity,
      ticked: (before) => outputs.ticked(before),
      turned: () => this.#warn(simulation),
      stop: this.#stop,
    });
    const missing = await loop.meet(this.#options.wait);
    this.#log(missing.length === 0 ? 'connected to all peers' : `begins without ${missing.join(', ')}`);
    await loop.run();
    this.#warn(simulation);
    const problems = [...this.#arrivals.problems, ...(await outputs.end())];
    return refuse(this.#host, problems, problems.length > 0 ? exitCodes.run : exitCodes.fine);
  }

  #site(limits: Limits): Site {
    const { deployment, functors } = this.#parts;
    const { compilation, sent } = deployment;
    const { name } = this.#options;
    const module = instantiate(compilation.forRoles(this.#members().get(name) ?? new Set()));
    const transducer = new Transducer(module, new Values(new Heap(limits.maxHeap)), name, limits, functors);
    const here = transducer.relationNamed(hereRelation);
    if (here >= 0) transducer.hold(here, [name]);
    const names = new Set(sent.map((each) => each.name));
    const reliable = new Set(sent.filter((each) => each.reliable).map((each) => each.name));
    const admits = (relation: string, _to: string, from: string): boolean => from === name || names.has(relation);
    return new Site(name, transducer, this.#network, this.#losses, { admits, reliable, limits: defaultWireLimits, remote: true });
  }

  get #program(): Program {
    return this.#parts.deployment.compilation.program;
  }

  /** The node and its peers with their roles: those of the command line, and those that facts give them. */
  #members(): Roles {
    const { name, role, peers } = this.#options;
    const known = nodesOf(this.#program, { inputs: this.#parts.inputs, nodes: [{ name, role }, ...peers] });
    return new Map([name, ...peers.map((peer) => peer.name)].map((each) => [each, known.get(each) ?? new Set()]));
  }

  /** Rows of an input file that are here; the file may be that of the whole fleet. */
  #ownRows(relation: string, rows: readonly Row[]): readonly Row[] {
    const location = this.#program.relations.get(relation)?.location ?? null;
    return location === null ? rows : rows.filter((row) => row[location] === this.#options.name);
  }

  #warn(simulation: Simulation): void {
    for (const warning of simulation.takeWarnings()) complain(this.#host, 'warning', warning);
  }

  #log(text: string): void {
    this.#host.stderr.write(`${this.#options.name}: ${text}\n`);
  }
}
