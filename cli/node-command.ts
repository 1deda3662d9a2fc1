import type { Command, Option } from 'commander';
import type { Fsync } from '../runtime/node/fsync.ts';
import { choice, diagnosticsChoice, endpointOf, fsyncChoice, limitsOf, metricsAddressOf, nodeOf, nodesOf, peersOf, secondsOf, ticksOf } from './arguments.ts';
import { formats, logForms, shows, type DiagnosticsFormat, type Format, type LogForm, type Show } from './choices.ts';
import type { MetricsAddress, Peer } from './endpoints.ts';
import { exitCodes, processHost } from './host.ts';
import type { NamedLimit } from './limits.ts';
import type { Node } from './nodes.ts';

interface UpFlags {
  readonly state?: string;
  readonly fsync?: Fsync;
  readonly metrics?: MetricsAddress;
  readonly limit?: readonly NamedLimit[];
  readonly nodes?: readonly Node[];
  readonly keys?: string;
  readonly insecure?: true;
  readonly factDir?: string;
  readonly format?: Format;
  readonly show: Show;
  readonly functors?: string;
  readonly log: LogForm;
  readonly diagnostics: DiagnosticsFormat;
}

interface NodeFlags {
  readonly id: Node;
  readonly role?: string;
  readonly config?: string;
  readonly listen?: string;
  readonly peer?: readonly Peer[];
  readonly keys?: string;
  readonly insecure?: true;
  readonly wait: number;
  readonly factDir?: string;
  readonly outputDir?: string;
  readonly format?: Format;
  readonly show: Show;
  readonly functors?: string;
  readonly state?: string;
  readonly fsync?: Fsync;
  readonly metrics?: MetricsAddress;
  readonly limit?: readonly NamedLimit[];
  readonly ticks?: number;
  readonly log: LogForm;
  readonly diagnostics: DiagnosticsFormat;
}

/** `--log` */
function logChoice(): Option {
  return choice('--log <form>', 'what is told on stderr: text, or a JSON object a line', logForms).default('text');
}

/** `dlc node` */
export function addNode(program: Command, finish: (code: number) => void): void {
  program
    .command('node')
    .description('run one node of a program with locations, which talks to others over sockets')
    .argument('[file...]', 'program files, .dl or .ded; - is standard input')
    .addOption(diagnosticsChoice())
    .requiredOption('--id <name>', 'its location; a:Leader where the program has roles', nodeOf)
    .option('--role <role>', 'its role, as in --id a:Leader')
    .option('--config <file>', 'a fleet file, which says the program, the peers, and where each listens')
    .option('--listen <address>', 'where others reach it: tcp://HOST:PORT (default: any free port of this machine)', endpointOf)
    .option('--peer <peer>', 'another node: NAME=tcp://HOST:PORT; may be repeated', peersOf)
    .option('--keys <dir>', 'keys made by dlc keygen: NAME.key of a node, NAME.pub of all that it talks to')
    .option('--insecure', 'let other machines connect, without keys')
    .option('--wait <seconds>', 'how long to wait for all peers before the first tick', secondsOf, 30)
    .option('-F, --fact-dir <dir>', 'where REL.facts are (default: beside the first file)')
    .option('-D, --output-dir <dir>', 'at the end, write each output to DIR/REL.csv')
    .addOption(choice('--format <format>', 'how to show outputs (default: table on a terminal, else ndjson)', formats))
    .addOption(choice('--show <what>', 'what each tick changed or held, or contents at the end', shows).default('changes'))
    .option('--functors <module>', 'a JavaScript module that exports the program\'s functors')
    .option('--state <dir>', 'where to keep the state of the node, so that it goes on when it is started again')
    .addOption(fsyncChoice())
    .option('--metrics <address>', 'where it says over HTTP how it is: HOST:PORT', metricsAddressOf)
    .option('--limit <limit>', 'NAME=VALUE, such as rows=1000000 or queue=64MB; may be repeated', limitsOf)
    .addOption(logChoice())
    .option('--ticks <n>', 'stop after tick n', ticksOf)
    .action(async (files: string[], flags: NodeFlags) => {
      const { id, role = id.role } = flags;
      if (id.role !== null && role !== id.role) program.error(`error: --id says that the role is ${id.role}, and --role that it is ${role}`);
      const { networkCommands } = await import('./network-commands.ts');
      const given = {
        name: id.name,
        role,
        listen: flags.listen ?? null,
        peers: flags.peer ?? [],
        factDirectory: flags.factDir ?? null,
        functors: flags.functors ?? null,
        keys: flags.keys ?? null,
        state: flags.state ?? null,
        fsync: flags.fsync ?? null,
        metrics: flags.metrics ?? null,
        limits: flags.limit ?? [],
      };
      const options = {
        insecure: flags.insecure ?? false,
        wait: flags.wait * 1000,
        outputDirectory: flags.outputDir ?? null,
        format: flags.format ?? null,
        show: flags.show,
        ticks: flags.ticks ?? null,
        diagnostics: flags.diagnostics,
      };
      finish(await networkCommands.node({ form: flags.log, node: given.name }, [files, flags.config ?? null, given], options, stopSignal(patience.node)));
    });
}

