import { readIncluded, readProgram, sourceOf } from '../build/files.ts';
import type { Source } from '../datalog/source.ts';
import type { Compilation, compile } from '../planner/compile.ts';
import { reasonOf } from '../runtime/node/system.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { diagnose } from './diagnose.ts';
import { exitCodes, type Host } from './host.ts';
import { complain, report } from './report.ts';

/** The name under which the program on standard input is shown. */
export const stdinName = '<stdin>';

export type Sources =
  | { readonly ok: true; readonly sources: readonly Source[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The texts of program files, `-` being standard input, or why some cannot be read. */
export async function readSources(files: readonly string[], host: Host): Promise<Sources> {
  const sources: Source[] = [];
  const problems: string[] = [];
  let typed: Source | null = null;
  for (const file of files) {
    const read: Source | string = file === '-' ? (typed ?? (await readStdin(host))) : readProgram(file);
    if (typeof read === 'string') problems.push(read);
    else sources.push(read);
    if (file === '-' && typeof read !== 'string') typed = read;
  }
  return problems.length === 0 ? { ok: true, sources } : { ok: false, problems };
}

async function readStdin(host: Host): Promise<Source | string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of host.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  } catch (error) {
    return `cannot read the program on standard input: ${reasonOf(error)}`;
  }
  return sourceOf(stdinName, Buffer.concat(chunks));
}

/** A program that compiled, its warnings printed; or, everything about it printed, the exit code. */
export async function load(
  files: readonly string[],
  host: Host,
  compiler: typeof compile,
  diagnostics: DiagnosticsFormat,
): Promise<Compilation | number> {
  const read = await readSources(files, host);
  if (!read.ok) {
    for (const problem of read.problems) complain(host, 'error', problem);
    return exitCodes.program;
  }
  const found = host.interruptible(() => diagnose(read.sources, readIncluded, compiler));
  report(host, found.diagnostics, diagnostics);
  return found.compilation ?? exitCodes.program;
}
