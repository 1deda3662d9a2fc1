import { compile } from '../planner/compile.ts';
import { configured } from './config.ts';
import { processHost } from './host.ts';
import { startNode } from './node.ts';
import { replay, type ReplayOptions } from './replay.ts';
import { up, type UpOptions } from './up.ts';

/** The commands about nodes of a network, with the compiler that they stand on. Each gives the exit code. */
export const networkCommands = {
  node: (config: Parameters<typeof configured>, flags: Parameters<typeof startNode>[1], stop: AbortSignal) => startNode(configured(...config), flags, processHost(), { compile }, stop),
  up: (files: readonly string[], options: UpOptions, stop: AbortSignal) => up(files, options, processHost(), { compile }, stop),
  replay: (directory: string, options: ReplayOptions) => replay(directory, options, processHost(), { compile }),
};
