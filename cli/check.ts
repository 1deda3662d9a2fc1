import { readIncluded } from '../build/files.ts';
import type { Diagnostic } from '../datalog/diagnostic.ts';
import type { Program } from '../datalog/program.ts';
import type { compile } from '../planner/compile.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { exitCodes, print, type Host } from './host.ts';
import { diagnose } from './diagnose.ts';
import { readSources } from './load.ts';
import { complain, diagnosticsJson, report } from './report.ts';

/** `dlc check`: says everything that is wrong with a program; gives the exit code. */
export async function check(
  files: readonly string[],
  diagnostics: DiagnosticsFormat,
  host: Host,
  compiler: typeof compile,
): Promise<number> {
  const read = await readSources(files, host);
  if (!read.ok) {
    for (const problem of read.problems) complain(host, 'error', problem);
    return exitCodes.program;
  }
  const { compilation, diagnostics: found } = diagnose(read.sources, readIncluded, compiler);
  if (diagnostics === 'json') await print(host, [diagnosticsJson(found)]);
  else report(host, found, 'text');
  if (compilation === null) return exitCodes.program;
  if (diagnostics === 'text') host.stderr.write(`${files.join(', ')}: ${summary(compilation.program, found)}\n`);
  return exitCodes.fine;
}

function summary(program: Program, warnings: readonly Diagnostic[]): string {
  const counts = [counted(program.relations.size, 'relation'), counted(program.rules.length, 'rule')];
  if (warnings.length > 0) counts.push(counted(warnings.length, 'warning'));
  return `ok, ${counts.join(', ')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