/** `dlc up` */
export function addUp(program: Command, finish: (code: number) => void): void {
  program
    .command('up')
    .description('start all nodes of a fleet on this machine')
    .argument('<file...>', 'a fleet file, fleet.yaml; or program files, with --nodes')
    .addOption(diagnosticsChoice())
    .option('--nodes <names>', 'the nodes, with their roles: a,b:Leader', nodesOf)
    .option('--keys <dir>', 'keys made by dlc keygen: NAME.key of a node, NAME.pub of all that it talks to')
    .option('--insecure', 'let other machines connect, without keys')
    .option('-F, --fact-dir <dir>', 'where REL.facts are (default: beside the first file)')
    .addOption(choice('--format <format>', 'how to show outputs (default: tsv on a terminal, else ndjson)', formats))
    .addOption(choice('--show <what>', 'what each tick changed or held, or contents at the end', shows).default('changes'))
    .option('--functors <module>', 'a JavaScript module that exports the program\'s functors')
    .option('--state <dir>', 'where to keep the state of each node, in DIR/NAME, so that it goes on when it is started again')
    .addOption(fsyncChoice())
    .option('--metrics <address>', 'where the first node says over HTTP how it is, HOST:PORT, and the others at the ports after it', metricsAddressOf)
    .option('--limit <limit>', 'NAME=VALUE, such as rows=1000000 or queue=64MB; may be repeated', limitsOf)
    .addOption(logChoice())
    .action(async (files: string[], flags: UpFlags) => {
      const { networkCommands } = await import('./network-commands.ts');
      const options = {
        nodes: flags.nodes ?? [],
        keys: flags.keys ?? null,
        state: flags.state ?? null,
        fsync: flags.fsync ?? null,
        metrics: flags.metrics ?? null,
        limits: flags.limit ?? [],
        insecure: flags.insecure ?? false,
        factDirectory: flags.factDir ?? null,
        functors: flags.functors ?? null,
        format: flags.format ?? null,
        show: flags.show,
        diagnostics: flags.diagnostics,
      };
      finish(await networkCommands.up({ form: flags.log, node: null }, files, options, stopSignal(patience.fleet)));
    });
}

/** `dlc replay` */
export function addReplay(program: Command, finish: (code: number) => void): void {
  program
    .command('replay')
    .description('repeat the ticks of a node from its state, and show what they showed')
    .argument('<dir>', 'the directory of its state')
    .addOption(choice('--format <format>', 'how to show outputs (default: table on a terminal, else ndjson)', formats))
    .addOption(choice('--show <what>', 'what each tick changed or held, or contents at the end', shows).default('changes'))
    .option('--limit <limit>', 'NAME=VALUE, in place of what the node had; may be repeated', limitsOf)
    .addOption(diagnosticsChoice())
    .action(async (directory: string, flags: { format?: Format; show: Show; limit?: readonly NamedLimit[]; diagnostics: DiagnosticsFormat }) => {
      const { networkCommands } = await import('./network-commands.ts');
      finish(await networkCommands.replay(directory, { format: flags.format ?? null, show: flags.show, limits: flags.limit ?? [], diagnostics: flags.diagnostics }));
    });
}

/** `dlc status` */
export function addStatus(program: Command, finish: (code: number) => void): void {
  program
    .command('status')
    .description('ask running nodes how they are')
    .argument('<where...>', 'a fleet file that says `metrics:`; or addresses of nodes, HOST:PORT')
    .addOption(choice('--format <format>', 'how to show it (default: table on a terminal, else tsv)', formats))
    .addOption(diagnosticsChoice())
    .action(async (where: string[], flags: { format?: Format; diagnostics: DiagnosticsFormat }) => {
      const { status } = await import('./status.ts');
      finish(await status(where, { format: flags.format ?? null, diagnostics: flags.diagnostics }, processHost()));
    });
}

/** `dlc keygen` */
export function addKeygen(program: Command, finish: (code: number) => void): void {
  program
    .command('keygen')
    .description('make keys for nodes: DIR/NAME.key, for the node alone, and DIR/NAME.pub, for all')
    .argument('<name...>', 'names of nodes')
    .option('--out <dir>', 'where to write them', '.')
    .action(async (names: string[], flags: { out: string }) => {
      const { keygen } = await import('./keygen.ts');
      finish(keygen(names, flags.out, processHost()));
    });
}

/** How long a node that is asked to end has, and a fleet, which waits for its nodes, in milliseconds. */
const patience = { node: 8_000, fleet: 12_000 };

/**
 * Aborts when the process is asked to end, or the one that started it as a part of a fleet is gone; asked once more, or when
 * so many milliseconds have passed, it ends at once: whoever reads what it prints may have stopped reading.
 */
function stopSignal(most: number): AbortSignal {
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
    setTimeout(() => process.exit(process.exitCode ?? exitCodes.interrupted), most).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(exitCodes.interrupted);
      end();
    });
  }
  process.once('disconnect', end);
  process.channel?.unref();
  return stop.signal;
}
