import { dialectOf, type Source } from '../datalog/source.ts';
import type { Unreadable } from '../grammar/include.ts';
import type { Compilation, compile } from '../planner/compile.ts';
import { reasonOf } from '../runtime/node/system.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { readText, textOf, unread, type FileProblem } from './build/files.ts';
import { diagnose } from './diagnose.ts';
import { exitCodes, type Host } from './host.ts';
import { report, reportUnread } from './report.ts';

/** The name under which the program on standard input is shown. */
export const stdinName = '<stdin>';

export type Sources =
  | { readonly ok: true; readonly sources: readonly Source[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** The texts of program files, `-` being standard input, or why some cannot be read. */
export async function readSources(files: readonly string[], host: Host): Promise<Sources> {
  const sources = new Map<string, Source>();
  const problems = new Map<string, FileProblem>();
  for (const path of new Set(files)) {
    const file = path === '-' ? stdinName : path;
    const text = path === '-' ? await readStdin(host) : readText(path);
    if (typeof text === 'string') sources.set(path, { file, text, dialect: dialectOf(file) });
    else problems.set(path, unread(file, text));
  }
  if (problems.size > 0) return { ok: false, problems: [...problems.values()] };
  return { ok: true, sources: files.flatMap((path) => sources.get(path) ?? []) };
}

async function readStdin(host: Host): Promise<string | Unreadable> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of host.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  return textOf(stdinName, Buffer.concat(chunks));
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
    reportUnread(host, read.problems, diagnostics);
    return exitCodes.program;
  }
  const found = host.interruptible(() => diagnose(read.sources, readText, compiler));
  report(host, found.diagnostics, diagnostics);
  return found.compilation ?? exitCodes.program;
}
