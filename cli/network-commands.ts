import { compile } from '../planner/compile.ts';
import { configured } from './config.ts';
import { processHost } from './host.ts';
import { startNode } from './node.ts';
import { replay, type ReplayOptions } from './replay.ts';
import { logged } from './report.ts';
import { up, type UpOptions } from './up.ts';

/** How what goes to the standard error is written, and by which node. */
type Log = Parameters<typeof processHost>[0];

/** The commands about nodes of a network, with the compiler that they stand on. Each gives the exit code. */
export const networkCommands = {
  node: (log: Log, config: Parameters<typeof configured>, flags: Parameters<typeof startNode>[1], stop: AbortSignal) =>
    logged(processHost(log), (host) => startNode(configured(...config), flags, host, { compile }, stop)),
  up: (log: Log, files: readonly string[], options: UpOptions, stop: AbortSignal) => logged(processHost(log), (host) => up(files, options, host, { compile }, stop)),
  replay: (directory: string, options: ReplayOptions) => replay(directory, options, processHost(), { compile }),
};
