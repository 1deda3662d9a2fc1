import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { choice, diagnosticsChoice, fileNameOf, nodesOf, ticksOf, withFiles } from './arguments.ts';
import {
  formats,
  graphFormats,
  shows,
  stages,
  type DiagnosticsFormat,
  type Format,
  type GraphFormat,
  type Show,
  type Stage,
} from './choices.ts';
import { nearest } from '../datalog/nearest.ts';
import { reasonOf } from '../runtime/node/system.ts';
import { exitCodes } from './host.ts';
import { addKeygen, addNode, addReplay, addStatus, addUp } from './node-command.ts';
import type { Node } from './nodes.ts';
import { reportInternalError } from './report.ts';

const examples = `
Examples:
  dlc run reachability.dl                  run a program and show what it derives
  dlc run -F facts -D out program.dl       read facts/REL.facts, write out/REL.csv, as Soufflé does
  dlc run --show changes --format ndjson protocol.dl
  dlc node protocol.dl --id a --listen tcp://127.0.0.1:7001 --peer b=tcp://127.0.0.1:7002
  dlc up protocol.dl --nodes a,b,c         start three nodes on this machine
  echo 'p(1). q(x + 1) :- p(x).' | dlc run -
  dlc check --diagnostics json program.dl
  dlc graph --format dot program.dl | dot -Tsvg > program.svg
  dlc show --stage js program.dl
  dlc build program.dl --out dist          write dist/program.js, with its types and source map
  dlc types --check src/*.dl               are the types beside these programs theirs?

Exit codes: 0 fine, 1 the program has errors or cannot be read, 2 wrong usage, 3 the run failed.`;

interface RunFlags {
  readonly factDir?: string;
  readonly outputDir?: string;
  readonly format?: Format;
  readonly show: Show;
  readonly nodes?: readonly Node[];
  readonly functors?: string;
  readonly ticks?: number;
  readonly stats?: true;
  readonly profile?: true;
  readonly profileJson?: string;
  readonly diagnostics: DiagnosticsFormat;
}

