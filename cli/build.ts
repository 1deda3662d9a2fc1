import { basename, dirname, extname, join } from 'node:path';
import { namesFrom } from './build/files.ts';
import { buildDeclarations, buildModule } from './build/module.ts';
import type { compile } from '../planner/compile.ts';
import { writeTogether } from '../runtime/node/outputs.ts';
import { isSystemError, reasonOf } from '../runtime/node/system.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { exitCodes, type Host } from './host.ts';
import { load } from './load.ts';
import { complain } from './report.ts';

export interface BuildOptions {
  readonly outputDirectory: string;
  /** What the files are called; null: as the first file of the program. */
  readonly name: string | null;
  readonly diagnostics: DiagnosticsFormat;
}

/** `dlc build`: writes a program as an ECMAScript module with its types and source map; gives the exit code. */
export async function build(files: readonly string[], options: BuildOptions, host: Host, compiler: typeof compile): Promise<number> {
  const compilation = await load(files, host, compiler, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const [file = ''] = files;
  const name = options.name ?? stemOf(file);
  const building = { compilation, file, shown: namesFrom(file) };
  const { code, map } = host.interruptible(() => buildModule(building, `${name}.js`));
  const at = (extension: string) => join(options.outputDirectory, name + extension);
  return write(host, [
    { path: at('.js'), text: `${code}//# sourceMappingURL=${encodeURIComponent(name)}.js.map\n` },
    { path: at('.js.map'), text: `${JSON.stringify(map)}\n` },
    { path: at('.d.ts'), text: buildDeclarations(building) },
  ]);
}

/** A file name without its folder and extension. */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}

/** The name of the declarations that TypeScript looks for when `file` is imported. */
export function declarationsBeside(file: string): string {
  return join(dirname(file), `${stemOf(file)}.d${extname(file)}.ts`);
}

/** Writes files, all or none; gives the exit code. */
export function write(host: Host, files: readonly { readonly path: string; readonly text: string }[]): number {
  try {
    writeTogether(files.map(({ path, text }) => ({ path, pieces: [text] })));
    return exitCodes.fine;
  } catch (error) {
    const where = isSystemError(error) ? ` ${error.path}` : '';
    complain(host, 'error', `cannot write${where}: ${reasonOf(error)}`);
    return exitCodes.run;
  }
}
