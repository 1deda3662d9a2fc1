import type { Diagnostic } from '../datalog/diagnostic.ts';
import type { Program } from '../datalog/program.ts';
import type { compile } from '../planner/compile.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { exitCodes, print, type Host } from './host.ts';
import { readText } from './build/files.ts';
import { diagnose } from './diagnose.ts';
import { readSources } from './load.ts';
import { diagnosticsJson, report, reportUnread, unreadJson } from './report.ts';

/** `dlc check`: says everything that is wrong with a program; gives the exit code. */
export async function check(
  files: readonly string[],
  diagnostics: DiagnosticsFormat,
  host: Host,
  compiler: typeof compile,
): Promise<number> {
  const read = await readSources(files, host);
  if (!read.ok) {
    if (diagnostics === 'json') await print(host, [unreadJson(read.problems)]);
    else reportUnread(host, read.problems, 'text');
    return exitCodes.program;
  }
  const { compilation, diagnostics: found } = diagnose(read.sources, readText, compiler);
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
