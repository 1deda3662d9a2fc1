import { compile } from '../planner/compile.ts';
import { build, type BuildOptions } from './build.ts';
import { check } from './check.ts';
import type { DiagnosticsFormat } from './choices.ts';
import { graph } from './graph.ts';
import { processHost } from './host.ts';
import { run, type RunOptions } from './run.ts';
import { show } from './show.ts';
import { simulate } from './simulate.ts';
import { types, type TypesOptions } from './types.ts';

/** The commands about programs, with the compiler and the engine that they stand on. Each gives the exit code. */
export const programCommands = {
  run: (files: readonly string[], options: RunOptions) => run(files, options, processHost(), { compile, simulate }),
  check: (files: readonly string[], diagnostics: DiagnosticsFormat) => check(files, diagnostics, processHost(), compile),
  graph: (files: readonly string[], options: Parameters<typeof graph>[1]) => graph(files, options, processHost(), compile),
  show: (files: readonly string[], options: Parameters<typeof show>[1]) => show(files, options, processHost(), compile),
  build: (files: readonly string[], options: BuildOptions) => build(files, options, processHost(), compile),
  types: (files: readonly string[], options: TypesOptions) => types(files, options, processHost(), compile),
};
