import type { Diagnostic } from '../datalog/diagnostic.ts';
import type { Source } from '../datalog/source.ts';
import type { ReadFile } from '../grammar/include.ts';
import type { Compilation, compile } from '../planner/compile.ts';
import { planIo } from './io.ts';

/**
 * Everything that is said of a program, by the compiler and about its directives; no compilation when
 * some of it is an error.
 */
export function diagnose(
  sources: readonly Source[],
  readFile: ReadFile,
  compiler: typeof compile,
): { readonly compilation: Compilation | null; readonly diagnostics: readonly Diagnostic[] } {
  const result = compiler(sources, readFile);
  if (!result.ok) return { compilation: null, diagnostics: result.diagnostics };
  const { errors } = planIo(result.compilation.program);
  return { compilation: errors.length > 0 ? null : result.compilation, diagnostics: [...result.warnings, ...errors] };
}
