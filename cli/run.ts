import type { Program, Relation } from '../datalog/program.ts';
import type { Compilation, compile } from '../planner/compile.ts';
import { RunError } from '../runtime/error.ts';
import { Heap } from '../runtime/limits.ts';
import { gathered, writeWhole } from '../runtime/node/outputs.ts';
import { reasonOf } from '../runtime/node/system.ts';
import { Arrivals } from '../runtime/node/streams.ts';
import type { Profile } from '../runtime/profile.ts';
import type { Simulation } from '../runtime/simulation.ts';
import { Values } from '../runtime/values.ts';
import type { DiagnosticsFormat, Format, Show } from './choices.ts';
import { deliver, sizesOf, sortOutputs, writeFiles, type Sorted } from './deliver.ts';
import { drive } from './drive.ts';
import { loadFunctors } from './functors.ts';
import { exitCodes, Offer, print, type Host } from './host.ts';
import { factDirectoryOf, readInputs, type Loading } from './inputs.ts';
import { planIo, type IoPlan } from './io.ts';
import { load } from './load.ts';
import { limitsHere } from './memory.ts';
import { checkNodes, type Node } from './nodes.ts';
import { Progress } from './progress.ts';
import { FinalRecord, TickRecord } from './record.ts';
import { complain, reportRunError } from './report.ts';
import type { simulate, SimulationOptions } from './simulate.ts';
import { openStreams } from './streams.ts';
import { Stopwatch, statsText } from './stats.ts';

export interface RunOptions {
  /** `-F`; null: beside the first program file. */
  readonly factDirectory: string | null;
  readonly outputDirectory: string | null;
  /** Null: a table on a terminal, tab-separated elsewhere. */
  readonly format: Format | null;
  readonly show: Show;
  readonly nodes: readonly Node[];
  /** `--functors`: a module. */
  readonly functors: string | null;
  readonly ticks: number | null;
  readonly stats: boolean;
  /** `--profile` */
  readonly profile: boolean;
  /** `--profile-json`: a file. */
  readonly profileFile: string | null;
  readonly diagnostics: DiagnosticsFormat;
}

/** The stages that `run` stands on; tests pass small ones of their own. */
export interface Engine {
  readonly compile: typeof compile;
  readonly simulate: typeof simulate;
}

