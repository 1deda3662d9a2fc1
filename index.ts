/**
 * The library (`dlc`): compiles programs to modules that are opened in the same process. It uses none of
 * Node's own modules. What is open is `dlc/runtime`, which needs no compiler.
 */
import { diagnose } from './cli/diagnose.ts';
import { diagnosticsText, toData, type Diagnostic, type DiagnosticData } from './datalog/diagnostic.ts';
import { dialectOf } from './datalog/source.ts';
import { compile as compileFiles } from './planner/compile.ts';
import { embed } from './planner/embed.ts';
import { instantiate } from './planner/evaluate.ts';
import { callback, checkOptions, table, text } from './runtime/embedding/options.ts';
import { described } from './runtime/row-check.ts';
import { openModule, UsageError, type ModuleOf, type UntypedModule, type UserFunctors } from './runtime/index.ts';

export type { DiagnosticData } from './datalog/diagnostic.ts';
export * from './runtime/index.ts';

/** What a program is compiled with. */
export interface CompileOptions {
  /** The name of the source in messages; `.ded` makes it a classic program. Includes are relative to it. Default: `program.dl`. */
  readonly file?: string;
  /** The text of an included file, or null or undefined where there is none. Default: there is none. */
  readonly include?: (path: string) => string | null | undefined;
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
export function compile(source: string, options: CompileOptions = {}): CompileResult {
  const { module, diagnostics } = compiled(source, options);
  const data = diagnostics.map(toData);
  return module === null ? { ok: false, diagnostics: data } : { ok: true, module, warnings: data };
}

/**
 * A module from a program in the text of another. Where the text is a literal of the simple form that
 * docs/embedding.md describes, the module is typed by its declarations. Throws a `ProgramError` for a program with
 * mistakes; costs what `compile` does.
 */
export function dl<const S extends string>(source: S): ModuleOf<S>;
export function dl(source: string): UntypedModule {
  const { module, diagnostics } = compiled(source, {});
  if (module === null) throw new ProgramError(diagnosticsText(diagnostics).trimEnd(), diagnostics.map(toData));
  return module;
}

function compiled(source: string, options: CompileOptions): { readonly module: UntypedModule | null; readonly diagnostics: readonly Diagnostic[] } {
  if (typeof source !== 'string') throw new UsageError('the source of a program is a string');
  checkOptions('compile', options, { file: text, include: callback, functors: table });
  const { file = 'program.dl', include = () => null, functors: implementations = {} } = options;
  const read = (path: string): string | null => {
    const found: unknown = include(path) ?? null;
    if (found !== null && typeof found !== 'string') throw new UsageError(`\`include\` gives the text of ${JSON.stringify(path)}, or null, and not ${described(found)}`);
    return found;
  };
  const { compilation, diagnostics } = diagnose([{ file, text: source, dialect: dialectOf(file) }], read, compileFiles);
  if (compilation === null) return { module: null, diagnostics };
  const { schema, plans } = embed(compilation, file);
  const modules = plans.map(({ role, plan }) => ({ role, make: once(() => instantiate(plan())) }));
  const open: UntypedModule['open'] = (where) => openModule({ ...schema, modules, implementations }, where);
  return { module: { schema, open }, diagnostics };
}

/** A program with mistakes where there has to be one without. Its message is what `dlc check` prints. */
export class ProgramError extends Error {
  /** All diagnostics of the program, warnings too. */
  readonly diagnostics: readonly DiagnosticData[];

  /** The diagnostics as text, and as data. */
  constructor(message: string, diagnostics: readonly DiagnosticData[]) {
    super(message);
    this.name = 'ProgramError';
    this.diagnostics = diagnostics;
  }
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