function commandLine(finish: (code: number) => void): Command {
  const program = new Command('dlc')
    .description('Compiles Dedalus-style Datalog to dataflow transducers, and runs it.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand(false)
    .addHelpText('after', examples)
    .exitOverride();
  addRun(program, finish);
  addNode(program, finish);
  addUp(program, finish);
  addReplay(program, finish);
  addStatus(program, finish);
  addKeygen(program, finish);
  addCheck(program, finish);
  addGraph(program, finish);
  addShow(program, finish);
  addBuild(program, finish);
  addTypes(program, finish);
  addHelp(program);
  return program;
}

function addRun(program: Command, finish: (code: number) => void): void {
  withFiles(program.command('run').description('run a program; several files are one program'))
    .option('-F, --fact-dir <dir>', 'where REL.facts are (default: beside the first file)')
    .option('-D, --output-dir <dir>', 'write each output to DIR/REL.csv; - prints them in Soufflé\'s form')
    .addOption(choice('--format <format>', 'how to show outputs (default: table on a terminal, else tsv)', formats))
    .addOption(choice('--show <what>', 'contents at the end, or what each tick changed or held', shows).default('final'))
    .option('--nodes <names>', 'locations to run, with their roles: a,b:Leader', nodesOf)
    .option('--functors <module>', 'a JavaScript module that exports the program\'s functors')
    .option('--ticks <n>', 'stop after tick n', ticksOf)
    .option('--stats', 'print what the run cost on stderr')
    .option('--profile', 'print on stderr what each rule and index cost')
    .option('--profile-json <file>', 'write the same to a file, as JSON')
    .action(async (files: string[], flags: RunFlags) => {
      if (flags.outputDir !== undefined && flags.show !== 'final') {
        program.error('error: -D writes contents at the end; it does not go with --show changes or all');
      }
      if (flags.outputDir === '-' && flags.format !== undefined) {
        program.error('error: -D - prints in Soufflé\'s form; it does not go with --format');
      }
      const { programCommands } = await import('./program-commands.ts');
      const options = {
        factDirectory: flags.factDir ?? null,
        outputDirectory: flags.outputDir ?? null,
        format: flags.format ?? null,
        show: flags.show,
        nodes: flags.nodes ?? [],
        functors: flags.functors ?? null,
        ticks: flags.ticks ?? null,
        stats: flags.stats ?? false,
        profile: flags.profile ?? false,
        profileFile: flags.profileJson ?? null,
        diagnostics: flags.diagnostics,
      };
      finish(await programCommands.run(files, options));
    });
}

function addCheck(program: Command, finish: (code: number) => void): void {
  withFiles(program.command('check').description('say what is wrong with a program')).action(
    async (files: string[], flags: { diagnostics: DiagnosticsFormat }) => {
      const { programCommands } = await import('./program-commands.ts');
      finish(await programCommands.check(files, flags.diagnostics));
    },
  );
}

function addGraph(program: Command, finish: (code: number) => void): void {
  withFiles(program.command('graph').description('draw the partitioned dataflow graph'))
    .addOption(choice('--format <format>', 'what to draw with', graphFormats).default('mermaid'))
    .action(async (files: string[], flags: { format: GraphFormat; diagnostics: DiagnosticsFormat }) => {
      const { programCommands } = await import('./program-commands.ts');
      finish(await programCommands.graph(files, flags));
    });
}

function addShow(program: Command, finish: (code: number) => void): void {
  withFiles(program.command('show').description('print what a stage of the compiler made of a program'))
    .addOption(choice('--stage <stage>', 'the stage', stages).makeOptionMandatory())
    .action(async (files: string[], flags: { stage: Stage; diagnostics: DiagnosticsFormat }) => {
      const { programCommands } = await import('./program-commands.ts');
      finish(await programCommands.show(files, flags));
    });
}

function addBuild(program: Command, finish: (code: number) => void): void {
  withFiles(program.command('build').description('write a program as an ECMAScript module with types and a source map'))
    .requiredOption('--out <dir>', 'where to write NAME.js, NAME.js.map and NAME.d.ts')
    .option('--name <name>', 'what the files are called (default: as the first program file)', fileNameOf)
    .action(async (files: string[], flags: { out: string; name?: string; diagnostics: DiagnosticsFormat }) => {
      if (files[0] === '-' && flags.name === undefined) program.error('error: a program on standard input needs a --name');
      const { programCommands } = await import('./program-commands.ts');
      const options = { outputDirectory: flags.out, name: flags.name ?? null, diagnostics: flags.diagnostics };
      finish(await programCommands.build(files, options));
    });
}

function addTypes(program: Command, finish: (code: number) => void): void {
  program
    .command('types')
    .description('write the TypeScript declarations of each program beside it, as NAME.d.dl.ts')
    .argument('<file...>', 'program files, .dl or .ded, each a program of its own')
    .addOption(diagnosticsChoice())
    .option('--check', 'write nothing; fail where they are missing or different')
    .action(async (files: string[], flags: { check?: true; diagnostics: DiagnosticsFormat }) => {
      if (files.includes('-')) program.error('error: there is nothing beside standard input');
      const { programCommands } = await import('./program-commands.ts');
      finish(await programCommands.types(files, { check: flags.check ?? false, diagnostics: flags.diagnostics }));
    });
}

/** Commander's own says of an unknown command no more than of none. */
function addHelp(program: Command): void {
  program.command('help').description('explain a command').argument('[command]').action((name?: string) => {
    if (name === undefined) program.help();
    const command = program.commands.find((each) => each.name() === name);
    if (command) command.help();
    const near = nearest(name, program.commands.map((each) => each.name()));
    program.error(`error: unknown command '${name}'${near === null ? '' : `\n(Did you mean ${near}?)`}`);
  });
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: { version?: string } = JSON.parse(text);
  return parsed.version ?? 'unknown';
}

/** A reader that has gone, as in `dlc run ... | head`, is no failure. */
function watchOutput(): void {
  process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
    if (failure.code === 'EPIPE') process.exit(exitCodes.fine);
    process.stderr.write(`error: cannot write to standard output: ${reasonOf(failure)}\n`);
    process.exit(exitCodes.run);
  });
  process.stderr.on('error', () => {});
}

/** Does what the arguments of the process say; the exit code is that of the process. */
export async function main(): Promise<void> {
  try {
    watchOutput();
    // Not process.exit: what has been written to a pipe may still be on its way.
    await commandLine((code) => {
      process.exitCode = code;
    }).parseAsync();
  } catch (failure) {
    if (failure instanceof CommanderError) process.exitCode = failure.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    else {
      reportInternalError(process.stderr, failure);
      process.exitCode = exitCodes.internal;
    }
  }
}
