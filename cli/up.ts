import { createInterface, type Interface } from 'node:readline';
import { error, type Diagnostic } from '../datalog/diagnostic.ts';
import type { Program } from '../datalog/program.ts';
import { freePorts } from '../runtime/node/ports.ts';
import type { Fsync } from '../runtime/node/fsync.ts';
import { silence } from '../runtime/node/streams.ts';
import type { DiagnosticsFormat, Format, Show } from './choices.ts';
import { Child, type Ended } from './child.ts';
import { deploy } from './deploy.ts';
import { exposure, metricsExposure, metricsOfNode, metricsText, type MetricsAddress } from './endpoints.ts';
import { isFleetFile, readFleetFile, stateOf } from './fleet.ts';
import type { Fleet, FleetNode } from './fleet-file.ts';
import { exitCodes, Offer, type Host } from './host.ts';
import { planIo } from './io.ts';
import type { NamedLimit } from './limits.ts';
import { load } from './load.ts';
import { logLine } from './log.ts';
import { checkNodes, type Node } from './nodes.ts';
import { complain, report } from './report.ts';
import type { Engine } from './run.ts';

export interface UpOptions {
  /** Of a fleet without a fleet file. */
  readonly nodes: readonly Node[];
  /** `--keys`; null: what the fleet file says. */
  readonly keys: string | null;
  /** `--state`; null: what the fleet file says. */
  readonly state: string | null;
  /** `--fsync`; null: what the fleet file says. */
  readonly fsync: Fsync | null;
  /** `--metrics`; null: what the fleet file says. */
  readonly metrics: MetricsAddress | null;
  /** These go before those of the fleet file. */
  readonly limits: readonly NamedLimit[];
  readonly insecure: boolean;
  readonly factDirectory: string | null;
  readonly functors: string | null;
  /** Null: tsv on a terminal, ndjson elsewhere. */
  readonly format: Format | null;
  readonly show: Show;
  readonly diagnostics: DiagnosticsFormat;
}

/** A node that is ready to be started. */
interface Member {
  readonly name: string;
  readonly role: string | null;
  readonly endpoint: string;
  readonly facts: string | null;
  readonly metrics: MetricsAddress | null;
}

