import type { Program } from '../datalog/program.ts';
import { instantiate } from '../planner/evaluate.ts';
import { hereRelation } from '../planner/here.ts';
import type { Row } from '../runtime/abi.ts';
import type { HostFunctor } from '../runtime/functors.ts';
import { Heap } from '../runtime/limits.ts';
import type { Losses } from '../runtime/losses.ts';
import type { Network } from '../runtime/node/network.ts';
import { Simulation } from '../runtime/simulation.ts';
import { Site, type SiteJournal } from '../runtime/site.ts';
import { Transducer } from '../runtime/transducer.ts';
import { Values } from '../runtime/values.ts';
import type { Deployment } from './deploy.ts';
import { limitsOf, type NamedLimit, type NodeLimits } from './limits.ts';
import { fleetRows, type Roles } from './members.ts';
import type { Node } from './nodes.ts';
import { nodesOf } from './simulate.ts';

/** A program at one of its locations. */
export interface StationOptions {
  readonly deployment: Deployment;
  /** Rows of input files, of any location. */
  readonly inputs: ReadonlyMap<string, Iterable<Row>>;
  readonly functors: readonly HostFunctor[];
  readonly here: Node;
  readonly peers: readonly Node[];
  /** Limits that are not the usual ones. */
  readonly limits: readonly NamedLimit[];
}

/** What a node evaluates, and what it starts with. */
export class Station {
  readonly transducer: Transducer;
  /** Its roles, those that facts give it among them. */
  readonly roles: readonly string[];
  /** Rows that hold here at every tick. */
  readonly held: readonly (readonly [relation: string, rows: readonly Row[]])[];
  readonly limits: NodeLimits;
  readonly #options: StationOptions;

  constructor(options: StationOptions) {
    this.#options = options;
    const { deployment, inputs, functors, here } = options;
    const members = this.#members();
    const roles = members.get(here.name) ?? new Set<string>();
    this.roles = [...roles].sort();
    this.held = [...inputs, ...fleetRows(this.#program, members)].map(([relation, rows]) => [relation, this.#ownRows(relation, rows)]);
    this.limits = limitsOf(options.limits);
    const { run } = this.limits;
    this.transducer = new Transducer(instantiate(deployment.compilation.forRoles(roles)), new Values(new Heap(run.maxHeap)), here.name, run, functors);
    const asking = this.transducer.relationNamed(hereRelation);
    if (asking >= 0) this.transducer.hold(asking, [here.name]);
  }

  /** The station on a network, ready for its first tick. */
  at(network: Network, losses: Losses, journal: SiteJournal | null): { readonly site: Site; readonly simulation: Simulation } {
    const { deployment, here } = this.#options;
    const names = new Set(deployment.sent.map((each) => each.name));
    const reliable = new Set(deployment.sent.filter((each) => each.reliable).map((each) => each.name));
    const admits = (relation: string, _to: string, from: string): boolean => from === here.name || names.has(relation);
    const site = new Site(here.name, this.transducer, network, losses, { admits, reliable, limits: this.limits.wire, remote: true, journal });
    const simulation = new Simulation([site], losses);
    for (const [relation, rows] of this.held) simulation.hold(relation, rows);
    return { site, simulation };
  }

  get #program(): Program {
    return this.#options.deployment.compilation.program;
  }

  /** The node and its peers with their roles: those of the command line, and those that facts give them. */
  #members(): Roles {
    const nodes = [this.#options.here, ...this.#options.peers];
    const known = nodesOf(this.#program, { inputs: this.#options.inputs, nodes });
    return new Map(nodes.map(({ name }) => [name, known.get(name) ?? new Set()]));
  }

  /** Rows of an input file that are here; the file may be that of the whole fleet. */
  #ownRows(relation: string, given: Iterable<Row>): readonly Row[] {
    const rows = [...given];
    const location = this.#program.relations.get(relation)?.location ?? null;
    return location === null ? rows : rows.filter((row) => row[location] === this.#options.here.name);
  }
}