/** `dlc run`: gives the exit code. */
export async function run(files: readonly string[], options: RunOptions, host: Host, engine: Engine): Promise<number> {
  const watch = new Stopwatch();
  const profiled = options.profile || options.profileFile !== null;
  const compiler: typeof compile = (sources, readFile) => engine.compile(sources, readFile, { profiled });
  const compilation = await load(files, host, compiler, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const { program } = compilation;
  const plan = planIo(program);
  const nodes = checkNodes(program, options.nodes);
  const misuse = typeof nodes === 'string' ? nodes : stdinTwice(files, plan);
  if (typeof nodes === 'string' || misuse !== null) return refuse(host, [misuse ?? ''], exitCodes.usage);
  const functors = await loadFunctors(program, options.functors);
  if (typeof functors === 'string') return refuse(host, [functors], exitCodes.usage);
  watch.lap('compile');
  const profile = profiled ? await startProfile() : null;
  const started = new Run(compilation, plan, options, host, profile);
  const release = host.onInterrupt(() => started.clear());
  try {
    return await started.start(engine, options.factDirectory ?? factDirectoryOf(files), { nodes, functors }, watch);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    reportRunError(host, error);
    return exitCodes.run;
  } finally {
    release();
  }
}

/** What few runs need is imported by those. */
async function startProfile(): Promise<Profile> {
  const { Profile: Started } = await import('../runtime/profile.ts');
  return new Started(() => performance.now());
}

function refuse(host: Host, problems: readonly string[], code: number): number {
  for (const problem of problems) complain(host, 'error', problem);
  return code;
}

function stdinTwice(files: readonly string[], plan: IoPlan): string | null {
  const reader = plan.inputs.find((each) => each.kind === 'stdin');
  if (!reader || !files.includes('-')) return null;
  return `standard input cannot be both the program and the rows of ${reader.relation.name}`;
}

/** One run of a compiled program, from its first tick to what it leaves behind. */
class Run {
  readonly #program: Program;
  readonly #compilation: Compilation;
  readonly #plan: IoPlan;
  readonly #options: RunOptions;
  readonly #host: Host;
  readonly #profile: Profile | null;
  readonly #sorted: Sorted;
  readonly #format: Format;
  readonly #lastTick: number;
  readonly #progress: Progress;
  readonly #arrivals = new Arrivals();

  constructor(compilation: Compilation, plan: IoPlan, options: RunOptions, host: Host, profile: Profile | null) {
    this.#program = compilation.program;
    this.#compilation = compilation;
    this.#plan = plan;
    this.#options = options;
    this.#host = host;
    this.#profile = profile;
    this.#sorted = sortOutputs(compilation.program, plan.outputs, options);
    this.#format = options.format ?? (host.stdout.isTTY === true ? 'table' : 'tsv');
    this.#lastTick = options.ticks ?? Infinity;
    this.#progress = new Progress(host.stderr, () => performance.now());
  }

  /** Takes away what is not to stay on the terminal. */
  clear(): void {
    this.#progress.clear();
  }

  async start(
    engine: Engine,
    factDirectory: string,
    given: Pick<SimulationOptions, 'nodes' | 'functors'>,
    watch: Stopwatch,
  ): Promise<number> {
    const limits = limitsHere();
    const values = new Values(new Heap(limits.maxHeap));
    const inputs = this.#read(factDirectory, values);
    if (inputs === null) return exitCodes.run;
    watch.lap('load');
    const simulation = this.#host.interruptible(() => engine.simulate(this.#compilation, { ...given, inputs, values, limits, profile: this.#profile }));
    this.#progress.loaded();
    const { show } = this.#options;
    const final = new FinalRecord(simulation, this.#relationsAtEnd());
    const shown = [...new Set(this.#plan.outputs.map((each) => each.relation))];
    const ticks = show === 'final' ? null : new TickRecord(simulation, shown, show, this.#format);
    const failed = await this.#drive(simulation, final, ticks);
    this.#warn(simulation);
    watch.lap('run');
    const rowsOf = (relation: Relation) => this.#host.interruptible(() => final.rows(relation));
    const count = (relation: Relation) => this.#host.interruptible(() => final.count(relation));
    const problems: string[] = [];
    if (ticks) {
      await print(this.#host, ticks.end(failed ? [] : sizesOf(this.#sorted, count)));
      if (!failed) problems.push(...writeFiles(this.#host, this.#sorted, rowsOf, this.#options.outputDirectory));
    } else if (!failed) {
      problems.push(...(await deliver(this.#host, this.#sorted, sizesOf(this.#sorted, count), rowsOf, this.#format, this.#options.outputDirectory)));
    }
    watch.lap('output');
    if (this.#options.stats) this.#host.stderr.write(statsText(simulation.stats, watch));
    if (this.#profile) problems.push(...(await this.#showProfile(this.#profile)));
    refuse(this.#host, problems, exitCodes.run);
    return failed || problems.length > 0 ? exitCodes.run : exitCodes.fine;
  }

  /** The rows of input files; null where something is wrong with them, which is printed. */
  #read(directory: string, values: Values): SimulationOptions['inputs'] | null {
    const loading: Loading = (filename, bytes, total) => this.#progress.loading(filename, bytes, total);
    const inputs = this.#host.interruptible(() => readInputs(this.#plan, directory, values, loading));
    this.#progress.clear();
    if (!inputs.ok) {
      refuse(this.#host, inputs.problems, exitCodes.run);
      return null;
    }
    for (const warning of inputs.warnings) complain(this.#host, 'warning', warning);
    return inputs.rows;
  }

  /** Prints and writes where the time went; gives what could not be written. */
  async #showProfile(profile: Profile): Promise<readonly string[]> {
    const { profileJson, profileText } = await import('./profile.ts');
    const report = profile.report();
    const { profile: isPrinted, profileFile } = this.#options;
    if (isPrinted) for (const piece of gathered(profileText(report))) this.#host.stderr.write(piece);
    if (profileFile === null) return [];
    try {
      writeWhole(profileFile, [profileJson(report)]);
      return [];
    } catch (error) {
      return [`cannot write ${profileFile}: ${reasonOf(error)}`];
    }
  }

  #relationsAtEnd(): readonly Relation[] {
    return [...new Set([...this.#plan.outputs.map((each) => each.relation), ...this.#sorted.sizes])];
  }

  /** Says whether the run failed; why is printed. */
  async #drive(simulation: Simulation, final: FinalRecord, ticks: TickRecord | null): Promise<boolean> {
    const shown = new Offer(this.#host.stdout);
    const ticked = (before: number) => {
      final.ticked();
      if (!ticks) return false;
      for (const piece of gathered(ticks.ticked(before))) {
        this.#progress.clear();
        shown.write(piece);
      }
      this.#warn(simulation);
      return shown.isFull;
    };
    try {
      await drive({
        simulation,
        arrivals: this.#arrivals,
        open: () => openStreams(this.#plan, this.#host, this.#arrivals),
        lastTick: this.#lastTick,
        relations: [...this.#program.relations.keys()],
        ticked,
        drained: () => shown.drained(),
        hasStreams: this.#plan.inputs.some((each) => each.kind !== 'file'),
        progress: this.#progress,
        profile: this.#profile,
        interruptible: this.#host.interruptible,
      });
      this.#progress.clear();
      return refuse(this.#host, this.#arrivals.problems, this.#arrivals.problems.length) > 0;
    } catch (error) {
      this.#progress.clear();
      if (!(error instanceof RunError)) throw error;
      reportRunError(this.#host, error);
      return true;
    } finally {
      this.#arrivals.close();
    }
  }

  #warn(simulation: Simulation): void {
    for (const { event, text } of simulation.takeWarnings()) {
      this.#progress.clear();
      complain(this.#host, 'warning', text, event);
    }
  }
}
