import { existsSync, readFileSync } from 'node:fs';
import { namesFrom } from './build/files.ts';
import { buildDeclarations } from './build/module.ts';
import type { compile } from '../planner/compile.ts';
import { declarationsBeside, write } from './build.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { exitCodes, type Host } from './host.ts';
import { load } from './load.ts';
import { complain } from './report.ts';

export interface TypesOptions {
  /** Writes nothing, and says which declarations are missing or different. */
  readonly check: boolean;
  readonly diagnostics: DiagnosticsFormat;
}

/** `dlc types`: writes the TypeScript declarations of each program beside it; gives the exit code. */
export async function types(files: readonly string[], options: TypesOptions, host: Host, compiler: typeof compile): Promise<number> {
  const wanted: { file: string; path: string; text: string }[] = [];
  for (const file of files) {
    const compilation = await load([file], host, compiler, options.diagnostics);
    if (typeof compilation === 'number') continue;
    wanted.push({ file, path: declarationsBeside(file), text: buildDeclarations({ compilation, file, shown: namesFrom(file) }) });
  }
  if (wanted.length < files.length) return exitCodes.program;
  const stale = wanted.filter(({ path, text }) => textIn(path) !== text);
  if (!options.check) return write(host, stale);
  for (const { file, path } of stale) {
    const what = existsSync(path) ? `${path} does not say what ${file} says` : `there is no ${path}`;
    complain(host, 'error', `${what}; dlc types ${file} writes it`);
  }
  return stale.length === 0 ? exitCodes.fine : exitCodes.program;
}

/** The text of a file; null where none can be read. */
function textIn(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
