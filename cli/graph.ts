import type { compile } from '../planner/compile.ts';
import type { DiagnosticsFormat, GraphFormat } from './choices.ts';
import { exitCodes, print, type Host } from './host.ts';
import { load } from './load.ts';

/** `dlc graph`: draws the partitioned graph; gives the exit code. */
export async function graph(
  files: readonly string[],
  options: { readonly format: GraphFormat; readonly diagnostics: DiagnosticsFormat },
  host: Host,
  compiler: typeof compile,
): Promise<number> {
  const compilation = await load(files, host, compiler, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  await print(host, [ended(compilation.graph(options.format))]);
  return exitCodes.fine;
}

/** A text whose last line is ended. */
export function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
