import type { Program, Value } from '../datalog/program.ts';
import type { Compilation } from '../planner/compile.ts';
import { instantiate } from '../planner/evaluate.ts';
import { isLocal, nodesRelation, spreadFacts } from '../planner/everywhere.ts';
import { hereRelation } from '../planner/here.ts';
import { existsAt } from '../planner/roles.ts';
import type { Plan } from '../planner/plan.ts';
import type { Module, Row } from '../runtime/abi.ts';
import type { HostFunctor } from '../runtime/functors.ts';
import { defaultLimits, Heap, type Limits } from '../runtime/limits.ts';
import { Simulation } from '../runtime/simulation.ts';
import type { Profile } from '../runtime/profile.ts';
import { Losses } from '../runtime/losses.ts';
import { Site } from '../runtime/site.ts';
import { Transducer } from '../runtime/transducer.ts';
import { EchoTransport } from '../runtime/transports/echo.ts';
import { MemoryNetwork } from '../runtime/transports/memory.ts';
import { Values } from '../runtime/values.ts';
import { fleetRows, type Roles } from './members.ts';

export interface SimulationOptions {
  /** Rows of file inputs; they hold at every tick. */
  readonly inputs: ReadonlyMap<string, Iterable<Row>>;
  /** What rows of inputs that are encoded are words of; its heap is limited as its owner likes. */
  readonly values?: Values;
  /** Locations beside those that facts name. */
  readonly nodes: readonly { readonly name: string; readonly role: string | null }[];
  readonly limits?: Limits;
  /** What the program's functors are. */
  readonly functors?: readonly HostFunctor[];
  /** Where the run is measured, of a compilation that is profiled. */
  readonly profile?: Profile | null;
}

const noLocations = 'no locations, so nothing runs: no fact and no input file names one; give --nodes a,b';

/**
 * A compiled program ready to run in this process: one transducer, or one for each location in
 * lockstep. A program with specification rules runs as one transducer over all its locations, which
 * is the only way to evaluate them and means the same for the others.
 */
export function simulate(compilation: Compilation, options: SimulationOptions): Simulation {
  const { program } = compilation;
  const nodes = program.located ? nodesOf(program, options) : new Map<string, ReadonlySet<string>>();
  const losses = new Losses();
  if (program.located && nodes.size === 0) losses.warn('no-locations', noLocations);
  if (compilation.isSpecification) return simulateEverywhere(compilation, options, nodes, losses);
  const limits = options.limits ?? defaultLimits;
  const values = valuesOf(options);
  const names = program.located ? [...nodes.keys()].sort() : [''];
  const network = new MemoryNetwork(names);
  const modules = new Map<Plan, Module>();
  const sites = names.map((name) => {
    const plan = program.located ? compilation.forRoles(nodes.get(name) ?? new Set()) : compilation.whole();
    const module = modules.get(plan) ?? moduleOf(plan, options);
    modules.set(plan, module);
    const transducer = new Transducer(module, values, program.located ? name : null, limits, options.functors);
    const here = transducer.relationNamed(hereRelation);
    if (here >= 0) transducer.hold(here, [name]);
    return new Site(name, transducer, network.at(name), losses);
  });
  const simulation = new Simulation(sites, losses);
  for (const [relation, rows] of [...options.inputs, ...fleetRows(program, nodes)]) simulation.hold(relation, rows);
  return simulation;
}

function valuesOf({ values, limits = defaultLimits }: SimulationOptions): Values {
  return values ?? new Values(new Heap(limits.maxHeap));
}

function moduleOf(plan: Plan, { profile }: SimulationOptions): Module {
  const module = instantiate(plan);
  return profile ? profile.meter(module) : module;
}

function simulateEverywhere(compilation: Compilation, options: SimulationOptions, nodes: Roles, losses: Losses): Simulation {
  const { program } = compilation;
  const limits = options.limits ?? defaultLimits;
  const transducer = new Transducer(moduleOf(compilation.everywhere(), options), valuesOf(options), null, limits, options.functors);
  const names = [...nodes.keys()].sort();
  const admits = (relation: string, to: Value): boolean => {
    const shape = program.relations.get(relation);
    return shape === undefined || to === '' || existsAt(shape, nodes.get(String(to)) ?? new Set());
  };
  const isAt = (location: Value): boolean => location === '' || nodes.has(String(location));
  const hidden = new Set([...program.relations.values()].filter((each) => program.located && isLocal(each)).map((each) => each.name));
  const simulation = new Simulation([new Site('', transducer, new EchoTransport(isAt), losses, { admits, isAt })], losses, hidden, names);
  simulation.hold(nodesRelation, names.map((name) => [name]));
  for (const { relation, row, tick } of spreadFacts(program, names)) transducer.state(transducer.relationNamed(relation), row, tick ?? 0);
  for (const [relation, rows] of [...options.inputs, ...fleetRows(program, nodes)]) simulation.hold(relation, rows);
  return simulation;
}

/** The locations of a run: the constants in columns of locations of its facts and inputs, and those given. */
export function nodesOf(program: Program, { inputs, nodes }: SimulationOptions): Roles {
  const found = new Map<string, Set<string>>();
  const add = (name: Value, role: string): void => {
    const roles = found.get(String(name)) ?? new Set();
    for (const each of [role, ...(program.roles.get(role) ?? [])]) roles.add(each);
    found.set(String(name), roles);
  };
  const addRow = (relation: string, row: Row): void => {
    program.relations.get(relation)?.columns.forEach(({ role }, i) => {
      const value = row[i];
      if (role !== null && value !== undefined) add(value, role);
    });
  };
  for (const { relation, row } of program.facts) addRow(relation, row);
  for (const [relation, rows] of inputs) {
    const isAddressed = program.relations.get(relation)?.columns.some((column) => column.role !== null) ?? false;
    if (isAddressed) for (const row of rows) addRow(relation, row);
  }
  for (const { name, role } of nodes) add(name, role ?? 'addr');
  return found;
}
