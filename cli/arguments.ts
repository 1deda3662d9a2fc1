import { InvalidArgumentError, Option, type Command } from 'commander';
import { endpointProblem } from '../runtime/node/endpoints.ts';
import { fsyncProblem, parseFsync, type Fsync } from '../runtime/node/fsync.ts';
import { diagnosticsFormats } from './choices.ts';
import { parseMetricsAddress, parsePeer, type MetricsAddress, type Peer } from './endpoints.ts';
import { parseLimit, type NamedLimit } from './limits.ts';
import { parseNode, parseNodes, type Node } from './nodes.ts';

/** A command about a program. */
export function withFiles(command: Command): Command {
  return command
    .argument('<file...>', 'program files, .dl or .ded; - is standard input')
    .addOption(diagnosticsChoice());
}

/** `--diagnostics` */
export function diagnosticsChoice(): Option {
  return choice('--diagnostics <format>', 'how to print diagnostics', diagnosticsFormats).default('text');
}

/** An option that is one of a few words. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values);
}

/** A number of ticks. */
export function ticksOf(text: string): number {
  const ticks = Number(text);
  if (!/^\d+$/.test(text) || ticks < 1 || !Number.isSafeInteger(ticks)) {
    throw new InvalidArgumentError('It is a whole number from 1 up.');
  }
  return ticks;
}

/** A file name without a folder. */
export function fileNameOf(text: string): string {
  if (!/^[^/\\]+$/.test(text) || /^\.\.?$/.test(text)) throw new InvalidArgumentError('It is a file name, without a folder or an extension.');
  return text;
}

/** `a` or `a:Leader`. */
export function nodeOf(text: string): Node {
  const node = parseNode(text);
  if (node.name === '') throw new InvalidArgumentError('A node has a name.');
  return node;
}

/** `tcp://HOST:PORT` */
export function endpointOf(text: string): string {
  const problem = endpointProblem(text);
  if (problem !== null) throw new InvalidArgumentError(problem);
  return text;
}

/** `HOST:PORT` */
export function metricsAddressOf(text: string): MetricsAddress {
  const address = parseMetricsAddress(text);
  if (typeof address === 'string') throw new InvalidArgumentError(address);
  return address;
}

/** `b=tcp://HOST:PORT`, added to those before. */
export function peersOf(text: string, before: readonly Peer[] = []): readonly Peer[] {
  const peer = parsePeer(text);
  if (typeof peer === 'string') throw new InvalidArgumentError(peer);
  return [...before, peer];
}

/** `rows=1000000`, added to those before. */
export function limitsOf(text: string, before: readonly NamedLimit[] = []): readonly NamedLimit[] {
  const limit = parseLimit(text);
  if (typeof limit === 'string') throw new InvalidArgumentError(limit);
  return [...before, limit];
}

/** A time in seconds. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || seconds > 1e6) throw new InvalidArgumentError('It is a number of seconds.');
  return seconds;
}

/** `--fsync` */
export function fsyncChoice(): Option {
  return new Option('--fsync <when>', 'when the state is on the disk: always (or tick), before anything of a tick leaves the node; interval:50ms, soon after; never, when the system likes (default: tick)')
    .argParser(fsyncOf);
}

function fsyncOf(text: string): Fsync {
  const fsync = parseFsync(text);
  if (fsync === null) throw new InvalidArgumentError(fsyncProblem);
  return fsync;
}

/** `a,b:Leader` */
export function nodesOf(text: string): readonly Node[] {
  const nodes = parseNodes(text);
  if (typeof nodes === 'string') throw new InvalidArgumentError(nodes);
  return nodes;
}
