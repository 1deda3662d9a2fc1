import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../datalog/diagnostic.ts';
import { dialectOf, type Source } from '../datalog/source.ts';
import { notFound, unreadable, type Unreadable } from '../grammar/include.ts';
import type { Compilation, compile } from '../planner/compile.ts';
import { decode, invalidLines, withoutMark } from '../runtime/node/lines.ts';
import { isSystemError, reasonOf } from '../runtime/node/system.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { exitCodes, type Host } from './host.ts';
import { planIo } from './io.ts';
import { report, reportUnread, type FileProblem } from './report.ts';

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
    else problems.set(path, problemOf(file, text));
  }
  if (problems.size > 0) return { ok: false, problems: [...problems.values()] };
  return { ok: true, sources: files.flatMap((path) => sources.get(path) ?? []) };
}

function problemOf(file: string, failure: Unreadable | null): FileProblem {
  if (failure !== null) return { code: 'file-unreadable', file, message: unreadable(file, failure) };
  const message = file === '' ? 'the name of a program file is empty' : notFound([file]);
  return { code: 'file-not-found', file, message };
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

/** The text of a file; null where there is none. */
export function readText(path: string): string | Unreadable | null {
  // Node takes it for a mistake of ours.
  if (path.includes('\0')) return { reason: 'no path holds a null character' };
  try {
    return textOf(path, readFileSync(path));
  } catch (error) {
    return isSystemError(error) && error.code === 'ENOENT' ? null : { reason: reasonOf(error) };
  }
}

function textOf(file: string, raw: Buffer): string | Unreadable {
  const bytes = withoutMark(raw);
  const text = decode(bytes);
  if (text !== null) return text;
  const places: string[] = [];
  invalidLines(bytes, 1, (line, column) => places.push(`${file}:${line}:${column}`));
  return { reason: `invalid UTF-8 at ${places[0] ?? file}` };
}

/**
 * Everything that is said of a program, by the compiler and about its directives; no compilation when
 * some of it is an error.
 */
export function diagnose(
  sources: readonly Source[],
  compiler: typeof compile,
): { readonly compilation: Compilation | null; readonly diagnostics: readonly Diagnostic[] } {
  const result = compiler(sources, readText);
  if (!result.ok) return { compilation: null, diagnostics: result.diagnostics };
  const { errors } = planIo(result.compilation.program);
  return { compilation: errors.length > 0 ? null : result.compilation, diagnostics: [...result.warnings, ...errors] };
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
  const found = host.interruptible(() => diagnose(read.sources, compiler));
  report(host, found.diagnostics, diagnostics);
  return found.compilation ?? exitCodes.program;
}
