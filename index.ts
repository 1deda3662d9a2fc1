/**
 * The library (`dlc`): compiles programs to modules that are opened in the same process. It uses none of
 * Node's own modules. What is open is `dlc/runtime`, which needs no compiler.
 */
import { diagnose } from './cli/diagnose.ts';
import { toData, type DiagnosticData } from './datalog/diagnostic.ts';
import { dialectOf } from './datalog/source.ts';
import { compile as compileFiles } from './planner/compile.ts';
import { embed } from './planner/embed.ts';
import { instantiate } from './planner/evaluate.ts';
import { openModule, UsageError, type UntypedModule, type UserFunctors } from './runtime/index.ts';

export type { DiagnosticData } from './datalog/diagnostic.ts';
export * from './runtime/index.ts';

/** What a program is compiled with. */
export interface CompileOptions {
  /** The name of the source in messages; `.ded` makes it a classic program. Includes are relative to it. Default: `program.dl`. */
  readonly file?: string;
  /** The text of an included file, or null where there is none. Default: there is none. */
  readonly include?: (path: string) => string | null;
  /** Implementations of the program's functors for all who open the module without their own. */
  readonly functors?: UserFunctors;
}

/** A module, and warnings if there are any; or what is wrong with the program. */
export type CompileResult =
  | { readonly ok: true; readonly module: UntypedModule; readonly warnings: readonly DiagnosticData[] }
  | { readonly ok: false; readonly diagnostics: readonly DiagnosticData[] };

/**
 * Compiles a program. Mistakes in it are `diagnostics`, all of them, as `dlc check --diagnostics json` prints
 * them; nothing is thrown for them. Checking costs a few milliseconds for a page of rules; the rest is done
 * when the module is first opened, and evaluates generated code, so it needs a host that allows that
 * (`dlc build` does not).
 */
export function compile(source: string, { file = 'program.dl', include = () => null, functors = {} }: CompileOptions = {}): CompileResult {
  if (typeof source !== 'string') throw new UsageError('the source of a program is a string');
  const { compilation, diagnostics } = diagnose([{ file, text: source, dialect: dialectOf(file) }], include, compileFiles);
  const data = diagnostics.map(toData);
  if (compilation === null) return { ok: false, diagnostics: data };
  const { schema, plans } = embed(compilation, file);
  const modules = plans.map(({ role, plan }) => ({ role, make: once(() => instantiate(plan())) }));
  const open: UntypedModule['open'] = (options = {}) => openModule({ ...schema, modules }, { ...options, functors: { ...functors, ...options.functors } });
  return { ok: true, module: { schema, open }, warnings: data };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