/** `dlc up`: starts all nodes of a fleet, and gives the exit code when they have ended. */
export async function up(files: readonly string[], options: UpOptions, host: Host, engine: Pick<Engine, 'compile'>, stop: AbortSignal): Promise<number> {
  const fleet = fleetOf(files, options);
  if (typeof fleet === 'string') return refuse(host, fleet);
  if (!('nodes' in fleet)) {
    report(host, fleet, options.diagnostics);
    return exitCodes.program;
  }
  const compilation = await load(fleet.program, host, engine.compile, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const problems = problemsOf(compilation.program, fleet, options);
  if (typeof problems === 'string') return refuse(host, problems);
  const deployment = deploy(compilation, { resumable: false });
  const errors = [...problems, ...('signatures' in deployment ? [] : deployment)];
  if (errors.length > 0) {
    report(host, errors, options.diagnostics);
    return exitCodes.program;
  }
  const hears = planIo(compilation.program).inputs.some(({ kind }) => kind === 'stdin');
  return await new Fleeting(fleet, hears, options, host, stop).run();
}

function refuse(host: Host, problem: string): number {
  complain(host, 'error', problem, 'usage');
  return exitCodes.usage;
}

/** The fleet of a fleet file, or of `--nodes`; what is wrong with the file, or with the command line. */
function fleetOf(files: readonly string[], options: UpOptions): Fleet | readonly Diagnostic[] | string {
  const file = files.find(isFleetFile);
  if (file === undefined) {
    if (options.nodes.length === 0) return 'which nodes? give --nodes a,b,c, or a fleet file (fleet.yaml)';
    if (files.includes('-')) return 'every node reads the program, so it cannot be standard input';
    const nodes = options.nodes.map((each) => ({ ...each, listen: null, facts: null, span: null }));
    return { program: files, facts: options.factDirectory, functors: options.functors, keys: options.keys, state: options.state, fsync: options.fsync, metrics: options.metrics, limits: options.limits, nodes };
  }
  if (files.length > 1) return `${file} names its program: give no other file`;
  if (options.nodes.length > 0) return `${file} names its nodes: give no --nodes`;
  return readFleetFile(file, options);
}

/** What the program says against the fleet. */
function problemsOf(program: Program, { nodes, keys, metrics }: Fleet, { insecure }: UpOptions): readonly Diagnostic[] | string {
  if (!program.located) return 'the program has no locations: `dlc run` runs it';
  if (keys !== null && insecure) return 'with keys nobody is let in without one: give no --insecure';
  const exposed = metrics && !insecure ? metricsExposure(metrics) : null;
  if (exposed !== null) return exposed;
  const problems: Diagnostic[] = [];
  for (const node of nodes) {
    const problem = problemOf(program, node, insecure || keys !== null);
    if (problem !== null && node.span === null) return problem;
    if (problem !== null && node.span !== null) problems.push(error('fleet', node.span, problem));
  }
  return problems;
}

function problemOf(program: Program, node: FleetNode, isOpen: boolean): string | null {
  const checked = checkNodes(program, [node]);
  if (typeof checked === 'string') return checked;
  const problem = node.listen === null || isOpen ? null : exposure(node.listen);
  return problem === null ? null : `node ${node.name}: ${problem}`;
}

/** A fleet on this machine, from the start of its first node to the end of its last. */
class Fleeting {
  readonly #fleet: Fleet;
  /** Whether lines of the standard input are for some of its nodes. */
  readonly #hears: boolean;
  readonly #options: UpOptions;
  readonly #host: Host;
  readonly #stop: AbortSignal;
  readonly #format: Format;
  readonly #width: number;
  /** One for all nodes, which wait for the same reader. */
  readonly #offer: Offer;

  constructor(fleet: Fleet, hears: boolean, options: UpOptions, host: Host, stop: AbortSignal) {
    this.#fleet = fleet;
    this.#hears = hears;
    this.#options = options;
    this.#host = host;
    this.#offer = new Offer(host.stdout);
    this.#stop = stop;
    this.#format = options.format ?? (host.stdout.isTTY === true ? 'tsv' : 'ndjson');
    this.#width = Math.max(...fleet.nodes.map((each) => each.name.length));
  }

  async run(): Promise<number> {
    const members = await this.#members();
    const children = members.map((member) => this.#child(member, members));
    const stop = (): void => children.forEach((child) => child.stop());
    for (const child of children) child.start();
    if (this.#stop.aborted) stop();
    this.#stop.addEventListener('abort', stop);
    const lines = this.#hears ? createInterface(this.#host.stdin) : null;
    if (lines) void this.#pass(lines, new Map(members.map(({ name }, index) => [name, children[index]])));
    const codes = await Promise.all(children.map((child) => child.ended));
    lines?.close();
    if (lines) silence(this.#host.stdin);
    return codes.find((code) => code !== exitCodes.fine) ?? exitCodes.fine;
  }

  /** Gives each line, `NAME: text`, to the node that it is for. */
  async #pass(lines: Interface, children: ReadonlyMap<string, Child | undefined>): Promise<void> {
    const names = [...children.keys()].sort((a, b) => b.length - a.length);
    for await (const line of lines) {
      const name = names.find((each) => line.startsWith(`${each}: `));
      if (name === undefined) complain(this.#host, 'warning', `a line is for no node: it begins with none of ${names.map((each) => `\`${each}: \``).join(', ')}`, 'line-dropped');
      else if ((await children.get(name)?.hear(line.slice(name.length + 2))) !== true) complain(this.#host, 'warning', `a line for ${name} is dropped: it is not running`, 'line-dropped', { node: name });
    }
    for (const child of children.values()) child?.endInput();
  }

  async #members(): Promise<readonly Member[]> {
    const { nodes, facts, metrics } = this.#fleet;
    const ports = [...(await freePorts(nodes.filter((each) => each.listen === null).length))];
    return nodes.map(({ name, role, listen, facts: own }, index) => {
      const endpoint = listen ?? `tcp://127.0.0.1:${ports.pop()}`;
      return { name, role, endpoint, facts: own ?? facts, metrics: metrics && metricsOfNode(metrics, index) };
    });
  }

  #child(member: Member, members: readonly Member[]): Child {
    const { name } = member;
    const before = `${name.padEnd(this.#width)} | `;
    const output = (line: string): string => (this.#format === 'ndjson' ? withNode(name, line) : before + line);
    const [, main = ''] = process.argv;
    return new Child({
      command: [process.execPath, ...process.execArgv, main, ...this.#arguments(member, members)],
      output: async (line) => {
        this.#offer.write(`${output(line)}\n`);
        await this.#offer.drained();
      },
      log: (line, ended) => this.#host.stderr.write(this.#host.log.form === 'json' ? logged(this.#host, name, line, ended) : `${before}${line.startsWith(`${name}: `) ? line.slice(name.length + 2) : line}\n`),
      hears: this.#hears,
      pause: 250,
      final: new Set([exitCodes.fine, exitCodes.program, exitCodes.usage]),
    });
  }

  #arguments({ name, role, endpoint, facts, metrics }: Member, members: readonly Member[]): readonly string[] {
    const { functors, program, keys, limits, fsync } = this.#fleet;
    const state = stateOf(this.#fleet, name);
    const { show, insecure } = this.#options;
    const named = (node: Pick<Member, 'name' | 'role'>): string => (node.role === null ? node.name : `${node.name}:${node.role}`);
    const peers = members.filter((each) => each.name !== name).flatMap((each) => ['--peer', `${named(each)}=${each.endpoint}`]);
    const given = [
      ...(facts === null ? [] : ['-F', facts]),
      ...(functors === null ? [] : ['--functors', functors]),
      ...(keys === null ? [] : ['--keys', keys]),
      ...(state === null ? [] : ['--state', state]),
      ...(fsync === null ? [] : ['--fsync', fsync.text]),
      ...(metrics ? ['--metrics', metricsText(metrics)] : []),
      ...limits.flatMap((each) => ['--limit', `${each.name}=${each.text}`]),
      ...(insecure ? ['--insecure'] : []),
    ];
    return ['node', '--id', named({ name, role }), '--listen', endpoint, ...peers, ...given, '--format', this.#format, '--show', show, '--log', this.#host.log.form, '--', ...program];
  }
}

/** An object of a line of JSON with the node that it is from. */
function withNode(name: string, line: string): string {
  return line.startsWith('{') ? `{"node":${JSON.stringify(name)},${line.slice(1)}` : line;
}

/** A line of what a node tells, which is an entry of a log already, or becomes one. */
function logged(host: Host, node: string, line: string, ended: Ended | undefined): string {
  if (ended) return logLine(host, { level: 'error', event: 'ended', message: line, fields: { ...ended } }, node);
  return line.startsWith('{"time":') ? `${line}\n` : logLine(host, { level: 'error', event: 'stderr', message: line }, node);
}
