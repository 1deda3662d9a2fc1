import { RunError } from '../runtime/error.ts';
import { Losses } from '../runtime/losses.ts';
import { recover } from '../runtime/node/journal.ts';
import { Network } from '../runtime/node/network.ts';
import { checked, readState } from '../runtime/node/state.ts';
import { StoreError } from '../runtime/node/store.ts';
import { Values } from '../runtime/values.ts';
import type { DiagnosticsFormat, Format, Show } from './choices.ts';
import { deploy } from './deploy.ts';
import { loadFunctors } from './functors.ts';
import { exitCodes, type Host } from './host.ts';
import { readInputs } from './inputs.ts';
import { planIo } from './io.ts';
import type { NamedLimit } from './limits.ts';
import { load } from './load.ts';
import { Outputs } from './node-outputs.ts';
import { identityOf, ownerOf } from './owner.ts';
import { complain, report, reportRunError } from './report.ts';
import type { Engine } from './run.ts';
import { Station } from './station.ts';

export interface ReplayOptions {
  /** Null: a table on a terminal, ndjson elsewhere. */
  readonly format: Format | null;
  readonly show: Show;
  /** These go before those that the node had. */
  readonly limits: readonly NamedLimit[];
  readonly diagnostics: DiagnosticsFormat;
}

/** `dlc replay`: repeats the ticks that the state of a node holds, and gives the exit code. */
export async function replay(directory: string, options: ReplayOptions, host: Host, engine: Pick<Engine, 'compile'>): Promise<number> {
  try {
    return await repeated(directory, options, host, engine);
  } catch (failure) {
    if (failure instanceof RunError) reportRunError(host, failure);
    else if (failure instanceof StoreError) complain(host, 'error', failure.message);
    else throw failure;
    return exitCodes.run;
  }
}

async function repeated(directory: string, options: ReplayOptions, host: Host, engine: Pick<Engine, 'compile'>): Promise<number> {
  const { header, stored } = readState(directory);
  const { start } = header;
  if (start === null) throw new StoreError(`the state in ${directory} was made by a program that opened a node: only that can repeat it`);
  const { files, factDirectory, functors: functorFile, here, peers } = start;
  const compilation = await load(files, host, engine.compile, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const deployment = deploy(compilation, { resumable: true });
  if (!('signatures' in deployment)) {
    report(host, deployment, options.diagnostics);
    return exitCodes.program;
  }
  const plan = planIo(deployment.compilation.program);
  const functors = await loadFunctors(compilation.program, functorFile);
  const read = readInputs(plan, factDirectory, new Values());
  if (typeof functors === 'string') throw new StoreError(functors);
  if (!read.ok) throw new StoreError(read.problems.join('\n'));
  const station = new Station({ deployment, inputs: read.rows, functors, here, peers, limits: [...start.limits, ...options.limits] });
  checked(header, ownerOf(deployment, station, start), directory);
  const losses = new Losses();
  const endpoints = new Map(peers.map((peer): [string, string] => [peer.name, '']));
  const network = new Network({ name: here.name, listen: '', peers: endpoints, signatures: deployment.signatures, losses, session: header.session });
  try {
    const { simulation } = station.at(network, losses, null);
    const outputs = new Outputs(deployment.compilation.program, plan, { ...options, outputDirectory: null }, host, simulation);
    const subject = { identity: identityOf(deployment, station, start), transducer: station.transducer, transport: network };
    for (const before of recover(stored, subject, simulation)) await outputs.ticked(before);
    await outputs.end();
    return exitCodes.fine;
  } finally {
    network.close();
  }
}
